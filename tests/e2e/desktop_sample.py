"""Follows the tutorial on the sample project in a QGIS desktop (``qgis --code``), with pictures.

Environment variables set the paths: LANDSKETCH_TEST_FOLDER (where the sample project is put),
_FINDINGS (JSON), _SHOTS (folder).
"""

import json
import os
import traceback
from pathlib import Path

from qgis.core import QgsPointXY, QgsProject
from qgis.gui import QgsProcessingAlgorithmDialogBase
from qgis.PyQt.QtCore import QSize, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDockWidget,
    QFileDialog,
    QMenu,
    QMessageBox,
    QSpinBox,
    QTreeWidget,
)

from landsketch.plugin.compat import QAction
from landsketch.plugin.live.class_sources import entries_of
from landsketch.scripts.sample_strokes import STROKES
from landsketch.tests.helpers.in_desktop import (
    Watch,
    canvas,
    click,
    dock,
    drag,
    iface,
    label,
    path_of,
    press,
    rest,
    shoot,
    state,
    wait,
)

SIZE = QSize(1280, 800)
PIXEL_M = 10
CLASSES = {"water": 3, "trees": 6, "bare ground": 6, "green field": 6, "built-up": 4}
REEDS = (136, 105)  # column and row of reeds at the shore, which the strokes do not show
findings = {"questions": []}
watches = []
frames = []


def film():
    """Write the next picture of the tour."""
    frames.append(len(frames) + 1)
    shoot(f"sample_tour_{len(frames):02}")


def answer(button):
    """Answer the question about unsaved changes that QGIS will ask in a moment."""

    def press_it():
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            findings["questions"].append(box.text())
            box.button(button).click()
        else:
            QTimer.singleShot(200, press_it)

    QTimer.singleShot(300, press_it)


def open_sample(button):
    """Choose the menu entry while the open project has unsaved changes."""
    QFileDialog.getExistingDirectory = lambda *_: path_of("FOLDER")
    QgsProject.instance().setDirty(True)
    answer(button)
    iface.mainWindow().findChild(QAction, "landsketchSample").trigger()
    rest(1)


def tidy_window():
    """Give the canvas the place of what the tutorial does not use."""
    window = iface.mainWindow()
    window.resize(SIZE)
    window.findChild(QDockWidget, "Browser").hide()
    rest(0.5)


def begin():
    tidy_window()
    open_sample(QMessageBox.StandardButton.Cancel)
    findings["kept"] = QgsProject.instance().fileName()
    open_sample(QMessageBox.StandardButton.Discard)
    findings["opened"] = QgsProject.instance().fileName()
    findings["dock_is_shown"] = dock().isVisible()
    layers = QgsProject.instance().mapLayers().values()
    findings["valid"] = {layer.name(): layer.isValid() for layer in layers}
    findings["image"], findings["labels"] = dock().image.name(), dock().session.labels.name()
    rest(1)
    shoot("sample_1_open")
    film()


def show(name, *, is_shown):
    layer = QgsProject.instance().mapLayersByName(name)[0]
    node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
    node.setItemVisibilityChecked(is_shown)


def make_labels():
    """Hide what was shipped, and make a label layer with the classes of the shipped one."""
    show("map", is_shown=False)
    rest(0.7)
    film()
    show("labels", is_shown=False)
    watches.append(Watch())
    press("landsketchNew")
    shipped = QgsProject.instance().mapLayersByName("labels")[0]
    dock().classes.add_classes(entries_of(shipped))
    tree = dock().findChild(QTreeWidget, "landsketchClasses")
    for _ in range(tree.topLevelItemCount() - len(CLASSES)):
        tree.setCurrentItem(tree.topLevelItem(0))
        press("landsketchDelete")
    findings["classes"] = [entry.name for entry in dock().session.classes]
    wait(lambda: state().startswith("Draw labels"))
    rest(0.5)
    shoot("sample_2_classes")
    film()


def on_ground(place):
    extent = dock().image.extent()
    x, y = (PIXEL_M * (value + 0.5) for value in place)
    return QgsPointXY(extent.xMinimum() + x, extent.yMaximum() - y)


