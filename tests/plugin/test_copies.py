"""Copies of layers for the engine: made at start, renamed on success, otherwise deleted."""

import json
from pathlib import Path

import processing
import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from landsketch.core.errors import InvalidLabels, OutputNotWritable
from landsketch.plugin.layers import absolute, write_features
from landsketch.plugin.parameters.copies import discard_copies, write_copies
from landsketch.plugin.parameters.reader import Reader

SUCCEED = """
import os
say("hello"); job = hear()["job"]
json.dump(job, open(job["model"] + ".sent.json", "w"))
for path in job["staged"]:
    os.replace(path[:-5] + ".part.gpkg", path)
open(job["model"], "w").write("new")
say("result", outputs={"model": job["model"]})
"""
FAIL = 'say("hello"); hear(); say("error", code="INVALID_LABELS", text="Too few labels.")'
WAIT = (
    'say("hello"); hear(); say("progress", stage="Train", share=0.3); hear();'
    ' say("error", code="CANCELLED")'
)
DIE = 'say("hello"); hear(); sys.exit(3)'


@pytest.fixture
def parameters(scene, labels, tmp_path):
    return {
        "INPUT": [str(scene)],
        "LABELS": labels.id(),
        "CLASS_FIELD": "class",
        "MODEL": str(tmp_path / "out" / "m.safetensors"),
    }


@pytest.fixture
def copied(algorithm, context, feedback, parameters):
    """A function that writes a training job's copies and returns the job and their classes."""

    def copy(name="LABELS", **changed):
        made = algorithm("trainhead")
        given = {**parameters, **changed}
        job = made.make_job(given, context)
        write_copies(job, Reader(made, given, context), feedback)
        path = getattr(job.labels, {"LABELS": "path"}.get(name, name.lower()))
        return job, QgsVectorLayer(job.run.place_of(path), "copy", "ogr")

    return copy


def classes(layer):
    return sorted(feature["class"] for feature in layer.getFeatures())


def test_making_a_job_writes_nothing(algorithm, context, parameters, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    made = algorithm("trainhead")
    assert made.checkParameterValues(parameters, context) == (True, "")
    job = made.make_job(parameters, context)
    assert job.labels.path == f"{parameters['MODEL']}.labels.gpkg"
    assert job.run.staged == (job.labels.path,)
    assert sorted(tmp_path.rglob("*")) == before


def test_checking_parameters_loads_no_layer(algorithm, context, scene, tmp_path):
    model = tmp_path / "m.safetensors"
    model.touch()
    output = QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT", QgsProject.instance())
    parameters = {"INPUT": str(scene), "MODEL": str(model), "OUTPUT": output}
    assert algorithm("predictraster").checkParameterValues(parameters, context) == (True, "")
    assert context.layersToLoadOnCompletion() == {}


def test_selection_is_respected(labels, copied):
    labels.selectByExpression('"split" = 1')
    value = QgsProcessingFeatureSourceDefinition(labels.id(), selectedFeaturesOnly=True)
    assert classes(copied(LABELS=value)[1]) == ["forest"]


def test_unsaved_edits_are_included_and_mentioned(labels, copied, feedback):
    labels.startEditing()
    first, second, *_ = [feature.id() for feature in labels.getFeatures()]
    labels.deleteFeature(first)
    labels.changeAttributeValue(second, 0, "road")
    assert classes(copied()[1]) == ["forest", "road", "water"]
    assert "unsaved edits" in feedback.textLog()
    labels.rollBack()


def test_selection_and_edits_of_areas_are_respected(copied, feedback):
    area = QgsVectorLayer("Polygon?crs=EPSG:32633", "area", "memory")
    for west in (0, 50, 100):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, 0, west + 10, 10)))
        area.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(area)
    first, second, _ = [feature.id() for feature in area.getFeatures()]
    area.startEditing()
    area.deleteFeature(first)
    assert copied("AREA", FULLY_LABELLED_AREA=area.id())[1].featureCount() == 2
    assert "unsaved edits" in feedback.textLog()
    area.selectByIds([second])
    value = QgsProcessingFeatureSourceDefinition(area.id(), selectedFeaturesOnly=True)
    assert copied("AREA", FULLY_LABELLED_AREA=value)[1].featureCount() == 1
    area.rollBack()


def test_corrections_are_copied_with_their_class(copied, parameters):
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=class:string", "wrong here", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(0, 0, 10, 10)))
    feature["class"] = "other"
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    job, copy = copied("CORRECTIONS", CORRECTIONS=layer.id())
    assert job.labels.corrections == f"{parameters['MODEL']}.corrections.gpkg"
    assert classes(copy) == ["other"]


def test_labels_that_are_the_copy_of_an_earlier_run_are_not_replaced(copied, parameters):
    job, _ = copied()
    earlier = job.labels.path
    (first,) = job.run.staged
    assert first == earlier
    Path(job.run.place_of(earlier)).replace(earlier)
    again, layer = copied(LABELS=earlier)
    assert again.labels.path == f"{parameters['MODEL']}.labels_2.gpkg"
    assert len(classes(layer)) == 4


