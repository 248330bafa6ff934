"""Positions of native pixels between tokens, as integers, so that interpolation is exact.

Bilinear interpolation with floating-point weights changes in the last bits with the window. Here a
pixel's position is ``numerator / denominator`` with integers, weights are integers, and sums of
integer products are exact in float64.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import torch
from numpy.typing import NDArray

from .tile_grid import Window


@dataclass(frozen=True)
class TokenAxis:
    """One axis of a token grid.

    Attributes:
        length: Number of cells.
        stride_px: Side of a cell in scaled pixels.
        scale: Scaled pixels per native pixel.
    """

    length: int
    stride_px: int
    scale: float

    @property
    def denominator(self) -> int:
        """Sum of the weights along this axis."""
        return 2 * self.stride_px * Fraction(self.scale).denominator

    def neighbours(
        self, pixels: NDArray[np.integer]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the cells before and after each pixel's centre.

        Args:
            pixels: Native pixels, (n,).

        Returns:
            Cell before, cell after, and integer weight of the cell after, each (n,).
        """
        return self._between(2 * pixels.astype(np.int64) + 1)

    def _between(
        self, halves: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the same for positions in half native pixels, (n,)."""
        scale = Fraction(self.scale)
        position = halves * scale.numerator - self.stride_px * scale.denominator
        before = np.floor_divide(position, self.denominator)
        weight = position - before * self.denominator
        last = self.length - 1
        return np.clip(before, 0, last), np.clip(before + 1, 0, last), weight

    def cells_of(self, start: int, length: int) -> tuple[int, int]:
        """Return first cell and number of cells for ``length`` native pixels from ``start``."""
        first, last, _ = self.neighbours(np.array([start, start + length - 1]))
        return int(first[0]), int(last[1]) - int(first[0]) + 1

    def middles(self, cells: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return the native pixel in the middle of each cell, (n,)."""
        result: NDArray[np.int64] = ((cells + 0.5) * self.stride_px / self.scale).astype(np.int64)
        return result

    def matrix(
        self, start: int, length: int, first: int, count: int, side: int = 1
    ) -> NDArray[np.float64]:
        """Return integer weights from cells to squares of native pixels, (length / side, count).

        Squares beyond the first and the last cell get the value of that cell.

        Args:
            start: First pixel.
            length: Number of pixels.
            first: First cell.
            count: Number of cells.
            side: Side of a square in pixels.
        """
        before, after, weight = self._between(2 * np.arange(start, start + length, side) + side)
        rows = np.arange(len(before))
        result = np.zeros((len(before), count))
        result[rows, before - first] += self.denominator - weight
        result[rows, after - first] += weight
        return result


@dataclass(frozen=True)
class TokenGrid:
    """The two axes of a token grid, usually of the finest layer of a feature map."""

    rows: TokenAxis
    columns: TokenAxis

    @property
    def denominator(self) -> int:
        """Sum of the four weights of a pixel."""
        return self.rows.denominator * self.columns.denominator

    def cells_under(self, pixels: Window) -> Window:
        """Return the cells that are needed to interpolate a native window."""
        row, height = self.rows.cells_of(pixels.row, pixels.height)
        column, width = self.columns.cells_of(pixels.column, pixels.width)
        return Window(row, column, height, width)

    def corners(
        self, rows: NDArray[np.integer], columns: NDArray[np.integer]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Return the four cells around each pixel.

        Args:
            rows: Rows of native pixels, (n,).
            columns: Columns of native pixels, (n,).

        Returns:
            Rows and columns of the cells, and their weights with sum 1, each (n, 4).
        """
        top, bottom, below = self.rows.neighbours(rows)
        left, right, after = self.columns.neighbours(columns)
        above, before = self.rows.denominator - below, self.columns.denominator - after
        products = [above * before, above * after, below * before, below * after]
        weights = np.stack(products, axis=1) / self.denominator
        cell_rows = np.stack([top, top, bottom, bottom], axis=1)
        cell_columns = np.stack([left, right, left, right], axis=1)
        return cell_rows, cell_columns, weights

    def interpolate(
        self, scores: NDArray[np.integer], cells: Window, pixels: Window
    ) -> NDArray[np.float64]:
        """Interpolate integer scores to a native window, exactly.

        Args:
            scores: (classes, cells.height, cells.width).
            cells: The cells of the scores.
            pixels: The native window.

        Shape:
            (classes, pixels.height, pixels.width), multiplied by ``denominator``.
        """
        rows = self.rows.matrix(pixels.row, pixels.height, cells.row, cells.height)
        columns = self.columns.matrix(pixels.column, pixels.width, cells.column, cells.width)
        by_rows = torch.from_numpy(rows) @ torch.from_numpy(scores.astype(np.float64))
        result: NDArray[np.float64] = (by_rows @ torch.from_numpy(columns.T.copy())).numpy()
        return result
