"""Every token lies in exactly one inner window, and tiles stay inside the scene where they can."""

import numpy as np
import pytest

from landsketch.core.errors import InvalidJob
from landsketch.core.imagery.tile_grid import TileGrid, Window, tile_grids

SIZES = [(1, 1), (3, 7), (8, 8), (9, 31), (32, 33), (40, 17), (61, 64)]
TILES = [(8, 0), (8, 1), (7, 3), (5, 2), (32, 2), (37, 2)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tile", TILES)
def test_every_token_lies_in_exactly_one_core_of_each_lattice(size, tile):
    for tile_grid in tile_grids(*size, *tile, 4):
        counts = np.zeros(size, int)
        for one in tile_grid.tiles():
            inner = one.inner
            assert not inner.is_empty
            counts[inner.row : inner.row_end, inner.column : inner.column_end] += 1
        assert (counts == 1).all()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tile", TILES)
def test_windows_hold_their_core_and_leave_the_scene_only_where_it_is_smaller_than_a_tile(
    size, tile
):
    for tile_grid in tile_grids(*size, *tile, 4):
        for one in tile_grid.tiles():
            assert (one.window.height, one.window.width) == (tile[0], tile[0])
            assert one.window.intersection(one.inner) == one.inner
            assert one.window.row >= 0
            assert one.window.column >= 0
            assert one.window.row_end <= max(size[0], tile[0])
            assert one.window.column_end <= max(size[1], tile[0])


def test_a_core_keeps_its_halo_except_at_the_edge_of_the_scene():
    size, halo = 61, 3
    for tile_grid in tile_grids(size, size, 16, halo, 4):
        for one in tile_grid.tiles():
            assert one.inner.row - one.window.row >= min(halo, one.inner.row)
            assert one.window.row_end - one.inner.row_end >= min(halo, size - one.inner.row_end)


def test_tiles_of_a_region_are_those_whose_cores_meet_it():
    tile_grid = tile_grids(61, 45, 16, 3, 2)[1]
    random = np.random.default_rng(0)
    for _ in range(50):
        row, column = random.integers(-5, 60), random.integers(-5, 44)
        region = Window(
            int(row), int(column), int(random.integers(1, 30)), int(random.integers(1, 30))
        )
        meeting = [t.name for t in tile_grid.tiles() if not t.inner.intersection(region).is_empty]
        assert [t.name for t in tile_grid.tiles(region)] == meeting


def test_a_region_outside_has_no_tiles():
    assert list(TileGrid(10, 10, 8, 1).tiles(Window(20, 0, 5, 5))) == []


def test_shifted_lattices_have_other_names_and_other_cores():
    first, second = tile_grids(64, 64, 16, 2, 2)
    assert first.tile_at(1, 1).name != second.tile_at(1, 1).name
    assert second.tile_at(1, 1).inner == Window(6, 6, 12, 12)
    assert first.tile_at(1, 1).inner == Window(12, 12, 12, 12)


@pytest.mark.parametrize("halo", [-1, 4, 5])
def test_a_halo_that_leaves_no_core_is_refused(halo):
    with pytest.raises(InvalidJob, match="HALO_TOKENS"):
        TileGrid(10, 10, 8, halo)
