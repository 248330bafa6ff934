"""The preview over the canvas, with hatching over ground that is not known yet."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPointF, QSize, Qt, QTimer
from qgis.PyQt.QtGui import QBrush, QColor, QImage, QPainter, QTransform

from ..plugin.live.preview_image import CLASSES, PreviewImage
from .placed_item import PlacedItem
from .preview_picture import class_picture, unknown_picture

_Z = 5  # above the map, below rubber bands
_OUTDATED_MS = 400  # a preview that is replaced sooner does not flicker
_OUTDATED_OPACITY = 0.6
_HATCH = QColor(90, 90, 90, 170)


class PreviewItem(PlacedItem):
    """Paints the latest preview at its place, also while the canvas is dragged."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas, _Z)
        self._preview: PreviewImage | None = None
        self._picture: QImage | None = None
        self._unknown: QImage | None = None
        self._display, self._opacity = (CLASSES, 0), 0.6
        self._is_outdated = False
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(_OUTDATED_MS)
        self._timer.timeout.connect(self._fade)

    @property
    def preview(self) -> PreviewImage | None:
        """What is shown."""
        return self._preview

    def show_preview(self, preview: PreviewImage | None, crs: QgsCoordinateReferenceSystem) -> None:
        """Show another preview, or none; ``crs`` is that of the image."""
        self._preview = preview
        if preview is not None:
            self.place(preview.extent, QSize(preview.width, preview.height), crs)
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
        super().close()

    def _paint_picture(self) -> None:
        preview = self._preview
        self._picture = class_picture(preview, *self._display) if preview is not None else None
        self.update()

    def _fade(self) -> None:
        self._is_outdated = True
        self.update()

    # -- painting ---------------------------------------------------------------------------------

    def paint_placed(self, painter: QPainter, transform: QTransform) -> None:
        if self._preview is None or self._picture is None:
            return
        painter.setTransform(transform, combine=True)
        painter.setOpacity(self._opacity * (_OUTDATED_OPACITY if self._is_outdated else 1))
        painter.drawImage(QPointF(0, 0), self._picture)
        if self._unknown is not None:
            painter.resetTransform()
            painter.setOpacity(1)
            painter.drawImage(QPointF(0, 0), self._hatching(self._unknown, transform))

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
