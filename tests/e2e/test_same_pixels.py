"""A run gives the same pixels by command line, console, model and both engines."""

import subprocess
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterRasterLayer,
)

from landsketch.core.job.job_json import to_json
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.options import RunOptions, SceneOptions
from landsketch.plugin.provider import LandsketchProvider

ROOT = Path(__file__).resolve().parents[2]


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


@pytest.fixture
def provider(qgis_processing, python, monkeypatch):
    monkeypatch.setenv("LANDSKETCH_PYTHON", python)
    registry = QgsApplication.processingRegistry()
    added = LandsketchProvider()
    registry.addProvider(added)
    yield added
    registry.removeProvider(added)


def test_python_console(provider, scene, model, mapped, tmp_path):
    import processing

    output = str(tmp_path / "console.tif")
    processing.run(
        "landsketch:predictraster", {"INPUT": str(scene), "MODEL": str(model), "OUTPUT": output}
    )
    assert (read(output) == read(mapped)).all()


def static(value):
    return [QgsProcessingModelChildParameterSource.fromStaticValue(value)]


def given(name):
    return [QgsProcessingModelChildParameterSource.fromModelParameter(name)]


@pytest.fixture
def chain(provider, tmp_path):
    """A model, saved as .model3 and read again, from labels to the map of a trained head."""
    built = QgsProcessingModelAlgorithm("Labels to map", "landsketch")
    built.addModelParameter(
        QgsProcessingParameterRasterLayer("image", "Image"), QgsProcessingModelParameter("image")
    )
    built.addModelParameter(
        QgsProcessingParameterFeatureSource("labels", "Labels"),
        QgsProcessingModelParameter("labels"),
    )
    train = QgsProcessingModelChildAlgorithm("landsketch:trainhead")
    train.setChildId("train")
    train.addParameterSources("INPUT", given("image"))
    train.addParameterSources("LABELS", given("labels"))
    for name, value in {
        "BANDS": "1,2,3",
        "CLASS_FIELD": "class",
        "BACKBONE": "builtin",
        "HEAD": "linear",
    }.items():
        train.addParameterSources(name, static(value))
    predict = QgsProcessingModelChildAlgorithm("landsketch:predictraster")
    predict.setChildId("predict")
    predict.addParameterSources("INPUT", given("image"))
    predict.addParameterSources(
        "MODEL", [QgsProcessingModelChildParameterSource.fromChildOutput("train", "MODEL")]
    )
    output = QgsProcessingModelOutput("map", "map")
    output.setChildId("predict")
    output.setChildOutputName("OUTPUT")
    predict.setModelOutputs({"map": output})
    built.addChildAlgorithm(train)
    built.addChildAlgorithm(predict)
    path = str(tmp_path / "labels_to_map.model3")
    assert built.toFile(path)
    read_again = QgsProcessingModelAlgorithm()
    assert read_again.fromFile(path)
    return read_again


def test_modeler(chain, scene, labels, mapped, tmp_path):
    chain.initAlgorithm({})
    feedback, context = QgsProcessingFeedback(), QgsProcessingContext()
    output = str(tmp_path / "modeler.tif")
    parameters = {"image": str(scene), "labels": str(labels), "predict:map": output, "map": output}
    results, is_fine = chain.run(parameters, context, feedback)
    assert is_fine, feedback.textLog()
    assert (read(results.get("predict:map") or results["map"]) == read(mapped)).all()


_IN_PROCESS = """
import importlib.util, sys
root, job = sys.argv[1:]
spec = importlib.util.spec_from_file_location(
    "landsketch", root + "/__init__.py", submodule_search_locations=[root])
sys.modules["landsketch"] = importlib.util.module_from_spec(spec)
from landsketch.core.job.job_json import from_json
from landsketch.core.progress import Progress
from landsketch.plugin.engine.in_process import InProcessEngine
InProcessEngine().run(from_json(open(job, encoding="utf-8").read()), Progress())
assert not [name for name in sys.modules if name.startswith("qgis")]
"""


def test_engine_in_process(python, scene, model, mapped, tmp_path):
    output = tmp_path / "in process.tif"
    job = PredictJob(
        SceneOptions(str(scene)),
        str(model),
        str(output),
        run=RunOptions(cache=str(tmp_path / "cache")),
    )
    (tmp_path / "job.json").write_text(to_json(job), encoding="utf-8")
    subprocess.run(
        [python, "-c", _IN_PROCESS, str(ROOT), str(tmp_path / "job.json")], check=True, timeout=120
    )
    assert (read(output) == read(mapped)).all()
