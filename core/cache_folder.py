"""What is in the feature cache: how much of which image and backbone, and when it was last used.

Every folder of the cache has features of one image, backbone and tiling. ``key.json`` says what the
key was made of, ``origin.json`` for which image and backbone the folder was last opened.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .output_names import is_same_file

KEY, ORIGIN = "key.json", "origin.json"
_FEATURES = "*.safetensors"
_DAY_S = 86_400


def folder_of(path: str) -> Path:
    """Return the folder of a cache; without a path, that of the user."""
    return Path(path).expanduser() if path else default_folder()


def default_folder() -> Path:
    """Return the user's cache folder."""
    base = (
        os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    )
    return Path(base) / "landsketch" / "features"


@dataclass(frozen=True)
class CachedFeatures:
    """A folder of the cache.

    Attributes:
        folder: The folder.
        image: Path of the image; empty if an earlier version made the folder.
        backbone: Name of the backbone; empty as above.
        scale: Scaled pixels per native pixel; 0 if it is not known.
        n_files: Number of files with features, one per tile and layer.
        size: Their size in bytes.
        last_used: When one of them was last read or written, in seconds since 1970; 0 = never.
    """

    folder: Path
    image: str
    backbone: str
    scale: float
    n_files: int
    size: int
    last_used: float


def contents(folder: Path) -> list[CachedFeatures]:
    """Return what is in a cache, the largest first; folders that it did not make are left out."""
    if not folder.is_dir():
        return []
    found = [_read(own) for own in folder.iterdir() if (own / KEY).is_file()]
    return sorted(found, key=lambda one: -one.size)


def chosen(
    found: Iterable[CachedFeatures], image: str = "", backbone: str = "", unused_days: float = 0.0
) -> list[CachedFeatures]:
    """Return the folders to which all conditions apply; empty conditions and 0 apply to all.

    Args:
        found: Folders of a cache.
        image: Path of the image.
        backbone: Name of the backbone.
        unused_days: Least number of days since the last use.
    """
    latest = time.time() - unused_days * _DAY_S
    return [
        one
        for one in found
        if (not image or is_same_file(one.image, image))
        and (not backbone or one.backbone == backbone)
        and one.last_used <= latest
    ]


def delete(folders: Iterable[CachedFeatures]) -> Iterator[CachedFeatures]:
    """Delete folders, and yield each that is gone.

    A run that uses them at the moment computes what is missing again.

    Raises:
        OSError: A folder cannot be deleted.
    """
    for one in folders:
        shutil.rmtree(one.folder)
        yield one


def _read(folder: Path) -> CachedFeatures:
    key, origin = _read_json(folder / KEY), _read_json(folder / ORIGIN)
    states = [state for file in folder.glob(_FEATURES) if (state := _state(file)) is not None]
    scale = key.get("scale")
    return CachedFeatures(
        folder,
        str(origin.get("image", "")),
        str(origin.get("backbone", "")),
        float(scale) if isinstance(scale, (int, float)) else 0.0,
        len(states),
        sum(state.st_size for state in states),
        max((state.st_mtime for state in states), default=0.0),
    )


def _state(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:  # another process has deleted it
        return None


def _read_json(path: Path) -> dict[str, object]:
    """Return the object in a file; an empty one if there is none or it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
