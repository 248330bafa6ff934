"""Polygons of a map: fields, areas, confidence, style, and no files after a failure."""

import sqlite3
import xml.etree.ElementTree as ET

import numpy as np
import pyogrio
import pytest
import rasterio
import rasterio.features
import shapely
from affine import Affine
from rasterio.crs import CRS

from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled, InvalidJob, InvalidScene, OutputNotWritable
from landsketch.core.imagery.map_writer import MapGrid, MapWriter
from landsketch.core.job.jobs import VectorizeJob
from landsketch.core.postprocess import geopackage
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import write_raster

LEGEND = ((1, "Forêt & <bush>", "#1e7a34"), (4, "stone", "#6e6e78"))
GRID = MapGrid(700, 600, Affine(5, 0, 500_000, 0, -5, 5_000_000), CRS.from_epsg(32636))


def pixels():
    """Two halves, nodata at the bottom, an island across windows."""
    classes = np.full((600, 700), 1, np.uint8)
    classes[:, 350:], classes[590:], classes[500:520, 500:530] = 4, 255, 1
    return classes


def confidence():
    sure = np.where(np.arange(700) < 350, 80, 50).astype(np.uint8) * np.ones((600, 1), np.uint8)
    sure[pixels() == 255], sure[500:510, 500:530] = 255, 90
    return sure


@pytest.fixture(scope="module")
def maps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps")
    for name, kind, values in (("map", "classes", pixels()), ("sure", "confidence", confidence())):
        with MapWriter(folder / f"{name}.tif", GRID, kind, LEGEND, {}) as writer:
            writer.write(0, 0, values)
    return str(folder / "map.tif"), str(folder / "sure.tif")


@pytest.fixture
def vectorize(maps, tmp_path):
    def vectorize(**options):
        job = VectorizeJob(maps[0], str(tmp_path / "out" / "polygons.gpkg"), **options)
        result = run_job(job, Progress())
        return (*layer(job.output), result)

    return vectorize


def layer(path, name="polygons"):
    meta, _, geometries, columns = pyogrio.raw.read(path, layer=name)
    return shapely.from_wkb(geometries), dict(zip(meta["fields"].tolist(), columns, strict=True))


def test_every_patch_is_a_polygon_with_its_fields(vectorize, maps):
    polygons, fields, result = vectorize(confidence_map=maps[1])
    order = np.argsort(fields["pixels"])
    polygons, fields = polygons[order], {name: column[order] for name, column in fields.items()}
    assert fields["class"].tolist() == [1, 4, 1]
    assert fields["name"].tolist() == ["Forêt & <bush>", "stone", "Forêt & <bush>"]
    assert fields["pixels"].tolist() == [600, 350 * 590 - 600, 350 * 590]
    assert fields["confidence"].tolist() == [70, 50, 80]
    np.testing.assert_allclose(shapely.area(polygons), fields["pixels"] * 25)
    np.testing.assert_allclose(fields["area_m2"], fields["pixels"] * 25 / 0.9996**2, rtol=1e-5)
    assert shapely.is_ccw(shapely.get_exterior_ring(polygons)).all()
    assert shapely.get_num_coordinates(polygons)[0] < 10
    assert result.metrics["n_polygons"] == 3
    assert sum(result.metrics["area_m2"].values()) == pytest.approx(fields["area_m2"].sum())


@pytest.mark.parametrize("options", [{}, {"smooth": True, "simplify": 1.5}])
def test_polygons_lie_on_the_map(vectorize, options):
    polygons, fields, _ = vectorize(**options)
    shapes = zip(polygons, fields["class"].tolist(), strict=True)
    painted = rasterio.features.rasterize(
        shapes, (600, 700), fill=255, transform=GRID.transform, dtype="uint8"
    )
    assert (painted != pixels()).sum() <= (4 if options else 0)
    assert (
        pyogrio.read_info(vectorize()[2].outputs["output"], layer="polygons")["crs"] == "EPSG:32636"
    )


def test_small_polygons_and_other_classes_are_left_out(vectorize):
    assert vectorize(min_area=15_020)[1]["pixels"].min() > 600
    assert vectorize(leave_out=("stone",))[1]["class"].tolist() == [1, 1]
    assert vectorize(leave_out=("1",))[1]["class"].tolist() == [4]


def test_batches_come_together(vectorize, monkeypatch):
    whole = vectorize()[1]["pixels"]
    monkeypatch.setattr(geopackage, "_BATCH", 1)
    assert sorted(vectorize()[1]["pixels"]) == sorted(whole)


