"""The dock where the project has another CRS than the image, and where the canvas is turned."""

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter

from landsketch.tests.helpers.dock_user import (
    CELL,
    NORTH,
    UTM,
    WEST,
    middle,
    rest,
    wait,
)

SIZE = 4 * CELL
LATITUDE_LONGITUDE, MERCATOR = "EPSG:4326", "EPSG:3857"


def scene_extent():
    return QgsRectangle(WEST, NORTH - SIZE, WEST + SIZE, NORTH)


def look_in(user, crs):
    """Change the project's CRS, and show the scene."""
    there = QgsCoordinateReferenceSystem(crs)
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(UTM), there, QgsProject.instance()
    )
    QgsProject.instance().setCrs(there)
    user.look_at(transform.transformBoundingBox(scene_extent()), crs)


def turn(user):
    user.canvas.setRotation(30)
    user.canvas.refresh()
    rest(0.05)


def painted(user):
    """What the preview paints on the canvas, on transparent ground."""
    item = user.dock._item
    picture = QImage(user.canvas.size(), QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    item.paint(painter)
    painter.end()
    return picture


def cells():
    return [(row, column) for row in range(4) for column in range(4)]


def turn_and_look_in_mercator(user):
    turn(user)
    look_in(user, MERCATOR)


VIEWS = {
    "degrees": lambda user: look_in(user, LATITUDE_LONGITUDE),
    "turned": turn_and_look_in_mercator,
}


@pytest.fixture(params=VIEWS)
def elsewhere(request, drawing):
    """The dock in another view, whose preview has come."""
    seen = len(drawing.previews)
    VIEWS[request.param](drawing)
    assert wait(lambda: len(drawing.previews) > seen and drawing.preview.is_complete)
    assert wait(lambda: drawing.preview.has_details)
    return drawing


def test_the_preview_lies_on_its_ground(elsewhere):
    picture = painted(elsewhere)
    colors = [entry.color for entry in elsewhere.session.classes]
    places = {cell: elsewhere.on_screen(middle(*cell)) for cell in cells()}
    seen = {cell: place for cell, place in places.items() if picture.rect().contains(place)}
    assert len(seen) >= 12
    for (row, column), place in seen.items():
        color = picture.pixelColor(place)
        assert color.alpha() > 0, (row, column)
        assert near(color, colors[(row + column) % 2]), (row, column)


def near(color, name):
    """Tell whether a colour is a name's, but for rounding of transparent colours."""
    other = QColor(name)
    pairs = (
        (color.red(), other.red()),
        (color.green(), other.green()),
        (color.blue(), other.blue()),
    )
    return all(abs(a - b) <= 3 for a, b in pairs)


def test_a_stroke_becomes_a_label_where_it_was_drawn(elsewhere):
    before = set(elsewhere.session.drawn.polygons)
    elsewhere.stroke(2, 1, 1)
    assert wait(lambda: len(elsewhere.session.drawn.polygons) == len(before) + 1)
    (name, wkb) = (set(elsewhere.session.drawn.polygons) - before).pop()
    shape = QgsGeometry()
    shape.fromWkb(wkb)
    place, width = middle(2, 1), 16 * pixel(elsewhere)
    line = QgsGeometry.fromPolylineXY([QgsPointXY(place.x() + dx, place.y()) for dx in (-16, 16)])
    assert name == elsewhere.session.classes[1].name
    assert shape.centroid().asPoint().distance(place) < 1.5
    assert shape.hausdorffDistance(line.buffer(width / 2, 6)) < 0.25 * width


def pixel(user):
    """The side of a pixel of the canvas on the ground, in metres."""
    here = user.canvas.getCoordinateTransform()
    there = QgsCoordinateTransform(
        user.canvas.mapSettings().destinationCrs(),
        QgsCoordinateReferenceSystem(UTM),
        QgsProject.instance(),
    )
    first, second = (there.transform(here.toMapCoordinates(128, y)) for y in (128, 129))
    return first.distance(second)


def test_the_pointer_reads_the_ground_below_it(elsewhere):
    names = [entry.name for entry in elsewhere.session.classes]
    for row, column in cells():
        elsewhere.point_at(middle(row, column))
        pointer, expected = elsewhere.dock.preview.pointer, f"Here: {names[(row + column) % 2]} "
        found = wait(lambda p=pointer, e=expected: p.text().startswith(e), 10)
        assert found, (row, column, pointer.text())


def test_a_rectangle_covers_what_was_framed_on_the_screen(elsewhere):
    elsewhere.dock.tools.use(elsewhere.dock.tools.rectangle)
    before = set(elsewhere.session.drawn.polygons)
    place = middle(2, 2)
    start, end = (QgsPointXY(place.x() + d, place.y() - d) for d in (-20, 20))
    corners = [elsewhere.on_screen(start), elsewhere.on_screen(end)]
    elsewhere.choose_class(0)
    elsewhere.drag(start, end)
    assert wait(lambda: len(elsewhere.session.drawn.polygons) == len(before) + 1)
    (_, wkb) = (set(elsewhere.session.drawn.polygons) - before).pop()
    shape = QgsGeometry()
    shape.fromWkb(wkb)
    found = [elsewhere.on_screen(QgsPointXY(v)) for v in shape.vertices()]
    xs, ys = sorted(c.x() for c in corners), sorted(c.y() for c in corners)
    for vertex in found:  # a rectangle of the screen
        assert min(abs(vertex.x() - x) for x in xs) <= 1
        assert min(abs(vertex.y() - y) for y in ys) <= 1


WORLD = QgsRectangle(-180, -90, 180, 90)


def test_the_whole_world_may_be_in_view(drawing):
    drawing.press("landsketchMode_off")
    drawing.session.stop()
    drawing.look_at(WORLD, LATITUDE_LONGITUDE)
    drawing.press("landsketchMode_live")
    assert drawing.waits_until_up_to_date(), drawing.state


def test_a_view_beside_the_image_is_told(drawing):
    drawing.look_at(QgsRectangle(WEST + 9000, NORTH, WEST + 9100, NORTH + 100))
    assert wait(lambda: drawing.state == "The image is not in view; zoom to it."), drawing.state
    drawing.look_at(scene_extent())
    assert drawing.waits_until_up_to_date(), drawing.state
