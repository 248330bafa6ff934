"""Map tools that draw labels: a brush and a rectangle. What is drawn becomes one undo step."""

from __future__ import annotations

import math
from collections.abc import Callable

from qgis.core import QgsGeometry, QgsPointXY
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent

from ..plugin.compat import POLYGONS

_SEGMENTS = 6  # per quarter circle of the brush
ENTER, ESCAPE = "enter", "escape"  # in place of the texts of these keys
MIN_WIDTH, MAX_WIDTH = 1, 500  # of the brush, in canvas pixels


class LabelTool(QgsMapTool):
    """What brush and rectangle have in common.

    Attributes:
        drawn: Emitted with the shape in the canvas's CRS, and whether it erases.
        key_pressed: Emitted with the text of a key that the dock may know.
        key_released: Emitted with the text of a key.
        menu_wanted: Emitted with a place that was clicked with the right button.
    """

    drawn = pyqtSignal(QgsGeometry, bool)
    key_pressed = pyqtSignal(str)
    key_released = pyqtSignal(str)
    menu_wanted = pyqtSignal(QgsPointXY)

    def __init__(self, canvas: QgsMapCanvas, color: Callable[[], str]) -> None:
        super().__init__(canvas)
        self._color = color
        self._band: QgsRubberBand | None = None
        self._points: list[QgsPointXY] = []
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            if not self._points and event.button() == Qt.MouseButton.RightButton:
                self.menu_wanted.emit(event.mapPoint())
            self._clear()
            return
        self._points = [event.mapPoint()]
        self._band = QgsRubberBand(self.canvas(), POLYGONS)
        color = QColor("#ffffff" if self._erases(event) else self._color())
        self._band.setStrokeColor(color)
        color.setAlpha(110)
        self._band.setFillColor(color)
        self._show()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        if self._points:
            self._points.append(event.mapPoint())
            self._show()

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        if not self._points or event.button() != Qt.MouseButton.LeftButton:
            return
        self._points.append(event.mapPoint())
        shape = self.shape()
        self._clear()
        if not shape.isNull() and not shape.isEmpty() and shape.area() > 0:
            self.drawn.emit(shape, self._erases(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if not self._points:
                self.key_pressed.emit(ESCAPE)
            self._clear()
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.key_pressed.emit(ENTER)
        elif event.text() and not event.isAutoRepeat():
            self.key_pressed.emit(event.text())

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.text() and not event.isAutoRepeat():
            self.key_released.emit(event.text())

    def deactivate(self) -> None:
        self._clear()
        super().deactivate()

    def shape(self) -> QgsGeometry:
        """Return what is drawn so far."""
        raise NotImplementedError

    def _show(self) -> None:
        if self._band is not None:
            self._band.setToGeometry(self.shape(), None)

    def _clear(self) -> None:
        self._points = []
        if self._band is not None:
            self.canvas().scene().removeItem(self._band)
            self._band = None

    @staticmethod
    def _erases(event: QgsMapMouseEvent) -> bool:
        return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


class BrushTool(LabelTool):
    """Paints a stroke of a width in canvas pixels."""

    def __init__(self, canvas: QgsMapCanvas, color: Callable[[], str]) -> None:
        super().__init__(canvas, color)
        self.width_px = 16

    def patch(self, middle: QgsPointXY) -> QgsGeometry:
        """Return what a click at a place paints."""
        unit = self.canvas().mapUnitsPerPixel()
        return QgsGeometry.fromPointXY(middle).buffer(self.width_px * unit / 2, _SEGMENTS)

    def shape(self) -> QgsGeometry:
        points = self._points
        unit = self.canvas().mapUnitsPerPixel()
        line = (
            QgsGeometry.fromPointXY(points[0])
            if len(set(map(_place, points))) < 2
            else QgsGeometry.fromPolylineXY(points).simplify(unit)
        )
        return line.buffer(self.width_px * unit / 2, _SEGMENTS)


class RectangleTool(LabelTool):
    """Draws a rectangle of the screen from corner to corner, also where the canvas is turned."""

    def shape(self) -> QgsGeometry:
        start, angle = self._points[0], self.canvas().rotation()
        end = _turned(self._points[-1], start, angle)
        corners = (start, QgsPointXY(end.x(), start.y()), end, QgsPointXY(start.x(), end.y()))
        ring = [_turned(corner, start, -angle) for corner in corners]
        return QgsGeometry.fromPolygonXY([[*ring, ring[0]]])


def _turned(point: QgsPointXY, centre: QgsPointXY, degrees: float) -> QgsPointXY:
    """Return a point turned clockwise around another one."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    x, y = point.x() - centre.x(), point.y() - centre.y()
    return QgsPointXY(
        centre.x() + x * cosine + y * sine,
        centre.y() - x * sine + y * cosine,
    )


def _place(point: QgsPointXY) -> tuple[float, float]:
    return point.x(), point.y()
