"""A picture at its place on the canvas, also while the canvas is dragged or turned."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsPointXY,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QPointF, QRectF, QSize
from qgis.PyQt.QtGui import QPainter, QPolygonF, QTransform

from ..plugin.live.moved import moved_point

MARKS_Z = 10  # of frames and outlines: above all pictures


class PlacedItem(QgsMapCanvasItem):
    """Base of pictures on the canvas that are no layers; subclasses paint them."""

    def __init__(self, canvas: QgsMapCanvas, z_value: float) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._extent, self._size = QgsRectangle(), QSize()
        self._crs = QgsCoordinateReferenceSystem()
        self.setZValue(z_value)

    def place(self, extent: QgsRectangle, size: QSize, crs: QgsCoordinateReferenceSystem) -> None:
        """Set where the picture is.

        Args:
            extent: In ``crs``.
            size: Of the picture in pixels.
            crs: That of the image.
        """
        self._extent, self._size, self._crs = extent, size, crs

    def close(self) -> None:
        """Take the item off the canvas."""
        self._canvas.scene().removeItem(self)

    def paint_placed(self, painter: QPainter, transform: QTransform) -> None:
        """Paint; ``transform`` goes from pixels of the picture to the canvas."""
        raise NotImplementedError

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._canvas.width(), self._canvas.height())

    def updatePosition(self) -> None:
        self.update()

    def paint(self, painter: QPainter, option: Any = None, widget: Any = None) -> None:  # noqa: ANN401
        transform = self._transform() if not self._size.isEmpty() else None
        if transform is not None:
            painter.save()
            self.paint_placed(painter, transform)
            painter.restore()

    def _transform(self) -> QTransform | None:
        """Return the transform from pixels of the picture to the canvas."""
        e, w, h = self._extent, self._size.width(), self._size.height()
        corners = [
            QgsPointXY(e.xMinimum(), e.yMaximum()),
            QgsPointXY(e.xMaximum(), e.yMaximum()),
            QgsPointXY(e.xMaximum(), e.yMinimum()),
            QgsPointXY(e.xMinimum(), e.yMinimum()),
        ]
        here = self._canvas.mapSettings().destinationCrs()
        moved = [moved_point(corner, self._crs, here) for corner in corners]
        if None in moved:
            return None
        target = QPolygonF([self.toCanvasCoordinates(corner) for corner in moved])
        source = QPolygonF([QPointF(0, 0), QPointF(w, 0), QPointF(w, h), QPointF(0, h)])
        result = QTransform()
        return result if QTransform.quadToQuad(source, target, result) else None
