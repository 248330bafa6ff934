"""The majority filter: a pixel takes the class that most pixels around it have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..imagery.map_writer import NODATA
from ..imagery.tile_grid import Window
from .patches import ClassSource


@dataclass(frozen=True)
class Smoothed:
    """A map behind a majority filter of ``side`` x ``side`` pixels; a window shows what the whole map would show."""

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
    """Filter an array (h + side - 1, w + side - 1) with an odd ``side``; returns its middle (h, w).

    No data does not vote and does not change. Where several classes have most votes, a pixel keeps its own.
    """
    margin = side // 2
    middle = classes[margin : classes.shape[0] - margin, margin : classes.shape[1] - margin]
    values = np.flatnonzero(np.bincount(classes.ravel(), minlength=NODATA + 1)[:NODATA])
    if len(values) < 2:
        return middle
    most = np.zeros(middle.shape, np.int32)
    winner = middle.copy()
    tied = np.zeros(middle.shape, bool)
    for value in values:
        votes = _sums(classes == value, side)
        ahead = votes > most
        tied = (tied & ~ahead) | (votes == most)
        winner[ahead] = value
        np.maximum(most, votes, out=most)
    return np.where(tied | (middle == NODATA), middle, winner)


def _sums(mask: NDArray[np.bool_], side: int) -> NDArray[np.int32]:
    """Count the True in each square of ``side`` pixels that lies inside."""
    total = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), np.int32)
    mask.cumsum(axis=0, dtype=np.int32, out=total[1:, 1:])
    total.cumsum(axis=1, out=total)
    rows = total[side:] - total[:-side]
    sums: NDArray[np.int32] = rows[:, side:] - rows[:, :-side]
    return sums
