"""How well a map draws edges: boundary precision, recall and F1 within a tolerance. Arrays in, numbers out."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .confusion import IGNORED, Counts

TOLERANCE_PX = 3.0
MIN_DENSE = 0.5  # share of the labels' outlines with labelled ground on both sides

Mask = NDArray[np.bool_]
_SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))


@dataclass(frozen=True)
class BoundaryScores:
    """Boundary scores, shares 0-1; nan where a class has no boundary to score.

    Attributes:
        tolerance_px: How far a boundary may be off.
        precision: Per class, share of the map's boundary pixels with a reference boundary within the tolerance.
        recall: Per class, share of the reference's boundary pixels with a boundary of the map within the tolerance.
        f1: Their harmonic mean, per class.
        pixels: Boundary pixels of the reference per class.
        mean_f1: Mean over the classes whose boundary is in the reference.
    """

    tolerance_px: float
    precision: tuple[float, ...]
    recall: tuple[float, ...]
    f1: tuple[float, ...]
    pixels: tuple[int, ...]
    mean_f1: float

    @classmethod
    def from_counts(cls, counts: Counts, tolerance_px: float = TOLERANCE_PX) -> "BoundaryScores":
        """Score what ``boundary_counts`` counted, summed over windows."""
        precision, recall = (_shares(counts[:, i], counts[:, i + 1]) for i in (0, 2))
        f1 = tuple(_harmonic(p, r) for p, r in zip(precision, recall, strict=True))
        present = [score for score, n in zip(f1, counts[:, 3], strict=True) if n]
        mean = sum(present) / len(present) if present else math.nan
        return cls(tolerance_px, precision, recall, f1, tuple(counts[:, 3].tolist()), mean)


def boundary_counts(
    reference: NDArray[np.integer],
    predicted: NDArray[np.integer],
    n: int,
    core: tuple[slice, slice] = np.s_[:, :],
    tolerance_px: float = TOLERANCE_PX,
) -> Counts:
    """Count boundary pixels and those matched within the tolerance (Csurka et al. 2013; Perazzi et al. 2016).

    A boundary pixel of a class has a 4-neighbour of another class. Ground that is 255 in the reference or in the
    prediction is unknown, as is all outside the arrays: it makes no boundary, and boundary pixels that lie within the
    tolerance of it are matched against but not counted, because what would match them may lie in the unknown.

    Shape:
        Two arrays (h, w) with class positions 0..n-1; only pixels in ``inner`` are counted. Returns (n, 4): matched
        and all boundary pixels of the map, matched and all of the reference.
    """
    known = (reference != IGNORED) & (predicted != IGNORED)
    counted = ~_near(~known, tolerance_px, outside=True)
    counts = np.zeros((n, 4), np.int64)
    for position in np.unique(np.concatenate([reference[known], predicted[known]])):
        truth, drawn = (
            _boundary(reference == position, known),
            _boundary(predicted == position, known),
        )
        pairs = ((drawn, truth), (truth, drawn))
        for i, (own, other) in enumerate(pairs):
            own_counted = (own & counted)[core]
            counts[position, 2 * i] = np.count_nonzero(
                own_counted & _near(other, tolerance_px)[core]
            )
            counts[position, 2 * i + 1] = np.count_nonzero(own_counted)
    return counts


def outline_counts(
    labels: NDArray[np.integer], core: tuple[slice, slice] = np.s_[:, :]
) -> tuple[int, int]:
    """Count the pixel sides where a labelled pixel meets another class, and those where it meets unlabelled ground.

    The first over their sum says how dense labels are: 0 for polygons that stand alone, 1 for a labelled scene; the
    edge of the array is no outline. Boundary scores need at least ``MIN_DENSE``.
    """
    between = open_ = 0
    labelled = labels[core] != IGNORED
    for step in _SIDES:
        beside = _shifted(labels, step, edge=True)[core]
        open_ += int(np.count_nonzero(labelled & (beside == IGNORED)))
        between += int(np.count_nonzero(labelled & (beside != IGNORED) & (beside != labels[core])))
    return between, open_


def _boundary(inside: Mask, known: Mask) -> Mask:
    """Return the known pixels of a class that have a known 4-neighbour outside it."""
    inside, other = inside & known, known & ~inside
    result: Mask = inside & np.logical_or.reduce([_shifted(other, step) for step in _SIDES])
    return result


def _near(mask: Mask, distance: float, *, outside: bool = False) -> Mask:
    """Return the pixels whose Euclidean distance to ``mask`` is at most ``distance``.

    Equals a thresholded distance transform; for a few pixels, moving the mask about is thirty times quicker.
    """
    reach = int(distance)
    padded = np.pad(mask, reach, constant_values=outside)
    height, width = mask.shape
    result = np.zeros(mask.shape, bool)
    for row in range(-reach, reach + 1):
        for column in range(-reach, reach + 1):
            if math.hypot(row, column) <= distance:
                result |= padded[reach + row :, reach + column :][:height, :width]
    return result


def _shifted(
    array: NDArray[np.generic], step: tuple[int, int], *, edge: bool = False
) -> NDArray[np.generic]:
    """Return each pixel's neighbour in the direction of ``step``; beyond the array 0, or the pixel itself."""
    padded = np.pad(array, 1, mode="edge") if edge else np.pad(array, 1)
    height, width = array.shape
    return padded[1 + step[0] :, 1 + step[1] :][:height, :width]


def _shares(part: Counts, whole: Counts) -> tuple[float, ...]:
    return tuple(
        p / w if w else math.nan for p, w in zip(part.tolist(), whole.tolist(), strict=True)
    )


def _harmonic(precision: float, recall: float) -> float:
    """Return F1; 0 where only one side has a boundary, nan where neither has."""
    if math.isnan(precision) and math.isnan(recall):
        return math.nan
    total = precision + recall
    return 2 * precision * recall / total if total > 0 else 0.0
