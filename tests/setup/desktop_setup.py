"""Runs inside QGIS (``--code``) in a clean profile: from the zip to a map, by mouse, no terminal.

Environment variables set the paths: LANDSKETCH_TEST_ZIP, _SCENE, _HELPERS, _FINDINGS, _SHOTS; and
LANDSKETCH_TEST_BACKBONE names the backbone.
"""

import json
import os
import sys
import time
import traceback
from pathlib import Path

import pyplugin_installer
from qgis.core import QgsApplication, QgsProject
from qgis.gui import QgsProcessingAlgorithmDialogBase
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QTreeWidget,
    QWidget,
)

sys.path.insert(0, os.environ["LANDSKETCH_TEST_HELPERS"])
from in_desktop import (  # the zip holds no tests
    Watch,
    canvas,
    dock,
    drag,
    iface,
    path_of,
    press,
    rest,
    shoot,
    state,
    type_key,
    wait,
)

CELL = 64  # side in metres of a square of one ground
LEFT = Qt.MouseButton.LeftButton
findings = {"seconds": {}}


def timed(name, action):
    began = time.monotonic()
    action()
    findings["seconds"][name] = round(time.monotonic() - began, 1)


def grab(widget, name):
    widget.grab().save(str(Path(path_of("SHOTS")) / f"{name}.png"))


def choose_in_menu(name):
    """Click an entry of Raster > Landsketch."""
    menus = [entry.menu() for entry in iface.rasterMenu().actions() if entry.menu()]
    menu = next(menu for menu in menus if menu.title().replace("&", "") == "Landsketch")
    action = next(entry for entry in menu.actions() if entry.objectName() == name)
    menu.popup(iface.mainWindow().mapToGlobal(iface.mainWindow().rect().center()))
    rest(0.3)
    QTest.mouseClick(
        menu, LEFT, Qt.KeyboardModifier.NoModifier, menu.actionGeometry(action).center()
    )
    rest(0.3)


def visible(kind, name):
    found = [w for w in QApplication.allWidgets() if w.objectName() == name and w.isVisible()]
    return next((widget for widget in found if isinstance(widget, kind)), None)


def install_plugin():
    pyplugin_installer.instance().installFromZipFile(path_of("ZIP"))


def set_up_engine():
    iface.addRasterLayer(path_of("SCENE"), "scene")
    canvas.zoomToFullExtent()
    iface.mainWindow().findChild(QAction, "landsketchShowDock").trigger()
    rest(0.5)
    press("landsketchMode_live")  # without an engine: leads to its set-up
    rest(0.5)
    findings["offer"] = visible(QPushButton, "landsketchOfferSetUp") is not None
    shoot("setup_1_no_engine")
    choose_in_menu("landsketchSetUp")
    assert wait(lambda: visible(QDialog, "landsketchSetup"), 10)
    dialog = visible(QDialog, "landsketchSetup")
    findings["plan"] = visible(QLabel, "setupSummary").text()
    grab(dialog, "setup_2_plan")
    QTest.mouseClick(visible(QPushButton, "setupStart"), LEFT)
    rest(15)
    grab(dialog, "setup_3_progress")
    findings["stage"] = visible(QLabel, "setupStage").text()
    assert wait(lambda: visible(QLabel, "setupMessage"), 900), "the set-up does not end"
    findings["message"] = visible(QLabel, "setupMessage").text()
    grab(dialog, "setup_4_done")
    QTest.mouseClick(visible(QPushButton, "setupClose"), LEFT)


def install_backbone():
    QTimer.singleShot(1000, in_options)
    choose_in_menu("landsketchOptions")  # returns when the options are closed
    wait(lambda: "backbone" in findings, 5)


def in_options():
    try:
        use_options()
    except BaseException:
        findings["error"] = traceback.format_exc()
    options = visible(QWidget, "landsketchOptions")
    if options is not None:
        options.window().reject()


