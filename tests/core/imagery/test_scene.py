"""A scene opens common rasters, knows its valid pixels and refuses what it cannot read."""

import math
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp

from landsketch.core.errors import InvalidScene
from landsketch.core.imagery.scene import FILL, Scene
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.job.options import SceneOptions
from landsketch.tests.helpers.rasters import write_raster

WHOLE = Window(0, 0, 4, 5)


def noise(bands=3, dtype=np.uint8):
    return np.random.default_rng(0).integers(10, 200, (bands, 4, 5)).astype(dtype)


def scene(path, **options):
    return Scene(SceneOptions(str(path), **options))


@pytest.mark.parametrize(
    "name", ["with space.tif", "grün/ümlaut.tif", "a#b.tif", "100% [1] 'q'.tif"]
)
def test_any_path_opens(tmp_path, name):
    pixels = noise()
    opened = scene(write_raster(tmp_path / name, pixels))
    assert np.array_equal(opened.read_pixels(WHOLE)[0], pixels)
    assert opened.name == name.rsplit("/", 1)[-1]


def test_pixels_outside_the_scene_are_invalid_and_filled(tmp_path):
    opened = scene(write_raster(tmp_path / "a.tif", noise()))
    pixels, valid = opened.read_pixels(Window(-1, 2, 6, 6))
    assert valid.sum() == 4 * 3
    assert (pixels[:, ~valid] == FILL).all()
    assert np.array_equal(pixels[:, 1:5, :3], noise()[:, :, 2:])


def test_a_pixel_is_invalid_when_all_chosen_bands_are_nodata(tmp_path):
    pixels = noise(4)
    pixels[:3, 0, 0] = 0  # all that is chosen
    pixels[:2, 1, 1] = 0  # only two of three
    pixels[3, 2, 2] = 0  # not chosen
    path = write_raster(tmp_path / "a.tif", pixels, nodata=0, photometric="minisblack")
    valid = scene(path, bands=(1, 2, 3)).read_valid(WHOLE)
    assert np.argwhere(~valid).tolist() == [[0, 0]]


def test_extra_bands_count_as_chosen(tmp_path):
    pixels = noise(4)
    pixels[:3, 0, 0] = 0
    pixels[:, 1, 1] = 0
    path = write_raster(tmp_path / "a.tif", pixels, nodata=0, photometric="minisblack")
    valid = scene(path, bands=(1, 2, 3), extra_bands=(4,), holes="keep").read_valid(WHOLE)
    assert np.argwhere(~valid).tolist() == [[1, 1]]


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_a_pixel_is_invalid_when_any_chosen_band_is_not_finite(tmp_path, number):
    pixels = noise(4, np.float32)
    pixels[1, 0, 3] = number
    pixels[3, 1, 1] = number
    path = write_raster(tmp_path / "a.tif", pixels)
    assert np.argwhere(~scene(path, bands=(1, 2, 3)).read_valid(WHOLE)).tolist() == [[0, 3]]


def test_nodata_may_be_nan(tmp_path):
    pixels = noise(1, np.float32)
    pixels[0, 3, 4] = np.nan
    opened = scene(write_raster(tmp_path / "a.tif", pixels, nodata=math.nan))
    assert np.argwhere(~opened.read_valid(WHOLE)).tolist() == [[3, 4]]


def test_alpha_makes_pixels_invalid(tmp_path):
    pixels = noise(4)
    pixels[3] = 255
    pixels[3, 2, 1] = 0
    path = write_raster(tmp_path / "a.tif", pixels, photometric="RGB", alpha="yes")
    opened = scene(path)
    assert opened.options.bands == (1, 2, 3)
    assert np.argwhere(~opened.read_valid(WHOLE)).tolist() == [[2, 1]]


def test_a_mask_makes_pixels_invalid(tmp_path):
    path = write_raster(tmp_path / "a.tif", noise())
    with rasterio.open(path, "r+") as dataset:
        mask = np.full((4, 5), 255, np.uint8)
        mask[1, 0] = 0
        dataset.write_mask(mask)
    assert np.argwhere(~scene(path).read_valid(WHOLE)).tolist() == [[1, 0]]


def test_bands_are_those_asked_for_in_that_order(tmp_path):
    pixels = noise(5)
    path = write_raster(tmp_path / "a.tif", pixels)
    assert np.array_equal(scene(path, bands=(5, 1, 3)).read_pixels(WHOLE)[0], pixels[[4, 0, 2]])
    assert np.array_equal(scene(path, bands=(4,)).read_pixels(WHOLE)[0], pixels[[3, 3, 3]])


