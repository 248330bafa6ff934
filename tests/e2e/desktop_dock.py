"""Uses the dock in a real QGIS desktop (``qgis --code``), with mouse and keys, and records it.

Environment variables set the paths: LANDSKETCH_TEST_SCENE, _FINDINGS (JSON), _SHOTS (folder).
"""

import json
import os
import time
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import QgsApplication, QgsPointXY, QgsProject
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDockWidget,
    QLabel,
    QSpinBox,
    QTreeWidget,
)

PLACE = {name: os.environ[f"LANDSKETCH_TEST_{name}"] for name in ("SCENE", "FINDINGS", "SHOTS")}
CELL = 64  # side in metres of a square of one ground
WAIT_S = 60
findings = {"previews": [], "states": []}
latest = {"labels": 0, "is_shown": False}
iface = qgis.utils.iface
canvas = iface.mapCanvas()


def shoot(name):
    iface.mainWindow().grab().save(str(Path(PLACE["SHOTS"]) / f"{name}.png"))


def wait(is_done, seconds=WAIT_S):
    """Let QGIS work until something is so; return whether it is."""
    deadline = time.monotonic() + seconds
    while not is_done() and time.monotonic() < deadline:
        QgsApplication.processEvents()
        time.sleep(0.01)
    return is_done()


def rest(seconds):
    wait(lambda: False, seconds)


def dock():
    return iface.mainWindow().findChild(QDockWidget, "landsketchDock")


def press(name):
    """Click a button of the dock with the mouse."""
    button = dock().findChild(QAbstractButton, name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QgsApplication.processEvents()


def label(name):
    return dock().findChild(QLabel, name).text()


def state():
    return label("landsketchState")


def type_key(text):
    """Press and release a key on the canvas."""
    QTest.keyClicks(canvas, text)
    QgsApplication.processEvents()


def on_screen(x, y):
    """Return the place of map coordinates on the canvas."""
    point = canvas.getCoordinateTransform().transform(QgsPointXY(x, y))
    return QPoint(round(point.x()), round(point.y()))


def mouse(kind, place, buttons, modifiers=Qt.KeyboardModifier.NoModifier):
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    viewport = canvas.viewport()
    event = QMouseEvent(
        kind, QPointF(place), QPointF(viewport.mapToGlobal(place)), button, buttons, modifiers
    )
    QgsApplication.sendEvent(viewport, event)


def drag(start, end, modifiers=Qt.KeyboardModifier.NoModifier):
    """Drag the mouse over the canvas between two places in map coordinates."""
    first, last = on_screen(*start), on_screen(*end)
    pressed = Qt.MouseButton.LeftButton
    mouse(QEvent.Type.MouseButtonPress, first, pressed, modifiers)
    for step in range(1, 6):
        mouse(QEvent.Type.MouseMove, first + (last - first) * step / 5, pressed, modifiers)
        QgsApplication.processEvents()
    mouse(QEvent.Type.MouseButtonRelease, last, Qt.MouseButton.NoButton, modifiers)
    QgsApplication.processEvents()


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


def updated_after(action):
    """Do something and wait for the next preview; return the seconds until it was there."""
    before, began = latest["labels"], time.monotonic()
    action()
    assert wait(lambda: latest["labels"] > before), state()
    return round(time.monotonic() - began, 2)


def remember(preview):
    latest["is_shown"] = preview is not None
    if preview is not None:
        latest["labels"] = preview.labels
        findings["previews"].append([preview.width, preview.height, preview.is_complete])


def begin():
    iface.addRasterLayer(PLACE["SCENE"], "scene")
    findings["dock_is_hidden_at_first"] = not dock().isVisible()
    dock().toggleViewAction().trigger()
    dock().session.answers.preview_changed.connect(remember)
    dock().session.answers.state_changed.connect(findings["states"].append)
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
    findings["first_preview_s"] = updated_after(lambda: stroke(0, 1, "2"))
    shoot("dock_3_first_preview")
    seconds = []
    places = [(1, 0, "2"), (2, 2, "1"), (2, 1, "2"), (3, 3, "1"), (3, 0, "2"), (1, 3, "1")]
    for row, column, key in places:
        seconds.append(updated_after(lambda r=row, c=column, k=key: stroke(r, c, k)))
        rest(0.2)
    findings["update_s"] = seconds
    findings["labels_drawn"] = n_labels()
    rest(0.3)
    findings["files"] = sorted(f.name for f in Path(PLACE["SCENE"]).parent.glob("*labels*"))


def look():
    wait(lambda: "Mean IoU" in label("landsketchAccuracy"), 30)
    findings["accuracy"] = label("landsketchAccuracy")
    tree = dock().findChild(QTreeWidget, "landsketchClasses")
    findings["rows"] = [
        [tree.topLevelItem(r).text(c) for c in range(6)] for r in range(tree.topLevelItemCount())
    ]
    shoot("dock_4_scores")


def undo_and_erase():
    layer = dock().session.labels
    before = n_labels()
    stroke(0, 3, "2")
    findings["after_a_stroke"] = n_labels() - before
    rest(0.5)
    updated_after(lambda: stroke(0, 3, "", Qt.KeyboardModifier.ShiftModifier))
    findings["after_erasing"] = n_labels() - before
    layer.undoStack().undo()
    rest(0.5)
    findings["after_undo"] = n_labels() - before
    layer.commitChanges(False)
    rest(0.5)
    findings["files_after_saving"] = sorted(
        f.name for f in Path(PLACE["SCENE"]).parent.glob("*labels*")
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
    findings["off_shows_nothing"] = not latest["is_shown"]
    press("landsketchMode_once")
    findings["once_shows"] = wait(lambda: latest["is_shown"])
    before = latest["labels"]
    stroke(3, 2, "2")
    rest(1.0)
    findings["once_does_not_follow"] = latest["labels"] == before
    press("landsketchMode_live")


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
    labels, path = session.labels, str(Path(PLACE["SCENE"]).with_name("project.qgs"))
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
    begin, make_labels, start_live, draw, look, undo_and_erase, switch, kill_the_engine,
    reopen, remove_layers,
)  # fmt: skip


def run():
    try:
        for step in STEPS:
            step()
    except BaseException:
        findings["error"] = traceback.format_exc()
    findings["unloaded"] = bool(qgis.utils.unloadPlugin("landsketch"))
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    findings["dock_after_unload"] = dock() is None
    Path(PLACE["FINDINGS"]).write_text(json.dumps(findings))
    os._exit(0)


QTimer.singleShot(1500, run)
