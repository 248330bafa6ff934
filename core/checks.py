"""Checks of options: a value that cannot work is refused in a sentence. No torch, no rasters."""

from __future__ import annotations

from typing import Any

from .errors import InvalidJob


def require(condition: bool, sentence: str) -> None:  # noqa: FBT001 (reads like an assertion)
    """Raise ``InvalidJob`` with ``sentence`` unless ``condition`` holds."""
    if not condition:
        raise InvalidJob(sentence)


def require_choice(name: str, value: object, choices: tuple[Any, ...]) -> None:
    """Raise ``InvalidJob`` unless ``value`` is among ``choices``."""
    require(value in choices, f"{name} is {value!r}; choose one of {', '.join(str(c) for c in choices)}.")


def require_share(name: str, value: float) -> None:
    """Raise ``InvalidJob`` unless ``value`` lies in 0..1."""
    require(0 <= value <= 1, f"{name} is {value:g}; it lies between 0 and 1.")
