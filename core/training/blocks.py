"""How large the blocks of a spatial split are: they follow the labels and the backbone's tiles."""

import math

from ..features.feature_map import FeatureMap
from ..labels.label_set import LabelSet
from ..labels.split import block_side


def block_of(features: FeatureMap, labels: LabelSet, block: float = 0.0) -> tuple[float, float]:
    """Return the side of a block and the buffer in units of the labels' CRS; the side is automatic where 0."""
    scene = features.scene
    pixel = math.sqrt(labels.outline(scene).area / (scene.height * scene.width))
    tile = features.backbone.entry.tile_tokens * features.token_px / scene.scale * pixel
    side = block or block_side(labels, 2 * tile)
    return side, min(side / 4, tile / 2)
