"""What encoding a dataset costs, told before the work: time, and room in the cache."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from ..durations import duration_text
from ..errors import OutputNotWritable
from ..mapping.estimate import size_text


def cost_text(n_missing: int, n_cached: int, need_bytes: int, seconds: float | None) -> str:
    """Return what is to be encoded, for the log; ``seconds`` is None where it is not known."""
    if not n_missing:
        return f"All {n_cached} tiles are in the feature cache."
    text = f"{n_missing} tiles to encode, {n_cached} are in the feature cache"
    if seconds is not None:
        text += f"; this takes {duration_text(seconds)}"
    return f"{text}; their features need {size_text(need_bytes)} in the cache."


def check_room(need_bytes: int, cache: Path, quota_gb: float, cheaper: Mapping[str, int]) -> None:
    """Make sure that features have room in the cache.

    Args:
        need_bytes: What they need.
        cache: Folder of the cache.
        quota_gb: Largest size of the cache.
        cheaper: What fewer features would need, in bytes, by the choice that leads to them.

    Raises:
        OutputNotWritable: The cache or the disk is too small; the text says what would fit.
    """
    free = shutil.disk_usage(cache).free
    quota = int(quota_gb * 1e9)
    room = min(free, quota)
    if need_bytes <= room:
        return
    limit = "is allowed (CACHE_GB)" if quota <= free else "is free on the disk"
    fitting = [f"{name} needs {size_text(n)}" for name, n in cheaper.items() if n <= room]
    advice = f"this would fit: {'; '.join(fitting)}" if fitting else "choose fewer LAYERS or VIEWS"
    raise OutputNotWritable(
        f"The features need {size_text(need_bytes)} in the cache {cache}, but only "
        f"{size_text(room)} {limit}; {advice}, or choose a larger CACHE."
    )
