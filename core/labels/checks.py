"""Warnings about labels that limit what scores mean."""

from collections.abc import Sequence

import numpy as np
import shapely

from .label_set import LabelSet
from .sampling import LabelledPixels
from .split import Split


def pixel_warnings(labels: LabelSet, parts: Sequence[LabelledPixels]) -> list[str]:
    """Warn about pixels, labels and classes that are not used.

    Args:
        labels: The labels.
        parts: Their pixels in each scene.
    """
    warnings = []
    n_contradicting = sum(part.n_contradicting for part in parts)
    if n_contradicting:
        warnings.append(
            f"{n_contradicting} pixels are under polygons of different classes and were left out."
        )
    n_invalid = sum(part.n_invalid for part in parts)
    if n_invalid:
        warnings.append(f"{n_invalid} labelled pixels are nodata in the raster and were left out.")
    return [*warnings, *_unused_labels(labels, parts), *_unused_classes(labels, parts)]


def _unused_labels(labels: LabelSet, parts: Sequence[LabelledPixels]) -> list[str]:
    is_used = np.zeros(len(labels), bool)
    for part in parts:
        is_used[part.polygons] = True
    n_unused = int((~is_used & ~labels.is_fragment).sum())
    if not n_unused:
        return []
    warning = (
        f"{n_unused} label(s) contain no valid pixel's centre; draw labels that are larger than a "
        "pixel and not on nodata."
    )
    return [warning]


def _unused_classes(labels: LabelSet, parts: Sequence[LabelledPixels]) -> list[str]:
    present: set[int] = set()
    for part in parts:
        present.update(np.unique(part.classes).tolist())
    unused = [name for i, name in enumerate(labels.table.names) if i not in present]
    return [f"No valid pixel is labelled as: {', '.join(unused)}."] if unused else []


def tile_warnings(labels: LabelSet, tile_side: float) -> list[str]:
    """Warn if all labels are within one tile of the backbone, of this side in CRS units."""
    west, south, east, north = shapely.total_bounds(labels.geometries)
    if max(east - west, north - south) >= tile_side:
        return []
    warning = (
        "All labels are within the width of one tile of the backbone, so the folds are "
        "neighbours and their scores are optimistic; label places further apart."
    )
    return [warning]


def split_warnings(labels: LabelSet, split: Split) -> list[str]:
    """Warn about classes that cannot be validated, and about polygons without a fold."""
    warnings = []
    n_blank = sum(not text for text in labels.splits)
    if split.block == 0 and 0 < n_blank < len(labels):
        warnings.append(
            f"{n_blank} label(s) have no value in SPLIT_FIELD; they train in every fold and count "
            "in no score."
        )
    for position, name in enumerate(labels.table.names):
        folds = split.folds[labels.classes == position]
        if len(folds) == 1:
            warnings.append(
                f"Class '{name}' has only one polygon, so it cannot be validated and counts in no "
                "score; draw more, far from it."
            )
        elif len(folds) and len(np.unique(folds)) == 1:
            warnings.append(
                f"All labels of class '{name}' are in one fold, so it cannot be validated and "
                "counts in no score; label it in more places."
            )
    return warnings
