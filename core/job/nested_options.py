"""Dataclasses of options from nested JSON, as model files and old job files hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from ..errors import InvalidJob
from .checks import require


def build(kind: type[Any], data: object, where: str) -> Any:  # noqa: ANN401
    """Make the dataclass ``kind`` from parsed JSON.

    Raises:
        InvalidJob: An option is unknown, missing or of a wrong type; ``where`` tells its place.
    """
    if not isinstance(data, Mapping):
        raise InvalidJob(f"'{where}' must be a JSON object.")
    known = {field.name: field for field in fields(kind)}
    unknown = sorted(set(data) - set(known))
    require(not unknown, f"'{where}' has unknown options: {', '.join(unknown)}.")
    required = [
        name
        for name, field in known.items()
        if field.default is MISSING and field.default_factory is MISSING
    ]
    missing = [name for name in required if name not in data]
    require(not missing, f"'{where}' lacks {', '.join(missing)}.")
    hints = get_type_hints(kind)
    values = {name: _value(hints[name], value, f"{where}.{name}") for name, value in data.items()}
    return kind(**values)


def _value(hint: Any, value: object, where: str) -> Any:  # noqa: ANN401
    """Convert a parsed value to the annotated type."""
    if is_dataclass(hint):
        return build(hint, value, where)  # type: ignore[arg-type]
    if get_origin(hint) is tuple:
        require(isinstance(value, (list, tuple)), f"'{where}' must be a list.")
        item = get_args(hint)[0]
        return tuple(_value(item, one, where) for one in value)  # type: ignore[attr-defined]
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    is_right = isinstance(value, hint) and (hint is bool or not isinstance(value, bool))
    require(is_right, f"'{where}' must be of type {hint.__name__}.")
    return value
