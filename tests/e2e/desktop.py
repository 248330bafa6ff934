"""Uses menu and dialog in a real QGIS desktop (``qgis --code``) and records the results.

Environment variables set the paths: LANDSKETCH_TEST_SCENE, _MODEL, _OUTPUT (map), _ENDLESS (a
Python whose engine never ends), _FINDINGS (JSON), _SHOTS (folder).
"""

import json
import os
import shutil
import time
import traceback
from pathlib import Path

import processing
import qgis.utils
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QTextEdit, QTreeView

PLACE = {
    name: os.environ[f"LANDSKETCH_TEST_{name}"]
    for name in ("SCENE", "MODEL", "OUTPUT", "ENDLESS", "FINDINGS", "SHOTS")
}
findings, kept = {}, {}
iface = qgis.utils.iface


def shoot(widget, name):
    widget.grab().save(str(Path(PLACE["SHOTS"]) / f"{name}.png"))


def action():
    """Return the plugin's action in the Raster menu, None if it is not there."""
    found = [
        a for menu in iface.rasterMenu().actions() if menu.menu() for a in menu.menu().actions()
    ]
    return next((a for a in found if a.objectName() == "landsketchToolbox"), None)


def make_labels(extent):
    """Return a layer with one polygon in the middle of an extent."""
    labels = QgsVectorLayer("Polygon?crs=EPSG:32633&field=class:string", "labels", "memory")
    extent.scale(0.3)
    area = QgsFeature(labels.fields())
    area.setGeometry(QgsGeometry.fromRect(extent))
    labels.dataProvider().addFeature(area)
    return labels


def open_toolbox():
    scene = iface.addRasterLayer(PLACE["SCENE"], "scene")
    QgsProject.instance().addMapLayer(make_labels(scene.extent()))
    findings["action_in_raster_menu"] = action() is not None
    action().trigger()
    dock = iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
    tree = dock.findChild(QTreeView)
    findings["toolbox_is_open"] = dock.isVisible()
    findings["toolbox_shows"] = tree.currentIndex().data()
    findings["toolbox_is_unfolded"] = tree.isExpanded(tree.currentIndex())


def open_every_dialog():
    shoot(iface.mainWindow(), "toolbox")
    findings["dialogs"] = []
    for algorithm in QgsApplication.processingRegistry().providerById("landsketch").algorithms():
        dialog = processing.createAlgorithmDialog(algorithm.id(), {})
        dialog.show()
        QgsApplication.processEvents()
        findings["dialogs"].append([algorithm.name(), dialog.isVisible()])
        shoot(dialog, f"dialog_{algorithm.name()}")
        dialog.close()


def open_dialog():
    parameters = {"INPUT": PLACE["SCENE"], "MODEL": PLACE["MODEL"], "OUTPUT": PLACE["OUTPUT"]}
    kept["dialog"] = processing.createAlgorithmDialog("landsketch:predictraster", parameters)
    kept["dialog"].show()


def click_run():
    shoot(kept["dialog"], "predict_dialog")
    kept["beat"], findings["longest_pause_s"] = time.monotonic(), 0.0
    kept["timer"] = QTimer()
    kept["timer"].timeout.connect(feel_pulse)
    kept["timer"].start(10)
    kept["dialog"].runButton().click()


def feel_pulse():
    now = time.monotonic()
    findings["longest_pause_s"] = max(findings["longest_pause_s"], now - kept["beat"])
    kept["beat"] = now


def is_mapped():
    return any(
        layer.source() == PLACE["OUTPUT"] for layer in QgsProject.instance().mapLayers().values()
    )


def look_at_map():
    kept["timer"].stop()
    layer = next(
        la for la in QgsProject.instance().mapLayers().values() if la.source() == PLACE["OUTPUT"]
    )
    findings["layer_name"] = layer.name()
    findings["legend_is_unfolded"] = (
        QgsProject.instance().layerTreeRoot().findLayer(layer.id()).isExpanded()
    )
    findings["renderer"] = type(layer.renderer()).__name__
    findings["legend"] = [[c.value, c.label, c.color.name()] for c in layer.renderer().classes()]
    kept["dialog"].close()
    iface.setActiveLayer(layer)
    iface.zoomToActiveLayer()


def overwrite_map():
    """Map again to the file of the loaded layer, which shows a value of no class."""
    stale = Path(PLACE["OUTPUT"]).with_name("stale.tif")
    shutil.copy(PLACE["OUTPUT"], stale)
    raster = gdal.Open(str(stale), gdal.GA_Update)
    raster.GetRasterBand(1).Fill(200)
    raster = None  # closes the file
    stale.replace(PLACE["OUTPUT"])
    map_layer().dataProvider().reloadData()
    findings["pixel_before"] = pixel()
    open_dialog()
    kept["dialog"].runButton().click()


def is_overwritten():
    return "Results" in said() and kept["dialog"].runButton().isEnabled()


def look_at_new_map():
    findings["pixel_after"] = pixel()
    findings["pixel_in_file"] = float(gdal.Open(PLACE["OUTPUT"]).ReadAsArray()[10, 10])
    findings["tree_after"] = [n.name() for n in QgsProject.instance().layerTreeRoot().children()]
    kept["dialog"].close()
    iface.mapCanvas().refreshAllLayers()


def shoot_new_map():
    shoot(iface.mainWindow(), "mapped_twice")


def map_layer():
    layers = QgsProject.instance().mapLayers().values()
    return next(layer for layer in layers if layer.source() == PLACE["OUTPUT"])


