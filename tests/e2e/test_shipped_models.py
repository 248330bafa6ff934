"""The models of the toolbox on real imagery, in QGIS and on the command line."""

import csv

import numpy as np
import pytest
from osgeo import gdal, ogr
from qgis.core import QgsApplication, QgsRasterLayer, QgsVectorLayer

from landsketch.plugin.provider import LandsketchProvider
from landsketch.tests.helpers.desktop import ROOT

pytestmark = pytest.mark.slow
DATA = ROOT.parent / "shared" / "data" / "kampala"
CLASSES = {"building", "tree", "grass", "bare ground", "road"}
SEEN = CLASSES - {"bare ground"}  # those with labels in the western crop
WEST, EAST = [0, 120, 520, 480], [760, 350, 520, 480]  # crops: column, row, width, height


@pytest.fixture(scope="module")
def provider(qgis_processing, python):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANDSKETCH_PYTHON", python)
        registry, added = QgsApplication.processingRegistry(), LandsketchProvider()
        registry.addProvider(added)
        yield added
        registry.removeProvider(added)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Crops of a drone mosaic, a later one with changes, and labels."""
    if not (DATA / "scene.tif").is_file():
        pytest.skip(f"needs {DATA}")
    folder = tmp_path_factory.mktemp("kampala")
    for name, crop in (("west", WEST), ("east", EAST), ("later", WEST)):
        gdal.Translate(str(folder / f"{name}.tif"), str(DATA / "scene.tif"), srcWin=crop)
    later = gdal.Open(str(folder / "later.tif"), gdal.GA_Update)
    roof = later.ReadAsArray(210, 212, 110, 140)  # of a large building
    later.WriteArray(roof, 395, 60)
    later = None
    gdal.VectorTranslate(str(folder / "labels.gpkg"), str(DATA / "labels.gpkg"))
    return folder


@pytest.fixture(scope="module")
def mapped(provider, data):
    """What 'Labels to map' made."""
    import processing

    return processing.run(
        "landsketch:labelstomap",
        {
            "INPUT": str(data / "west.tif"),
            "LABELS": str(data / "labels.gpkg"),
            "CLASS_FIELD": "class",
            "map:MAP": str(data / "map.tif"),
            "map:CONFIDENCE": str(data / "confidence.tif"),
            "train:MODEL": str(data / "model.safetensors"),
            "train:REPORT": str(data / "report.html"),
        },
    )


def names_in(layer):
    return {c.label for c in layer.renderer().classes()}


def test_labels_become_a_styled_map_with_report_and_confidence(mapped, data):
    layer = QgsRasterLayer(mapped["map:MAP"], "map")
    assert (layer.width(), layer.height()) == (520, 480)
    assert names_in(layer) == CLASSES
    values = gdal.Open(mapped["map:MAP"]).ReadAsArray()
    assert len(np.unique(values[values != 255])) == len(SEEN)
    sure = gdal.Open(str(data / "confidence.tif")).ReadAsArray()
    assert 0 <= sure[sure != 255].min() < sure[sure != 255].max() <= 100
    assert "building" in (data / "report.html").read_text(encoding="utf-8")
    assert (data / "model.safetensors").stat().st_size > 1000


def test_a_model_is_scored_on_labels_that_it_has_not_seen(provider, data):
    import processing

    done = processing.run(
        "landsketch:trainandevaluate",
        {
            "INPUT": str(data / "west.tif"),
            "LABELS": str(data / "labels.gpkg"),
            "CLASS_FIELD": "class",
            "TEST_INPUT": str(data / "east.tif"),
            "TEST_LABELS": str(data / "labels.gpkg"),
            "TEST_CLASS_FIELD": "class",
            "prepare:DATASET": str(data / "dataset"),
            "verify:VERIFICATION_REPORT": str(data / "verification.html"),
            "train:MODEL": str(data / "model_west.safetensors"),
            "evaluate:EVALUATION_REPORT": str(data / "evaluation.html"),
        },
    )
    scores = done["CHILD_RESULTS"]["evaluate"]
    assert 0.4 < scores["OA"] <= 1  # the built-in backbone, other ground
    assert scores["MIOU"] < scores["OA"]
    assert "Evaluation report" in (data / "evaluation.html").read_text(encoding="utf-8")
    assert (data / "dataset" / "tiles.gpkg").is_file()
    assert "What was found" in (data / "verification.html").read_text(encoding="utf-8")
    assert done["CHILD_RESULTS"]["verify"]["N_ERRORS"] == 0


def test_many_images_become_one_layer_and_a_table(provider, mapped, data):
    import processing

    done = processing.run(
        "landsketch:imagestopolygons",
        {
            "INPUT": [str(data / "west.tif"), str(data / "east.tif")],
            "MODEL": mapped["train:MODEL"],
            "map:MAPS": str(data / "maps"),
            "map:POLYGONS": str(data / "all.gpkg"),
            "areas:AREAS": str(data / "areas.csv"),
        },
    )
    layer = QgsVectorLayer(done["map:POLYGONS"], "polygons")
    features = list(layer.getFeatures())
    assert {one["image"] for one in features} == {"west", "east"}
    assert {one["name"] for one in features} == SEEN
    assert layer.renderer().classAttribute() == "class"
    with (data / "areas.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for image in ("west", "east"):
        table = sum(float(row["area"]) for row in rows if row["image"] == image)
        assert table == pytest.approx(sum(f["area_m2"] for f in features if f["image"] == image))
        # 520 x 480 px of 0.149 m in web mercator, near the equator
        assert table == pytest.approx(520 * 480 * 0.14929**2, rel=0.03)
    assert len(rows) == sum(len({f["name"] for f in features if f["image"] == i})
                            for i in ("west", "east"))  # fmt: skip


def test_changes_are_found_where_the_image_changed(provider, data):
    import processing

    done = processing.run(
        "landsketch:changeoftwodates",
        {
            "INPUT": str(data / "west.tif"),
            "LATER": str(data / "later.tif"),
            "LABELS": str(data / "labels.gpkg"),
            "CLASS_FIELD": "class",
            "compare:CHANGES": str(data / "changes.tif"),
            "compare:TABLE_OF_THE_CHANGES": str(data / "changes.csv"),
            "first:FIRST_MAP": str(data / "first.tif"),
            "second:SECOND_MAP": str(data / "second.tif"),
            "train:MODEL": "TEMPORARY_OUTPUT",
        },
    )
    changes = gdal.Open(done["compare:CHANGES"]).ReadAsArray() != 0
    inside = changes[60:200, 395:505]
    assert inside.mean() > 0.3
    assert changes.sum() - inside.sum() < 0.5 * inside.sum()  # the rest is nearly unchanged
    with (data / "changes.csv").open(encoding="utf-8") as file:
        pairs = list(csv.DictReader(file))
    assert any("building" in " ".join(row.values()) for row in pairs)


def test_they_run_on_the_command_line(landsketch, data):
    data_of = {name: str(data / name) for name in ("west.tif", "east.tif", "labels.gpkg")}
    training = [f"INPUT={data_of['west.tif']}", f"LABELS={data_of['labels.gpkg']}"]
    training += ["CLASS_FIELD=class", f"train:MODEL={data / 'cli.safetensors'}"]
    landsketch("labelstomap", *training, f"map:MAP={data / 'cli.tif'}")
    assert names_in(QgsRasterLayer(str(data / "cli.tif"), "map")) == CLASSES
    landsketch(
        "trainandevaluate",
        *training,
        f"TEST_INPUT={data_of['east.tif']}",
        f"TEST_LABELS={data_of['labels.gpkg']}",
        "TEST_CLASS_FIELD=class",
        f"prepare:DATASET={data / 'cli dataset'}",
        f"verify:VERIFICATION_REPORT={data / 'cli_verification.html'}",
        f"evaluate:EVALUATION_REPORT={data / 'cli.html'}",
    )
    assert (data / "cli.html").stat().st_size > 1000
    landsketch(
        "imagestopolygons",
        f"INPUT={data_of['west.tif']}",
        f"INPUT={data_of['east.tif']}",
        f"MODEL={data / 'cli.safetensors'}",
        f"map:MAPS={data / 'cli maps'}",
        f"map:POLYGONS={data / 'cli.gpkg'}",
        f"areas:AREAS={data / 'cli_areas.csv'}",
    )
    assert ogr.Open(str(data / "cli.gpkg")).GetLayer(0).GetFeatureCount() > 10
    landsketch(
        "changeoftwodates",
        *training,
        f"LATER={data / 'later.tif'}",
        f"compare:CHANGES={data / 'cli_changes.tif'}",
        f"compare:TABLE_OF_THE_CHANGES={data / 'cli_changes.csv'}",
        f"first:FIRST_MAP={data / 'cli_first.tif'}",
        f"second:SECOND_MAP={data / 'cli_second.tif'}",
    )
    assert gdal.Open(str(data / "cli_changes.tif")).ReadAsArray().any()
