"""How large the blocks of a spatial split are: they follow the labels and the backbone's tiles."""

import math

import shapely

from ..features.feature_map import FeatureMap
from ..labels.label_set import LabelSet
from ..labels.split import block_side


def block_of(features: FeatureMap, labels: LabelSet, block: float = 0.0) -> tuple[float, float]:
    """Return the side of a block and the buffer in units of the labels' CRS; the side is automatic where 0."""
    tile = _tile(features, labels)
    side = block or block_side(labels, 2 * tile)
    return side, min(side / 4, tile / 2)


def one_tile_warning(features: FeatureMap, labels: LabelSet) -> str:
    """Say that folds are neighbours where one tile of the backbone would show all labels; empty where none does."""
    west, south, east, north = shapely.total_bounds(labels.geometries)
    if max(east - west, north - south) >= _tile(features, labels):
        return ""
    return (
        "All labels lie closer together than one tile of the backbone is wide, so the folds are neighbours and their "
        "scores flatter the map; label places further apart."
    )


def _tile(features: FeatureMap, labels: LabelSet) -> float:
    """Return the side of a tile in units of the labels' CRS."""
    scene = features.scene
    pixel = math.sqrt(labels.outline(scene).area / (scene.height * scene.width))
    return features.backbone.entry.tile_tokens * features.token_px / scene.scale * pixel
