"""The preview over the canvas: classes in their colours, and a veil over ground not known yet."""

from __future__ import annotations

from qgis.core import QgsCoordinateTransform, QgsCsException, QgsPointXY, QgsProject
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QPointF, QRectF
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPolygonF, QTransform

from ..plugin.live.session import PreviewImage

_NOT_ENCODED = 254  # see core/protocol.py


class PreviewItem(QgsMapCanvasItem):
    """Paints the latest preview at its place, also while the canvas is dragged."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._preview: PreviewImage | None = None
        self._image: QImage | None = None
        self._unknown: QImage | None = None
        self._crs = None
        self._opacity = 0.6
        self.setZValue(5)  # above the map, below rubber bands

    def show_preview(self, preview: PreviewImage | None, crs) -> None:  # noqa: ANN001
        """Show another preview, or none; ``crs`` is that of the image."""
        self._preview, self._crs = preview, crs
        self._image = _class_image(preview) if preview is not None else None
        self._unknown = _unknown_image(preview) if preview is not None else None
        self.update()

    def set_opacity(self, opacity: float) -> None:
        """Set how opaque the classes are, 0..1."""
        self._opacity = opacity
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._canvas.width(), self._canvas.height())

    def updatePosition(self) -> None:
        self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:  # noqa: ANN001
        if self._image is None or self._preview is None:
            return
        placed = self._placed()
        if placed is None:
            return
        painter.save()
        painter.setTransform(placed, True)
        painter.setOpacity(self._opacity)
        painter.drawImage(QPointF(0, 0), self._image)
        painter.setOpacity(1)
        if self._unknown is not None:
            painter.drawImage(QPointF(0, 0), self._unknown)
        painter.restore()

    def _placed(self) -> QTransform | None:
        """Return the transform from pixels of the preview to the canvas."""
        if self._preview is None:
            return None
        e, w, h = self._preview.extent, self._preview.width, self._preview.height
        corners = [
            QgsPointXY(e.xMinimum(), e.yMaximum()),
            QgsPointXY(e.xMaximum(), e.yMaximum()),
            QgsPointXY(e.xMaximum(), e.yMinimum()),
            QgsPointXY(e.xMinimum(), e.yMinimum()),
        ]
        here = self._canvas.mapSettings().destinationCrs()
        if here.isValid() and self._crs is not None and self._crs.isValid() and here != self._crs:
            transform = QgsCoordinateTransform(self._crs, here, QgsProject.instance())
            try:
                corners = [transform.transform(corner) for corner in corners]
            except QgsCsException:
                return None
        target = QPolygonF([self.toCanvasCoordinates(corner) for corner in corners])
        source = QPolygonF([QPointF(0, 0), QPointF(w, 0), QPointF(w, h), QPointF(0, h)])
        result = QTransform()
        return result if QTransform.quadToQuad(source, target, result) else None


def _class_image(preview: PreviewImage) -> QImage:
    """Return the classes in their colours; with a confidence, it is their opacity."""
    if preview.confidence:
        return _faded_image(preview)
    image = _indexed(preview)
    colors = [QColor(color).rgba() for color in preview.colors]
    transparent = QColor(0, 0, 0, 0).rgba()
    image.setColorTable([*colors, *[transparent] * (256 - len(colors))])
    return image


def _faded_image(preview: PreviewImage) -> QImage:
    """Return the classes, more transparent where the second best class is nearly as likely."""
    import numpy as np

    table = np.zeros((256, 4), np.uint8)
    for number, color in enumerate(preview.colors):
        rgb = QColor(color)
        table[number] = rgb.blue(), rgb.green(), rgb.red(), 255
    pixels = table[np.frombuffer(preview.classes, np.uint8)]
    percent = np.frombuffer(preview.confidence, np.uint8).astype(np.float32)
    opacity = np.clip((percent - 40) / 55, 0.1, 1)
    pixels[:, 3] = np.where(pixels[:, 3] > 0, 255 * opacity, 0).astype(np.uint8)
    size = (preview.width, preview.height, 4 * preview.width)
    return QImage(pixels.tobytes(), *size, QImage.Format.Format_ARGB32).copy()


def _unknown_image(preview: PreviewImage) -> QImage | None:
    """Return a grey veil over what is not encoded; None if everything is."""
    if preview.is_complete:
        return None
    image = _indexed(preview)
    table = [QColor(0, 0, 0, 0).rgba()] * 256
    table[_NOT_ENCODED] = QColor(110, 110, 110, 90).rgba()
    image.setColorTable(table)
    return image


def _indexed(preview: PreviewImage) -> QImage:
    size = (preview.width, preview.height, preview.width)
    return QImage(preview.classes, *size, QImage.Format.Format_Indexed8).copy()