def pixel():
    """Return the value that the loaded map shows at row 10, column 10."""
    extent = map_layer().extent()
    point = QgsPointXY(extent.xMinimum() + 10.5, extent.yMaximum() - 10.5)
    return map_layer().dataProvider().sample(point, 1)[0]


def start_what_fails():
    """Run an algorithm that has a report without an engine."""
    model = Path(PLACE["OUTPUT"]).with_name("empty.safetensors")
    model.write_bytes(b"")
    os.environ["LANDSKETCH_PYTHON"] = "/no/such/python"
    layers = QgsProject.instance().mapLayers().values()
    labels = next(layer for layer in layers if layer.name() == "labels")
    parameters = {
        "INPUT": PLACE["SCENE"],
        "MODEL": str(model),
        "LABELS": labels.id(),
        "CLASS_FIELD": "class",
    }
    kept["dialog"] = processing.createAlgorithmDialog("landsketch:evaluatemodel", parameters)
    kept["dialog"].show()
    kept["dialog"].runButton().click()


def has_failed():
    return "Execution failed" in said() and kept["dialog"].runButton().isEnabled()


def note_failure():
    findings["failure_said"] = said()
    kept["dialog"].close()


def open_map_by_hand():
    shoot(iface.mainWindow(), "map")
    opened = QgsRasterLayer(PLACE["OUTPUT"], "by hand")
    findings["legend_by_hand"] = [[c.value, c.label] for c in opened.renderer().classes()]


def start_what_never_ends():
    os.environ["LANDSKETCH_PYTHON"] = PLACE["ENDLESS"]
    Path(PLACE["ENDLESS"]).with_name("working").unlink(missing_ok=True)
    parameters = {
        "INPUT": PLACE["SCENE"],
        "MODEL": PLACE["MODEL"],
        "OUTPUT": PLACE["OUTPUT"] + ".never.tif",
    }
    kept["layers"] = len(QgsProject.instance().mapLayers())
    kept["dialog"] = processing.createAlgorithmDialog("landsketch:predictraster", parameters)
    kept["dialog"].show()
    kept["dialog"].runButton().click()


def press_cancel():
    kept["cancelled"] = time.monotonic()
    kept["dialog"].cancelButton().click()
    while not is_over() and time.monotonic() - kept["cancelled"] < 10:
        QgsApplication.processEvents()
    findings["cancel_took_s"] = time.monotonic() - kept["cancelled"]
    findings["cancel_said"] = said()
    findings["layers_after_cancel"] = len(QgsProject.instance().mapLayers()) - kept["layers"]
    findings["files_after_cancel"] = [p.name for p in Path(PLACE["OUTPUT"]).parent.glob("*never*")]
    kept["dialog"].close()


def is_over():
    return "Cancelled." in said() and kept["dialog"].runButton().isEnabled()


def said():
    return "\n".join(box.toPlainText() for box in kept["dialog"].findChildren(QTextEdit))


def reload_three_times():
    registry = QgsApplication.processingRegistry()
    findings["after_unload"], findings["after_load"] = [], []
    for _ in range(3):
        qgis.utils.unloadPlugin("landsketch")
        QgsApplication.processEvents()
        QgsApplication.sendPostedEvents(None, 52)  # deferred deletions
        left = [
            a
            for a in iface.mainWindow().findChildren(QAction)
            if a.objectName() == "landsketchToolbox"
        ]
        findings["after_unload"].append([len(left), registry.providerById("landsketch") is None])
        qgis.utils.loadPlugin("landsketch")
        qgis.utils.startPlugin("landsketch")
        findings["after_load"].append(
            [action() is not None, registry.providerById("landsketch") is not None]
        )


def finish(code):
    Path(PLACE["FINDINGS"]).write_text(json.dumps(findings, indent=1), encoding="utf-8")
    QgsProject.instance().setDirty(False)
    os._exit(code)


def give_up(reason):
    findings["error"] = reason
    findings["layers"] = [
        [la.name(), la.source()] for la in QgsProject.instance().mapLayers().values()
    ]
    if "dialog" in kept:
        findings["log"] = said()
    finish(1)


# what to do, and when it may begin
STEPS = [
    (
        open_toolbox,
        lambda: (
            "landsketch" in qgis.utils.active_plugins and "processing" in qgis.utils.active_plugins
        ),
    ),
    (open_every_dialog, lambda: True),
    (open_dialog, lambda: True),
    (click_run, lambda: bool(kept["dialog"].isVisible())),
    (look_at_map, is_mapped),
    (open_map_by_hand, lambda: not iface.mapCanvas().isDrawing()),
    (overwrite_map, lambda: not iface.mapCanvas().isDrawing()),
    (look_at_new_map, is_overwritten),
    (shoot_new_map, lambda: not iface.mapCanvas().isDrawing()),
    (start_what_fails, lambda: True),
    (note_failure, has_failed),
    (start_what_never_ends, lambda: True),
    (press_cancel, lambda: Path(PLACE["ENDLESS"]).with_name("working").exists()),
    (reload_three_times, lambda: True),
]


def append_advice(number=0, since=None):
    since = since or time.monotonic()
    try:
        if number == len(STEPS):
            finish(0)
        step, may_begin = STEPS[number]
        if may_begin():
            step()
            number, since = number + 1, None
        elif time.monotonic() - since > 30:
            give_up(f"waited too long for {step.__name__}")
    except Exception:  # whatever it is, the test wants to read it
        give_up(traceback.format_exc())
    QTimer.singleShot(300, lambda: append_advice(number, since))


QTimer.singleShot(1000, append_advice)