@pytest.mark.parametrize(
    ("count", "expected"), [(1, (1, 1, 1)), (2, (1, 1, 1)), (3, (1, 2, 3)), (6, (1, 2, 3))]
)
def test_without_a_choice_the_first_three_bands_or_one_three_times(tmp_path, count, expected):
    assert (
        scene(write_raster(tmp_path / "a.tif", noise(count, np.uint16))).options.bands == expected
    )


def test_without_a_choice_red_green_and_blue_are_found(tmp_path):
    path = write_raster(tmp_path / "a.tif", noise(4), photometric="minisblack")
    with rasterio.open(path, "r+") as dataset:
        dataset.colorinterp = (
            ColorInterp.gray,
            ColorInterp.blue,
            ColorInterp.green,
            ColorInterp.red,
        )
    assert scene(path).options.bands == (4, 3, 2)


def test_bands_of_different_types_are_read_together(tmp_path):
    write_raster(tmp_path / "bytes.tif", noise(1))
    write_raster(tmp_path / "floats.tif", noise(1, np.float32) * 3)
    band = """<VRTRasterBand dataType="{t}" band="{n}"><SimpleSource>
    <SourceFilename relativeToVRT="1">{f}</SourceFilename>
    <SourceBand>1</SourceBand></SimpleSource></VRTRasterBand>"""
    rows = [
        band.format(n=1, t="Byte", f="bytes.tif"),
        band.format(n=2, t="Float32", f="floats.tif"),
    ]
    path = tmp_path / "mixed.vrt"
    path.write_text(f'<VRTDataset rasterXSize="5" rasterYSize="4">{"".join(rows)}</VRTDataset>')
    opened = scene(path, bands=(1, 2, 1))
    raw, valid = opened.read_bands((1, 2), WHOLE)
    assert valid.all()
    assert np.array_equal(raw, np.stack([noise(1)[0], noise(1)[0] * 3.0]))
    assert opened.fingerprint()


def test_extents_cover_whole_pixels_and_are_clipped(tmp_path):
    opened = scene(
        write_raster(tmp_path / "a.tif", noise(), transform=Affine(2, 0, 100, 0, -2, 50))
    )
    assert opened.bounds == (100, 42, 110, 50)
    assert opened.window_of(()) == WHOLE
    assert opened.window_of((102, 44, 106, 48)) == Window(1, 1, 2, 2)
    assert opened.window_of((102.1, 44.1, 105.9, 47.9)) == Window(1, 1, 2, 2)
    assert opened.window_of((0, 0, 103, 1000)) == Window(0, 0, 4, 2)
    assert opened.window_of((102 - 1e-9, 44, 106 + 1e-9, 48)) == Window(
        1, 1, 2, 2
    )  # what other programs' rounding leaves


@pytest.mark.parametrize("extent", [(110, 42, 120, 50), (0, 0, 1, 1)])
def test_an_extent_outside_is_refused(tmp_path, extent):
    opened = scene(
        write_raster(tmp_path / "a.tif", noise(), transform=Affine(2, 0, 100, 0, -2, 50))
    )
    with pytest.raises(InvalidScene, match="outside a.tif"):
        opened.window_of(extent)


def test_pixel_size_is_in_metres(tmp_path):
    degree = 1 / 111_320
    lines = {
        "metres.tif": (Affine(2, 0, 0, 0, -2, 0), "EPSG:32636", 2),
        "degrees.tif": (
            Affine(degree * 2, 0, 30, 0, -degree, 60),
            "EPSG:4326",
            1,
        ),  # at 60° N a degree of longitude is half
        "feet.tif": (Affine(10, 0, 0, 0, -10, 0), "EPSG:2263", 3.048),
        "nothing.tif": (Affine(3, 0, 0, 0, -3, 0), None, 3),
    }
    for name, (transform, crs, size) in lines.items():
        path = write_raster(tmp_path / name, noise(), transform=transform, crs=crs)
        assert scene(path).pixel_size_m == pytest.approx(size, rel=1e-4), name


def test_a_picture_without_georeference_lies_as_qgis_shows_it(tmp_path):
    opened = scene(write_raster(tmp_path / "a.tif", noise(), transform=Affine.identity(), crs=None))
    assert opened.bounds == (0, -4, 5, 0)


