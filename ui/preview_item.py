"""The preview over the canvas, with hatching over ground that is not known yet."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsPointXY,
    QgsProject,
)
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QPointF, QRectF, Qt, QTimer
from qgis.PyQt.QtGui import QBrush, QColor, QImage, QPainter, QPolygonF, QTransform

from ..plugin.live.preview_image import CLASSES, PreviewImage
from .preview_picture import class_picture, unknown_picture

_OUTDATED_MS = 400  # a preview that is replaced sooner does not flicker
_OUTDATED_OPACITY = 0.6
_HATCH = QColor(90, 90, 90, 170)


class PreviewItem(QgsMapCanvasItem):
    """Paints the latest preview at its place, also while the canvas is dragged."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._preview: PreviewImage | None = None
        self._picture: QImage | None = None
        self._unknown: QImage | None = None
        self._crs = QgsCoordinateReferenceSystem()
        self._display, self._opacity = (CLASSES, 0), 0.6
        self._is_outdated = False
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(_OUTDATED_MS)
        self._timer.timeout.connect(self._fade)
        self.setZValue(5)  # above the map, below rubber bands

    @property
    def preview(self) -> PreviewImage | None:
        """What is shown."""
        return self._preview

    def show_preview(self, preview: PreviewImage | None, crs: QgsCoordinateReferenceSystem) -> None:
        """Show another preview, or none; ``crs`` is that of the image."""
        self._preview, self._crs = preview, crs
        self._timer.stop()
        self._is_outdated = False
        self._unknown = unknown_picture(preview) if preview is not None else None
        self._paint_picture()

    def mark_outdated(self) -> None:
        """Fade the preview soon, unless a new one comes."""
        if self._preview is not None:
            self._timer.start()

    def set_opacity(self, opacity: float) -> None:
        """Set how opaque the classes are, 0..1."""
        self._opacity = opacity
        self.update()

    def set_display(self, display: str, threshold: int) -> None:
        """Choose what is shown; ``threshold`` is in per cent."""
        self._display = (display, threshold)
        self._paint_picture()

    def close(self) -> None:
        """Take the item off the canvas."""
        self._timer.stop()
        self._canvas.scene().removeItem(self)

    def _paint_picture(self) -> None:
        preview = self._preview
        self._picture = class_picture(preview, *self._display) if preview is not None else None
        self.update()

    def _fade(self) -> None:
        self._is_outdated = True
        self.update()

    # -- painting ---------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._canvas.width(), self._canvas.height())

    def updatePosition(self) -> None:
        self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:  # noqa: ANN001
        placed = self._placed() if self._preview is not None else None
        if placed is None or self._picture is None:
            return
        painter.save()
        painter.setTransform(placed, combine=True)
        painter.setOpacity(self._opacity * (_OUTDATED_OPACITY if self._is_outdated else 1))
        painter.drawImage(QPointF(0, 0), self._picture)
        painter.restore()
        if self._unknown is not None:
            painter.drawImage(QPointF(0, 0), self._hatching(self._unknown, placed))

    def _hatching(self, unknown: QImage, placed: QTransform) -> QImage:
        """Return lines over the ground that is not known, as large as the canvas."""
        size = self.boundingRect().toAlignedRect().size()
        result = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        painter.setTransform(placed)
        painter.drawImage(QPointF(0, 0), unknown)
        painter.resetTransform()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(result.rect(), QBrush(_HATCH, Qt.BrushStyle.BDiagPattern))
        painter.end()
        return result

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
        if here.isValid() and self._crs.isValid() and here != self._crs:
            transform = QgsCoordinateTransform(self._crs, here, QgsProject.instance())
            try:
                corners = [transform.transform(corner) for corner in corners]
            except QgsCsException:
                return None
        target = QPolygonF([self.toCanvasCoordinates(corner) for corner in corners])
        source = QPolygonF([QPointF(0, 0), QPointF(w, 0), QPointF(w, h), QPointF(0, h)])
        result = QTransform()
        return result if QTransform.quadToQuad(source, target, result) else None
