"""Pipelines are run, checked and created by the real engine; QGIS shows their results."""

import os
from pathlib import Path

import numpy as np
import processing
import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProject,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from landsketch.core.errors import InvalidJob
from landsketch.tests.plugin.conftest import NORTH, SIZE, WEST, write_raster

ENGINE = os.environ.get("LANDSKETCH_PYTHON", "")
NEEDS_ENGINE = pytest.mark.skipif(
    not Path(ENGINE).is_file(), reason="LANDSKETCH_PYTHON names no engine environment"
)
TRAIN = """\
train: {input: scene.tif, labels: labels.gpkg, class_field: kind, head: ridge, folds: 2,
  sharpen: none, model: model.safetensors, report: report.html, max_samples: 200}
predict: {input: scene.tif, output: map.tif, confidence: sure.tif}
"""
CLEAN = """\
clean: {input: map.tif, output: clean.tif, min_pixels: 20}
vectorize: {output: polygons.gpkg}
"""


@pytest.fixture
def folder(tmp_path, provider, qgis_new_project):
    """A folder with a class map of two halves and a pipeline that cleans and vectorises it."""
    pixels = np.zeros((1, SIZE, SIZE), np.uint8)
    pixels[0, :, SIZE // 2 :] = 1
    pixels[0, 5:7, 5:7] = 1
    write_raster(tmp_path / "map.tif", pixels)
    (tmp_path / "p.yaml").write_text(CLEAN)
    yield tmp_path
    QgsProject.instance().removeAllMapLayers()


def layers():
    return {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}


@NEEDS_ENGINE
def test_results_come_back_and_are_shown(folder):
    parameters = {"INPUT": str(folder / "p.yaml")}
    found = processing.runAndLoadResults("landsketch:runpipeline", parameters)
    assert found == {
        "OUTPUT": str(folder / "clean.tif"),
        "POLYGONS": str(folder / "polygons.gpkg"),
        "N_RUN": 2,
        "N_UP_TO_DATE": 0,
    }
    assert set(layers()) == {"clean", "polygons"}
    assert layers()["polygons"].renderer().type() == "categorizedSymbol"
    assert layers()["clean"].renderer().type() == "paletted"
    again = processing.run("landsketch:runpipeline", {**parameters, "LOAD": False})
    assert again == {**found, "N_RUN": 0, "N_UP_TO_DATE": 2}


@NEEDS_ENGINE
def test_a_check_says_what_would_run_and_writes_nothing(folder, feedback):
    before = sorted(folder.iterdir())
    parameters = {"INPUT": str(folder / "p.yaml"), "ONLY_CHECK": True}
    found = processing.run("landsketch:runpipeline", parameters, feedback=feedback)
    assert found == {"N_RUN": 2, "N_UP_TO_DATE": 0}
    assert sorted(folder.iterdir()) == before
    assert "clean: would run, because it has not run yet" in feedback.textLog()


@NEEDS_ENGINE
def test_a_mistake_is_said_with_its_line(folder):
    (folder / "p.yaml").write_text(CLEAN.replace("min_pixels", "min_pixel"))
    with pytest.raises(QgsProcessingException, match=r"p.yaml, line 1: .*mean 'min_pixels'\?"):
        processing.run("landsketch:runpipeline", {"INPUT": str(folder / "p.yaml")})


@NEEDS_ENGINE
def test_finished_runs_become_a_pipeline(folder):
    clean = {"INPUT": str(folder / "map.tif"), "MIN_PIXELS": 20, "OUTPUT": str(folder / "c.tif")}
    processing.run("landsketch:cleanmap", clean)
    vectorize = {"INPUT": str(folder / "c.tif"), "OUTPUT": str(folder / "v.gpkg")}
    processing.run("landsketch:vectorizemap", vectorize)
    files = [str(folder / name) for name in ("v.gpkg", "c.tif")]
    parameters = {"INPUT": files, "OUTPUT": str(folder / "made.yaml")}
    found = processing.run("landsketch:createpipeline", parameters)
    assert found == {"OUTPUT": str(folder / "made.yaml"), "N_STEPS": 2}
    polygons = (folder / "v.gpkg").read_bytes()
    (folder / "v.gpkg").unlink()
    ran = processing.run("landsketch:runpipeline", {"INPUT": found["OUTPUT"]})
    assert ran["N_RUN"] == 2
    assert (folder / "v.gpkg").read_bytes() == polygons


@pytest.mark.slow
@NEEDS_ENGINE
def test_a_training_and_its_map_come_back(folder):
    pixels = np.random.default_rng(0).integers(0, 90, (3, SIZE, SIZE), dtype=np.uint8)
    pixels[:, :, SIZE // 2 :] += 100
    write_raster(folder / "scene.tif", pixels)
    write_labels(folder / "labels.gpkg")
    (folder / "p.yaml").write_text(TRAIN)
    found = processing.runAndLoadResults(
        "landsketch:runpipeline", {"INPUT": str(folder / "p.yaml"), "CACHE": str(folder / "cache")}
    )
    names = {"MODEL": "model.safetensors", "REPORT": "report.html", "OUTPUT": "map.tif"}
    paths = {name: str(folder / file) for name, file in names.items()}
    assert found == {**paths, "N_RUN": 2, "N_UP_TO_DATE": 0}
    assert set(layers()) == {"map", "sure"}
    assert any((folder / "cache").iterdir())


def write_labels(path):
    """Write eight squares in each half of the scene."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=kind:string", "labels", "memory")
    for number in range(16):
        half, place = number % 2, number // 2
        west = WEST + 20 + half * 128 + (place % 2) * 50
        north = NORTH - 10 - (place // 2) * 60
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, north - 30, west + 30, north)))
        feature.setAttributes([("water", "forest")[half]])
        layer.dataProvider().addFeature(feature)
    options = QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(path), QgsProject.instance().transformContext(), options
    )


def test_the_names_of_files_are_checked_before_the_engine_starts(algorithm, context):
    with pytest.raises(InvalidJob, match=r"INPUT is .*job.json; .* ends in .yaml or .yml"):
        algorithm("runpipeline").make_job({"INPUT": "/a/job.json"}, context)
    parameters = {"INPUT": ["/a/map.tif"], "OUTPUT": "/a/made.txt"}
    with pytest.raises(InvalidJob, match="OUTPUT is /a/made.txt"):
        algorithm("createpipeline").make_job(parameters, context)


def test_results_are_given_as_files_one_or_many(algorithm, context):
    make_job = algorithm("createpipeline").make_job
    for given in (["/a/map.tif"], "/a/map.tif"):
        job = make_job({"INPUT": given, "OUTPUT": "/a/made.yaml"}, context)
        assert job.files == ("/a/map.tif",)
