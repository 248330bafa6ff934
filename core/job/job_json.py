"""Jobs as flat JSON objects, both ways: ``algorithm`` and the options by name.

For example ``{"algorithm": "predictraster", "input": "scene.tif", "model": "m.safetensors",
"output": "map.tif"}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from typing import Any, get_args, get_origin, get_type_hints

from ..errors import InvalidJob
from .checks import require, word_of
from .job import Job
from .jobs import JOBS
from .old_job_files import job_from_old_file
from .option import INPUT_KINDS, Option, options_of, value_at
from .options import SceneOptions

ALGORITHM = "algorithm"
_TYPE_NAMES = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}


def to_dict(job: Job) -> dict[str, Any]:
    """Return a job as values of JSON: its algorithm and every option by its key."""
    found: dict[str, Any] = {ALGORITHM: job.algorithm_id}
    for option, value in job.values():
        found[option.key] = list(value) if isinstance(value, tuple) else value
    scenes: tuple[SceneOptions, ...] = getattr(job, "scenes", ())
    if any(_shared(scene) != _shared(scenes[0]) for scene in scenes):
        found["input"] = [_scene_item(scene) for scene in scenes]
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
        data = json.loads(text)
    except ValueError as error:
        raise InvalidJob(f"The job is not valid JSON: {error}.") from None
    require(isinstance(data, dict), f"A job is a JSON object with the key '{ALGORITHM}'.")
    if isinstance(data.get("job"), dict) and ALGORITHM not in data:
        data = data["job"]
    if "verb" in data:
        return job_from_old_file(data)
    return from_dict(data)


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
    near = get_close_matches(given.upper(), names, 1)
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
    return job


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


def converted(option: Option, value: object) -> Any:  # noqa: ANN401
    """Convert a value of JSON, or text of a form, to the option's type, without checks of bounds.

    A list can be text: words and numbers with commas or spaces between them, other items with
        commas.

    Raises:
        InvalidJob: The value is of a wrong type.
    """
    if not option.is_list:
        return _item(option, value)
    if isinstance(value, str) and option.info.kind not in INPUT_KINDS:
        separator = r"[,;\s]+" if option.info.choices or option.item_type is not str else ","
        value = [part for part in map(str.strip, re.split(separator, value)) if part]
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        value = [value]
    return tuple(_item(option, item) for item in value)


def _item(option: Option, value: object) -> Any:  # noqa: ANN401
    """Convert a value, or an item of a list."""
    kind = option.item_type
    if isinstance(value, Mapping) and option.info.kind == "rasters":
        return value  # see ``_assemble_list``
    choice = {word_of(choice): choice for choice in option.info.choices}.get(str(value))
    if choice is not None and not isinstance(value, bool):
        return choice
    if kind in (int, float) and isinstance(value, str) and option.is_list:
        value = _number(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    is_right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    require(is_right, f"{option.name} is {value!r}; it must be {_TYPE_NAMES[kind]}.")
    return value


def _number(text: str) -> object:
    """Return the number that a text is, the text where it is none."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def _shared(scene: SceneOptions) -> SceneOptions:
    """Return what a scene may have in common with others."""
    return replace(scene, path="-")


def _scene_item(scene: SceneOptions) -> dict[str, Any]:
    """Return a scene as an item of INPUT with options of its own."""
    found: dict[str, Any] = {}
    for option in options_of(SceneOptions):
        value = value_at(scene, option.path)
        found[option.key] = list(value) if isinstance(value, tuple) else value
    return found
