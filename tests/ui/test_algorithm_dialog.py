"""Dialogs open with what the project suggests, and give way to what the user enters."""

import json
from pathlib import Path

import pytest
from qgis.core import (
    QgsPalettedRasterRenderer,
    QgsProcessing,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor, QDesktopServices

from landsketch.plugin import project_models, trained_model
from landsketch.plugin.live.project_state import DockState, save_state
from landsketch.plugin.live.session import LiveOptions
from landsketch.plugin.parameters.form_values import path_of
from landsketch.plugin.settings import GROUP, Settings
from landsketch.tests.helpers.models import write_model


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    """A folder for backbones without any."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "landsketch" / "backbones"


@pytest.fixture
def model(tmp_path, qgis_new_project):
    """A model that was trained last."""
    path = tmp_path / "trained" / "first.safetensors"
    path.parent.mkdir()
    path.touch()
    trained_model.keep_model(str(path))
    return path


@pytest.fixture
def opened(monkeypatch):
    """What was opened outside QGIS."""
    urls = []
    monkeypatch.setattr(QDesktopServices, "openUrl", urls.append)
    yield urls
    QgsSettings().remove(GROUP)


def paths(values):
    return {name: path_of(value) for name, value in values.items()}


def set_value(dialog, name, value):
    panel = dialog.mainWidget()
    panel.wrappers[name].setParameterValue(value, panel.processing_context)


def add_image(path, name):
    QgsProject.instance().addMapLayer(QgsRasterLayer(str(path), name))


def test_a_training_is_ready_to_run(project, own_scene, open_dialog, values, labels):
    found = values(open_dialog("trainhead"))
    assert found["INPUT"] == [str(own_scene)]
    assert (found["LABELS"], found["CLASS_FIELD"]) == (labels.id(), "class")
    assert found["MODEL"] == str(own_scene.with_name("town_model.safetensors"))
    assert found["REPORT"] == str(own_scene.with_name("town_model_report.html"))
    assert found["BACKBONE"] == "builtin"


def test_a_prediction_takes_the_model_that_was_trained_last(
    project, own_scene, model, open_dialog, values
):
    found = paths(values(open_dialog("predictraster")))
    assert (found["INPUT"], found["MODEL"]) == (str(own_scene), str(model))
    assert found["OUTPUT"] == str(own_scene.with_name("town_map.tif"))
    assert (found["CONFIDENCE"], found["PROBABILITIES"]) == ("", "")


def test_a_verification_takes_the_dataset_that_was_prepared_last(
    project, open_dialog, values, tmp_path
):
    assert not values(open_dialog("verifydataset"))["DATASET"]
    folder = tmp_path / "town_dataset"
    folder.mkdir()
    dialog = open_dialog("preparedataset")
    dialog.algorithmFinished.emit(True, {"DATASET": str(folder)})
    found = paths(values(open_dialog("verifydataset")))
    assert found["DATASET"] == str(folder)
    assert found["REPORT"] == str(tmp_path / "town_dataset_verification.html")
    folder.rmdir()
    assert not values(open_dialog("verifydataset"))["DATASET"]


def test_a_model_that_is_gone_is_not_suggested(project, model, open_dialog, values):
    model.unlink()
    assert not values(open_dialog("predictraster"))["MODEL"]


def test_the_largest_installed_backbone_for_a_cpu_is_suggested(
    project, data_folder, open_dialog, values
):
    for name in ("dinov2-small", "dinov2-base", "dinov2-large"):
        (data_folder / name).mkdir(parents=True)
        (data_folder / name / "config.json").write_text(json.dumps({}))
    assert values(open_dialog("trainhead"))["BACKBONE"] == "dinov2-base"
    assert values(open_dialog("installbackbone"))["BACKBONE"] == "dinov2-small-wheel"


def test_the_active_layers_come_first(project, scene, qgis_iface, open_dialog, values):
    add_image(scene, "another")
    qgis_iface.setActiveLayer(project.mapLayersByName("another")[0])
    assert values(open_dialog("trainhead"))["INPUT"] == [str(scene)]
    roads = QgsVectorLayer("Polygon?crs=EPSG:32633&field=Label:string", "roads", "memory")
    project.addMapLayer(roads)
    qgis_iface.setActiveLayer(roads)
    found = values(open_dialog("trainhead"))
    assert (found["LABELS"], found["CLASS_FIELD"]) == (roads.id(), "Label")


def test_the_layers_and_options_of_the_dock_come_before_the_topmost(
    project, scene, labels, open_dialog, values
):
    top = QgsVectorLayer("Polygon?crs=EPSG:32633&field=class:string", "top", "memory")
    project.addMapLayer(top)
    add_image(scene, "top image")
    image = project.mapLayersByName("town")[0]
    options = LiveOptions(scale=2.0, bands=(4, 3, 2))
    save_state(DockState(image.id(), labels.id(), options))
    found = values(open_dialog("trainhead"))
    assert (found["INPUT"], found["LABELS"]) == ([image.source()], labels.id())
    assert (found["SCALE"], found["BANDS"]) == ("2", "4,3,2")


def test_layers_without_a_class_field_are_no_labels(project, labels, open_dialog, values):
    project.removeMapLayer(labels.id())
    project.addMapLayer(QgsVectorLayer("Polygon?field=name:string", "districts", "memory"))
    assert not values(open_dialog("trainhead"))["LABELS"]


def test_outputs_go_to_the_folder_of_the_project(project, tmp_path, open_dialog, values):
    folder = tmp_path / "study"
    folder.mkdir()
    assert project.write(str(folder / "study.qgz"))
    found = values(open_dialog("trainhead"))
    assert found["MODEL"] == str(folder / "town_model.safetensors")


def test_no_file_is_overwritten_unasked(project, own_scene, open_dialog, values):
    own_scene.with_name("town_model.safetensors").touch()
    found = values(open_dialog("trainhead"))
    assert found["MODEL"] == str(own_scene.with_name("town_model_2.safetensors"))
    assert found["REPORT"] == str(own_scene.with_name("town_model_2_report.html"))


def test_outputs_follow_the_inputs_until_the_user_names_them(
    project, scene, tmp_path, open_dialog, values
):
    dialog = open_dialog("trainhead")
    other = tmp_path / "other"
    other.mkdir()
    image = other / "field.tif"
    image.write_bytes(scene.read_bytes())
    set_value(dialog, "INPUT", [str(image)])
    assert values(dialog)["MODEL"] == str(other / "field_model.safetensors")
    assert values(dialog)["REPORT"] == str(other / "field_model_report.html")
    mine = str(tmp_path / "mine.safetensors")
    set_value(dialog, "MODEL", mine)
    set_value(dialog, "INPUT", [str(scene)])
    assert values(dialog)["MODEL"] == mine
    assert values(dialog)["REPORT"] == str(tmp_path / "mine_report.html")


def test_outputs_of_temporary_inputs_stay_temporary(project, scene, open_dialog, values):
    temporary = Path(QgsProcessingUtils.generateTempFilename("clip.tif"))
    temporary.write_bytes(scene.read_bytes())
    dialog = open_dialog("trainhead")
    set_value(dialog, "INPUT", [str(temporary)])
    assert values(dialog)["INPUT"] == [str(temporary)]
    assert values(dialog)["MODEL"] == QgsProcessing.TEMPORARY_OUTPUT


def test_the_class_field_follows_the_labels(project, open_dialog, values):
    roads = QgsVectorLayer("Polygon?crs=EPSG:32633&field=Label:string", "roads", "memory")
    project.addMapLayer(roads)
    dialog = open_dialog("trainhead")
    set_value(dialog, "LABELS", roads.id())
    assert values(dialog)["CLASS_FIELD"] == "Label"


def test_given_parameters_win(project, scene, open_dialog, values):
    """Those of the history, of the dock and of scripts."""
    given = {
        "INPUT": [str(scene)],
        "BACKBONE": "dinov2-small",
        "MODEL": "/models/old.safetensors",
        "REPORT": QgsProcessing.TEMPORARY_OUTPUT,
    }
    found = values(open_dialog("trainhead", given))
    assert {name: found[name] for name in given} == given


def test_a_training_is_remembered_and_its_report_opened(
    project, own_scene, opened, open_dialog, values
):
    model, report = own_scene.with_name("m.safetensors"), own_scene.with_name("r.html")
    model.touch()
    results = {"MODEL": str(model), "REPORT": str(report)}
    dialog = open_dialog("trainhead")
    dialog.algorithmFinished.emit(False, {})
    assert (trained_model.last_model(), opened) == ("", [])
    dialog.algorithmFinished.emit(True, results)
    assert trained_model.last_model() == str(model)
    assert project_models.model_paths() == [str(model)]
    assert [url.toLocalFile() for url in opened] == [str(report)]
    Settings(open_report=False).save()
    dialog.algorithmFinished.emit(True, results)
    assert len(opened) == 1


def test_the_two_newest_maps_and_models_are_compared(
    project, own_scene, tmp_path, open_dialog, values
):
    for seconds, name in ((1e9, "old"), (2e9, "new")):
        path = tmp_path / f"{name}_map.tif"
        path.write_bytes(own_scene.read_bytes())
        layer = QgsRasterLayer(str(path), name)
        classes = [QgsPalettedRasterRenderer.Class(1, QColor("red"), "roof")]
        layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, classes))
        project.addMapLayer(layer)
        model = write_model(tmp_path / f"{name}.safetensors", modified=seconds)
        project_models.add_trained_model(str(model))
    found = paths(values(open_dialog("comparemaps")))
    assert found["INPUT"] == str(tmp_path / "new_map.tif")
    assert found["PREVIOUS"] == str(tmp_path / "old_map.tif")
    assert found["OUTPUT"] == str(tmp_path / "new_map_changes.tif")
    assert found["TABLE"] == str(tmp_path / "new_map_changes.csv")
    found = values(open_dialog("comparemodels"))
    assert found["MODEL"] == str(tmp_path / "new.safetensors")
    assert found["PREVIOUS"] == str(tmp_path / "old.safetensors")
