"""An id of the folds of a validation: equal where the same labels are held out together."""

import hashlib

import numpy as np
import shapely

from .label_set import LabelSet
from .split import NEVER, Split

_LENGTH = 16


def fold_id(labels: LabelSet, split: Split) -> str:
    """Return an id of the labels that each fold holds out: their shapes and class names.

    The order of the labels does not matter, nor do labels that always train.
    """
    names = np.array(labels.table.names, object)[labels.classes]
    shapes = shapely.to_wkb(shapely.normalize(labels.geometries), hex=True)
    folds: dict[int, list[str]] = {}
    for shape, name, fold in zip(shapes, names, split.folds.tolist(), strict=True):
        folds.setdefault(fold, []).append(f"{name} {shape}")
    held_out = [sorted(found) for fold, found in sorted(folds.items()) if fold != NEVER]
    crs = labels.crs.to_wkt() if labels.crs else ""
    return hashlib.sha256(repr((crs, held_out)).encode()).hexdigest()[:_LENGTH]
