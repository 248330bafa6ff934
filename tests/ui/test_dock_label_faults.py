"""The dock when its label layer goes away, cannot be edited, or is edited by others."""

import json
import sqlite3

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsRectangle, QgsVectorLayer

from landsketch.tests.helpers.dock_user import CELL, NORTH, WEST, rest, wait, write_chessboard


def file_of(layer):
    return layer.source().split("|")[0]


def square(row, column, side=20):
    """A square in the middle of a cell."""
    x, y = WEST + (column + 0.5) * CELL, NORTH - (row + 0.5) * CELL
    return QgsGeometry.fromRect(QgsRectangle(x - side, y - side, x + side, y + side))


def feature(layer, shape, name):
    made = QgsFeature(layer.fields())
    made.setGeometry(shape)
    made.setAttribute("class", name)
    return made


# -- removed ---------------------------------------------------------------------------------------


def test_a_removed_label_layer_is_told_and_another_one_works(drawing):
    drawing.labels.commitChanges()
    QgsProject.instance().removeMapLayer(drawing.labels.id())
    rest(0.3)
    assert drawing.state == "The label layer was removed; choose another one, or press New."
    assert drawing.preview is None
    assert not drawing.dock.tools.isEnabled()
    assert drawing.dock.preview.accuracy.text() == ""
    drawing.draw_two_classes()
    assert drawing.waits_until_up_to_date(), drawing.state
    assert drawing.n_labels == 4


def test_a_label_layer_is_removed_with_unsaved_labels_and_the_view_still_moves(drawing):
    QgsProject.instance().removeMapLayer(drawing.labels.id())
    drawing.stroke(2, 2, 0)  # the tool is still the canvas's
    drawing.look_at(QgsRectangle(WEST, NORTH - CELL, WEST + CELL, NORTH))
    rest(1)
    assert drawing.preview is None
    assert drawing.state == "Choose a label layer, or press New to make one."


# -- not editable ----------------------------------------------------------------------------------


@pytest.fixture
def read_only(drawing):
    drawing.labels.commitChanges()
    drawing.labels.setReadOnly(True)
    return drawing


def test_a_stroke_in_a_layer_that_is_read_only_is_refused_and_explained(read_only):
    read_only.stroke(2, 2, 0)
    rest(0.3)
    assert read_only.n_labels == 4
    assert len(read_only.warnings) == 1
    assert "cannot be edited" in read_only.warnings[0]
    assert "New" in read_only.warnings[0]
    read_only.labels.setReadOnly(False)
    read_only.stroke(2, 2, 0)
    assert wait(lambda: read_only.n_labels == 5)
    assert read_only.waits_until_up_to_date()


def test_classes_of_a_layer_that_is_read_only_stay_as_they_are(read_only):
    names = [entry.name for entry in read_only.session.classes]
    read_only.dock.classes.tree.topLevelItem(0).setText(0, "water")
    assert [entry.name for entry in read_only.session.classes] == names
    assert read_only.dock.classes.tree.topLevelItem(0).text(0) == names[0]
    assert "cannot be edited" in read_only.warnings[-1]


def test_the_polygon_tool_of_a_layer_that_is_read_only_is_explained(read_only):
    read_only.press("landsketchPolygon")
    assert "cannot be edited; press New" in read_only.warnings[-1]


def test_labels_of_a_provider_that_cannot_edit_make_a_preview(user, chessboard):
    user.add_image(chessboard)
    lines = ["wkt;class"]
    for row, column in ((0, 0), (0, 1), (1, 1), (1, 0)):
        name = ("dark", "bright")[(row + column) % 2]
        lines.append(f'"{square(row, column).asWkt()}";{name}')
    path = chessboard.with_name("labels.csv")
    path.write_text("\n".join(lines), encoding="utf-8")
    uri = f"file://{path}?delimiter=;&wktField=wkt&crs=EPSG:32633"
    layer = QgsProject.instance().addMapLayer(QgsVectorLayer(uri, "table", "delimitedtext"))
    user.dock.source.choose_labels(layer)
    user.press("landsketchMode_live")
    assert user.waits_until_up_to_date(), user.state
    user.dock.tools.use(user.dock.tools.brush)
    user.stroke(2, 2, 0)
    assert "'table' cannot be edited" in user.warnings[-1]
    assert "New" in user.warnings[-1]


