"""Everyday use of the dock: keys, scores of classes, places that are shown, and what it says."""

import pytest
from qgis.core import QgsGeometry, QgsPointXY, QgsProject, QgsRectangle
from qgis.gui import QgsProcessingMultipleSelectionDialog
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QApplication, QDialog, QDockWidget, QMainWindow

from landsketch.core.class_table import LandClass
from landsketch.tests.helpers.dock_user import CELL, NORTH, WEST, middle, rest, wait
from landsketch.ui.class_tree import AREA, IOU, SHARE, ClassTree
from landsketch.ui.results_viewer import keep_in_front

CLASSES = (LandClass(1, "roof", "#4477aa"), LandClass(2, "yard", "#ee6677"))
SCORES = {"names": ["roof", "yard"], "class_iou": [0.25, 0.75], "intervals": [[0.1, 0.4], None]}


def type_key(widget, text):
    code = getattr(Qt.Key, f"Key_{text}")
    QApplication.sendEvent(
        widget, QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, text)
    )


# -- class table -----------------------------------------------------------------------------------


@pytest.fixture
def tree(qgis_app):
    made = ClassTree()
    made.resize(400, 200)
    made.show_classes(CLASSES, {"roof": 3}, {"roof": 50.0}, set())
    made.show_scores(SCORES, {"roof": 0.08})
    made.show_shares({"roof": 0.4, "yard": 0.6})
    yield made
    made.deleteLater()


def column(tree, number):
    return [tree.topLevelItem(row).text(number) for row in range(tree.topLevelItemCount())]


def test_scores_and_shares_belong_to_classes_not_to_rows(tree):
    assert (column(tree, IOU), column(tree, SHARE)) == (["0.25 ↑", "0.75"], ["40 %", "60 %"])
    assert "+0.08" in tree.topLevelItem(0).toolTip(IOU)
    tree.show_classes(CLASSES[1:], {}, {}, set())
    assert (column(tree, IOU), column(tree, SHARE)) == (["0.75"], ["60 %"])
    tree.show_classes((*CLASSES[1:], LandClass(3, "lawn", "#228833")), {}, {}, set())
    assert (column(tree, IOU), column(tree, SHARE)) == (["0.75", "–"], ["60 %", "–"])


def test_outdated_scores_are_grey(tree):
    color = tree.topLevelItem(0).foreground(IOU).color()
    tree.mark_outdated()
    assert tree.topLevelItem(0).foreground(IOU).color() != color
    assert column(tree, IOU) == ["0.25 ↑", "0.75"]
    tree.show_scores(SCORES, {})
    assert tree.topLevelItem(0).foreground(IOU).color() == color


def test_a_narrow_table_does_without_the_area(tree):
    tree.show()
    tree.resize(500, 200)
    assert not tree.isColumnHidden(AREA)
    tree.resize(300, 200)
    assert tree.isColumnHidden(AREA)


def test_a_digit_chooses_a_class_where_the_table_has_the_focus(tree):
    type_key(tree, "2")
    assert tree.position == 1
    type_key(tree, "9")
    assert tree.position == 1


# -- keys of the canvas ----------------------------------------------------------------------------


@pytest.fixture
def labelling(user, chessboard):
    """A dock with a new label layer, and no preview."""
    user.add_image(chessboard)
    user.press("landsketchNew")
    user.press("landsketchMode_off")
    user.canvas.setCurrentLayer(user.labels)
    return user


def test_digits_choose_a_class_while_qgis_draws_polygons(labelling):
    from qgis.gui import QgsMapTool

    class Digitizing(QgsMapTool):
        def flags(self):
            return QgsMapTool.Flag.EditTool

    tool, tree = Digitizing(labelling.canvas), labelling.dock.classes.tree
    labelling.canvas.setMapTool(tool)
    type_key(labelling.canvas, "2")
    assert tree.position == 1
    labelling.canvas.setCurrentLayer(labelling.dock.image)
    type_key(labelling.canvas, "1")
    assert tree.position == 1  # another layer is edited
    labelling.canvas.unsetMapTool(tool)


# -- what the dock says ----------------------------------------------------------------------------


def test_the_dock_says_what_to_do_next(user, chessboard):
    assert user.state == "Add an image to the project."
    image = user.add_image(chessboard)
    assert user.state == "Choose labels, or press New to make a layer for them."
    user.press("landsketchNew")
    user.press("landsketchMode_off")
    user.session.stop()
    labels = user.labels
    user.dock.source.choose_labels(None)
    user.dock.source.choose_labels(labels)
    assert user.state == "Press Live to see the map of these labels."
    QgsProject.instance().removeMapLayer(image.id())
    assert user.dock.preview.mode == "off"


