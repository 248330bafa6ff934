"""Rasters that the demo reads at reduced size."""

import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from landsketch.core.imagery.map_writer import MapGrid, MapWriter

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
try:
    from demo_overview import read_overview

    from core.errors import InvalidScene
finally:
    del sys.path[:2]

UTM = CRS.from_epsg(32633)
LEGEND = ((1, "forest", "#1e7a34"), (3, "water", "#3b7dd8"))


def raster(path, pixels, transform, crs, **options):
    count, height, width = pixels.shape
    profile = {
        "driver": "GTiff",
        "count": count,
        "height": height,
        "width": width,
        "dtype": pixels.dtype,
    }
    with rasterio.open(path, "w", transform=transform, crs=crs, **profile, **options) as dataset:
        dataset.write(pixels)
    return path


@pytest.fixture
def class_map(tmp_path):
    pixels = np.repeat([[1, 3]], 50, axis=1).repeat(80, axis=0).astype(np.uint8)  # (80, 100)
    pixels[:20] = 255
    grid = MapGrid(100, 80, Affine(2, 0, 500_000, 0, -2, 5_000_000), UTM)
    with MapWriter(tmp_path / "map.tif", grid, "classes", LEGEND, {}) as writer:
        writer.write(0, 0, pixels)
    return tmp_path / "map.tif"


def test_no_side_is_longer_than_asked(class_map):
    overview = read_overview(class_map, 25)
    assert overview.pixels.shape == (1, 20, 25)
    assert overview.transform.a == 8
    assert overview.transform.e == -8


def test_small_rasters_are_not_enlarged(class_map):
    assert read_overview(class_map, 5000).valid.shape == (80, 100)


def test_reduced_classes_stay_classes_and_nodata_is_invalid(class_map):
    overview = read_overview(class_map, 25)
    assert set(np.unique(overview.pixels[0][overview.valid])) == {1, 3}
    assert not overview.valid[:5].any()
    assert overview.valid[5:].all()


def test_a_reduced_pixel_is_the_commonest_class_never_a_mixture(tmp_path):
    pixels = np.full((40, 40), 1, np.uint8)
    pixels[::2, ::2] = 3
    legend = [(1, "black", "#000000"), (2, "their mean", "#404040"), (3, "white", "#ffffff")]
    with MapWriter(
        tmp_path / "m.tif", MapGrid(40, 40, Affine(2, 0, 5, 0, -2, 5), UTM), "classes", legend, {}
    ) as writer:
        writer.write(0, 0, pixels)
    assert set(np.unique(read_overview(tmp_path / "m.tif", 20).pixels)) == {1}


def test_the_legend_comes_from_the_maps_tags(class_map):
    assert read_overview(class_map, 50).legend == LEGEND


def test_other_rasters_with_a_colour_table_are_named_by_value(tmp_path):
    raster(tmp_path / "a.tif", np.ones((1, 8, 8), np.uint8), Affine.scale(2, -2), UTM)
    with rasterio.open(tmp_path / "a.tif", "r+") as dataset:
        dataset.write_colormap(1, {1: (255, 0, 16, 255)})
    assert (1, "Class 1", "#ff0010") in read_overview(tmp_path / "a.tif", 8).legend


def test_ground_size_is_true_in_any_crs(tmp_path):
    pixels = np.ones((1, 10, 10), np.uint8)
    north = raster(
        tmp_path / "m.tif", pixels, Affine(1, 0, 1_000_000, 0, -1, 8_399_738), CRS.from_epsg(3857)
    )  # 60° N
    degrees = raster(
        tmp_path / "d.tif", pixels, Affine(0.001, 0, 15, 0, -0.001, 60), CRS.from_epsg(4326)
    )
    nowhere = raster(tmp_path / "n.tif", pixels, Affine.scale(2, -2), None)
    assert read_overview(north, 10).pixel_m == pytest.approx(0.5, rel=0.01)
    assert read_overview(degrees, 10).pixel_m == pytest.approx(55.6, rel=0.01)
    assert read_overview(nowhere, 10).pixel_m is None


def test_an_image_is_read_on_the_maps_ground(class_map, tmp_path):
    # one image pixel is 10 m; column 3 (30-40 m east of the map's west edge) is bright
    pixels = np.full((3, 30, 40), 50, np.uint8)
    pixels[:, :, 13] = 200
    image = raster(tmp_path / "i.tif", pixels, Affine(10, 0, 499_900, 0, -10, 5_000_000), UTM)
    classes = read_overview(class_map, 100)
    overview = read_overview(image, 100, like=classes)
    assert overview.pixels.shape == (3, 80, 100)
    assert (overview.pixels[0, 40] == 200).nonzero()[0].tolist() == list(range(15, 20))
    assert overview.valid.all()


def test_ground_outside_the_image_is_invalid(class_map, tmp_path):
    pixels = np.full((3, 10, 10), 50, np.uint8)
    image = raster(tmp_path / "i.tif", pixels, Affine(10, 0, 500_100, 0, -10, 5_000_000), UTM)
    overview = read_overview(image, 100, like=read_overview(class_map, 100))
    assert not overview.valid[:, :49].any()
    assert overview.valid[:50, 51:].all()


def test_nan_is_invalid(tmp_path):
    pixels = np.ones((1, 4, 4), np.float32)
    pixels[0, 0, 0] = np.nan
    path = raster(tmp_path / "f.tif", pixels, Affine.scale(2, -2), UTM)
    assert read_overview(path, 4).valid.sum() == 15


@pytest.mark.parametrize("bands", [(), (7,)])
def test_what_cannot_be_read_is_a_sentence(tmp_path, bands):
    path = tmp_path / "a.tif"
    if bands:
        raster(path, np.ones((1, 4, 4), np.uint8), Affine.scale(2, -2), UTM)
    with pytest.raises(InvalidScene, match=r"a\.tif cannot be read .*; choose another raster"):
        read_overview(path, 10, bands)
