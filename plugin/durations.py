"""Durations as text for people in their language."""

from __future__ import annotations

from ..core.durations import rounded
from .i18n import tr


def duration_text(seconds: float) -> str:
    """Return a duration in a suitable unit, such as ``about 5 min``."""
    return tr("about {}").format(rounded(seconds))
