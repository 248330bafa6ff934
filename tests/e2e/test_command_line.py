"""Labels to map on the command line, with relative paths in a folder full of odd characters."""

import os
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr

ROOT = Path(__file__).resolve().parents[2]


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


def test_training_writes_a_model_and_a_report_and_prints_its_figures(trained, folder):
    assert trained["MODEL"] == str(folder / "model.safetensors")
    assert (folder / "model.safetensors").stat().st_size > 0
    assert 0.8 < float(trained["MIOU"]) <= 1
    assert 0.8 < float(trained["OA"]) <= 1
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "landsketch:trainhead" in report
    assert "water" in report


def test_map_has_the_right_classes_in_the_right_places(mapped, scene):
    found = read(mapped)
    assert found.shape == (256, 256)
    middles = found[32::64, 32::64]
    expected = np.add(*np.indices((4, 4))) % 2
    assert (middles == np.where(expected, middles[0, 1], middles[0, 0])).all()
    assert middles[0, 0] != middles[0, 1]


def test_confidence_is_in_percent(mapped, folder):
    found = read(folder / "confidence.tif")
    assert found.shape == (256, 256)
    assert 50 <= found.min() <= found.max() <= 100


def test_map_tells_its_class_names_without_the_plugin(mapped):
    raster = gdal.Open(str(mapped))
    table = raster.GetRasterBand(1).GetDefaultRAT()
    words = {
        table.GetValueAsString(r, c)
        for r in range(table.GetRowCount())
        for c in range(table.GetColumnCount())
    }
    assert {"water", "forest"} <= words


def test_a_part_is_the_same_as_the_whole(landsketch, mapped, folder):
    landsketch(
        "predictraster",
        "INPUT=scene.tif",
        "MODEL=model.safetensors",
        "OUTPUT=part.tif",
        "EXTENT=500050,500150,5799800,5799950 [EPSG:32633]",
    )
    part, transform = (
        read(folder / "part.tif"),
        gdal.Open(str(folder / "part.tif")).GetGeoTransform(),
    )
    column, row = round(transform[0] - 500_000), round(5_800_000 - transform[3])
    whole = read(mapped)[row : row + part.shape[0], column : column + part.shape[1]]
    assert part.shape >= (150, 100)
    inside = part != 255
    assert inside.sum() >= 150 * 100
    assert (part == whole)[inside].all()


def test_evaluation_by_cross_validation(landsketch, model, folder):
    done = landsketch(
        "evaluatemodel",
        "INPUT=scene.tif",
        "MODEL=model.safetensors",
        "LABELS=labels.gpkg",
        "CLASS_FIELD=class",
        "METHOD=cross_validation",
        "CACHE=cache",
        "REPORT=evaluation.html",
    )
    assert 0.8 < float(landsketch.results(done)["MIOU"]) <= 1
    assert "forest" in (folder / "evaluation.html").read_text(encoding="utf-8")


def test_preparing_writes_the_tiles(landsketch, scene, folder):
    done = landsketch(
        "preparefeatures",
        "INPUT=scene.tif",
        "BACKBONE=builtin",
        "SCALE=2",
        "CACHE=new cache",
        "TILES=tiles.gpkg",
    )
    tiles = ogr.Open(str(folder / "tiles.gpkg"))
    count = tiles.GetLayer(0).GetFeatureCount()
    assert count == int(float(landsketch.results(done)["N_TILES"])) > 0
    assert any((folder / "new cache").rglob("*"))


def test_an_unknown_backbone_is_a_sentence_with_the_known_ones(landsketch):
    done = landsketch("installbackbone", "BACKBONE=dinov9", code=1)
    assert "BACKBONE 'dinov9' is unknown; choose one of builtin, " in done.stderr


def test_scale_3_is_refused_and_nothing_is_written(landsketch, scene, folder):
    landsketch(
        "trainhead",
        "INPUT=scene.tif",
        "LABELS=labels.gpkg",
        "CLASS_FIELD=class",
        "SCALE=3",
        "MODEL=never.safetensors",
        code=1,
    )
    assert not (folder / "never.safetensors").exists()


def test_a_missing_engine_is_a_sentence(landsketch, scene, model):
    done = landsketch(
        "predictraster",
        "INPUT=scene.tif",
        "MODEL=model.safetensors",
        "OUTPUT=never.tif",
        code=1,
        LANDSKETCH_PYTHON="/no/such/python",
    )
    assert "/no/such/python named in LANDSKETCH_PYTHON does not exist" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_algorithms_are_listed_and_explained(landsketch):
    assert [line.split("\t")[0] for line in landsketch("--list").stdout.splitlines()] == [
        "cacheinfo",
        "changeoftwodates",
        "cleanmap",
        "clearcache",
        "comparemaps",
        "comparemodels",
        "createpipeline",
        "engineinfo",
        "evaluatemodel",
        "exportmodel",
        "findlearningrate",
        "imagestopolygons",
        "installbackbone",
        "labelstomap",
        "modelinfo",
        "predictraster",
        "predictrasters",
        "preparedataset",
        "preparefeatures",
        "runpipeline",
        "setupengine",
        "shiftlabels",
        "similarity",
        "suggestlabels",
        "trainandevaluate",
        "trainhead",
        "vectorizemap",
        "verifydataset",
    ]
    assert "CLASS_FIELD: Class field" in landsketch("help", "trainhead").stdout


def test_interrupting_stops_within_two_seconds_and_is_no_success(
    scene, model, folder, endless_engine, tmp_path
):
    environment = {
        **os.environ,
        "LANDSKETCH_PYTHON": str(endless_engine),
        "XDG_DATA_HOME": str(tmp_path),
    }
    words = ["predictraster", f"INPUT={scene}", f"MODEL={model}", "OUTPUT=x.tif"]
    command = [str(ROOT / "scripts" / "landsketch"), *words]
    endless_engine.with_name("working").unlink(missing_ok=True)
    running = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, start_new_session=True
    )
    while not endless_engine.with_name("working").exists():
        assert running.poll() is None
        time.sleep(0.05)
    asked = time.monotonic()
    os.killpg(running.pid, signal.SIGINT)
    running.communicate(timeout=10)
    assert running.returncode == 3
    assert time.monotonic() - asked < 4  # 2 s for the engine, the rest for QGIS itself
    assert not (folder / "x.tif").exists()
