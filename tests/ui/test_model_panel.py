"""The models in the dock: shown, chosen, and what their buttons do."""

import pytest
from qgis.core import Qgis, QgsProject
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QInputDialog

from landsketch.plugin import model_list as actions
from landsketch.plugin import project_models
from landsketch.plugin.live.session import LiveSession
from landsketch.plugin.parameters.form_values import path_of
from landsketch.tests.helpers.models import CLASSES, write_model
from landsketch.ui.dialogs import DialogOpener
from landsketch.ui.dock import LandsketchDock
from landsketch.ui.model_panel import ModelPanel

SCORED = {
    "figures": {
        "validation": "blocks",
        "miou": 0.58,
        "miou_sd": 0.04,
        "fold_miou": [0.5, 0.6, 0.64],
        "folds_id": "same",
    }
}
BETTER = {"figures": {**SCORED["figures"], "miou": 0.68, "fold_miou": [0.6, 0.71, 0.73]}}


@pytest.fixture
def panel(qgis_new_project):
    made = ModelPanel()
    yield made
    made.close_list()
    made.deleteLater()


@pytest.fixture
def two(panel, tmp_path):
    """Paths of an old and a new model, in the panel."""
    old = write_model(tmp_path / "old.safetensors", modified=1e9, **SCORED)
    new = write_model(tmp_path / "new.safetensors", modified=1.5e9, **BETTER)
    for path in (old, new):
        project_models.add_trained_model(str(path))
    return old, new


def rows(panel):
    items = [panel.tree.topLevelItem(row) for row in range(panel.tree.topLevelItemCount())]
    return [(item.text(0).split("\n")[0], item.text(1).split("\n")[0]) for item in items]


def enabled(panel):
    return {name for name, action in panel._actions.items() if action.isEnabled()}


def heard(signal):
    """Return a list that collects what a signal carries."""
    found = []
    signal.connect(found.append)
    return found


def test_without_a_model_it_says_how_to_get_one(panel):
    assert not panel._empty.isHidden()
    assert panel.tree.isHidden()
    assert (panel.title(), enabled(panel)) == ("Models", set())


def test_a_trained_model_appears_and_is_chosen(panel, two):
    assert rows(panel) == [("new", "0.68 ± 0.04"), ("old", "0.58 ± 0.04")]
    assert panel.tree.paths == [str(two[1])]
    assert (panel.title(), panel.tree.isHidden(), panel._empty.isHidden()) == (
        "Models (2)",
        False,
        True,
    )


def test_it_stays_folded_when_a_model_appears(panel, tmp_path):
    panel.show()  # QGIS folds it as it was in the last session
    panel.setCollapsed(False)
    project_models.add_model(str(write_model(tmp_path / "m.safetensors")))
    assert panel.tree.isVisible()
    panel.setCollapsed(True)
    panel.refresh()
    assert not panel.tree.isVisible()


def test_a_file_that_is_gone_is_grey_and_says_so(panel, two):
    two[1].unlink()
    panel.refresh()
    gone = panel.tree.topLevelItem(1)
    grey = panel.tree.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert gone.foreground(0).color() == grey != panel.tree.topLevelItem(0).foreground(0).color()
    assert "missing" in gone.toolTip(0)
    assert enabled(panel) == {actions.REMOVE}


def test_another_project_has_other_models(panel, two):
    QgsProject.instance().clear()
    assert rows(panel) == []


def test_buttons_and_a_double_click_hand_over_the_chosen_model(panel, two):
    mapped, trained, exported = map(
        heard, (panel.map_clicked, panel.retrain_clicked, panel.export_clicked)
    )
    panel.tree.choose([str(two[0])])
    panel.tree.itemDoubleClicked.emit(panel.tree.topLevelItem(1), 0)
    panel._actions[actions.RETRAIN].trigger()
    panel._actions[actions.EXPORT].trigger()
    assert mapped == trained == exported == [str(two[0])]


def test_classes_are_handed_over_where_a_layer_can_take_them(panel, two):
    found = heard(panel.classes_clicked)
    assert not panel._actions[actions.CLASSES].isEnabled()
    panel.show_labels(has_labels=True)
    panel._actions[actions.CLASSES].trigger()
    assert found == [[(entry["name"], entry["color"]) for entry in CLASSES]]


def test_a_renamed_model_stays_chosen(panel, two, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("best", True))
    panel._actions[actions.RENAME].trigger()
    assert rows(panel)[0][0] == "best"
    assert panel.tree.paths == [str(two[1].with_name("best.safetensors"))]
    assert not two[1].exists()


def test_a_name_that_is_taken_is_refused_with_a_sentence(panel, two):
    found = heard(panel.failed)
    panel.rename("old")
    assert "already" in found[0]
    assert rows(panel)[0][0] == "new"


