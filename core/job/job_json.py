"""Jobs as JSON, both ways: what the plugin sends, what a job file holds. No torch, no rasters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from typing import Any, get_args, get_type_hints

from ..errors import InvalidJob
from .checks import require, require_choice
from .jobs import JOBS, Job


def to_json(job: Job) -> str:
    """Write a job as JSON with its verb."""
    return json.dumps({"verb": job.verb, **asdict(job)}, indent=1, ensure_ascii=False)


def from_json(text: str) -> Job:
    """Read a job written by ``to_json``, or the record of a run, which holds one; unknown keys are refused by name."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise InvalidJob(f"The job is not valid JSON: {error}.") from None
    require(isinstance(data, dict), "A job is a JSON object with a 'verb'.")
    if isinstance(data.get("job"), dict) and "verb" not in data:
        data = data["job"]
    verb = data.pop("verb", None)
    require_choice("The job's verb", verb, tuple(JOBS))
    job: Job = build(JOBS[verb], data, verb)
    return job


def build(kind: type[Any], data: object, where: str) -> Any:  # noqa: ANN401 (any of our dataclasses)
    """Make the dataclass ``kind`` from parsed JSON; unknown, missing and wrong options are refused by name."""
    if not isinstance(data, Mapping):
        raise InvalidJob(f"'{where}' must be a JSON object.")
    known = {f.name: f for f in fields(kind)}
    unknown = sorted(set(data) - set(known))
    require(not unknown, f"'{where}' has unknown options: {', '.join(unknown)}.")
    missing = [
        n
        for n, f in known.items()
        if n not in data and f.default is MISSING and f.default_factory is MISSING
    ]
    require(not missing, f"'{where}' lacks {', '.join(missing)}.")
    hints = get_type_hints(kind)
    return kind(
        **{name: _value(hints[name], value, f"{where}.{name}") for name, value in data.items()}
    )


def _value(hint: Any, value: object, where: str) -> Any:  # noqa: ANN401
    """Convert one parsed value to the annotated type, or say which option is wrong."""
    if is_dataclass(hint):
        return build(hint, value, where)  # type: ignore[arg-type]
    if getattr(hint, "__origin__", None) is tuple:
        require(isinstance(value, (list, tuple)), f"'{where}' must be a list.")
        item = get_args(hint)[0]
        return tuple(_value(item, v, where) for v in value)  # type: ignore[attr-defined]
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    require(
        isinstance(value, hint) and (hint is bool or not isinstance(value, bool)),
        f"'{where}' must be of type {hint.__name__}.",
    )
    return value