# -- edited by others ------------------------------------------------------------------------------


def add_elsewhere(layer, shape, name):
    """Add a feature to the file of a layer by another program."""
    # The file's spatial index needs functions that plain SQLite has not
    source = sqlite3.connect(file_of(layer))
    source.create_function("ST_IsEmpty", 1, lambda _: 0)
    for number, function in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        bounds = shape.boundingBox()
        value = (bounds.xMinimum(), bounds.xMaximum(), bounds.yMinimum(), bounds.yMaximum())
        source.create_function(function, 1, lambda _, v=value[number]: v)
    header = b"GP\x00\x01" + (32633).to_bytes(4, "little")
    multi = QgsGeometry(shape)
    multi.convertToMultiType()
    with source:
        source.execute(
            'INSERT INTO labels (geom, "class") VALUES (?, ?)',
            (header + bytes(multi.asWkb()), name),
        )
    source.close()


def test_a_label_that_another_program_adds_is_taken_over(drawing):
    drawing.labels.commitChanges()
    rest(0.5)
    add_elsewhere(drawing.labels, square(2, 2), drawing.session.classes[0].name)
    assert wait(lambda: len(drawing.session.drawn.polygons) == 5, 10)
    assert drawing.waits_until_up_to_date()
    reads = []
    drawing.session.labels_edited.connect(lambda: reads.append(1))
    rest(1)
    assert reads == []  # reading the file is no change of it
    drawing.stroke(3, 3, 0)
    assert wait(lambda: len(drawing.session.drawn.polygons) == 6)
    assert drawing.labels.commitChanges(), drawing.labels.commitErrors()


def test_unsaved_labels_stay_when_another_program_adds_one(drawing):
    drawing.labels.commitChanges(False)
    drawing.stroke(2, 3, 1)
    rest(0.3)
    add_elsewhere(drawing.labels, square(2, 2), drawing.session.classes[0].name)
    assert wait(lambda: len(drawing.session.drawn.polygons) == 6, 10)
    assert drawing.labels.isModified()
    assert drawing.labels.commitChanges(), drawing.labels.commitErrors()
    assert len(list(drawing.labels.getFeatures())) == 6


# -- many at once ----------------------------------------------------------------------------------


def test_three_hundred_pasted_polygons_are_read_and_sent_once(drawing):
    layer = drawing.labels
    names = [entry.name for entry in drawing.session.classes]
    shapes = []
    for number in range(300):
        row, column = divmod(number, 20)
        x, y = WEST + 12 * column + 2, NORTH - 12 * row - 2
        shapes.append((QgsGeometry.fromRect(QgsRectangle(x, y - 4, x + 4, y)), names[number % 2]))
    reads, sent = [], drawing.session._numbers["labels"]
    drawing.session.labels_edited.connect(lambda: reads.append(len(drawing.session.drawn.polygons)))
    layer.beginEditCommand("Paste")
    layer.addFeatures([feature(layer, shape, name) for shape, name in shapes])
    layer.endEditCommand()
    assert drawing.waits_until_up_to_date()
    assert wait(lambda: reads and drawing.waits_until_up_to_date())
    rest(0.5)
    assert reads == [304]
    assert drawing.session._numbers["labels"] == sent + 1
    tree = drawing.dock.classes.tree
    assert [tree.topLevelItem(row).text(2) for row in (0, 1)] == ["152", "152"]


# -- undo ------------------------------------------------------------------------------------------


def test_undoing_everything_and_more_takes_the_preview_away_and_redoing_brings_it_back(drawing):
    stack = drawing.labels.undoStack()
    for _ in range(10):
        stack.undo()
    assert wait(lambda: drawing.session.drawn.polygons == ())
    assert wait(lambda: drawing.preview is None)
    assert drawing.state == "Draw labels of at least two classes."
    for _ in range(10):
        stack.redo()
    assert wait(lambda: len(drawing.session.drawn.polygons) == 4)
    assert drawing.waits_until_up_to_date(), drawing.state
    assert drawing.warnings == []


def test_the_preview_follows_a_rollback(drawing):
    drawing.labels.rollBack()
    assert wait(lambda: drawing.preview is None)
    assert drawing.session.drawn.polygons == ()
    for row, column in ((0, 0), (0, 1)):
        drawing.stroke(row, column, column)
    assert drawing.waits_until_up_to_date(), drawing.state
    assert drawing.n_labels == 2


