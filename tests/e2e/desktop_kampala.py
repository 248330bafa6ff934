"""Maps real imagery in a QGIS desktop (``qgis --code``): from an empty project to a legend.

Everything is done with mouse and keys. Environment variables set the paths: LANDSKETCH_TEST_SCENE,
_POLYGONS (what is known of the ground), _FINDINGS (JSON), _SHOTS (folder).
"""

import json
import os
import traceback
from pathlib import Path

from qgis.core import (
    QgsGeometry,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsProcessingAlgorithmDialogBase
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QInputDialog, QLineEdit, QTreeWidget

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
    type_key,
    wait,
)

VIEW_M = 75  # side of the view
PER_CLASS = 2  # strokes
HALF_STROKE_M = 0.6
findings = {"update_s": [], "states": []}
watches = []


def known_ground():
    """Return geometries by the name of the class, those nearest to the middle first."""
    layer = QgsVectorLayer(path_of("POLYGONS"), "known", "ogr")
    middle = QgsGeometry.fromPointXY(canvas.fullExtent().center())
    found = {}
    for feature in layer.getFeatures():
        geometry = feature.geometry()
        found.setdefault(feature["class"], []).append((geometry.distance(middle), geometry))
    nearest = {name: sorted(pairs, key=lambda pair: pair[0]) for name, pairs in found.items()}
    return {name: [geometry for _, geometry in pairs] for name, pairs in nearest.items()}


def begin():
    iface.addRasterLayer(path_of("SCENE"), "kampala")
    dock().toggleViewAction().trigger()
    watches.append(Watch())
    dock().session.answers.state_changed.connect(findings["states"].append)
    canvas.zoomToFullExtent()
    rest(0.5)
    shoot("kampala_1_image")


def type_in_dialog(text):
    """Answer the question for a name that will be open in a moment."""

    def answer():
        dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QInputDialog))
        QTest.keyClicks(dialog.findChild(QLineEdit), text)
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    QTimer.singleShot(300, answer)


def make_classes():
    names = sorted(findings["ground"])
    press("landsketchNew")
    tree = dock().findChild(QTreeWidget, "landsketchClasses")
    for row, name in enumerate(names[:2]):
        tree.topLevelItem(row).setText(0, name)
    tree.setCurrentItem(tree.topLevelItem(2))
    for name in names[2:]:
        type_in_dialog(name)
        press("landsketchAddClass")
    findings["classes"] = [entry.name for entry in dock().session.classes]
    assert wait(lambda: state().startswith("Draw labels")), state()
    shoot("kampala_2_classes")


def stroke(geometry, key):
    """Paint over the middle of a polygon, where it is in view."""
    middle = geometry.pointOnSurface().asPoint()
    canvas.setExtent(QgsRectangle.fromCenterAndSize(middle, VIEW_M, VIEW_M))
    canvas.refresh()
    rest(0.4)
    type_key(key)
    y = middle.y()
    drag((middle.x() - HALF_STROKE_M, y), (middle.x() + HALF_STROKE_M, y))


def draw():
    keys = {entry.name: str(n) for n, entry in enumerate(dock().session.classes, start=1)}
    ground = known_ground()
    first, *others = sorted(ground)
    stroke(ground[first][0], keys[first])
    rest(0.5)
    for number in range(PER_CLASS):
        for name in (first, *others):
            if (name, number) != (first, 0):
                geometry = ground[name][number]
                seconds = watches[0].updated_after(lambda g=geometry, n=name: stroke(g, keys[n]))
                findings["update_s"].append(seconds)
    canvas.zoomToFullExtent()
    rest(2)
    shoot("kampala_3_strokes")


def draw_polygon():
    """Draw a polygon with QGIS's own tool; it has the chosen class."""
    corners = known_ground()["building"][3]
    middle = corners.pointOnSurface().asPoint()
    canvas.setExtent(QgsRectangle.fromCenterAndSize(middle, VIEW_M, VIEW_M))
    canvas.refresh()
    rest(0.5)
    tree = dock().findChild(QTreeWidget, "landsketchClasses")
    tree.setCurrentItem(tree.topLevelItem(findings["classes"].index("building")))
    before = dock().session.labels.featureCount()
    press("landsketchPolygon")

    def clicks():
        for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            click(middle.x() + dx, middle.y() + dy)
        click(middle.x(), middle.y(), Qt.MouseButton.RightButton)

    findings["update_s"].append(watches[0].updated_after(clicks))
    findings["polygons_drawn"] = dock().session.labels.featureCount() - before
    names = [f["class"] for f in dock().session.labels.getFeatures()]
    findings["buildings"] = names.count("building")
    shoot("kampala_4_polygon")


def where_next():
    press("landsketchBrush")
    canvas.zoomToFullExtent()
    rest(3)
    before = dock().session.labels.featureCount()
    type_key("n")
    assert wait(lambda: label("landsketchReason"), 20), state()
    shoot("kampala_5_where_next")
    for _ in range(2):
        watches[0].updated_after(lambda: QTest.keyClick(canvas, Qt.Key.Key_Return))
        rest(1)
    findings["accepted"] = dock().session.labels.featureCount() - before
    wait(lambda: "Mean IoU" in label("landsketchAccuracy"), 40)
    findings["accuracy"] = label("landsketchAccuracy")
    shoot("kampala_6_scores")


def run_dialog(button_name, values):
    """Open the dialog of an algorithm, press Run, and wait for its end; return the results."""
    press(button_name)
    rest(1)
    dialogs = iface.mainWindow().findChildren(QgsProcessingAlgorithmDialogBase)
    (dialog,) = [each for each in dialogs if each.isVisible()]
    dialog.setParameters({**dialog.createProcessingParameters(), **values})
    dialog.grab().save(str(Path(path_of("SHOTS")) / f"kampala_{button_name}.png"))
    ended = []
    dialog.algorithmFinished.connect(lambda is_good, results: ended.append((is_good, results)))
    QTest.mouseClick(dialog.runButton(), Qt.MouseButton.LeftButton)
    assert wait(lambda: ended, 150), "the algorithm does not end"
    rest(1)
    log = dialog.processLog() if hasattr(dialog, "processLog") else ""
    findings[f"log_{button_name}"] = log[-2000:]
    dialog.close()
    assert ended[0][0], log[-2000:]
    return ended[0][1]


def train_and_map():
    press("landsketchMode_off")
    dock().session.labels.commitChanges(False)
    folder = Path(path_of("SCENE")).parent
    model = str(folder / "model.safetensors")
    run_dialog("landsketchTrain", {"MODEL": model})
    findings["model"] = Path(model).is_file()
    run_dialog("landsketchMap", {"MODEL": model, "OUTPUT": str(folder / "map.tif")})
    layers = QgsProject.instance().mapLayers().values()
    maps = [la for la in layers if la.source() == str(folder / "map.tif")]
    findings["maps"] = len(maps)
    renderer = maps[0].renderer()
    assert isinstance(renderer, QgsPalettedRasterRenderer)
    findings["legend"] = [item.label for item in renderer.classes()]
    rest(2)
    shoot("kampala_7_map")


def run():
    try:
        begin()
        findings["ground"] = {name: len(found) for name, found in known_ground().items()}
        for step in (make_classes, draw, draw_polygon, where_next, train_and_map):
            step()
    except BaseException:
        findings["error"] = traceback.format_exc()
        shoot("kampala_error")
    Path(path_of("FINDINGS")).write_text(json.dumps(findings))
    dock().close_session()
    os._exit(0)


QTimer.singleShot(1500, run)
