"""Values of options as JSON and forms hold them, converted to the types of the options."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .checks import check_value, require, word_of
from .option import INPUT_KINDS, Option

_TYPE_NAMES = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}


def converted(option: Option, value: object) -> Any:  # noqa: ANN401 (the option's type)
    """Convert a value to the type of an option; bounds are not checked.

    A list can be text: words and numbers with commas or spaces between them, other items with
    commas. An item of a list of rasters can be an object, which is returned as it is.

    Raises:
        InvalidJob: The value is of a wrong type.
    """
    if option.is_list:
        return tuple(_item(option, item) for item in _items(option, value))
    return _item(option, value)


def _items(option: Option, value: object) -> Iterable[object]:
    """Return the items of a list, which may be written as text or as its only item."""
    if isinstance(value, str):
        return _split(option, value)
    if isinstance(value, Mapping) or not isinstance(value, Iterable):
        return [value]
    return value


def _split(option: Option, text: str) -> list[str]:
    if option.info.kind in INPUT_KINDS:
        return [text]  # a path may hold commas
    are_words = option.info.choices or option.item_type is not str
    parts = re.split(r"[,;\s]+" if are_words else ",", text)
    return [part.strip() for part in parts if part.strip()]


def _item(option: Option, value: object) -> Any:  # noqa: ANN401 (the option's type)
    if isinstance(value, Mapping) and option.info.kind == "rasters":
        return value
    choices = {word_of(choice): choice for choice in option.info.choices}
    if str(value) in choices and not isinstance(value, bool):
        return choices[str(value)]
    if choices:
        check_value(option, value)
    if option.item_type in (int, float):
        value = _number(option, value)
    kind = option.item_type
    require(_has_type(value, kind), f"{option.name} is {value!r}; it must be {_TYPE_NAMES[kind]}.")
    return value


def _number(option: Option, value: object) -> object:
    """Convert text in a list, and whole numbers where decimals are meant; else do nothing."""
    if isinstance(value, str) and option.is_list:
        value = _parsed(value)
    if option.item_type is float and _has_type(value, int):
        return float(value)  # type: ignore[arg-type]
    return value


def _parsed(text: str) -> object:
    """Return the number that a text is, or the text."""
    if re.fullmatch(r"[+-]?[0-9]+", text):
        return int(text)
    try:
        return float(text)
    except ValueError:
        return text


def _has_type(value: object, kind: type) -> bool:
    """Tell whether a value has a type; true and false are no numbers."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
