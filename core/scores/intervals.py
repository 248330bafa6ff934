"""Intervals of scores by a bootstrap of blocks, since neighbouring pixels are not independent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .confusion import Counts, divided

Floats = NDArray[np.float64]
Range = tuple[float, float]


@dataclass(frozen=True)
class Intervals:
    """Block-bootstrap intervals of the scores of one confusion matrix.

    Attributes:
        n_blocks: Number of blocks in every resample.
        miou, macro_f1, oa: Lower and upper end.
        iou: Per class; None if fewer than two blocks contain the class.
    """

    n_blocks: int
    miou: Range
    macro_f1: Range
    oa: Range
    iou: tuple[Range | None, ...]


def sum_by_block(counts: Counts, blocks: NDArray[np.integer]) -> Counts:
    """Sum confusion matrices (m, n, n) block by block, (blocks, n, n).

    Args:
        counts: Confusion matrices, for example of polygons.
        blocks: Block of each matrix, (m,).
    """
    names, positions = np.unique(blocks, return_inverse=True)
    sums = np.zeros((len(names), *counts.shape[1:]), np.int64)
    np.add.at(sums, positions.ravel(), counts)
    return sums


def bootstrap(
    blocks: Counts, *, resamples: int = 1000, seed: int = 0, level: float = 0.95
) -> Intervals | None:
    """Return percentile intervals of all scores (Efron 1979, on blocks as Lahiri 2003).

    Every resample draws with replacement as many blocks as there are. Blocks without labelled
    pixels do not count. With fewer than about ten blocks the intervals are too narrow.

    Args:
        blocks: A confusion matrix per block with the reference in rows, (blocks, n, n).
        resamples: Number of resamples.
        seed: Of the random draws.
        level: Probability of the interval.

    Returns:
        The intervals; None with fewer than two blocks.
    """
    useful = blocks[blocks.sum(axis=(1, 2)) > 0]
    n = len(useful)
    if n < 2:
        return None
    random = np.random.default_rng(seed)
    drawn = random.multinomial(n, np.full(n, 1 / n), size=resamples)  # (resamples, blocks)
    correct = drawn @ np.diagonal(useful, axis1=1, axis2=2)  # (resamples, classes)
    reference, predicted = drawn @ useful.sum(axis=2), drawn @ useful.sum(axis=1)
    iou = divided(correct, reference + predicted - correct)
    f1 = divided(2 * correct, reference + predicted)
    present = reference > 0
    n_blocks_of_class = (useful.sum(axis=2) > 0).sum(axis=0)
    of_classes: list[Range | None] = []
    for position, n_blocks in enumerate(n_blocks_of_class):
        of_classes.append(_interval(iou[:, position], level) if n_blocks >= 2 else None)
    return Intervals(
        n_blocks=n,
        miou=_interval(_mean(iou, present), level),
        macro_f1=_interval(_mean(f1, present), level),
        oa=_interval(correct.sum(axis=1) / reference.sum(axis=1), level),
        iou=tuple(of_classes),
    )


def _mean(values: Floats, present: NDArray[np.bool_]) -> Floats:
    """Return the mean over the classes in each resample, (resamples, classes) -> (resamples,)."""
    return np.asarray(np.where(present, values, 0).sum(axis=1) / present.sum(axis=1), np.float64)


def _interval(values: Floats, level: float) -> Range:
    """Return the percentiles over the resamples in which a score is defined, (resamples,)."""
    low, high = np.nanquantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
