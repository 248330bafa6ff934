"""Durations as text."""

from __future__ import annotations


def duration_text(seconds: float) -> str:
    """Return a duration in a suitable unit: ``about 40 s``, ``about 5 min``, ``about 2.5 h``."""
    return f"about {rounded(seconds)}"


def rounded(seconds: float) -> str:
    """Return a duration in a suitable unit as number and unit, such as ``5 min``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
