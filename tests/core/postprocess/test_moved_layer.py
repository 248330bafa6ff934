"""Copies of layers with moved shapes keep everything else."""

import sqlite3

import numpy as np
import pyogrio
import pytest
import shapely

from landsketch.core.errors import OutputNotWritable
from landsketch.core.postprocess.moved_layer import write_moved
from landsketch.tests.helpers.rasters import CRS

FAR = 2**60 + 1  # a whole number that a float does not hold
SHAPES = ["POINT Z (1 2 3)", "LINESTRING (0 0, 4 4)", None, "POLYGON EMPTY"]
COLUMNS = {
    "number": np.array([FAR, 0, -5, 7]),
    "small": np.array([1, 2, 3, 4], np.int32),
    "day": np.array(["2020-02-29", "NaT", "1999-12-31", "NaT"], "datetime64[D]"),
    "time": np.array(["2020-02-29T10:11:12", "NaT", "NaT", "2021-01-01T00:00"], "datetime64[ms]"),
    "text": np.array(["ä", None, "", "b"], object),
    "flag": np.array([True, False, True, False]),
    "real": np.array([1.5, np.nan, 2.5, 0.1]),
}


def moved(points):
    return points + np.array([10.0, -1.0])


@pytest.fixture
def layer(tmp_path):
    """A layer of all kinds of shapes and fields, with NULLs."""
    path = tmp_path / "labels.gpkg"
    write(path, COLUMNS)
    return path


def write(path, columns, shapes=SHAPES):
    masks = [np.arange(len(values)) == 1 for values in columns.values()]
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(shapely.from_wkt(shapes), flavor="iso"),
        list(columns.values()),
        list(columns),
        field_mask=masks,
        geometry_type="Unknown",
        crs=CRS,
        layer="my labels",
        driver="GPKG",
    )


def rows(path, layer, fields):
    """Return what SQLite holds, so that no reader changes types."""
    names = ", ".join(f'"{field}"' for field in fields)
    database = sqlite3.connect(path)
    try:
        return database.execute(f'SELECT {names} FROM "{layer}"').fetchall()
    finally:
        database.close()


def test_fields_keep_their_values_and_types(layer, tmp_path):
    target = tmp_path / "moved.gpkg"
    write_moved(str(layer), "", target, moved)
    assert rows(target, "moved", COLUMNS) == rows(layer, "my labels", COLUMNS)
    assert rows(target, "moved", ["number"])[0] == (FAR,)
    before, after = pyogrio.read_info(layer), pyogrio.read_info(target)
    for name in ("fields", "ogr_types", "ogr_subtypes", "geometry_type", "crs", "fid_column"):
        assert list(after[name]) == list(before[name])


def test_shapes_move_with_their_kinds_and_heights(layer, tmp_path):
    target = tmp_path / "moved.gpkg"
    write_moved(str(layer), "my labels", target, moved)
    shapes = shapely.from_wkb(pyogrio.raw.read(target)[2])
    wanted = ["POINT Z (11 1 3)", "LINESTRING (10 -1, 14 3)", None, "POLYGON EMPTY"]
    assert list(shapes) == list(shapely.from_wkt(wanted))
    assert shapely.get_z(shapes[0]) == 3


def test_the_new_place_is_found_by_its_index(layer, tmp_path):
    target = tmp_path / "moved.gpkg"
    write_moved(str(layer), "", target, moved)
    assert len(pyogrio.raw.read(target, bbox=(10.5, 0.5, 11.5, 1.5))[2]) == 2
    assert len(pyogrio.raw.read(target, bbox=(0.5, 1.5, 1.5, 2.5))[2]) == 0
    assert pyogrio.read_info(target)["total_bounds"] == (10, -1, 14, 3)


def test_the_source_does_not_change(layer, tmp_path):
    before = layer.read_bytes()
    write_moved(str(layer), "", tmp_path / "moved.gpkg", moved)
    assert layer.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["labels.gpkg", "moved.gpkg"]


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (np.array([7, 3, 9, 4]), True),
        (np.array([7, 3, 7, 4]), False),
        (np.array(["a", "b", "c", "d"], object), False),
    ],
)
def test_a_field_named_fid_is_kept(tmp_path, values, kept):
    source, target = tmp_path / "labels.geojson", tmp_path / "moved.gpkg"
    shapes = np.array(shapely.to_wkb(shapely.points(np.arange(8.0).reshape(4, 2))), object)
    columns = {"fid": values, "geom": np.arange(4)}
    pyogrio.raw.write(
        str(source), shapes, list(columns.values()), list(columns), driver="GeoJSON",
        geometry_type="Point", crs="EPSG:4326",
    )  # fmt: skip
    write_moved(str(source), "", target, moved)
    assert sorted(rows(target, "moved", ["fid", "geom"])) == sorted(
        zip(values.tolist(), range(4), strict=True)
    )
    assert (pyogrio.read_info(target)["fid_column"] == "fid") == kept


def test_a_folder_that_cannot_be_written_is_said(layer, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable):
        write_moved(str(layer), "", tmp_path / "file" / "moved.gpkg", moved)


def test_a_failed_move_leaves_nothing(layer, tmp_path):
    def fail(points):
        raise OSError("no")

    with pytest.raises(OutputNotWritable):
        write_moved(str(layer), "", tmp_path / "moved.gpkg", fail)
    assert [path.name for path in tmp_path.iterdir()] == ["labels.gpkg"]
