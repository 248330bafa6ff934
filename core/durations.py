"""Durations as text."""

from __future__ import annotations


def duration_text(seconds: float) -> str:
    """Return a duration in a suitable unit: ``about 40 s``, ``about 5 min``, ``about 2.5 h``."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    if seconds < 5400:
        return f"about {round(seconds / 60)} min"
    return f"about {seconds / 3600:.1f} h"
