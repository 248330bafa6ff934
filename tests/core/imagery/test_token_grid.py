"""Interpolation by whole numbers: as bilinear as floating point, and the same in every window."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from landsketch.core.imagery.tile_grid import Window
from landsketch.core.imagery.token_grid import TokenAxis, TokenGrid

CASES = [(14, 1.0), (16, 1.0), (4, 1.0), (14, 2.0), (32, 4.0), (16, 0.5), (14, 0.25)]


def grid(stride, scale, rows=7, columns=9):
    return TokenGrid(TokenAxis(rows, stride, scale), TokenAxis(columns, stride, scale))


def native_shape(stride, scale, rows=7, columns=9):
    return int(rows * stride / scale), int(columns * stride / scale)


@pytest.mark.parametrize(("stride", "scale"), CASES)
def test_whole_number_interpolation_is_bilinear(stride, scale):
    scores = np.random.default_rng(0).integers(-(2**20), 2**20, (3, 7, 9), dtype=np.int32)
    height, width = native_shape(stride, scale)
    one = grid(stride, scale)
    window = Window(0, 0, height, width)
    cells = one.cells_under(window)
    exact = (
        one.interpolate(
            scores[:, cells.row : cells.row_end, cells.column : cells.column_end], cells, window
        )
        / one.denominator
    )
    floating = F.interpolate(
        torch.from_numpy(scores[None].astype(np.float64)),
        (height, width),
        mode="bilinear",
        align_corners=False,
    )[0]
    assert np.abs(exact - floating.numpy()).max() < 1e-9 * 2**20


@pytest.mark.parametrize(("stride", "scale"), CASES)
def test_every_window_gives_the_same_pixels(stride, scale):
    scores = np.random.default_rng(1).integers(-(2**26), 2**26, (2, 7, 9), dtype=np.int32)
    height, width = native_shape(stride, scale)
    one = grid(stride, scale)

    def interpolated(window):
        cells = one.cells_under(window)
        return one.interpolate(
            scores[:, cells.row : cells.row_end, cells.column : cells.column_end], cells, window
        )

    whole = interpolated(Window(0, 0, height, width))
    random = np.random.default_rng(2)
    for _ in range(20):
        row, column = int(random.integers(height)), int(random.integers(width))
        window = Window(
            row,
            column,
            int(random.integers(1, height - row + 1)),
            int(random.integers(1, width - column + 1)),
        )
        cut = whole[:, window.row : window.row_end, window.column : window.column_end]
        assert np.array_equal(interpolated(window), cut)


@pytest.mark.parametrize(("stride", "scale"), CASES)
def test_weights_of_a_pixel_sum_to_one(stride, scale):
    height, width = native_shape(stride, scale)
    rows, columns = np.divmod(np.arange(height * width), width)
    near_rows, near_columns, weights = grid(stride, scale).corners(rows, columns)
    assert np.allclose(weights.sum(axis=1), 1, atol=1e-15)
    assert weights.min() >= 0
    assert near_rows.min() >= 0
    assert near_rows.max() <= 6
    assert near_columns.max() <= 8


@pytest.mark.parametrize(("stride", "scale"), CASES)
def test_training_and_map_interpolate_alike(stride, scale):
    scores = np.random.default_rng(3).integers(-(2**20), 2**20, (1, 7, 9), dtype=np.int32)
    height, width = native_shape(stride, scale)
    one = grid(stride, scale)
    rows, columns = np.divmod(np.arange(height * width), width)
    near_rows, near_columns, weights = one.corners(rows, columns)
    trained = (scores[0, near_rows, near_columns] * weights).sum(axis=1).reshape(height, width)
    window = Window(0, 0, height, width)
    mapped = one.interpolate(scores, Window(0, 0, 7, 9), window)[0] / one.denominator
    assert np.abs(trained - mapped).max() < 1e-6


def test_a_pixel_in_the_middle_of_a_token_is_that_token():
    axis = TokenAxis(5, 3, 1.0)  # an odd stride has a pixel exactly in the middle
    before, _, weight = axis.neighbours(np.array([1, 4, 7]))
    assert before.tolist() == [0, 1, 2]
    assert weight.tolist() == [0, 0, 0]