@pytest.mark.parametrize(
    ("transform", "word"),
    [
        (Affine.rotation(10) * Affine.scale(1, -1), "rotated"),
        (Affine(1, 0, 5, 0, 1, 5), "south-up"),
    ],
)
def test_a_grid_that_is_not_north_up_is_refused(tmp_path, transform, word):
    with pytest.raises(InvalidScene, match=word):
        scene(write_raster(tmp_path / "a.tif", noise(), transform=transform))


def test_complex_numbers_are_refused(tmp_path):
    with pytest.raises(InvalidScene, match="complex"):
        scene(write_raster(tmp_path / "a.tif", noise(1, np.complex64)))


def test_the_stretch_of_a_scene_comes_from_its_valid_pixels(tmp_path):
    pixels = np.random.default_rng(0).integers(1000, 3000, (3, 200, 200)).astype(np.uint16)
    pixels[:, :100] = 0
    low, high = scene(write_raster(tmp_path / "a.tif", pixels, nodata=0)).stretch.ranges[1]
    assert 1000 <= low < 1020
    assert 2980 < high < 3000


def test_many_threads_read_one_scene(town):
    opened = scene(town.path)
    whole = opened.read_pixels(Window(0, 0, 288, 384))[0]
    windows = [Window(r, c, 48, 48) for r in range(0, 288, 48) for c in range(0, 384, 48)] * 4
    with ThreadPoolExecutor(8) as pool:
        for window, (pixels, _) in zip(windows, pool.map(opened.read_pixels, windows), strict=True):
            assert np.array_equal(
                pixels, whole[:, window.row : window.row_end, window.column : window.column_end]
            )


def test_a_raster_that_breaks_while_reading_is_a_sentence(tmp_path):
    path = write_raster(
        tmp_path / "a.tif",
        np.random.default_rng(0).integers(0, 255, (3, 256, 256), dtype=np.uint8),
        compress="deflate",
    )
    cut = tmp_path / "cut.tif"
    shutil.copy(path, cut)
    with cut.open("r+b") as file:
        file.truncate(cut.stat().st_size // 2)
    with pytest.raises(InvalidScene, match=r"cut\.tif"):
        scene(cut).read_pixels(Window(0, 0, 256, 256))


def test_each_band_may_have_its_own_nodata(tmp_path):
    pixels = noise(3)
    pixels[:, 0, 0] = (0, 1, 2)  # the nodata value of each band
    pixels[:, 1, 1] = 0  # that of the first band only
    plain = [write_raster(tmp_path / f"{band}.tif", pixels[band]) for band in range(3)]
    vrt = tmp_path / "a.vrt"
    parts = [
        f'<VRTRasterBand dataType="Byte" band="{band + 1}"><NoDataValue>{band}</NoDataValue>'
        f'<SimpleSource><SourceFilename relativeToVRT="1">{band}.tif</SourceFilename>'
        "<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand>"
        for band in range(len(plain))
    ]
    vrt.write_text(f'<VRTDataset rasterXSize="5" rasterYSize="4">{"".join(parts)}</VRTDataset>')
    opened = scene(vrt, holes="keep")
    assert opened.nodata == (0, 1, 2)
    assert np.argwhere(~opened.read_valid(WHOLE)).tolist() == [[0, 0]]


def test_alpha_counts_beside_a_nodata_value(tmp_path):
    pixels = noise(4)
    pixels[3] = 255
    pixels[3, 2, 1] = 0
    pixels[:3, 0, 0] = 0
    path = write_raster(tmp_path / "a.tif", pixels, photometric="RGB", alpha="yes", nodata=0)
    opened = scene(path, holes="keep")
    assert np.argwhere(~opened.read_valid(WHOLE)).tolist() == [[0, 0], [2, 1]]
    assert opened.fingerprint() == f"{opened.file.fingerprint()} alpha"


def test_a_mask_counts_beside_a_nodata_value(tmp_path):
    pixels = noise()
    pixels[:, 3, 3] = 7
    path = write_raster(tmp_path / "a.tif", pixels, nodata=7)
    with rasterio.open(path, "r+") as dataset:
        mask = np.full((4, 5), 255, np.uint8)
        mask[1, 0] = 0
        dataset.write_mask(mask)
    invalid = np.argwhere(~scene(path, holes="keep").read_valid(WHOLE)).tolist()
    assert invalid == [[1, 0], [3, 3]]
