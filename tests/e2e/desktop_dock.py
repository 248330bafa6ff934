"""Uses the dock in a real QGIS desktop (``qgis --code``), with mouse and keys, and records it.

Environment variables set the paths: LANDSKETCH_TEST_SCENE, _FINDINGS (JSON), _SHOTS (folder).
"""

import json
import os
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QEvent, Qt, QTimer
from qgis.PyQt.QtWidgets import QAbstractButton, QComboBox, QMenu, QSpinBox, QTreeWidget

from landsketch.tests.helpers.in_desktop import (
    Watch,
    canvas,
    click,
    dock,
    drag,
    iface,
    label,
    path_of,
    point,
    press,
    rest,
    shoot,
    state,
    type_key,
    wait,
)

CELL = 64  # side in metres of a square of one ground
findings = {"states": []}
watches = []  # one, as soon as the dock is open
scored = []  # the number of the labels of all scores; -1 = there are none


def stroke(row, column, key, modifiers=Qt.KeyboardModifier.NoModifier):
    """Paint across the middle of a square of the scene with the class of a key."""
    west, north = canvas.fullExtent().xMinimum(), canvas.fullExtent().yMaximum()
    y = north - (row + 0.5) * CELL
    x = west + column * CELL
    if key:
        type_key(key)
    drag((x + 0.25 * CELL, y), (x + 0.75 * CELL, y), modifiers)


def n_labels():
    layer = dock().session.labels
    return layer.featureCount() if layer is not None else -1


def begin():
    iface.addRasterLayer(path_of("SCENE"), "scene")
    findings["dock_is_hidden_at_first"] = not dock().isVisible()
    dock().toggleViewAction().trigger()
    watches.append(Watch())
    dock().session.answers.state_changed.connect(findings["states"].append)
    dock().session.answers.scores_changed.connect(
        lambda message, _: scored.append(message["labels"] if message else -1)
    )
    canvas.zoomToFullExtent()
    rest(0.5)
    findings["tools_need_labels"] = (
        not dock().findChild(QAbstractButton, "landsketchBrush").isEnabled()
    )
    shoot("dock_1_empty")


def make_labels():
    press("landsketchNew")
    layer = dock().session.labels
    findings["labels_file"] = layer.source().split("|")[0]
    findings["labels_crs"] = layer.crs().authid()
    findings["classes"] = [entry.name for entry in dock().session.classes]
    tree = dock().findChild(QTreeWidget, "landsketchClasses")
    tree.topLevelItem(0).setText(0, "water")
    tree.topLevelItem(1).setText(0, "forest")
    findings["renamed"] = [entry.name for entry in dock().session.classes]


def start_live():
    findings["live_starts"] = wait(lambda: state().startswith("Draw labels"))
    shoot("dock_2_ready")


def draw():
    box = dock().findChild(QSpinBox, "landsketchWidth")
    box.setValue(30)
    type_key("]")
    findings["width_after_key"] = box.value()
    stroke(0, 0, "1")
    stroke(0, 2, "1")
    findings["two_of_one_class"] = n_labels()
    assert wait(lambda: "two classes" in state()), state()
    findings["first_preview_s"] = watches[0].updated_after(lambda: stroke(0, 1, "2"))
    shoot("dock_3_first_preview")
    seconds = []
    places = [(1, 0, "2"), (2, 2, "1"), (2, 1, "2"), (3, 3, "1"), (3, 0, "2"), (1, 3, "1")]
    for row, column, key in places:
        seconds.append(watches[0].updated_after(lambda r=row, c=column, k=key: stroke(r, c, k)))
        rest(0.2)
    findings["update_s"] = seconds
    findings["labels_drawn"] = n_labels()
    rest(0.3)
    findings["files"] = sorted(f.name for f in Path(path_of("SCENE")).parent.glob("*labels*"))


def look():
    wait(lambda: scored[-1:] == [watches[0].labels], 60)  # not those of fewer labels
    findings["accuracy"] = label("landsketchAccuracy")
    tree = dock().findChild(QTreeWidget, "landsketchClasses")
    findings["rows"] = [
        [tree.topLevelItem(r).text(c) for c in range(6)] for r in range(tree.topLevelItemCount())
    ]
    shoot("dock_4_scores")


def undo_and_erase():
    layer = dock().session.labels
    before = n_labels()
    watches[0].updated_after(lambda: stroke(0, 3, "2"))
    findings["after_a_stroke"] = n_labels() - before
    rest(0.5)
    watches[0].updated_after(lambda: stroke(0, 3, "", Qt.KeyboardModifier.ShiftModifier))
    findings["after_erasing"] = n_labels() - before
    layer.undoStack().undo()
    rest(0.5)
    findings["after_undo"] = n_labels() - before
    layer.commitChanges(False)
    rest(0.5)
    findings["files_after_saving"] = sorted(
        f.name for f in Path(path_of("SCENE")).parent.glob("*labels*")
    )


