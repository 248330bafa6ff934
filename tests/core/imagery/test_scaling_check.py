"""A warning comes where the backbone sees no contrast, and from no image that is well scaled."""

from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from landsketch.core.imagery.scaling_check import scaling_warning
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.scene_report import degrees_text
from landsketch.core.job.options import SceneOptions
from landsketch.tests.helpers.rasters import write_raster

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
RASTERS = sorted(file for file in DATA.rglob("*.tif") if "labels" not in file.name)


def warning_of(path, **options):
    return scaling_warning(Scene(SceneOptions(str(path), **options)))


def noise(low, high, dtype=np.uint8, bands=3):
    """Numbers from low to high, 60 x 60 px."""
    random = np.random.default_rng(0)
    return (random.random((bands, 60, 60)) * (high - low) + low).astype(dtype)


@pytest.mark.skipif(not RASTERS, reason=f"no images in {DATA}")
@pytest.mark.parametrize("path", RASTERS, ids=lambda path: path.stem)
def test_real_images_are_scaled_well(path):
    assert warning_of(path) == ""
    assert warning_of(path, stretch="percentile") == ""


@pytest.mark.parametrize(
    ("pixels", "options", "words"),
    [
        (noise(200, 1600, np.uint16), {"stretch": "none"}, "too dark: mean 3, standard"),
        (noise(0, 4095, np.uint16).clip(0, 255).astype(np.uint8), {}, "saturated"),
        (noise(0, 2).astype(np.uint8), {}, "saturated"),
        (noise(1, 3), {}, "too dark"),
        (noise(250, 254), {}, "too bright"),
        (noise(120, 130), {}, "nearly constant"),
        (noise(0, 3000, np.float32), {"stretch": "none"}, "saturated"),
        (noise(0, 1, np.float32), {"stretch_range": (0, 100)}, "STRETCH=range"),
    ],
)
def test_faults_are_named_with_figures_and_a_way_out(tmp_path, pixels, options, words):
    text = warning_of(write_raster(tmp_path / "a.tif", pixels), **options)
    assert text.startswith("a.tif seems to be scaled wrongly")
    assert words in text
    assert "STRETCH=percentile" in text
    assert "STRETCH_RANGE" in text


def test_a_border_without_nodata_is_told_although_percentiles_are_used(tmp_path):
    pixels = noise(1000, 3000, np.uint16)
    pixels[:, :30] = 0
    path = write_raster(tmp_path / "a.tif", pixels)
    assert "declare the nodata value" in warning_of(path)
    declared = write_raster(tmp_path / "b.tif", pixels, nodata=0)
    assert warning_of(declared) == ""


@pytest.mark.parametrize(
    ("pixels", "options"),
    [
        (noise(0, 1, np.float32), {"stretch": "none"}),
        (noise(0, 1, np.float32), {}),
        (noise(200, 1600, np.uint16), {}),
        (noise(200, 1600, np.uint16), {"stretch": "zscore"}),
        (noise(40, 90), {}),
        (np.concatenate([noise(120, 125, bands=2), noise(20, 200, bands=1)]), {}),
    ],
)
def test_other_images_do_not_warn(tmp_path, pixels, options):
    assert warning_of(write_raster(tmp_path / "a.tif", pixels), **options) == ""


def test_an_image_without_data_does_not_warn_here(tmp_path):
    path = write_raster(tmp_path / "a.tif", np.zeros((3, 9, 9), np.uint8), nodata=0)
    assert warning_of(path) == ""


def test_the_sample_of_the_stretch_is_not_read_again(tmp_path, monkeypatch):
    scene = Scene(SceneOptions(write_raster(tmp_path / "a.tif", noise(0, 3000, np.uint16))))
    monkeypatch.setattr(Scene, "_sample", lambda _: pytest.fail("read again"))
    assert scaling_warning(scene) == ""


def test_the_size_of_pixels_in_degrees_is_told_in_metres(tmp_path):
    transform = Affine(1e-4, 0, 1.4, 0, -1e-4, 60.0)
    path = write_raster(tmp_path / "a.tif", noise(0, 200), transform=transform, crs="EPSG:4326")
    told = degrees_text(Scene(SceneOptions(path)))
    assert told == "a.tif: pixels of about 5.57 x 11.1 m (degrees at latitude 60.0)."
    in_metres = write_raster(tmp_path / "b.tif", noise(0, 200))
    assert degrees_text(Scene(SceneOptions(in_metres))) == ""
