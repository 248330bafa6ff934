"""Checks of the classes and of the folds: what a training would learn from and be scored on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import InvalidLabels
from ..labels.checks import split_warnings
from ..labels.label_set import LabelSet
from ..labels.sampling import LabelledPixels
from ..labels.split import NEVER, Split, require_teachable
from .finding import Finding, listed
from .label_features import LabelFeatures

_IMBALANCE = 100.0  # pixels of the largest class by those of the smallest


@dataclass(frozen=True)
class ClassCounts:
    """How much of each class is labelled, (classes,) or (folds, classes).

    Attributes:
        n_polygons: Polygons of each class.
        n_pixels: Valid labelled pixels of each class.
        of_folds: Pixels of each class in each fold.
        always_training: Pixels of each class that are in no fold.
    """

    n_polygons: NDArray[np.int64]
    n_pixels: NDArray[np.int64]
    of_folds: NDArray[np.int64]
    always_training: NDArray[np.int64]


def class_counts(
    labels: LabelSet, parts: Sequence[LabelledPixels], split: Split | None
) -> ClassCounts:
    """Count polygons and pixels of each class, and pixels of each class and fold."""
    n_classes = len(labels.table)
    n_folds = split.n_folds if split else 0
    folds = np.full(len(labels), NEVER) if split is None else split.folds
    counts = np.zeros((n_folds + 1, n_classes), np.int64)  # the last row is NEVER = -1
    for part in parts:
        np.add.at(counts, (folds[part.polygons], part.classes), 1)
    return ClassCounts(
        np.bincount(labels.classes, minlength=n_classes),
        counts.sum(axis=0),
        counts[:-1],
        counts[-1],
    )


def count_findings(labels: LabelSet, counts: ClassCounts, min_polygons: int) -> Iterator[Finding]:
    """Yield classes without labels, with few labels, and classes of very different size."""
    names = np.array(labels.table.names, object)
    is_drawn = counts.n_pixels > 0
    if not is_drawn.all():
        yield Finding(
            "no_pixels",
            "warning",
            f"No valid pixel is labelled as: {listed(list(names[~is_drawn]))}; draw labels larger "
            "than a pixel and where the image has data.",
        )
    if is_drawn.sum() == 1:
        yield Finding(
            "one_class",
            "error",
            f"All labels are of the class '{names[is_drawn][0]}', but a map needs at least two; "
            "label the ground around with a class of its own.",
        )
    is_few = is_drawn & (counts.n_polygons < min_polygons) & ~_has_fragments(labels)
    if is_few.any():
        few = [f"{names[i]} ({counts.n_polygons[i]})" for i in np.flatnonzero(is_few)]
        yield Finding(
            "few_polygons",
            "warning",
            f"Fewer than {min_polygons} polygons: {listed(few)}; label each class in more places.",
        )
    used = counts.n_pixels[is_drawn]
    if len(used) > 1 and used.max() > _IMBALANCE * used.min():
        large, small = names[counts.n_pixels.argmax()], names[is_drawn][used.argmin()]
        yield Finding(
            "imbalance",
            "warning",
            f"'{large}' has {used.max()} labelled pixels and '{small}' {used.min()}, more than "
            f"{_IMBALANCE:.0f} times fewer; label more of the rare class.",
        )


def _has_fragments(labels: LabelSet) -> NDArray[np.bool_]:
    """Tell which classes come from a raster or an area, whose number of polygons says nothing."""
    found = np.zeros(len(labels.table), bool)
    found[labels.classes[labels.is_fragment]] = True
    return found


def fold_findings(
    labels: LabelSet, split: Split | None, features: LabelFeatures, *, by_field: bool
) -> Iterator[Finding]:
    """Yield classes that cannot be validated, and polygons that leak from fold to fold."""
    if split is None:
        return
    try:
        require_teachable(labels, split)
    except InvalidLabels as error:
        if len(np.unique(labels.classes)) > 1:  # "one_class" tells otherwise
            yield Finding("folds", "error", str(error))
    for text in split_warnings(labels, split):
        yield Finding("folds", "warning", text)
    if by_field and len(features):
        yield from _overlapping_folds(features)


def _overlapping_folds(features: LabelFeatures) -> Iterator[Finding]:
    """Find polygons of different values of SPLIT_FIELD on the same ground."""
    geometries = shapely.make_valid(features.geometries)
    first, second = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    is_pair = (first < second) & (features.splits[first] != features.splits[second])
    first, second = first[is_pair], second[is_pair]
    common = shapely.area(shapely.intersection(geometries[first], geometries[second]))
    leaking = np.unique(np.concatenate([first[common > 0], second[common > 0]]))
    if len(leaking):
        yield Finding(
            "leakage",
            "error",
            f"{len(leaking)} polygons overlap polygons with another value of SPLIT_FIELD, so the "
            "same ground is trained on and held out; give them one value.",
            labels=tuple(leaking.tolist()),
        )
