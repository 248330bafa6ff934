"""Boundary precision, recall and F1 of a map within a tolerance. Arrays in, numbers out."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .confusion import IGNORED, Counts, divided

TOLERANCE_PX = 3.0
MIN_DENSE = 0.5  # fraction of the labels' outlines with labelled pixels on both sides

Mask = NDArray[np.bool_]
_NEIGHBOURS = ((-1, 0), (1, 0), (0, -1), (0, 1))


@dataclass(frozen=True)
class BoundaryScores:
    """Boundary scores 0-1; nan if a class has no boundary.

    Attributes:
        tolerance_px: Largest distance of matching boundaries.
        precision: Per class, fraction of the map's boundary pixels that are near a boundary of the
            reference.
        recall: Per class, fraction of the reference's boundary pixels that are near a boundary of
            the map.
        f1: Their harmonic mean, per class.
        pixels: Boundary pixels of the reference per class.
        mean_f1: Mean over the classes with a boundary in the reference.
    """

    tolerance_px: float
    precision: tuple[float, ...]
    recall: tuple[float, ...]
    f1: tuple[float, ...]
    pixels: tuple[int, ...]
    mean_f1: float

    @classmethod
    def from_counts(cls, counts: Counts, tolerance_px: float = TOLERANCE_PX) -> "BoundaryScores":
        """Score the sum over windows of ``boundary_counts``, (classes, 4)."""
        matched_map, map_pixels, matched_reference, pixels = counts.T
        precision = divided(matched_map, map_pixels).tolist()
        recall = divided(matched_reference, pixels).tolist()
        f1 = tuple(_harmonic(p, r) for p, r in zip(precision, recall, strict=True))
        present = [score for score, n in zip(f1, pixels, strict=True) if n]
        mean = sum(present) / len(present) if present else math.nan
        return cls(tolerance_px, tuple(precision), tuple(recall), f1, tuple(pixels.tolist()), mean)


def boundary_counts(
    reference: NDArray[np.integer],
    predicted: NDArray[np.integer],
    n: int,
    inner: tuple[slice, slice] = np.s_[:, :],
    tolerance_px: float = TOLERANCE_PX,
) -> Counts:
    """Count boundary pixels and the matched ones (Csurka et al. 2013; Perazzi et al. 2016).

    A boundary pixel of a class has a 4-neighbour of another class. Pixels that are 255 in the
    reference or in the prediction are unknown, as are all outside the arrays: they make no
    boundary. Boundary pixels within the tolerance of unknown pixels are not counted, because their
    match may be unknown, but other boundaries are matched against them.

    Args:
        reference: Class positions 0..n-1, (h, w).
        predicted: Class positions 0..n-1, (h, w).
        n: Number of classes.
        inner: Slices of the pixels that are counted; the others only give context.
        tolerance_px: Largest distance of matching boundaries.

    Shape:
        (n, 4): matched and all boundary pixels of the map, matched and all of the reference.
    """
    known = (reference != IGNORED) & (predicted != IGNORED)
    is_counted = ~_near(~known, tolerance_px, outside=True)
    counts = np.zeros((n, 4), np.int64)
    for position in np.unique(np.concatenate([reference[known], predicted[known]])):
        of_reference = _boundary(reference == position, known)
        of_map = _boundary(predicted == position, known)
        pairs = ((of_map, of_reference), (of_reference, of_map))
        for column, (boundary, other) in zip((0, 2), pairs, strict=True):
            counted = (boundary & is_counted)[inner]
            matched = counted & _near(other, tolerance_px)[inner]
            counts[position, column] = np.count_nonzero(matched)
            counts[position, column + 1] = np.count_nonzero(counted)
    return counts


def outline_counts(
    labels: NDArray[np.integer], inner: tuple[slice, slice] = np.s_[:, :]
) -> tuple[int, int]:
    """Count the sides of labelled pixels that border on another class, or on unlabelled pixels.

    The first number divided by the sum of both tells how dense labels are: 0 for separate polygons,
    1 for a completely labelled scene. The edge of the array is no outline. Boundary scores need at
    least ``MIN_DENSE``.

    Args:
        labels: Class positions or 255, (h, w).
        inner: Slices of the pixels that are counted.

    Returns:
        Numbers of sides between classes, and towards unlabelled pixels.
    """
    between = towards_unlabelled = 0
    labelled = labels[inner] != IGNORED
    for step in _NEIGHBOURS:
        neighbours = _shifted(labels, step, edge=True)[inner]
        unlabelled = neighbours == IGNORED
        differ = neighbours != labels[inner]
        towards_unlabelled += int(np.count_nonzero(labelled & unlabelled))
        between += int(np.count_nonzero(labelled & ~unlabelled & differ))
    return between, towards_unlabelled


def _boundary(inside: Mask, known: Mask) -> Mask:
    """Return the known pixels of a class that have a known 4-neighbour outside it."""
    inside, other = inside & known, known & ~inside
    neighbours = [_shifted(other, step) for step in _NEIGHBOURS]
    result: Mask = inside & np.logical_or.reduce(neighbours)
    return result


def _near(mask: Mask, distance: float, *, outside: bool = False) -> Mask:
    """Return the pixels whose Euclidean distance to ``mask`` is at most ``distance``.

    Equals a thresholded distance transform; for a few pixels, shifting the mask is 30 times faster.
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
    """Return each pixel's neighbour in the direction of ``step`` (rows, columns).

    Beyond the array it is 0 or, with ``edge``, the pixel itself.
    """
    padded = np.pad(array, 1, mode="edge") if edge else np.pad(array, 1)
    height, width = array.shape
    return padded[1 + step[0] :, 1 + step[1] :][:height, :width]


def _harmonic(precision: float, recall: float) -> float:
    """Return F1; 0 if only map or reference has a boundary, nan if neither has one."""
    if math.isnan(precision) and math.isnan(recall):
        return math.nan
    total = precision + recall
    return 2 * precision * recall / total if total > 0 else 0.0
