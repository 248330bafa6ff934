"""What the user should know about labels before believing scores: sentences, no failures."""

from collections.abc import Sequence

import numpy as np
import shapely

from .label_set import LabelSet
from .sampling import LabelledPixels
from .split import Split


def pixel_warnings(labels: LabelSet, parts: Sequence[LabelledPixels]) -> list[str]:
    """Tell what of the labels the pixels of all scenes leave out."""
    found = []
    contradicting, invalid = sum(p.n_contradicting for p in parts), sum(p.n_invalid for p in parts)
    if contradicting:
        found.append(
            f"{contradicting} pixels lie under polygons of different classes and were left out."
        )
    if invalid:
        found.append(
            f"{invalid} labelled pixels lie where the raster has no data and were left out."
        )
    used = np.zeros(len(labels), bool)
    for part in parts:
        used[part.polygons] = True
    unused = int((~used & ~labels.is_fragment).sum())
    if unused:
        found.append(
            f"{unused} label(s) hold no valid pixel's centre; draw labels larger than a pixel and on data."
        )
    present = {labels.table.names[i] for part in parts for i in np.unique(part.classes)}
    without = [name for name in labels.table.names if name not in present]
    if without:
        found.append(f"No valid pixel is labelled as: {', '.join(without)}.")
    return found


def tile_warnings(labels: LabelSet, tile_side: float) -> list[str]:
    """Warn if one tile of the backbone, of this side in CRS units, would show all labels."""
    west, south, east, north = shapely.total_bounds(labels.geometries)
    if max(east - west, north - south) >= tile_side:
        return []
    warning = (
        "All labels lie closer together than one tile of the backbone is wide, so the folds are "
        "neighbours and their scores are optimistic; label places further apart."
    )
    return [warning]


def split_warnings(labels: LabelSet, split: Split) -> list[str]:
    """Name the classes that no fold can both train and validate, and polygons without a fold of their own."""
    found = []
    blank = sum(not text for text in labels.splits)
    if split.block == 0 and 0 < blank < len(labels):
        found.append(
            f"{blank} label(s) have no value in the split field; they train in every fold and count in no score."
        )
    for position, name in enumerate(labels.table.names):
        own = split.folds[labels.classes == position]
        if len(own) == 1:
            found.append(
                f"Class '{name}' has one polygon only, so it cannot be validated and counts in no score; draw more, "
                "far from it."
            )
        elif len(own) and len(np.unique(own)) == 1:
            found.append(
                f"All labels of class '{name}' lie in one fold, so it cannot be validated and counts in no score; "
                "label it in more places."
            )
    return found
