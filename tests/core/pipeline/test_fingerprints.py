"""A file is the same if its content is, whatever its time; changes are seen."""

import os
import shutil
import sqlite3

import numpy as np
import pytest
from affine import Affine

from landsketch.core.pipeline import fingerprints
from landsketch.core.pipeline.fingerprints import fingerprint_of, unchanged
from landsketch.tests.helpers.rasters import write_raster
from landsketch.tests.helpers.vectors import square, write_polygons


def touch(path):
    os.utime(path, ns=(1, 1))


def test_a_touched_file_is_the_same_and_gets_its_new_time(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a")
    known = fingerprint_of(str(path))
    touch(path)
    now = unchanged(str(path), known)
    assert now.content == known.content
    assert now.stat != known.stat


def test_a_file_of_the_same_size_with_other_content_is_another(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a")
    known = fingerprint_of(str(path))
    path.write_text("b")
    assert unchanged(str(path), known) is None
    path.unlink()
    assert unchanged(str(path), known) is None
    assert fingerprint_of(str(path)) is None


def test_a_file_that_was_not_touched_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("a")
    known = fingerprint_of(str(path))
    monkeypatch.setattr(fingerprints, "_content", None)
    assert unchanged(str(path), known) is known


@pytest.fixture
def gpkg(tmp_path):
    return write_polygons(tmp_path / "a.gpkg", [square(0, 0, 9), square(9, 9, 9)], kind=["a", "b"])


def test_a_geopackage_that_was_only_opened_is_the_same(gpkg):
    known = fingerprint_of(gpkg)
    with sqlite3.connect(gpkg) as database:  # as QGIS does while a layer is in the project
        database.execute("PRAGMA journal_mode = wal")
        database.execute("PRAGMA journal_mode = delete")
    database.close()
    touch(gpkg)
    assert unchanged(gpkg, known) is not None


def test_edits_of_a_geopackage_count_before_they_are_in_the_file_itself(gpkg):
    known = fingerprint_of(gpkg)
    database = sqlite3.connect(gpkg)
    database.execute("PRAGMA journal_mode = wal")
    database.execute("CREATE TABLE further (x)")
    database.commit()
    assert unchanged(gpkg, known) is None
    database.close()


def test_the_sources_of_a_vrt_count(tmp_path):
    pixels = np.zeros((1, 8, 8), np.uint8)
    source = write_raster(tmp_path / "a.tif", pixels)
    vrt = tmp_path / "a.vrt"
    vrt.write_text(
        '<VRTDataset rasterXSize="8" rasterYSize="8"><VRTRasterBand dataType="Byte" band="1">'
        '<SimpleSource><SourceFilename relativeToVRT="1">a.tif</SourceFilename>'
        "<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"
    )
    known = fingerprint_of(str(vrt))
    assert unchanged(str(vrt), known) == known
    write_raster(source, pixels + 1)
    assert unchanged(str(vrt), known) is None


def test_a_large_raster_counts_by_its_grid_and_samples(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprints, "_SAMPLED_FROM_BYTES", 1)
    path = write_raster(tmp_path / "a.tif", np.zeros((1, 8, 8), np.uint8))
    known = fingerprint_of(path)
    write_raster(path, np.zeros((1, 8, 8), np.uint8), compress="deflate")
    assert unchanged(path, known) is not None
    write_raster(path, np.zeros((1, 8, 8), np.uint8), transform=Affine(2, 0, 0, 0, -2, 0))
    assert unchanged(path, known) is None


def test_a_folder_counts_by_its_files_but_not_by_what_programs_add(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    known = fingerprint_of(str(folder))
    (folder / "a.tif.aux.xml").write_text("statistics")
    assert unchanged(str(folder), known) is not None
    (folder / "b.txt").write_text("b")
    assert unchanged(str(folder), known) is None
    shutil.rmtree(folder)
    assert unchanged(str(folder), known) is None
