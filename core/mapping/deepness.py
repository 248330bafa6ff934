"""The metadata of an ONNX file for the QGIS plugin Deepness, which fills its dialog from them.

Values are JSON. Deepness divides the numbers of a raster by 255, subtracts
``standardization_mean`` and divides by ``standardization_std``; all normalisation is in our graph,
so these are 0 and 1. Its threshold would turn pixels whose best class is below it into the first
class, and its filter would blur the map; both are off.
"""

import json
import math
from typing import Any

from ..features.backbone import LoadedBackbone
from ..heads.model_file import Model
from .rendering import Rendering
from .tile_network import TilePlan

_MAX_OVERLAP = 50  # per cent; more costs more than it improves


def properties(
    model: Model,
    backbone: LoadedBackbone,
    plan: TilePlan,
    pixel_size_m: float,
    facts: dict[str, Any],
) -> dict[str, str]:
    """Return the metadata of an exported model; ``facts`` are those of Landsketch itself."""
    values = {
        "model_type": "Segmentor",
        "class_names": {str(place): entry.name for place, entry in enumerate(model.table)},
        "resolution": pixel_size_m * 100,
        "tile_size": plan.side_px,
        "tiles_overlap": overlap_percent(model, backbone, plan),
        "standardization_mean": [0.0, 0.0, 0.0],
        "standardization_std": [1.0, 1.0, 1.0],
        "seg_thresh": 0.0,
        "seg_small_segment": 0,
        "landsketch": facts,
    }
    return {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}


def overlap_percent(model: Model, backbone: LoadedBackbone, plan: TilePlan) -> int:
    """Return the overlap of tiles at which halo and margin are dropped, in per cent of a side."""
    halo_px = backbone.entry.halo_tokens * plan.token_px / plan.scale
    overlap_px = 2 * (halo_px + Rendering(model.head).margin_px)
    return min(_MAX_OVERLAP, math.ceil(100 * overlap_px / plan.side_px))