def switch():
    box = dock().findChild(QComboBox, "landsketchDisplay")
    for number, name in enumerate(("classes", "fading", "margin", "threshold")):
        box.setCurrentIndex(number)
        rest(0.3)
        shoot(f"dock_5_{name}")
    box.setCurrentIndex(0)
    press("landsketchMode_off")
    rest(0.3)
    findings["off_shows_nothing"] = not watches[0].is_shown
    press("landsketchMode_once")
    findings["once_shows"] = wait(lambda: watches[0].is_shown)
    before = watches[0].labels
    stroke(3, 2, "2")
    rest(1.0)
    findings["once_does_not_follow"] = watches[0].labels == before
    press("landsketchMode_live")


def place(row, column):
    west, north = canvas.fullExtent().xMinimum(), canvas.fullExtent().yMaximum()
    return west + (column + 0.5) * CELL, north - (row + 0.5) * CELL


def correct():
    """Point at a place, and give it a class with the menu of the right button."""
    click(*place(2, 3), Qt.MouseButton.RightButton)
    rest(0.3)
    menu = next(m for m in dock().findChildren(QMenu) if m.isVisible())
    findings["menu"] = [action.text() for action in menu.actions()]
    before = n_labels()
    menu.grab().save(str(Path(path_of("SHOTS")) / "dock_7_menu.png"))
    watches[0].updated_after(menu.actions()[1].trigger)
    menu.close()
    findings["corrected"] = n_labels() - before
    point(*place(2, 3))
    wait(lambda: label("landsketchPointer"), 10)  # details follow the classes
    findings["pointer"] = label("landsketchPointer")
    wait(lambda: "similarity" in label("landsketchPointer"), 5)
    findings["why"] = label("landsketchPointer")


def suggestions():
    press("landsketchWhereNext")
    wait(lambda: label("landsketchReason"), 10)
    findings["reasons"] = [label("landsketchReason")]
    before = n_labels()
    shoot("dock_8_where_next")
    watches[0].updated_after(lambda: press("landsketchLabelIt"))
    findings["accepted"] = n_labels() - before
    rest(0.5)
    findings["reasons"].append(label("landsketchReason"))
    press("landsketchSkip")
    n_layers = len(QgsProject.instance().mapLayers())
    rest(1)
    press("landsketchList")
    findings["listed"] = len(QgsProject.instance().mapLayers()) - n_layers


def similar():
    press("landsketchSimilar")
    x, y = place(1, 1)
    drag((x - 10, y), (x + 10, y))
    slider = dock().findChild(QAbstractButton, "landsketchOutline")
    findings["similar_found"] = wait(slider.isVisible, 10)
    rest(0.3)
    shoot("dock_9_similar")
    before = n_labels()
    press("landsketchOutline")
    rest(0.5)
    findings["outlined"] = n_labels() - before
    dock().session.labels.undoStack().undo()
    rest(0.5)


def kill_the_engine():
    session = dock().session
    session._engine._process.kill()
    findings["says_that_it_died"] = wait(lambda: "stopped unexpectedly" in state(), 10)
    findings["labels_after_a_crash"] = n_labels()
    press("landsketchMode_live")
    findings["starts_again"] = wait(lambda: state().startswith("Up to date"), 40)


def reopen():
    """Save the project, open it anew, and look at what the dock shows."""
    session = dock().session
    labels, path = session.labels, str(Path(path_of("SCENE")).with_name("project.qgs"))
    stroke(1, 1, "1")
    rest(0.5)
    copy = Path(labels.source().split("|")[0] + ".unsaved.json")
    content = copy.read_text()
    labels.rollBack(False)
    rest(0.5)
    findings["copy_after_rollback"] = copy.exists()
    labels.commitChanges()
    QgsProject.instance().write(path)
    copy.write_text(content)  # as after a crash
    n_before = n_labels()
    QgsProject.instance().read(path)
    rest(0.5)
    session = dock().session
    findings["labels_after_reopening"] = session.labels is not None and n_labels() == n_before
    findings["classes_after_reopening"] = [entry.name for entry in session.classes]
    button = iface.mainWindow().findChild(QAbstractButton, "landsketchRestore")
    findings["offers_the_copy"] = button is not None
    button.click()
    rest(0.5)
    findings["restored"] = n_labels() - n_before
    press("landsketchMode_live")
    findings["live_after_reopening"] = wait(lambda: state().startswith("Up to date"), 40)
    shoot("dock_6_reopened")


def remove_layers():
    session = dock().session
    session.labels.commitChanges(False)  # QGIS would ask what to do with unsaved edits
    QgsProject.instance().removeMapLayer(session.labels.id())
    findings["labels_removed"] = state()
    rest(0.3)
    QgsProject.instance().clear()
    rest(0.5)
    findings["engine_after_clear"] = session.is_running


STEPS = (
    begin, make_labels, start_live, draw, look, undo_and_erase, switch, correct, suggestions,
    similar, kill_the_engine,
    reopen, remove_layers,
)  # fmt: skip


def run():
    try:
        for step in STEPS:
            step()
    except BaseException:
        findings["error"] = traceback.format_exc()
    findings["previews"] = watches[0].previews if watches else []
    findings["unloaded"] = bool(qgis.utils.unloadPlugin("landsketch"))
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    findings["dock_after_unload"] = dock() is None
    Path(path_of("FINDINGS")).write_text(json.dumps(findings))
    os._exit(0)


QTimer.singleShot(1500, run)