def test_the_style_is_the_layers_default(vectorize):
    result = vectorize()[2]
    with sqlite3.connect(result.outputs["output"]) as database:
        ((table, column, is_default, qml),) = database.execute(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        )
        (registered,) = database.execute("SELECT column_name FROM gpkg_geometry_columns").fetchone()
    assert (table, column, is_default) == ("polygons", registered, 1)
    categories = [
        (int(c.get("value")), c.get("label"))
        for c in ET.fromstring(qml.partition("\n")[2]).iter("category")
    ]
    assert categories == [(value, name) for value, name, _ in LEGEND]


def test_without_a_crs_areas_are_in_map_units(tmp_path):
    path = write_raster(
        tmp_path / "a.tif", np.ones((4, 5), np.uint8), crs=None, transform=Affine(2, 0, 0, 0, -3, 0)
    )
    heard = Listener()
    run_job(VectorizeJob(path, str(tmp_path / "polygons.gpkg")), heard)
    _, fields = layer(tmp_path / "polygons.gpkg")
    assert fields["area"].tolist() == [120]
    assert fields["name"].tolist() == ["Class 1"]
    assert "has no CRS on the earth" in heard.warnings[0]


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        (
            {"leave_out": ("lake",)},
            InvalidJob,
            "'lake', which is no class of the map; its classes are: Forêt",
        ),
        ({"leave_out": ("1", "4")}, InvalidScene, "No polygon of map.tif is left"),
        ({"min_area": 1e9}, InvalidScene, "No polygon of map.tif is left"),
    ],
)
def test_what_leaves_nothing_is_a_sentence(vectorize, tmp_path, options, error, words):
    with pytest.raises(error, match=words):
        vectorize(**options)
    assert not list(tmp_path.rglob("*.gpkg"))


def test_a_confidence_raster_of_another_map_is_refused(vectorize, tmp_path):
    other = write_raster(tmp_path / "other.tif", np.zeros((9, 9), np.uint8))
    with pytest.raises(InvalidScene, match="does not have the pixels of the map"):
        vectorize(confidence_map=other)


def test_other_formats_are_refused():
    with pytest.raises(InvalidJob, match=r"ends in \.gpkg"):
        VectorizeJob("map.tif", "polygons.shp")


def test_inputs_are_no_outputs(maps, tmp_path):
    path = tmp_path / "map.gpkg"
    path.symlink_to(maps[1])
    with pytest.raises(OutputNotWritable, match="is an input of this run"):
        run_job(VectorizeJob(maps[0], str(path), confidence_map=maps[1]), Progress())


def test_cancelling_in_the_midst_of_writing_leaves_nothing(maps, tmp_path, monkeypatch):
    monkeypatch.setattr(geopackage, "_BATCH", 1)
    written = []

    class Later(Progress):
        def is_cancelled(self):
            written.extend(tmp_path.glob("out/*.part.gpkg"))
            return bool(written)

    with pytest.raises(Cancelled):
        run_job(VectorizeJob(maps[0], str(tmp_path / "out" / "polygons.gpkg")), Later())
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("down", [-3, 3])
def test_outlines_turn_left_however_the_map_lies(tmp_path, down):
    path = write_raster(
        tmp_path / "a.tif", np.ones((4, 5), np.uint8), transform=Affine(2, 0, 5e5, 0, down, 4e6)
    )
    run_job(VectorizeJob(path, str(tmp_path / "polygons.gpkg"), smooth=True), Progress())
    (polygon,), _ = layer(tmp_path / "polygons.gpkg")
    assert polygon.exterior.is_ccw
    assert polygon.area == 120


def test_an_earlier_file_survives_a_cancelled_run(vectorize, maps, tmp_path):
    output = vectorize()[2].outputs["output"]
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(Cancelled):
        run_job(VectorizeJob(maps[0], output), Listener(stop_stage="Trace polygons"))
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_what_a_killed_run_left_does_not_matter(vectorize, tmp_path):
    (tmp_path / "out").mkdir()
    for ending in ("", "-journal"):
        (tmp_path / "out" / f"polygons.part.gpkg{ending}").write_bytes(b"half a file")
    assert len(vectorize()[0]) == 3
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "polygons.gpkg",
        "polygons.gpkg.job.json",
    ]


def test_a_full_disk_is_a_sentence(vectorize, tmp_path, monkeypatch):
    def full(*_, **__):
        raise geopackage.FeatureError("database or disk is full")

    monkeypatch.setattr(geopackage.pyogrio.raw, "write", full)
    with pytest.raises(OutputNotWritable, match="disk is full"):
        vectorize()
    assert list((tmp_path / "out").iterdir()) == []
