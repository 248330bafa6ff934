"""Checks of the feature cache: damaged files, and features of earlier versions of an image."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..cache_folder import KEY, contents
from ..features.feature_map import FeatureMap
from ..imagery.scene import Scene
from ..imagery.tile_grid import Tile
from ..mapping.estimate import size_text
from ..output_names import is_same_file
from ..progress import Progress
from .finding import Finding
from .tile_table import TileTable


def damaged_findings(
    maps: Sequence[FeatureMap], tiles: TileTable, *, repair: bool, progress: Progress
) -> Iterator[Finding]:
    """Yield the tiles whose cached features are damaged.

    Args:
        maps: The feature map of each image.
        tiles: The tiles.
        repair: Whether damaged files are deleted.
        progress: Reports the tiles.
    """
    damaged = []
    for position in range(len(tiles)):
        progress.step(position, len(tiles))
        features = maps[int(tiles.images[position])]
        names = features.damaged(tile_named(features, str(tiles.names[position])))
        if names:
            damaged.append(position)
        if repair:
            features.remove_cached(names)
    if not damaged:
        return
    done = "were deleted and are encoded again when needed" if repair else "are damaged"
    advice = "" if repair else "; they are encoded again when needed, or set REPAIR"
    yield Finding(
        "damaged_cache",
        "note" if repair else "warning",
        f"Cached features of {len(damaged)} tiles {done}{advice}.",
        tuple(damaged),
    )


def tile_named(features: FeatureMap, name: str) -> Tile:
    """Return the tile of a name in the first tile grid."""
    _, row, column = map(int, name.split("_"))
    return features.tile_grids[0].tile_at(row, column)


def stale_findings(scenes: Sequence[Scene], cache: Path) -> Iterator[Finding]:
    """Yield the images of which the cache holds features of an earlier version."""
    entries = contents(cache)
    for scene in scenes:
        own = [entry for entry in entries if is_same_file(entry.image, scene.path)]
        current = scene.fingerprint()
        size = sum(entry.size for entry in own if _fingerprint(entry.folder) != current)
        if size:
            yield Finding(
                "stale_cache",
                "note",
                f"The cache holds {size_text(size)} of features of an earlier version of "
                f"{scene.name}; 'Clear feature cache' removes those of an image.",
            )


def _fingerprint(folder: Path) -> str:
    """Return the fingerprint of the scene in the key of a folder, without the facts of a view."""
    try:
        facts = json.loads((folder / KEY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(facts.get("scene", "")).split(" [")[0]