def stroke(name, width, places):
    """Paint a stroke of the sample's labels."""
    dock().classes.tree.choose(list(CLASSES).index(name))
    per_pixel = PIXEL_M / canvas.mapUnitsPerPixel()
    dock().findChild(QSpinBox, "landsketchWidth").setValue(max(4, round(width * per_pixel)))
    first, last = (on_ground(place) for place in (places[0], places[-1]))
    drag((first.x(), first.y()), (last.x(), last.y()))


def draw():
    chosen, left = [], dict(CLASSES)
    for one in STROKES:
        if left[one[0]]:
            left[one[0]] -= 1
            chosen.append(one)
    chosen.sort(key=lambda one: one[0] not in ("water", "trees"))
    for number, one in enumerate(chosen, start=1):
        stroke(*one)
        if number in (1, 2, 3):
            rest(0.5)
            film()
        elif number == 4:
            assert wait(lambda: watches[0].is_shown), state()
            rest(1)
            shoot("sample_3_two_classes")
            film()
        elif number % 4 == 0:
            rest(2)
            film()
    findings["labels_drawn"] = dock().session.labels.featureCount()
    wait(lambda: "Mean IoU" in label("landsketchAccuracy"), 60)
    findings["accuracy"] = label("landsketchAccuracy")
    rest(1)
    shoot("sample_4_preview")
    film()


def correct():
    """Give a place of reeds its class with the menu of the right button."""
    place = on_ground(REEDS)
    click(place.x(), place.y(), Qt.MouseButton.RightButton)
    rest(0.5)
    menu = next(m for m in dock().findChildren(QMenu) if m.isVisible())
    findings["menu"] = [action.text() for action in menu.actions()]
    menu.grab().save(str(Path(path_of("SHOTS")) / "sample_5_menu.png"))
    others = {action.text(): action for action in menu.actions()[1:]}
    action = others.get("trees") or others["bare ground"]
    before = dock().session.labels.featureCount()
    watches[0].updated_after(action.trigger)
    menu.close()
    findings["corrected"] = dock().session.labels.featureCount() - before
    rest(2)
    film()


def where_next():
    press("landsketchWhereNext")
    findings["suggested"] = wait(lambda: label("landsketchReason"), 20)
    rest(1.5)
    shoot("sample_6_where_next")
    film()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    canvas.setExtent(QgsProject.instance().viewSettings().defaultViewExtent())
    rest(1)


def run_dialog(button_name, values, shot):
    """Open the dialog of an algorithm, press Run, and wait for its end."""
    press(button_name)
    rest(1)
    dialogs = iface.mainWindow().findChildren(QgsProcessingAlgorithmDialogBase)
    (dialog,) = [each for each in dialogs if each.isVisible()]
    dialog.setParameters({**dialog.createProcessingParameters(), **values})
    rest(0.5)
    dialog.grab().save(str(Path(path_of("SHOTS")) / f"{shot}.png"))
    ended = []
    dialog.algorithmFinished.connect(lambda is_good, results: ended.append(is_good))
    QTest.mouseClick(dialog.runButton(), Qt.MouseButton.LeftButton)
    assert wait(lambda: ended, 150), "the algorithm does not end"
    rest(1)
    dialog.close()
    return ended[0]


def train_and_map():
    press("landsketchMode_off")
    dock().session.labels.commitChanges(False)
    folder = Path(QgsProject.instance().homePath())
    model, output = str(folder / "mine.safetensors"), str(folder / "mine.tif")
    values = {"MODEL": model}
    findings["trained"] = run_dialog("landsketchTrain", values, "sample_7_train")
    values["OUTPUT"] = output
    findings["mapped"] = run_dialog("landsketchMap", values, "sample_8_map")
    made = [la for la in QgsProject.instance().mapLayers().values() if la.source() == output]
    findings["maps"] = len(made)
    rest(2)
    dock().raise_()
    iface.messageBar().clearWidgets()
    rest(0.5)
    shoot("sample_9_result")
    film()


STEPS = (begin, make_labels, draw, correct, where_next, train_and_map)


def run():
    try:
        for step in STEPS:
            step()
    except BaseException:
        findings["error"] = traceback.format_exc()
        shoot("sample_error")
    findings["frames"] = len(frames)
    Path(path_of("FINDINGS")).write_text(json.dumps(findings))
    dock().close_session()
    os._exit(0)


QTimer.singleShot(1500, run)
