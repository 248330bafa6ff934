"""How similar the ground is to an example, over the canvas."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPointF, QSize
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QTransform

from ..plugin.live.similarity import SimilarityImage
from .placed_item import PlacedItem

_Z = 6  # above the preview
_COLOR = QColor("#ffe119")


class SimilarityItem(PlacedItem):
    """Paints ground above a threshold; more similar ground is more opaque."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas, _Z)
        self._picture: QImage | None = None

    def show_similarity(
        self, found: SimilarityImage | None, threshold: int, crs: QgsCoordinateReferenceSystem
    ) -> None:
        """Show what is at least ``threshold`` per cent similar, or nothing."""
        self._picture = None
        if found is not None:
            self._picture = _picture(found, threshold)
            self.place(found.extent, QSize(found.width, found.height), crs)
        self.update()

    def paint_placed(self, painter: QPainter, transform: QTransform) -> None:
        if self._picture is not None:
            painter.setTransform(transform, combine=True)
            painter.drawImage(QPointF(0, 0), self._picture)


def _picture(found: SimilarityImage, threshold: int) -> QImage:
    size = (found.width, found.height, found.width)
    image = QImage(found.percent, *size, QImage.Format.Format_Indexed8).copy()
    image.setColorTable([_color(percent, threshold) for percent in range(256)])
    return image


def _color(percent: int, threshold: int) -> int:
    color = QColor(_COLOR)
    is_similar = threshold <= percent <= 100
    color.setAlpha(round(90 + 130 * percent / 100) if is_similar else 0)
    return color.rgba()
