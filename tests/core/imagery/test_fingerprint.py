"""The fingerprint follows the content of a raster and of nothing else."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.enums import Resampling

from landsketch.core.imagery.fingerprint import fingerprint, sample_windows
from landsketch.tests.helpers.rasters import write_raster

PIXELS = np.random.default_rng(0).integers(1, 255, (3, 150, 170), dtype=np.uint8)
VRT = """<VRTDataset rasterXSize="170" rasterYSize="150"><SRS>EPSG:32636</SRS>
<GeoTransform>500000, 1, 0, 40000, 0, -1</GeoTransform>{bands}</VRTDataset>"""
BAND = """<VRTRasterBand dataType="Byte" band="{n}"><SimpleSource>
<SourceFilename relativeToVRT="1">{file}</SourceFilename>
<SourceBand>{n}</SourceBand></SimpleSource></VRTRasterBand>"""


def of(path):
    with rasterio.open(path) as dataset:
        return fingerprint(dataset)


@pytest.fixture
def raster(tmp_path):
    return write_raster(tmp_path / "a.tif", PIXELS)


def vrt(folder, file="a.tif"):
    path = folder / "a.vrt"
    path.write_text(VRT.format(bands="".join(BAND.format(n=n, file=file) for n in (1, 2, 3))))
    return path


def test_a_changed_pixel_changes_it(raster):
    before = of(raster)
    with rasterio.open(raster, "r+") as dataset:
        changed = PIXELS.copy()
        changed[1, 149, 169] ^= 1
        dataset.write(changed)
    assert of(raster) != before


@pytest.mark.parametrize(
    "change", [{"nodata": 3}, {"transform": Affine(2, 0, 500_000, 0, -2, 40_000)}]
)
def test_another_grid_or_nodata_changes_it(raster, tmp_path, change):
    assert of(write_raster(tmp_path / "b.tif", PIXELS, **change)) != of(raster)


def test_another_type_changes_it(raster, tmp_path):
    assert of(write_raster(tmp_path / "b.tif", PIXELS.astype(np.int16))) != of(raster)


def test_path_and_times_do_not_change_it(raster, tmp_path):
    copy = tmp_path / "elsewhere" / "ä b#.tif"
    copy.parent.mkdir()
    shutil.copy(raster, copy)
    os.utime(copy, (1, 1))
    assert of(copy) == of(raster)


@pytest.mark.parametrize("external", [False, True])
def test_overviews_and_sidecars_do_not_change_it(raster, external):
    before = of(raster)
    with rasterio.Env(TIFF_USE_OVR=external), rasterio.open(raster, "r+") as dataset:
        dataset.build_overviews([2, 4], Resampling.average)
    Path(f"{raster}.aux.xml").write_text("<PAMDataset></PAMDataset>")
    assert of(raster) == before


def test_a_changed_member_changes_a_vrt(raster, tmp_path):
    path = vrt(tmp_path)
    before = of(path)
    with rasterio.open(raster, "r+") as dataset:
        dataset.write(PIXELS[::-1].copy())
    assert of(path) != before


def test_overviews_of_a_vrt_do_not_change_it(raster, tmp_path):
    path = vrt(tmp_path)
    before = of(path)
    with rasterio.open(path, "r+") as dataset:
        dataset.build_overviews([2], Resampling.average)
    assert (tmp_path / "a.vrt.ovr").exists()
    assert of(path) == before


def test_a_changed_mask_changes_it(raster):
    before = of(raster)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(raster, "r+") as dataset:
        mask = np.full((150, 170), 255, np.uint8)
        mask[:20, :20] = 0
        dataset.write_mask(mask)
    assert of(raster) != before


@pytest.mark.parametrize(("width", "height"), [(5, 5), (64, 64), (170, 150), (5000, 90)])
def test_samples_lie_inside_and_reach_all_corners(width, height):
    windows = list(sample_windows(width, height, 8, 64))
    assert len(windows) <= 64
    assert min(w.col_off for w in windows) == min(w.row_off for w in windows) == 0
    assert max(w.col_off + w.width for w in windows) == width
    assert max(w.row_off + w.height for w in windows) == height
