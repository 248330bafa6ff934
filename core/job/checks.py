"""Checks of options: a value that cannot work is refused in a sentence. No torch, no rasters."""

from __future__ import annotations

import math
from typing import Any

from ..errors import InvalidJob


def require(condition: bool, sentence: str) -> None:  # noqa: FBT001 (reads like an assertion)
    """Raise ``InvalidJob`` with ``sentence`` unless ``condition`` holds."""
    if not condition:
        raise InvalidJob(sentence)


def require_choice(name: str, value: object, choices: tuple[Any, ...]) -> None:
    """Raise ``InvalidJob`` unless ``value`` is among ``choices``."""
    require(
        value in choices,
        f"{name} is {value!r}; choose one of {', '.join(str(c) for c in choices)}.",
    )


def require_fraction(name: str, value: float) -> None:
    """Raise ``InvalidJob`` unless ``value`` lies in 0..1."""
    require(0 <= value <= 1, f"{name} is {value:g}; it lies between 0 and 1.")


def require_extent(extent: tuple[float, ...]) -> None:
    """Raise ``InvalidJob`` unless ``extent`` is empty or (west, south, east, north), finite and the right way round."""
    if extent:
        require(len(extent) == 4, "An extent has four numbers: west, south, east, north.")
        require(
            all(map(math.isfinite, extent)),
            "The extent has numbers that are not finite; write plain numbers.",
        )
        west, south, east, north = extent
        require(
            west < east and south < north,
            "The extent is empty: west must be below east and south below north.",
        )
