"""Algorithms that need no engine: its set-up and state, and what a model says about itself."""

import json
import sys
import time
from pathlib import Path

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsVectorLayer

from landsketch.plugin.algorithms import setup_engine
from landsketch.plugin.engine.engine import EngineUnavailable
from landsketch.plugin.setup import plan as plans
from landsketch.tests.plugin.setup.conftest import (  # noqa: F401 (fixtures)
    _own_data,
    doctor,
    engine_environment,
    index,
    lock,
    plan,
    uv,
    wheels,
)

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"


@pytest.fixture
def run(algorithm):
    def start(name, **parameters):
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
        results, is_fine = algorithm(name).run(parameters, context, feedback)
        return results, is_fine, feedback.textLog()

    return start


@pytest.fixture
def ready(plan, index, doctor, wheels, monkeypatch):  # noqa: F811
    """All that a set-up needs on this computer."""
    plan()
    monkeypatch.setenv("LANDSKETCH_TORCH_INDEX", str(wheels))


def test_a_server_sets_up_the_engine_once(run, ready, monkeypatch):
    monkeypatch.setattr(setup_engine, "usable_devices", lambda *words: ("cpu",))
    results, is_fine, log = run("setupengine", DEVICE="cpu")
    assert is_fine, log
    assert Path(results["INTERPRETER"]).is_file()
    assert Path(results["LOG"]).is_file()
    again, _, log = run("setupengine", DEVICE="cpu")
    assert again["INTERPRETER"] == results["INTERPRETER"]
    assert "The engine is set up already" in log


@pytest.fixture
def made(run, ready):
    """An engine that a set-up has made, and that answers."""
    results, is_fine, log = run("setupengine", DEVICE="cpu")
    assert is_fine, log
    return results["INTERPRETER"]


def test_an_engine_that_does_not_work_is_made_anew(run, made, doctor, monkeypatch):  # noqa: F811
    site = next(Path(made).parents[1].glob("lib/python3*/site-packages"))
    (site / "torch.py").unlink()
    calls = []

    def broken(interpreter, progress):
        calls.append(interpreter)
        raise EngineUnavailable("torch is missing")

    monkeypatch.setattr(setup_engine, "usable_devices", broken)
    time.sleep(1.1)  # names of environments hold the second
    results, is_fine, log = run("setupengine", DEVICE="cpu")
    assert is_fine, log
    assert calls == [made]
    assert "torch is missing" in log
    assert results["INTERPRETER"] != made


def test_another_folder_is_obeyed(run, made, plan, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(setup_engine, "usable_devices", lambda *words: ("cpu",))
    folder = tmp_path / "elsewhere"
    plan(folder=str(folder))  # puts uv in place
    results, is_fine, log = run("setupengine", DEVICE="cpu", FOLDER=str(folder))
    assert is_fine, log
    assert Path(results["INTERPRETER"]).is_relative_to(folder)


def test_a_folder_without_the_packages_is_named(run, ready, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    _, is_fine, log = run("setupengine", DEVICE="cpu", WHEELS=str(folder))
    assert not is_fine
    assert f"The folder {folder} lacks a package that is needed" in log
    assert "maps==1.0" in log


def test_the_plan_is_shown_and_nothing_is_done(run, ready, index):  # noqa: F811
    results, is_fine, log = run("setupengine", ACTION="show", DEVICE="cpu")
    assert is_fine
    assert results == {}
    assert "Packages: " in log
    assert log.count("--require-hashes") == 2
    assert index.requests == []
    assert list(plans.default_folder().glob("engine-*")) == []


def test_the_engine_is_removed(run, ready):
    run("setupengine", DEVICE="cpu")
    _, is_fine, log = run("setupengine", ACTION="remove")
    assert is_fine
    assert "were freed" in log
    assert list(plans.default_folder().glob("engine-*")) == []


def test_a_failed_set_up_fails_the_algorithm(run, ready, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:1/simple")
    _, is_fine, log = run("setupengine", DEVICE="cpu")
    assert not is_fine
    assert "Check the connection and the proxy" in log


def test_information_without_an_engine(run):
    results, is_fine, log = run("engineinfo")
    assert is_fine
    assert not results["WORKS"]
    assert results["INTERPRETER"] == ""
    assert "The engine is not set up" in log


def test_information_of_an_engine(run, engine_python, monkeypatch):
    python = engine_python("", doctor=json.dumps({"devices": ["cpu (2 cores)"]}))
    monkeypatch.setenv("LANDSKETCH_PYTHON", str(python))
    results, is_fine, _ = run("engineinfo")
    assert is_fine
    assert results["WORKS"]
    assert results["DEVICES"] == "cpu"
    assert f"Python {sys.version.split()[0]}" in results["DIAGNOSTICS"]


def test_a_model_describes_itself(run, tmp_path):
    area = tmp_path / "area.gpkg"
    results, is_fine, log = run(
        "modelinfo", MODEL=str(SAMPLE / "model.safetensors"), TRAINING_AREA=str(area)
    )
    assert is_fine, log
    assert "water" in json.loads(results["CLASSES"])
    assert results["BACKBONE"] == "builtin"
    assert "Pixels of 10 m, read at scale 2" in log
    layer = QgsVectorLayer(str(area), "area", "ogr")
    assert layer.featureCount() == results["N_POLYGONS"] > 0
    assert layer.crs().authid() == "EPSG:32633"


def test_a_file_that_is_no_model_is_refused(run, tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"nothing")
    _, is_fine, log = run("modelinfo", MODEL=str(path))
    assert not is_fine
    assert "is no model of this version of Landsketch" in log
