"""Checks of options: a value that cannot work is rejected with its option's name."""

from __future__ import annotations

import math

from ..errors import InvalidJob
from .option import Option, own_options


def require(condition: bool, message: str) -> None:  # noqa: FBT001 (reads like an assertion)
    """Raise ``InvalidJob`` with ``message`` unless ``condition`` holds."""
    if not condition:
        raise InvalidJob(message)


class Checked:
    """Base of dataclasses of options: making one checks every value against its ``OptionInfo``.

    Raises:
        InvalidJob: A required text is empty, a number is out of bounds or not finite, or a value is
            no choice.
    """

    def __post_init__(self) -> None:
        for field, option in own_options(type(self)):
            check_value(option, getattr(self, field.name))


def check_value(option: Option, value: object) -> None:
    """Check the value of an option, or every item of a list.

    Raises:
        InvalidJob: See ``Checked``.
    """
    require(
        not option.is_required or value not in ("", ()),
        f"{option.name} ({option.info.title}) is required.",
    )
    for item in value if isinstance(value, tuple) else (value,):
        _check_item(option, item)


def _check_item(option: Option, item: object) -> None:
    info = option.info
    if info.choices:
        choices = ", ".join(map(word_of, info.choices))
        given = word_of(item) if isinstance(item, float) else repr(item)
        require(item in info.choices, f"{option.name} is {given}; choose one of {choices}.")
    elif isinstance(item, (int, float)) and not isinstance(item, bool):
        allowed = info.range_text or "finite"
        require(
            math.isfinite(item) and info.allows(item),
            f"{option.name} is {item:g}; choose a number that is {allowed}.",
        )


def word_of(choice: object) -> str:
    """Write a choice as forms and command lines do: 0.5, 2, lda."""
    return f"{choice:g}" if isinstance(choice, float) else str(choice)


def require_extent(extent: tuple[float, ...]) -> None:
    """Reject an extent that is neither empty nor (west, south, east, north) with an area."""
    if not extent:
        return
    require(len(extent) == 4, "EXTENT has four numbers: west, south, east, north.")
    west, south, east, north = extent
    require(
        west < east and south < north,
        "EXTENT is empty: west must be below east and south below north.",
    )
