"""The majority filter: a pixel takes the most frequent class around it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..imagery.map_writer import NODATA
from ..imagery.tile_grid import Window
from .patches import ClassSource


@dataclass(frozen=True)
class Smoothed:
    """A class map after a majority filter; windows are parts of the filtered whole map.

    Attributes:
        source: The map to filter.
        side: Side of the filter in pixels, odd.
    """

    source: ClassSource
    side: int

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.source.shape

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Return the filtered classes of a window (h, w)."""
        return majority(self.source.read(window.grown(self.side // 2)), self.side)


def majority(classes: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Apply the majority filter.

    No data is not counted and does not change. Where several classes are equally frequent, a pixel
    keeps its own.

    Args:
        classes: Class values with a margin of ``side`` // 2, (h + side - 1, w + side - 1).
        side: Side of the filter in pixels, odd.

    Returns:
        The filtered classes without the margin, (h, w).
    """
    margin = side // 2
    middle = classes[margin : classes.shape[0] - margin, margin : classes.shape[1] - margin]
    values = np.flatnonzero(np.bincount(classes.ravel(), minlength=NODATA + 1)[:NODATA])
    if len(values) < 2:
        return middle
    highest = np.zeros(middle.shape, np.int32)
    winner = middle.copy()
    tied = np.zeros(middle.shape, bool)
    for value in values:
        counts = _sums(classes == value, side)
        is_higher = counts > highest
        tied = (tied & ~is_higher) | (counts == highest)
        winner[is_higher] = value
        np.maximum(highest, counts, out=highest)
    return np.where(tied | (middle == NODATA), middle, winner)


def _sums(mask: NDArray[np.bool_], side: int) -> NDArray[np.int32]:
    """Return the number of True in each square of ``side`` pixels, (h - side + 1, w - side + 1)."""
    total = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), np.int32)
    mask.cumsum(axis=0, dtype=np.int32, out=total[1:, 1:])
    total.cumsum(axis=1, out=total)
    rows = total[side:] - total[:-side]
    sums: NDArray[np.int32] = rows[:, side:] - rows[:, :-side]
    return sums
