"""How sure scores are: resample whole blocks, because neighbouring pixels are not independent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .confusion import Counts

Floats = NDArray[np.float64]
Range = tuple[float, float]


@dataclass(frozen=True)
class Intervals:
    """Block-bootstrap intervals of the scores of one confusion matrix.

    Attributes:
        n_blocks: Number of blocks that every resample draws.
        iou: Per class; None where fewer than two blocks hold the class.
    """

    n_blocks: int
    miou: Range
    macro_f1: Range
    oa: Range
    iou: tuple[Range | None, ...]


def grouped(pieces: Counts, groups: NDArray[np.integer]) -> Counts:
    """Sum the counts of pieces (pieces, n, n) that lie in one block; ``groups`` names the block of each piece."""
    names, of_piece = np.unique(groups, return_inverse=True)
    blocks = np.zeros((len(names), *pieces.shape[1:]), np.int64)
    np.add.at(blocks, of_piece.ravel(), pieces)
    return blocks


def bootstrap(
    blocks: Counts, *, resamples: int = 1000, seed: int = 0, level: float = 0.95
) -> Intervals | None:
    """Return percentile intervals of all scores (Efron 1979, on blocks as Lahiri 2003).

    Blocks are drawn with replacement, as many as there are. Blocks without a labelled pixel do not count; with fewer
    than two left there is no interval (None). Below about ten blocks the interval is too narrow.

    Shape: per block one confusion matrix with the reference in rows, (blocks, n, n).
    """
    useful = blocks[blocks.sum(axis=(1, 2)) > 0]
    n = len(useful)
    if n < 2:
        return None
    drawn = np.random.default_rng(seed).multinomial(
        n, np.full(n, 1 / n), size=resamples
    )  # (resample, block)
    hits = drawn @ np.diagonal(useful, axis1=1, axis2=2)  # (resample, class)
    reference, predicted = drawn @ useful.sum(axis=2), drawn @ useful.sum(axis=1)
    iou = _ratio(hits, reference + predicted - hits)
    f1 = _ratio(2 * hits, reference + predicted)
    present = reference > 0
    often = (useful.sum(axis=2) > 0).sum(axis=0) >= 2
    return Intervals(
        n,
        _interval(_mean(iou, present), level),
        _interval(_mean(f1, present), level),
        _interval(hits.sum(axis=1) / reference.sum(axis=1), level),
        tuple(_interval(iou[:, c], level) if often[c] else None for c in range(iou.shape[1])),
    )


def _ratio(part: Counts, whole: Counts) -> Floats:
    """Divide, nan where the whole is 0."""
    return np.asarray(
        np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0), np.float64
    )


def _mean(values: Floats, present: NDArray[np.bool_]) -> Floats:
    """Mean over the classes that a resample's reference holds, (resample, class) -> (resample,)."""
    return np.asarray(np.where(present, values, 0).sum(axis=1) / present.sum(axis=1), np.float64)


def _interval(values: Floats, level: float) -> Range:
    """Return the percentiles of the resamples in which a score has a meaning."""
    low, high = np.nanquantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
