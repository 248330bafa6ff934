"""Confusion matrices and their scores. Arrays in, numbers out."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IGNORED = 255  # unlabelled in references, nodata in predictions

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


def confusion(
    reference: NDArray[np.integer],
    predicted: NDArray[np.integer],
    n: int,
    groups: NDArray[np.integer],
    n_groups: int,
) -> Counts:
    """Count every pair of class positions, group by group.

    Pixels that are 255 in the reference (unlabelled) or in the prediction (nodata) are left out.

    Args:
        reference: Positions 0..n-1, any shape.
        predicted: Positions 0..n-1, same shape.
        n: Number of classes.
        groups: Group 0..n_groups-1 of each pixel, same shape.
        n_groups: Number of groups.

    Shape:
        (n_groups, n, n), rows are the reference.

    Raises:
        ValueError: The shapes differ, or a value is neither a class nor 255.
    """
    if not reference.shape == predicted.shape == groups.shape:
        raise ValueError(
            f"reference {reference.shape}, prediction {predicted.shape} and groups {groups.shape} "
            "differ in shape"
        )
    known = (reference != IGNORED) & (predicted != IGNORED)
    rows, columns = reference[known].astype(np.int64), predicted[known].astype(np.int64)
    for positions in (rows, columns):
        if ((positions < 0) | (positions >= n)).any():
            raise ValueError(f"class positions outside 0..{n - 1}")
    cells = (groups[known].astype(np.int64) * n + rows) * n + columns
    counts = np.bincount(cells, minlength=n_groups * n * n).astype(np.int64)
    return counts.reshape(n_groups, n, n)


@dataclass(frozen=True)
class Scores:
    """Scores of one confusion matrix, 0-1; nan if a score is undefined.

    Attributes:
        iou, f1: Per class; nan if the class is not in the reference.
        users_accuracy: Per class, fraction of its pixels in the map that are correct; nan if it is
            not in the map.
        producers_accuracy: Per class, fraction of its reference pixels that are correct in the map;
            nan if it is not in the reference.
        pixels: Reference pixels per class.
        miou, macro_f1: Means over the classes that are in the reference.
        oa: Overall accuracy, the fraction of correct pixels.
    """

    iou: tuple[float, ...]
    f1: tuple[float, ...]
    users_accuracy: tuple[float, ...]
    producers_accuracy: tuple[float, ...]
    pixels: tuple[int, ...]
    miou: float
    macro_f1: float
    oa: float

    @classmethod
    def from_confusion(cls, matrix: Counts) -> "Scores":
        """Score a confusion matrix (n, n) with the reference in rows."""
        correct = np.diag(matrix)
        reference, predicted = matrix.sum(axis=1), matrix.sum(axis=0)
        present = reference > 0
        iou = np.where(present, divided(correct, reference + predicted - correct), np.nan)
        f1 = np.where(present, divided(2 * correct, reference + predicted), np.nan)
        return cls(
            iou=tuple(iou.tolist()),
            f1=tuple(f1.tolist()),
            users_accuracy=tuple(divided(correct, predicted).tolist()),
            producers_accuracy=tuple(divided(correct, reference).tolist()),
            pixels=tuple(reference.tolist()),
            miou=_mean(iou[present]),
            macro_f1=_mean(f1[present]),
            oa=float(correct.sum() / matrix.sum()) if matrix.sum() else math.nan,
        )


def divided(numerator: Counts | Floats, denominator: Counts | Floats) -> Floats:
    """Divide arrays of one shape; nan where the denominator is 0."""
    result = np.full(numerator.shape, np.nan)
    return np.asarray(np.divide(numerator, denominator, out=result, where=denominator > 0))


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else math.nan