def use_options():
    page = visible(QWidget, "landsketchOptions")
    assert page is not None, "the page of Landsketch is not shown"
    page.tabs.setCurrentIndex(1)
    rest(0.5)
    tree = visible(QTreeWidget, "backbones")
    name = os.environ["LANDSKETCH_TEST_BACKBONE"]
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    item = next(i for i in items if name in [i.text(c) for c in range(4)])
    tree.scrollToItem(item)
    rest(0.2)
    QTest.mouseClick(
        tree.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, tree.visualItemRect(item).center()
    )
    QTimer.singleShot(1500, accept_licence)
    QTest.mouseClick(visible(QPushButton, "backboneInstall"), LEFT)
    said = visible(QLabel, "backboneMessage")
    assert wait(lambda: said.text().startswith(name) or "could not" in said.text(), 400), (
        said.text()
    )
    findings["backbone"] = said.text()
    QTest.mouseClick(visible(QPushButton, "backboneSpeed"), LEFT)
    wait(lambda: "Mpx/s" in said.text(), 120)
    findings["speed"] = said.text()
    grab(page, "setup_5_backbone")


def accept_licence():
    dialog = visible(QDialog, "landsketchLicence")
    grab(dialog, "setup_5_licence")
    box = dialog.findChild(QCheckBox)
    if box.isVisible():
        QTest.mouseClick(box, LEFT)
    QTest.mouseClick(dialog.install_button, LEFT)


def draw():
    box = dock().findChild(QComboBox, "landsketchBackbone")
    box.showPopup()  # reads what is installed
    rest(0.3)
    findings["choices"] = [box.itemText(row) for row in range(box.count())]
    box.hidePopup()
    box.setCurrentText(os.environ["LANDSKETCH_TEST_BACKBONE"])
    press("landsketchNew")
    watch = Watch()
    assert wait(lambda: state().startswith("Draw labels"), 120), state()
    stroke(0, 0, "1")
    watch.updated_after(lambda: stroke(0, 1, "2"), 180)
    for row, column, key in ((1, 0, "2"), (2, 2, "1"), (2, 1, "2"), (3, 3, "1")):
        watch.updated_after(lambda r=row, c=column, k=key: stroke(r, c, k), 120)
    rest(1)
    shoot("setup_6_preview")


def stroke(row, column, key):
    """Paint across the middle of a square of the scene with the class of a key."""
    west, north = canvas.fullExtent().xMinimum(), canvas.fullExtent().yMaximum()
    y, x = north - (row + 0.5) * CELL, west + column * CELL
    type_key(key)
    drag((x + 0.25 * CELL, y), (x + 0.75 * CELL, y))


def run_dialog(button):
    """Open the dialog of an algorithm from the dock, run it as it is, and close it."""
    press(button)
    rest(1)
    dialogs = iface.mainWindow().findChildren(QgsProcessingAlgorithmDialogBase)
    (dialog,) = [each for each in dialogs if each.isVisible()]
    ended = []
    dialog.algorithmFinished.connect(lambda is_good, results: ended.append((is_good, results)))
    QTest.mouseClick(dialog.runButton(), LEFT)
    assert wait(lambda: ended, 300), "the algorithm does not end"
    rest(1)
    grab(dialog, f"setup_{button}")
    dialog.close()
    assert ended[0][0], "the algorithm failed"


def train_and_map():
    press("landsketchMode_off")
    run_dialog("landsketchTrain")
    run_dialog("landsketchMap")
    layers = QgsProject.instance().mapLayers().values()
    findings["layers"] = [layer.name() for layer in layers]
    findings["legend"] = [
        item.label
        for layer in layers
        if layer.type() == layer.RasterLayer and hasattr(layer.renderer(), "classes")
        for item in layer.renderer().classes()
    ]
    rest(2)
    shoot("setup_7_map")


def run():
    try:
        for step in (install_plugin, set_up_engine, install_backbone, draw, train_and_map):
            timed(step.__name__, step)
            if "error" in findings:
                break
    except BaseException:
        findings["error"] = traceback.format_exc()
        shoot("setup_error")
    Path(path_of("FINDINGS")).write_text(json.dumps(findings))
    if dock() is not None:
        dock().close_session()
    QgsApplication.processEvents()
    os._exit(0)


QTimer.singleShot(1500, run)