def test_undo_goes_past_a_renamed_class(drawing):
    """The names of the labels come back, and so does a class for them."""
    drawing.dock.classes.tree.topLevelItem(0).setText(0, "water")
    assert wait(lambda: drawing.session.drawn.counts["water"] == 2)
    for _ in range(6):
        drawing.labels.undoStack().undo()
    assert wait(lambda: not drawing.session.drawn.polygons)
    for _ in range(6):
        drawing.labels.undoStack().redo()
    assert wait(lambda: drawing.session.drawn.counts["water"] == 2)
    assert drawing.waits_until_up_to_date(), drawing.state


def test_another_image_keeps_the_labels(drawing, tmp_path):
    write_chessboard(tmp_path / "other.tif", seed=5)
    drawing.add_image(tmp_path / "other.tif")
    assert wait(lambda: drawing.state != "Up to date.")
    assert drawing.waits_until_up_to_date(), drawing.state
    assert drawing.n_labels == 4


# -- names of classes ------------------------------------------------------------------------------


def class_names(user):
    tree = user.dock.classes.tree
    return [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]


@pytest.mark.parametrize("name", ["class 1", "  class 1 ", "CLASS 1"])
def test_a_second_class_of_one_name_is_refused(user, chessboard, name):
    user.add_image(chessboard)
    user.press("landsketchNew")
    user.dock.classes.add_class(name)
    assert class_names(user) == ["class 1", "class 2", "other"]
    assert f"There is a class '{name.strip()}' already" in user.warnings[-1]
    user.dock.classes.tree.topLevelItem(1).setText(0, name)
    assert class_names(user) == ["class 1", "class 2", "other"]
    assert len(user.warnings) == 2
    assert "merge" in user.warnings[-1]


def labels_in_memory(cells):
    """A layer with a square in each cell, of the class of that name."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=class:string", "own", "memory")
    for (row, column), name in cells.items():
        layer.dataProvider().addFeature(feature(layer, square(row, column), name))
    return layer


FOUR = {(0, 0): "roof", (0, 1): "yard", (1, 1): "roof", (1, 0): "yard"}


def test_a_class_that_is_stored_twice_counts_once(user, chessboard):
    user.add_image(chessboard)
    layer = labels_in_memory(FOUR)
    names = enumerate(("roof", "yard", " roof", "yard"), start=1)
    table = [{"value": n, "name": name, "color": f"#00000{n}"} for n, name in names]
    layer.setCustomProperty("landsketch/classes", json.dumps(table))
    QgsProject.instance().addMapLayer(layer)
    user.dock.source.choose_labels(layer)
    assert class_names(user) == ["roof", "yard"]
    user.press("landsketchMode_live")
    assert user.waits_until_up_to_date(), user.state
    assert set(user.preview.classes) == {0, 1}
    assert user.preview.colors == ("#000001", "#000002")


def test_names_that_differ_in_case_are_two_classes_as_in_a_training(user, chessboard):
    user.add_image(chessboard)
    cells = {place: name.replace("yard", "Roof") for place, name in FOUR.items()}
    layer = QgsProject.instance().addMapLayer(labels_in_memory(cells))
    user.dock.source.choose_labels(layer)
    assert class_names(user) == ["Roof", "roof"]
    user.press("landsketchMode_live")
    assert user.waits_until_up_to_date(), user.state


def test_a_layer_with_too_many_classes_is_refused(user, chessboard):
    user.add_image(chessboard)
    cells = {(0, number / 100): f"name {number}" for number in range(201)}
    layer = QgsProject.instance().addMapLayer(labels_in_memory(cells))
    user.dock.source.choose_labels(layer)
    assert len(user.warnings) == 1
    assert "201 classes" in user.warnings[0]
    assert user.labels is None
    user.draw_two_classes()
    assert user.waits_until_up_to_date(), user.state


def test_too_many_pasted_classes_are_told_and_undoing_them_goes_on(drawing):
    layer = drawing.labels
    layer.beginEditCommand("Paste")
    layer.addFeatures([feature(layer, square(3, 3), f"name {n}") for n in range(200)])
    layer.endEditCommand()
    assert wait(lambda: "203 classes" in drawing.state, 10), drawing.state
    layer.undoStack().undo()
    drawing.stroke(2, 2, 0)
    assert drawing.waits_until_up_to_date(), drawing.state