def test_labels_beside_the_image_are_told(drawing):
    shape = QgsGeometry.fromRect(QgsRectangle(WEST - 500, NORTH, WEST - 400, NORTH + 50))
    drawing.dock.painter.draw(shape, False)
    assert wait(lambda: "1 label(s) lie outside the image" in drawing.state), drawing.state


def test_another_class_field_can_be_chosen(user, chessboard):
    from landsketch.tests.plugin.live.test_label_layer import layer_with

    user.add_image(chessboard)
    made = layer_with("field=kind:string&field=use:string", [("roof", "home"), ("road", "way")])
    QgsProject.instance().addMapLayer(made)
    user.dock.source.choose_labels(made)
    source = user.dock.source
    assert not source.field_box.isHidden()
    assert source.field_box.currentField() == "kind"
    source.field_box.setField("use")
    source.field_chosen.emit("use")
    assert [entry.name for entry in user.session.classes] == ["home", "way"]
    assert column(user.dock.classes.tree, 2) == ["1", "1"]
    user.press("landsketchNew")
    assert source.field_box.isHidden()


def test_bands_are_chosen_by_name(user, chessboard, monkeypatch):
    user.add_image(chessboard)
    shown = []

    def accept(dialog):
        shown.append(dialog.windowTitle())
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QgsProcessingMultipleSelectionDialog, "exec", accept)
    monkeypatch.setattr(
        QgsProcessingMultipleSelectionDialog, "selectedOptions", lambda _: [3, 2, 1]
    )
    (action,) = user.dock.source.bands_edit.actions()
    action.trigger()
    assert shown == ["Bands of image"]
    assert user.dock.source.options().bands == (3, 2, 1)


# -- places ----------------------------------------------------------------------------------------


def test_a_place_that_is_too_small_or_out_of_view_is_shown_larger(drawing):
    suggestions = drawing.dock.improvement.suggestions
    there = middle(3, 3)
    place = {"x": there.x(), "y": there.y(), "side": 8.0, "predicted": 0, "second": 1}
    place |= {"margin": 0.1, "reason": "between roof and yard"}
    drawing.look_at(QgsRectangle(WEST - 3000, NORTH - 3000, WEST + 3000, NORTH + 3000))
    suggestions.take([place])
    pixels = 8.0 / drawing.canvas.mapUnitsPerPixel()
    assert 4 <= pixels <= 6
    assert drawing.canvas.extent().contains(there)
    assert suggestions._band.asGeometry().boundingBox().width() >= 28 * 8 / pixels * 0.99
    drawing.look_at(QgsRectangle(WEST, NORTH - CELL, WEST + CELL, NORTH))
    suggestions.take([place])
    assert drawing.canvas.extent().contains(there)
    drawing.dock._on_key("escape")
    assert suggestions.current is None


def test_the_list_has_the_places_that_are_left_and_undo_stays_with_the_labels(drawing):
    places = [
        {"x": WEST + n, "y": NORTH - n, "side": 8.0, "predicted": 0, "margin": 0.1, "reason": "r"}
        for n in (50, 100, 150)
    ]
    drawing.iface.setActiveLayer(drawing.labels)
    drawing.dock.improvement.suggestions.take(places)
    drawing.dock.improvement.go_on()
    drawing.press("landsketchList")
    (listed,) = QgsProject.instance().mapLayersByName("Suggested places")
    points = [feature.geometry().asPoint() for feature in listed.getFeatures()]
    assert points == [QgsPointXY(WEST + n, NORTH - n) for n in (100, 150)]
    assert drawing.iface.activeLayer() == drawing.labels


def test_an_undone_renaming_brings_the_class_back(drawing):
    drawing.dock.classes.tree.renamed.emit(0, "house")
    rest(0.3)
    assert drawing.session.classes[0].name == "house"
    drawing.labels.undoStack().undo()
    assert wait(lambda: drawing.session.classes[0].name == "class 1")
    assert len(drawing.session.classes) == 3


# -- window ----------------------------------------------------------------------------------------


def test_the_viewer_of_results_is_put_behind_the_dock(qgis_app):
    window, dock, viewer = QMainWindow(), QDockWidget("dock"), QDockWidget("viewer")
    viewer.setObjectName("ResultsViewer")
    area = Qt.DockWidgetArea.RightDockWidgetArea
    window.addDockWidget(area, dock)
    window.addDockWidget(area, viewer)
    window.show()
    keep_in_front(window, dock)
    assert window.tabifiedDockWidgets(dock) == [viewer]
    window.deleteLater()