def test_a_folder_that_cannot_be_made_is_an_error(copied, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputNotWritable, match="file"):
        copied(MODEL=str(tmp_path / "file" / "m.safetensors"))


def test_copies_that_are_left_can_be_discarded(copied):
    job, layer = copied()
    path = layer.source()
    del layer
    discard_copies(job)
    assert not QgsVectorLayer(path, "gone", "ogr").isValid()


def test_layers_without_shapes_are_an_error(labels, copied):
    labels.setSubsetString("\"class\" = 'road'")
    with pytest.raises(InvalidLabels, match="no polygon or point"):
        copied()


def folder_of(parameters):
    return Path(parameters["MODEL"]).parent


def texts(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def earlier(engine_python, provider, parameters):
    """The files of a training that has succeeded."""
    engine_python(SUCCEED)
    processing.run("landsketch:trainhead", {**parameters, "REPORT": None})
    found = texts(folder_of(parameters))
    assert {"m.safetensors", "m.safetensors.labels.gpkg"} <= set(found)
    return found


def test_a_successful_run_keeps_the_labels_it_was_given(earlier, parameters):
    sent = json.loads(earlier["m.safetensors.sent.json"])
    assert sent["labels"] == f"{parameters['MODEL']}.labels.gpkg"
    assert not [name for name in earlier if ".part" in name]
    copy = QgsVectorLayer(sent["labels"], "copy", "ogr")
    assert classes(copy) == ["forest", "forest", "water", "water"]


@pytest.mark.parametrize("engine", [FAIL, DIE])
def test_a_failed_retraining_leaves_model_and_labels(
    earlier, engine_python, parameters, labels, engine
):
    engine_python(engine)
    labels.dataProvider().truncate()
    square = QgsGeometry.fromRect(QgsRectangle(500_020, 5_799_940, 500_050, 5_799_980))
    feature = QgsFeature(labels.fields())
    feature.setGeometry(square)
    feature.setAttributes(["road", 1])
    labels.dataProvider().addFeature(feature)
    with pytest.raises(QgsProcessingException):
        processing.run("landsketch:trainhead", {**parameters, "REPORT": None})
    assert texts(folder_of(parameters)) == earlier


def test_a_cancelled_retraining_leaves_model_and_labels(earlier, engine_python, parameters):
    engine_python(WAIT)
    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda percent: feedback.cancel())
    found = processing.run(
        "landsketch:trainhead", {**parameters, "REPORT": None}, feedback=feedback
    )
    assert found == {}
    assert texts(folder_of(parameters)) == earlier


def test_a_retraining_without_an_engine_leaves_model_and_labels(
    earlier, monkeypatch, tmp_path, parameters
):
    monkeypatch.delenv("LANDSKETCH_PYTHON", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "none"))
    with pytest.raises(QgsProcessingException, match="The engine is not set up"):
        processing.run("landsketch:trainhead", {**parameters, "REPORT": None})
    assert texts(folder_of(parameters)) == earlier


@pytest.mark.parametrize("field", ["LABELS", "FULLY_LABELLED_AREA"])
def test_a_layer_is_never_the_output(algorithm, context, labels, parameters, tmp_path, field):
    own = tmp_path / "own.gpkg"
    write_features(labels, ["class"], own)
    before = own.read_bytes()
    given = {**parameters, field: str(own), "MODEL": str(own)}
    is_fine, message = algorithm("trainhead").checkParameterValues(given, context)
    assert not is_fine
    assert "own.gpkg is an input of this run" in message
    assert own.read_bytes() == before


def test_the_command_names_the_copies(algorithm, context, labels, parameters):
    labels.selectByExpression('"split" = 1')
    value = QgsProcessingFeatureSourceDefinition(labels.id(), selectedFeaturesOnly=True)
    job = algorithm("trainhead").make_job({**parameters, "LABELS": value}, context)
    assert f"LABELS={job.labels.path}" in job.run.command


def test_writing_the_command_opens_no_copy(algorithm, context, labels, parameters, tmp_path):
    copy = Path(f"{parameters['MODEL']}.labels.gpkg")
    copy.parent.mkdir()
    write_features(labels, ["class"], copy)
    job = algorithm("trainhead").make_job(parameters, context)
    assert job.labels.path == str(copy)
    opened = [layer.source() for layer in context.temporaryLayerStore().mapLayers().values()]
    assert [source for source in opened if str(copy) in source] == []


def test_a_memory_layer_with_a_long_source_is_accepted(algorithm, context, parameters):
    fields = "".join(f"&field=a_rather_long_name_{number}:string(20)" for number in range(12))
    layer = QgsVectorLayer(f"Polygon?crs=EPSG:32633&field=class:string{fields}", "long", "memory")
    QgsProject.instance().addMapLayer(layer)
    assert len(layer.source()) > 255
    assert absolute(layer.source()) == layer.source()
    assert algorithm("trainhead").make_job({**parameters, "LABELS": layer}, context).labels.path
