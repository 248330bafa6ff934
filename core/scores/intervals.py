"""How sure a score is: resample whole blocks, because neighbouring pixels are not independent."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .confusion import Counts

Floats = NDArray[np.float64]


def miou_interval(
    blocks: Sequence[Counts], *, resamples: int = 1000, seed: int = 0, level: float = 0.95
) -> tuple[float, float] | None:
    """Return the block-bootstrap interval of the mean IoU over classes present in the reference.

    Blocks are drawn with replacement, as many as there are. Blocks without a labelled pixel do not count; with fewer
    than two left there is no interval (None). Below about ten blocks the interval is too narrow.

    Shape: per block one confusion matrix (n, n), rows reference.
    """
    useful = [block for block in blocks if block.sum()]
    if len(useful) < 2:
        return None
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(useful), np.full(len(useful), 1 / len(useful)), size=resamples)  # (resample, block)
    mious = _mious(drawn, np.stack(useful))
    low, high = np.quantile(mious, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _mious(drawn: NDArray[np.int64], blocks: Counts) -> Floats:
    """Mean IoU of every resample: (resample, block) times (block, n, n) -> (resample,)."""
    hits = drawn @ np.diagonal(blocks, axis1=1, axis2=2)  # (resample, n)
    reference, predicted = drawn @ blocks.sum(axis=2), drawn @ blocks.sum(axis=1)
    present = reference > 0
    iou = np.divide(hits, reference + predicted - hits, out=np.zeros(hits.shape), where=present)
    return np.asarray(iou.sum(axis=1) / present.sum(axis=1), dtype=np.float64)