@pytest.mark.parametrize("answer", ["keep", "delete", ""])
def test_removing_asks_about_the_files(panel, two, answer, monkeypatch):
    monkeypatch.setattr(panel, "_answer_about_files", lambda entries: answer)
    panel._actions[actions.REMOVE].trigger()
    assert len(rows(panel)) == (1 if answer else 2)
    assert two[1].exists() is (answer != "delete")


def test_a_file_can_be_added_if_it_is_a_model(panel, tmp_path):
    failures = heard(panel.failed)
    foreign = tmp_path / "foreign.safetensors"
    foreign.write_text("x")
    panel.add(str(foreign))
    assert "no model" in failures[0]
    panel.add(str(write_model(tmp_path / "mine.safetensors")))
    assert rows(panel) == [("mine", "–")]


def test_comparing_says_which_model_is_better_on_the_same_folds(panel, two, monkeypatch):
    told = []
    monkeypatch.setattr(panel, "_tell", lambda title, text: told.append(text))
    panel._actions[actions.COMPARE].trigger()
    assert "'new' is better on 3 of 3 folds" in told[0]
    assert "+0.100 ± 0.010" in told[0]


# -- the dialogs ----------------------------------------------------------------------------------


@pytest.fixture
def opener(qgis_iface, qgis_canvas, open_dialog):
    """Opens dialogs, which ``open_dialog`` prepares."""
    session = LiveSession(qgis_canvas, None)
    made = DialogOpener(qgis_iface, session)
    yield made
    session.detach()
    for dialog in made._dialogs:
        dialog.close()
        dialog.deleteLater()


def opened(opener, values):
    return values(opener._dialogs[-1])


def test_a_model_maps_the_image_of_the_dock(project, own_scene, opener, values, tmp_path):
    image = project.mapLayersByName("town")[0]
    model = write_model(tmp_path / "m.safetensors")
    opener.open_map(image, str(model))
    found = opened(opener, values)
    assert path_of(found["INPUT"]) == str(own_scene)
    assert found["MODEL"] == str(model)


def test_a_retraining_has_the_settings_of_the_model_and_a_new_name(
    project, own_scene, opener, values, labels, tmp_path
):
    facts = {"scene": {"scale": 2.0, "bands": []}, "recipe": {"head": "ridge"}}
    model = write_model(tmp_path / "m.safetensors", **facts)
    opener._session.use_labels(labels)
    opener.open_retraining(project.mapLayersByName("town")[0], str(model))
    found = opened(opener, values)
    assert path_of(found["INPUT"]) == str(own_scene)
    assert (found["LABELS"], found["CLASS_FIELD"]) == (labels.id(), "class")
    assert (found["HEAD"], found["SCALE"]) == ("ridge", "2")
    assert path_of(found["MODEL"]) == str(tmp_path / "m_2.safetensors")
    assert path_of(found["REPORT"]).endswith("m_2_report.html")


def test_a_model_is_exported_under_its_own_name(project, opener, values, tmp_path):
    model = write_model(tmp_path / "m.safetensors")
    opener.open_export(str(model))
    found = opened(opener, values)
    assert found["MODEL"] == str(model)
    assert path_of(found["OUTPUT"]) == str(tmp_path / "m.onnx")


def test_the_dock_opens_the_dialogs_and_reports_failures(project, qgis_iface, two, monkeypatch):
    called = []
    for name in ("open_map", "open_retraining", "open_export"):
        monkeypatch.setattr(DialogOpener, name, lambda *_, name=name: called.append((name, _[-1])))
    dock = LandsketchDock(qgis_iface)
    path = str(two[1])
    for name in ("map_clicked", "retrain_clicked", "export_clicked"):
        getattr(dock.models, name).emit(path)
    dock.models.failed.emit("It failed.")
    assert called == [("open_map", path), ("open_retraining", path), ("open_export", path)]
    warnings = qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Warning)
    assert "Landsketch:It failed." in warnings
    dock.close_session()
    dock.deleteLater()


def test_the_classes_of_a_model_get_into_the_label_layer(project, qgis_iface, labels, tmp_path):
    dock = LandsketchDock(qgis_iface)
    dock._use_labels(labels)
    shown = {"value": 5, "name": "roof", "color": "#d1453b"}
    model = write_model(tmp_path / "m.safetensors", classes=[*CLASSES, shown])
    project_models.add_model(str(model))
    dock.models._actions[actions.CLASSES].trigger()
    classes = {entry.name: entry.color for entry in dock.session.classes}
    assert set(classes) >= {"water", "forest", "roof"}
    assert classes["roof"] == "#d1453b"
    dock.close_session()
    dock.deleteLater()


def test_unfolding_shows_no_menu(qgis_app):
    panel = ModelPanel()
    panel.show()
    panel.setCollapsed(False)
    qgis_app.processEvents()
    assert not panel._menu.isVisible()
    panel.close()
