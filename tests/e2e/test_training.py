"""Training by gradient descent from QGIS: learning rate search, models, metrics."""

import json
from pathlib import Path

import pytest
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

from landsketch.plugin.provider import LandsketchProvider


@pytest.fixture
def provider(qgis_processing, python, monkeypatch):
    monkeypatch.setenv("LANDSKETCH_PYTHON", python)
    registry, added = QgsApplication.processingRegistry(), LandsketchProvider()
    registry.addProvider(added)
    yield added
    registry.removeProvider(added)


def job_of(model):
    return json.loads(Path(f"{model}.job.json").read_text(encoding="utf-8"))["job"]


def test_a_learning_rate_is_found_on_the_command_line(landsketch, scene, labels, folder):
    done = landsketch(
        "findlearningrate",
        "INPUT=scene.tif",
        "LABELS=labels.gpkg",
        "CLASS_FIELD=class",
        "HEAD=mlp",
        "BATCH=64",
        "MAX_SAMPLES=300",
        "CACHE=cache",
        "CURVE=curve.svg",
    )
    results = landsketch.results(done)
    assert 1e-5 < float(results["LEARNING_RATE"]) <= 1
    assert "<svg" in Path(results["CURVE"]).read_text(encoding="utf-8")


def test_a_decoder_is_trained_on_the_command_line(landsketch, scene, labels, folder):
    done = landsketch(
        "trainhead",
        "INPUT=scene.tif",
        "LABELS=labels.gpkg",
        "CLASS_FIELD=class",
        "HEAD=decoder",
        "EPOCHS=2",
        "LOSS=cross_entropy=1, dice=0.5",
        "WEIGHTS=water=2",
        "FOLDS=3",
        "VIEWS=hflip",
        "VIEWS=rot90",
        "TTA=hflip",
        "CACHE=cache",
        "MODEL=decoder.safetensors",
        "REPORT=decoder.html",
        "CHECKPOINTS=weights",
    )
    results = landsketch.results(done)
    job = job_of(folder / "decoder.safetensors")
    assert (job["head"], job["epochs"]) == ("decoder", 2)
    assert job["loss"] == "cross_entropy=1, dice=0.5"
    assert job["views"] == ["hflip", "rot90"]
    assert (
        0
        <= float(results["MIOU_LOW"])
        <= float(results["MIOU"])
        <= float(results["MIOU_HIGH"])
        <= 1
    )
    assert all(0 <= float(results[name]) <= 1 for name in ("OA", "MACRO_F1", "ECE"))
    metrics = json.loads(Path(results["METRICS"]).read_text(encoding="utf-8"))
    assert metrics["metrics"]["miou"] == pytest.approx(float(results["MIOU"]))
    assert list(Path(results["CHECKPOINTS"]).glob("*.safetensors"))


def test_a_weight_for_a_class_that_is_not_there_is_a_sentence(landsketch, scene, labels, folder):
    done = landsketch(
        "trainhead",
        "INPUT=scene.tif",
        "LABELS=labels.gpkg",
        "CLASS_FIELD=class",
        "HEAD=mlp",
        "WEIGHTS=road=2",
        "VALIDATION=none",
        "CACHE=cache",
        "MODEL=never.safetensors",
        code=1,
    )
    assert (
        "The class weights name road, which the labels do not have; choose among forest, water."
        in done.stderr
    )
    assert not (folder / "never.safetensors").exists()


def static(value):
    return [QgsProcessingModelChildParameterSource.fromStaticValue(value)]


def given(name):
    return [QgsProcessingModelChildParameterSource.fromModelParameter(name)]


def child(algorithm, name, **values):
    made = QgsProcessingModelChildAlgorithm(f"landsketch:{algorithm}")
    made.setChildId(name)
    made.addParameterSources("INPUT", given("image"))
    made.addParameterSources("LABELS", given("labels"))
    for parameter, value in {
        "CLASS_FIELD": "class",
        "HEAD": "mlp",
        "BATCH": 64,
        "MAX_SAMPLES": 300,
        **values,
    }.items():
        made.addParameterSources(parameter, static(value))
    return made


@pytest.fixture
def chain(provider, tmp_path):
    """A model, saved as .model3 and read again, that finds a learning rate and trains."""
    built = QgsProcessingModelAlgorithm("Tuned training", "landsketch")
    built.addModelParameter(
        QgsProcessingParameterRasterLayer("image", "Image"), QgsProcessingModelParameter("image")
    )
    built.addModelParameter(
        QgsProcessingParameterFeatureSource("labels", "Labels"),
        QgsProcessingModelParameter("labels"),
    )
    built.addChildAlgorithm(child("findlearningrate", "find", CACHE=str(tmp_path)))
    train = child(
        "trainhead",
        "train",
        CACHE=str(tmp_path),
        EPOCHS=3,
        LOSS="cross_entropy=1, dice=1",
        VIEWS="hflip",
        VALIDATION="none",
    )
    train.addParameterSources(
        "LEARNING_RATE",
        [QgsProcessingModelChildParameterSource.fromChildOutput("find", "LEARNING_RATE")],
    )
    output = QgsProcessingModelOutput("model", "model")
    output.setChildId("train")
    output.setChildOutputName("MODEL")
    train.setModelOutputs({"model": output})
    built.addChildAlgorithm(train)
    path = str(tmp_path / "tuned_training.model3")
    assert built.toFile(path)
    read_again = QgsProcessingModelAlgorithm()
    assert read_again.fromFile(path)
    return read_again


def test_the_modeler_trains_with_the_rate_that_was_found(chain, scene, labels, tmp_path):
    chain.initAlgorithm({})
    feedback, model = QgsProcessingFeedback(), str(tmp_path / "tuned.safetensors")
    parameters = {"image": str(scene), "labels": str(labels), "train:model": model, "model": model}
    results, is_fine = chain.run(parameters, QgsProcessingContext(), feedback)
    assert is_fine, feedback.textLog()
    found = results["CHILD_RESULTS"]["find"]["LEARNING_RATE"]
    job = job_of(model)
    assert job["learning_rate"] == pytest.approx(found)
    assert (job["loss"], job["views"]) == ("cross_entropy=1, dice=1", ["hflip"])
