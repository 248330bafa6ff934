"""Corrections: labels drawn where a map was wrong, which replace the labels that they overlap."""

import numpy as np
import shapely
from numpy.typing import NDArray

from . import coding
from .label_source import LabelSource

_CORRECTIONS_SCORED = (
    "Corrections were drawn where a map was wrong, so scores that include them are probably lower "
    "than the accuracy of the whole map."
)


def corrected(labels: LabelSource, corrections: LabelSource, weight: float) -> LabelSource:
    """Return labels and corrections, the labels without the ground of the corrections.

    Corrections without a class replace nothing.
    """
    rest = labels.polygons.copy()
    has_class = np.array([not coding.is_blank(value) for value in corrections.values], bool)
    drawn = corrections.polygons[has_class]
    overlapping = np.unique(shapely.STRtree(rest).query(drawn, predicate="intersects")[1])
    if len(overlapping):
        rest[overlapping] = shapely.difference(rest[overlapping], shapely.union_all(drawn))
    kept = ~shapely.is_empty(rest)
    n_replaced = int((~kept).sum())
    n_cut = len(overlapping) - n_replaced
    replaced = f"{len(drawn)} correction(s) replace {n_replaced} label(s) and parts of {n_cut}."
    added = _added_classes(labels.values, corrections.values[has_class])
    weights = [np.ones(int(kept.sum())), np.full(len(corrections.polygons), weight)]
    return LabelSource(
        np.concatenate([rest[kept], corrections.polygons]),
        np.concatenate([labels.values[kept], corrections.values]),
        np.concatenate([labels.splits[kept], corrections.splits]),
        are_fragments=False,
        warnings=(*labels.warnings, *corrections.warnings, replaced, *added, _CORRECTIONS_SCORED),
        weights=np.concatenate(weights),
    )


def _added_classes(labels: NDArray[np.object_], corrections: NDArray[np.object_]) -> list[str]:
    """Tell which classes only corrections have; both are values of the class field."""
    known = set(map(coding.text_of, labels))
    added = sorted(set(map(coding.text_of, corrections)) - known)
    return [f"Only corrections have the class(es) {', '.join(added)}."] if added else []
