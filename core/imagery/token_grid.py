"""Where native pixels lie between tokens, in whole numbers, so that interpolation is the same in every window.

Bilinear interpolation by floating point changes in the last bits with the window. Here a pixel's position is
``numerator / denominator`` with integers, weights are integers, and sums of integer products are exact in float64.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import torch
from numpy.typing import NDArray

from .tile_grid import Window


@dataclass(frozen=True)
class TokenAxis:
    """One axis: ``length`` cells of ``stride_px`` scaled pixels under native pixels seen at ``scale``."""

    length: int
    stride_px: int
    scale: float

    @property
    def denominator(self) -> int:
        """What weights along this axis sum to."""
        return 2 * self.stride_px * Fraction(self.scale).denominator

    def neighbours(
        self, pixels: NDArray[np.integer]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the cells before and after each pixel's centre and the integer weight of the one after."""
        return self._between(2 * pixels.astype(np.int64) + 1)

    def _between(
        self, halves: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the same for positions in half pixels."""
        scale = Fraction(self.scale)
        position = halves * scale.numerator - self.stride_px * scale.denominator
        before = np.floor_divide(position, self.denominator)
        weight = position - before * self.denominator
        last = self.length - 1
        return np.clip(before, 0, last), np.clip(before + 1, 0, last), weight

    def cells_of(self, start: int, length: int) -> tuple[int, int]:
        """Return first cell and number of cells needed under ``length`` pixels from ``start``."""
        first, last, _ = self.neighbours(np.array([start, start + length - 1]))
        return int(first[0]), int(last[1]) - int(first[0]) + 1

    def matrix(
        self, start: int, length: int, first: int, count: int, side: int = 1
    ) -> NDArray[np.float64]:
        """Return integer weights (length / side, count) from cells ``first``.. to squares of ``side`` pixels.

        The squares begin at pixel ``start``; places beyond the first and last cell get that cell's value.
        """
        before, after, weight = self._between(2 * np.arange(start, start + length, side) + side)
        rows = np.arange(len(before))
        result = np.zeros((len(before), count))
        result[rows, before - first] += self.denominator - weight
        result[rows, after - first] += weight
        return result


@dataclass(frozen=True)
class TokenGrid:
    """Both axes of the finest cells of a feature map."""

    rows: TokenAxis
    columns: TokenAxis

    @property
    def denominator(self) -> int:
        """What the four weights of a pixel sum to."""
        return self.rows.denominator * self.columns.denominator

    def cells_under(self, pixels: Window) -> Window:
        """Return the cells needed to interpolate a native window."""
        row, height = self.rows.cells_of(pixels.row, pixels.height)
        column, width = self.columns.cells_of(pixels.column, pixels.width)
        return Window(row, column, height, width)

    def corners(
        self, rows: NDArray[np.integer], columns: NDArray[np.integer]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Return row and column of the four cells around each pixel and their weights, each (pixels, 4)."""
        top, bottom, down = self.rows.neighbours(rows)
        left, right, across = self.columns.neighbours(columns)
        up, back = self.rows.denominator - down, self.columns.denominator - across
        weights = (
            np.stack([up * back, up * across, down * back, down * across], axis=1)
            / self.denominator
        )
        return (
            np.stack([top, top, bottom, bottom], axis=1),
            np.stack([left, right, left, right], axis=1),
            weights,
        )

    def interpolate(
        self, scores: NDArray[np.integer], cells: Window, pixels: Window
    ) -> NDArray[np.float64]:
        """Interpolate integer scores (classes, h, w) of ``cells`` to a native window, times ``denominator``, exactly.

        Shape:
            (classes, pixels.height, pixels.width).
        """
        down = self.rows.matrix(pixels.row, pixels.height, cells.row, cells.height)
        across = self.columns.matrix(pixels.column, pixels.width, cells.column, cells.width)
        cells_first = torch.from_numpy(down) @ torch.from_numpy(scores.astype(np.float64))
        result: NDArray[np.float64] = (cells_first @ torch.from_numpy(across.T.copy())).numpy()
        return result
