"""Count reference against prediction, and the scores that follow from the counts. Arrays in, numbers out."""

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
    """Count every pair of class positions, group by group (the pieces that an interval draws from).

    Pixels that are 255 in the reference (unlabelled) or in the prediction (nodata) are left out.

    Shape: arrays of one shape, positions 0..n-1 and groups 0..n_groups-1 -> (n_groups, n, n), rows reference.

    Raises:
        ValueError: The shapes differ, or a value is neither a class nor 255.
    """
    if not reference.shape == predicted.shape == groups.shape:
        raise ValueError(
            f"reference {reference.shape}, prediction {predicted.shape}, groups {groups.shape} differ in shape"
        )
    known = (reference != IGNORED) & (predicted != IGNORED)
    rows, columns = reference[known].astype(np.int64), predicted[known].astype(np.int64)
    if any(((positions < 0) | (positions >= n)).any() for positions in (rows, columns)):
        raise ValueError(f"class positions outside 0..{n - 1}")
    cells = (groups[known].astype(np.int64) * n + rows) * n + columns
    return np.bincount(cells, minlength=n_groups * n * n).astype(np.int64).reshape(n_groups, n, n)


@dataclass(frozen=True)
class Scores:
    """Scores of one confusion matrix, shares 0-1; nan where a score has no meaning.

    Attributes:
        iou, f1: Per class; nan where the class is not in the reference, so that nothing of it could be found.
        users_accuracy: Share of the pixels mapped as the class that are the class (nan: never mapped).
        producers_accuracy: Share of the class's pixels that were found (nan: not in the reference).
        pixels: Reference pixels per class.
        miou, macro_f1: Means over the classes that are in the reference.
        oa: Share of all pixels that are right.
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
        hits, reference, predicted = np.diag(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
        present = reference > 0
        iou = np.where(present, _ratio(hits, reference + predicted - hits), np.nan)
        f1 = np.where(present, _ratio(2 * hits, reference + predicted), np.nan)
        return cls(
            iou=_floats(iou),
            f1=_floats(f1),
            users_accuracy=_floats(_ratio(hits, predicted)),
            producers_accuracy=_floats(_ratio(hits, reference)),
            pixels=tuple(int(count) for count in reference),
            miou=_mean(iou[present]),
            macro_f1=_mean(f1[present]),
            oa=float(hits.sum() / matrix.sum()) if matrix.sum() else math.nan,
        )


def _ratio(part: Counts, whole: Counts) -> Floats:
    """Divide, nan where the whole is 0."""
    return np.asarray(
        np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0), dtype=np.float64
    )


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else math.nan


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
