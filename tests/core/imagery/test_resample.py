"""A scaled pixel depends on the scene and its place, not on the window it is read in."""

import numpy as np
import pytest

from landsketch.core.imagery.resample import source_window, with_local_statistics
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.job.options import SceneOptions
from landsketch.tests.helpers.rasters import write_raster


@pytest.fixture(scope="module")
def holed(tmp_path_factory):
    """Noise with nodata holes, 61 x 83 px: no multiple of anything."""
    random = np.random.default_rng(0)
    pixels = random.integers(1, 255, (3, 61, 83), dtype=np.uint8)
    pixels[:, 20:33, 40:51] = 0
    pixels[:, random.random((61, 83)) < 0.05] = 0
    return write_raster(tmp_path_factory.mktemp("holed") / "scene.tif", pixels, nodata=0)


@pytest.mark.parametrize("scale", [0.25, 0.5, 1.0, 2.0, 4.0])
def test_every_window_reads_the_same_scaled_pixels(holed, scale):
    scene = Scene(SceneOptions(holed, scale=scale))
    height, width = scene.scaled_shape
    pixels, valid = scene.read_pixels(Window(0, 0, height, width))
    random = np.random.default_rng(1)
    for _ in range(25):
        row, column = int(random.integers(height)), int(random.integers(width))
        window = Window(
            row,
            column,
            int(random.integers(1, height - row + 1)),
            int(random.integers(1, width - column + 1)),
        )
        if scale < 1:  # tiles always begin and end on whole native pixels
            k = round(1 / scale)
            assert source_window(window, scale, 4) == Window(
                row * k, column * k, window.height * k, window.width * k
            )
        there = np.s_[..., window.row : window.row_end, window.column : window.column_end]
        own_pixels, own_valid = scene.read_pixels(window)
        assert np.array_equal(own_valid, valid[there])
        assert np.array_equal(own_pixels, pixels[there])


@pytest.mark.parametrize(
    ("scale", "shape"),
    [(0.25, (16, 21)), (0.5, (31, 42)), (1, (61, 83)), (2, (122, 166)), (4, (244, 332))],
)
def test_the_scaled_grid_covers_the_whole_scene(holed, scale, shape):
    assert Scene(SceneOptions(holed, scale=scale)).scaled_shape == shape


def test_reading_reduced_averages_valid_pixels_only(tmp_path):
    pixels = np.array([[[10, 20, 0, 0], [30, 41, 0, 90]]] * 3, np.uint8)
    scene = Scene(SceneOptions(write_raster(tmp_path / "s.tif", pixels, nodata=0), scale=0.5))
    scaled, valid = scene.read_pixels(Window(0, 0, 1, 2))
    assert scaled[0, 0, 0] == 25
    assert valid.tolist() == [[True, False]]  # one pixel of four is too few


def test_magnified_pixels_keep_their_validity(holed):
    native, doubled = Scene(SceneOptions(holed)), Scene(SceneOptions(holed, scale=2.0))
    valid = native.read_valid(Window(0, 0, 61, 83))
    assert np.array_equal(
        doubled.read_pixels(Window(0, 0, 122, 166))[1], valid.repeat(2, 0).repeat(2, 1)
    )


def test_local_statistics_are_those_of_the_valid_neighbours():
    random = np.random.default_rng(2)
    values = random.random((2, 12, 13)).astype(np.float32)
    valid = random.random((12, 13)) > 0.3
    values[:, ~valid] = 0
    result = with_local_statistics(values, valid, 4)
    assert result.shape == (6, 4, 5)
    for row, column in [(0, 0), (3, 4), (1, 2)]:
        around = np.s_[row : row + 9, column : column + 9]
        inside = values[0][around][valid[around]]
        assert result[0, row, column] == values[0, row + 4, column + 4]
        assert result[2, row, column] == pytest.approx(inside.mean(), abs=1e-5)
        assert result[4, row, column] == pytest.approx(inside.std(), abs=1e-3)


def test_local_statistics_of_nothing_are_numbers():
    result = with_local_statistics(np.zeros((1, 10, 10), np.float32), np.zeros((10, 10), bool), 4)
    assert np.isfinite(result).all()


def test_extra_bands_are_the_same_in_every_window(odd_town):
    scene = Scene(SceneOptions(odd_town.path, bands=(1, 2, 3), extra_bands=(5, 4)))
    whole = scene.read_extra(Window(0, 0, scene.height, scene.width))
    part = scene.read_extra(Window(100, 37, 64, 90))
    assert whole.shape == (6, scene.height, scene.width)
    assert np.allclose(part, whole[:, 100:164, 37:127], atol=1e-6)
