import numpy as np
import pytest

from landsketch.core.imagery.cielab import cielab, color_differences, smoothed
from landsketch.core.imagery.scene import Scene
from landsketch.core.job.options import SceneOptions
from landsketch.tests.helpers.rasters import write_raster

# Published values of sRGB colours with the white point D65
KNOWN = {
    (255, 255, 255): (100.0, 0.0, 0.0),
    (0, 0, 0): (0.0, 0.0, 0.0),
    (255, 0, 0): (53.2, 80.1, 67.2),
    (0, 255, 0): (87.7, -86.2, 83.2),
    (0, 0, 255): (32.3, 79.2, -107.9),
    (119, 119, 119): (50.0, 0.0, 0.0),
}


@pytest.mark.parametrize("rgb", KNOWN)
def test_known_colours(rgb):
    lab = cielab(np.array(rgb, np.uint8)[:, None, None])
    assert np.allclose(lab[:, 0, 0], KNOWN[rgb], atol=0.1)


def test_differences_of_pairs_in_rows_and_columns():
    lab = np.zeros((3, 5, 6), np.float32)
    lab[0, :, 4:] = 3.0
    lab[1, :, 4:] = 4.0
    valid = np.ones((5, 6), bool)
    found = color_differences(lab, valid, 4)
    assert len(found) == 5 * 2 + 1 * 6
    assert sorted(found.tolist()) == [0.0] * 6 + [5.0] * 10


def test_pairs_with_a_pixel_without_data_are_left_out():
    lab = np.zeros((3, 5, 6), np.float32)
    lab[0, 0, 0] = 50.0
    valid = np.ones((5, 6), bool)
    valid[0, 0] = False
    found = color_differences(lab, valid, 4)
    assert len(found) == 14
    assert not found.any()


def test_smoothing_spreads_a_pixel_by_binomial_weights():
    lab = np.zeros((3, 5, 5), np.float32)
    lab[1, 2, 2] = 16.0
    found = smoothed(lab, np.ones((5, 5), bool))
    assert found[1, 1:4, 1:4].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    assert found.sum() == 16


def test_pixels_without_data_do_not_change_their_neighbours():
    lab = np.full((3, 6, 6), 30, np.float32)
    valid = np.ones((6, 6), bool)
    lab[:, 2, 3], valid[2, 3] = np.nan, False
    found = smoothed(lab, valid)
    assert np.allclose(found[:, valid], 30)
    assert not found[:, 2, 3].any()


def scene_of(tmp_path, pixels, **options):
    return Scene(SceneOptions(write_raster(tmp_path / "scene.tif", pixels, **options)))


def test_the_difference_of_a_scene_is_that_of_its_valid_pixels(tmp_path):
    rows, columns = np.mgrid[:90, :80] // 4
    grey = np.where((rows + columns) % 2, 119, 255).astype(np.uint8)
    pixels = np.repeat(grey[None], 3, axis=0)
    pixels[:, :, 60:] = 0
    found = scene_of(tmp_path, pixels, nodata=0).color_difference
    # Smoothing halves the difference at each side of a square of 4 pixels; the median pair has one
    assert found == pytest.approx(25, abs=0.2)


@pytest.mark.parametrize("value", [0, 7])
def test_a_scene_of_one_colour_or_without_data_has_no_differences(tmp_path, value):
    pixels = np.full((3, 70, 70), value, np.uint8)
    assert scene_of(tmp_path, pixels, nodata=0).color_difference == 0


def test_a_scene_smaller_than_the_distance_has_no_differences(tmp_path):
    pixels = np.arange(27, dtype=np.uint8).reshape(3, 3, 3)
    assert scene_of(tmp_path, pixels).color_difference == 0
