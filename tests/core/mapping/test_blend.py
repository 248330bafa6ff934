"""Tiles that overlap blend to one value per token, whatever window is read."""

import numpy as np
import pytest

from landsketch.core.heads.head import SCORE_STEPS
from landsketch.core.imagery.overlap import OverlappingTileGrid, overlap_tokens
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.mapping.blend import blend, tukey


@pytest.mark.parametrize(("side", "overlap"), [(12, 4), (37, 10), (8, 4)])
def test_weights_of_neighbours_sum_to_one(side, overlap):
    weights = tukey(side, overlap)
    assert np.allclose(weights[-overlap:] + weights[:overlap], 1)
    assert weights[overlap : side - overlap] == pytest.approx(1)
    assert weights.min() > 0
    assert np.array_equal(weights, weights[::-1])


@pytest.mark.parametrize("length", [1, 7, 12, 13, 20, 21, 28, 100])
@pytest.mark.parametrize("halo", [1, 2, 3])
def test_every_token_lies_in_a_tile_and_no_window_appears_twice(length, halo):
    tile_grid = OverlappingTileGrid(length, length, 12, halo)
    starts = [tile_grid.tile_at(k, 0).window.row for k in tile_grid.tile_rows(0, length)]
    assert starts == sorted(set(starts))
    seen = {row for start in starts for row in range(start, min(start + 12, length))}
    assert seen == set(range(length))
    assert max(starts) <= max(0, length - 12)


@pytest.mark.parametrize("length", [5, 12, 30, 41])
def test_tiles_that_meet_tokens_are_found(length):
    tile_grid = OverlappingTileGrid(length, length, 12, 2)
    windows = [
        range(tile_grid.tile_at(k, 0).inner.row, tile_grid.tile_at(k, 0).inner.row_end)
        for k in range(9)
    ]
    count = len(tile_grid.tile_rows(0, length))
    for start in range(length):
        for stop in range(start + 1, length + 1):
            meeting = [k for k in range(count) if set(windows[k]) & set(range(start, stop))]
            assert list(tile_grid.tile_rows(start, stop)) == meeting


@pytest.mark.parametrize(
    ("tile", "share", "tokens"), [(37, 0.25, 10), (37, 0.5, 18), (37, 0.01, 2), (8, 0.5, 4)]
)
def test_an_overlap_is_even_and_at_most_half_a_tile(tile, share, tokens):
    assert overlap_tokens(tile, share) == tokens


def pieces(seed=0, n_planes=5):
    """Four tiles of 12 cells that overlap by 4, in the order of their rows and columns."""
    random, weights = np.random.default_rng(seed), tukey(12, 4)
    return [
        (
            Window(row, column, 12, 12),
            random.integers(-20_000, 20_000, (n_planes, 12, 12), np.int32),
            weights[:, None] * weights,
        )
        for row in (0, 8)
        for column in (0, 8)
    ]


def test_one_tile_alone_stays_as_it_is():
    given = pieces()
    whole = blend(given, Window(0, 0, 20, 20), 5, 3)
    assert np.array_equal(whole[:, :8, :8], given[0][1][:, :8, :8])


def test_classes_blend_as_probabilities_and_planes_linearly():
    given = pieces()
    cell = np.s_[:, 4, 9]  # in the upper two tiles
    whole = blend(given, Window(0, 0, 20, 20), 5, 3)[cell]
    (_, left, weights), (_, right, _) = given[:2]
    a, b = left[:, 4, 9] / SCORE_STEPS, right[:, 4, 1] / SCORE_STEPS
    u, v = weights[4, 9], weights[4, 1]
    expected = (
        u * np.exp(a[:3]) / np.exp(a[:3]).sum() + v * np.exp(b[:3]) / np.exp(b[:3]).sum()
    ) / (u + v)
    assert np.exp(whole[:3] / SCORE_STEPS) == pytest.approx(expected, rel=2e-4)
    assert whole[3:] == pytest.approx((u * left[3:, 4, 9] + v * right[3:, 4, 1]) / (u + v), abs=1)


def test_a_window_has_the_values_of_the_whole():
    given = pieces()
    whole = blend(given, Window(0, 0, 20, 20), 5, 3)
    for window in (Window(9, 9, 1, 1), Window(3, 0, 11, 17), Window(10, 8, 2, 3)):
        part = blend(given, window, 5, 3)
        inside = whole[:, window.row : window.row_end, window.column : window.column_end]
        assert np.array_equal(part, inside)


def test_a_class_without_a_chance_is_no_error():
    impossible = [
        (w, np.array([0, -(2**26)], np.int32)[:, None, None].repeat(12, 1).repeat(12, 2), x)
        for w, _, x in pieces()
    ]
    whole = blend(impossible, Window(0, 0, 20, 20), 2, 2)
    assert (whole[0] > whole[1]).all()
