"""Numbers of the user are stretched between, in units after scale and offset."""

import numpy as np
import pytest
import rasterio

from landsketch.core.errors import InvalidJob, InvalidScene
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.job.options import SceneOptions
from landsketch.tests.helpers.rasters import write_raster

WHOLE = Window(0, 0, 1, 4)
RAW = np.array([1000, 2000, 3000, 5000], np.uint16)


def raster(tmp_path, *, scale=1.0, offset=0.0, bands=3):
    path = write_raster(tmp_path / "a.tif", np.tile(RAW, (bands, 1, 1)))
    with rasterio.open(path, "r+") as dataset:
        dataset.scales, dataset.offsets = (scale,) * bands, (offset,) * bands
    return path


def seen(path, **options):
    return Scene(SceneOptions(path, **options)).read_pixels(WHOLE)[0]


@pytest.mark.parametrize("stretch", ["auto", "range"])
def test_a_range_becomes_0_to_255_in_all_bands(tmp_path, stretch):
    pixels = seen(raster(tmp_path), stretch=stretch, stretch_range=(1000, 3000))
    assert pixels[:, 0].tolist() == [[0, 128, 255, 255]] * 3


def test_the_range_is_in_units_after_scale_and_offset(tmp_path):
    # Sentinel-2 since 2022: reflectance = raw * 0.0001 - 0.1
    path = raster(tmp_path, scale=1e-4, offset=-0.1)
    scene = Scene(SceneOptions(path, stretch_range=(0, 0.2)))
    assert scene.stretch.policy == "range"
    assert scene.stretch.ranges[2] == pytest.approx((1000, 3000))
    assert scene.read_pixels(WHOLE)[0][:, 0].tolist() == [[0, 128, 255, 255]] * 3


def test_each_band_may_have_its_own_range(tmp_path):
    limits = (1000, 3000, 0, 5000, 1000, 5000)
    scene = Scene(SceneOptions(raster(tmp_path), bands=(3, 1, 2), stretch_range=limits))
    assert scene.stretch.ranges == {3: (1000, 3000), 1: (0, 5000), 2: (1000, 5000)}


def test_extra_bands_keep_percentiles(tmp_path):
    path = raster(tmp_path, bands=4)
    options = {"bands": (1, 2, 3), "extra_bands": (4,)}
    ranges = Scene(SceneOptions(path, **options, stretch_range=(0, 9000))).stretch.ranges
    assert ranges[1] == (0, 9000)
    assert ranges[4] == Scene(SceneOptions(path, **options)).stretch.ranges[4]


def test_one_band_has_one_range(tmp_path):
    path = raster(tmp_path, bands=1)
    assert seen(path, stretch_range=(1000, 3000))[2, 0].tolist() == [0, 128, 255, 255]
    with pytest.raises(InvalidScene, match="gives band 1 of a.tif two ranges"):
        seen(path, stretch_range=(0, 1, 0, 2, 0, 3))


@pytest.mark.parametrize(
    "stretch", ["auto", "percentile", "zscore"], ids=lambda stretch: f"stretch {stretch}"
)
def test_scale_and_offset_do_not_change_the_other_ways(tmp_path, stretch):
    plain = seen(raster(tmp_path), stretch=stretch)
    assert np.array_equal(seen(raster(tmp_path, scale=0.5, offset=-7), stretch=stretch), plain)


@pytest.mark.parametrize(
    ("stretch", "limits", "words"),
    [
        ("range", (), "needs STRETCH_RANGE"),
        ("percentile", (0, 1), "STRETCH_RANGE and STRETCH=percentile both"),
        ("range", (0, 1, 2), "has 3 number"),
        ("auto", (1, 1), "goes from 1 to 1"),
        ("auto", (0, 1, 0, 1, 3, 2), "goes from 3 to 2"),
    ],
)
def test_ranges_that_cannot_work_are_refused(stretch, limits, words):
    with pytest.raises(InvalidJob, match=words):
        SceneOptions("a.tif", stretch=stretch, stretch_range=limits)
