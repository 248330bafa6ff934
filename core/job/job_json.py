"""Jobs as flat JSON objects, both ways: ``algorithm`` and the options by name.

For example ``{"algorithm": "predictraster", "input": "scene.tif", "model": "m.safetensors",
"output": "map.tif"}``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from typing import Any, get_args, get_origin, get_type_hints

from ..errors import InvalidJob
from .checks import require
from .job import Job
from .jobs import JOBS
from .old_job_files import job_from_old_file
from .option import options_of, value_at
from .option_values import converted
from .options import SceneOptions

ALGORITHM = "algorithm"


def to_dict(job: Job) -> dict[str, Any]:
    """Return a job as values of JSON: its algorithm and every option by its key."""
    found: dict[str, Any] = {ALGORITHM: job.algorithm_id}
    found |= {option.key: _plain(value) for option, value in job.values()}
    scenes: tuple[SceneOptions, ...] = getattr(job, "scenes", ())
    if any(replace(scene, path=scenes[0].path) != scenes[0] for scene in scenes):
        found[options_of(SceneOptions)[0].key] = [_scene_item(scene) for scene in scenes]
    return found


def to_json(job: Job) -> str:
    """Write a job as JSON text."""
    return json.dumps(to_dict(job), indent=1, ensure_ascii=False)


def from_json(text: str) -> Job:
    """Read a job from a job file, from the record of a run, or from an old job file.

    Raises:
        InvalidJob: See ``from_dict``; or the text is not a JSON object.
    """
    try:
        data = json.loads(text, object_pairs_hook=_object)
    except ValueError as error:
        raise InvalidJob(f"The job is not valid JSON: {error}.") from None
    require(isinstance(data, dict), f"A job is a JSON object with the key '{ALGORITHM}'.")
    if isinstance(data.get("job"), dict) and ALGORITHM not in data:
        data = data["job"]
    if "verb" in data:
        return job_from_old_file(data)
    return from_dict(data)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make a JSON object; a key that occurs twice is rejected."""
    found = dict(pairs)
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    require(len(found) == len(pairs), f"The job names {', '.join(twice)} twice; name it once.")
    return found


def from_dict(data: Mapping[str, Any]) -> Job:
    """Make a job of its algorithm and its options by name, which may be in capitals.

    Raises:
        InvalidJob: The algorithm or an option is unknown, missing, of a wrong type or out of
            bounds.
    """
    values = {key.lower(): value for key, value in data.items()}
    require(len(values) == len(data), "The job names an option twice, in capitals and not.")
    algorithm = values.pop(ALGORITHM, None)
    if algorithm not in JOBS:
        given = "is missing" if algorithm is None else f"is '{algorithm}'"
        raise InvalidJob(f"'{ALGORITHM}' {given}; choose one of {', '.join(JOBS)}.")
    kind = JOBS[algorithm]
    _check_keys(kind, values)
    return _build(kind, values)


def _check_keys(kind: type[Job], values: Mapping[str, Any]) -> None:
    """Reject unknown and missing options."""
    known = {option.key: option for option in options_of(kind)}
    for key in values:
        if key not in known:
            raise InvalidJob(unknown_option(kind.algorithm_id, key, tuple(known)))
    for key, option in known.items():
        require(
            key in values or not option.is_required,
            f"{option.name} ({option.info.title}) is required.",
        )


def unknown_option(algorithm: str, given: str, known: tuple[str, ...]) -> str:
    """Say that an algorithm has no such option, and which one may be meant."""
    names = [name.upper() for name in known]
    near = get_close_matches(given.upper(), names, 1, cutoff=0.75)
    advice = f"did you mean {near[0]}?" if near else f"choose from: {', '.join(names)}."
    return f"'{algorithm}' has no option {given.upper()}; {advice}"


def _build(kind: type[Job], values: Mapping[str, Any]) -> Job:
    """Make a job of the options that are given and the defaults of the others."""
    by_path = {}
    for option in options_of(kind):
        value = option.default
        if option.key in values:
            value = converted(option, values[option.key])
        by_path[option.path] = value
    job: Job = _assemble(kind, by_path)
    _check_nothing_lost(job, by_path)
    return job


def _check_nothing_lost(job: Job, by_path: Mapping[tuple[str, ...], Any]) -> None:
    """Reject options of images where there are none."""
    for option, value in job.values():
        is_lost = getattr(job, option.path[0]) == () and by_path[option.path] != value
        require(
            not is_lost,
            f"{option.name} is about the images of INPUT, but there are none; leave it out.",
        )


def _assemble(kind: type, by_path: Mapping[tuple[str, ...], Any]) -> Any:  # noqa: ANN401
    """Make a dataclass of options, and the groups in it, from values by path."""
    hints = get_type_hints(kind)
    arguments: dict[str, Any] = {}
    for field in fields(kind):
        inner = {path[1:]: value for path, value in by_path.items() if path[0] == field.name}
        hint = hints[field.name]
        if () in inner:
            arguments[field.name] = inner[()]
        elif get_origin(hint) is tuple:
            arguments[field.name] = _assemble_list(get_args(hint)[0], inner)
        else:
            arguments[field.name] = _assemble(hint, inner)
    return kind(**arguments)


def _assemble_list(kind: type, shared: Mapping[tuple[str, ...], Any]) -> tuple[Any, ...]:
    """Make one dataclass per listed input; an input given as an object has options of its own."""
    listed, *further = options_of(kind)
    by_key = {option.key: option for option in further}
    groups = []
    for item in shared[listed.path]:
        values = dict(shared)
        if isinstance(item, Mapping):
            own = {key.lower(): value for key, value in item.items()}
            values[listed.path] = converted(listed, own.pop(listed.key, ""))
            for key, value in own.items():
                require(key in by_key, f"An item of {listed.name} has no option {key.upper()}.")
                values[by_key[key].path] = converted(by_key[key], value)
        else:
            values[listed.path] = item
        groups.append(_assemble(kind, values))
    return tuple(groups)


def _scene_item(scene: SceneOptions) -> dict[str, Any]:
    """Return a scene as an item of INPUT with options of its own."""
    options = options_of(SceneOptions)
    return {option.key: _plain(value_at(scene, option.path)) for option in options}


def _plain(value: object) -> object:
    """Return a value as JSON has it."""
    return list(value) if isinstance(value, tuple) else value
