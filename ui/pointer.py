"""What the preview says about the ground under the pointer, and which label is most like it."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsGeometry,
    QgsPointXY,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor

from ..plugin.compat import POLYGONS
from ..plugin.i18n import tr
from ..plugin.live.moved import moved_point
from ..plugin.live.preview_image import Reading
from ..plugin.live.session import LiveSession
from .placed_item import MARKS_Z
from .preview_item import PreviewItem

_REST_MS = 500  # without a move, before the engine is asked for the label


class Pointer(QObject):
    """Reads the preview under the pointer.

    Attributes:
        text_changed: Emitted with a line about the ground under the pointer.
    """

    text_changed = pyqtSignal(str)

    def __init__(self, session: LiveSession, canvas: QgsMapCanvas, item: PreviewItem) -> None:
        super().__init__(canvas)
        self._session, self._canvas, self._item = session, canvas, item
        self._point: QgsPointXY | None = None  # in the CRS of the canvas
        self._place: QgsPointXY | None = None  # in that of the image
        self._line = ""
        self._band = QgsRubberBand(canvas, POLYGONS)
        self._band.setStrokeColor(QColor("#ffff00"))
        self._band.setFillColor(QColor(0, 0, 0, 0))
        self._band.setWidth(3)
        self._band.setZValue(MARKS_Z)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(self._ask)
        canvas.xyCoordinates.connect(self._on_move)

    def reading(self, point: QgsPointXY) -> Reading | None:
        """Return what the preview says of a place in the CRS of the canvas."""
        place, preview = self._in_image(point), self._item.preview
        if place is None or preview is None:
            return None
        return preview.reading_at(place.x(), place.y())

    def show_label(self, message: dict[str, Any]) -> None:
        """Frame the label that is most like the place, as the engine found it."""
        polygons, layer = self._session.drawn.polygons, self._session.labels
        number = int(message.get("label", -1))
        is_known = self._session.is_latest("labels", {"number": message.get("labels")})
        if not self._line or layer is None or not is_known or not 0 <= number < len(polygons):
            return
        name, wkb = polygons[number]
        geometry = QgsGeometry()
        geometry.fromWkb(wkb)
        self._band.setToGeometry(geometry, layer)
        text = tr("most like a label of '{}' (similarity {:.2f})")
        self.text_changed.emit(f"{self._line}; {text.format(name, message['similarity'])}")

    def refresh(self) -> None:
        """Read the place again, from another preview."""
        if self._point is not None:
            self._on_move(self._point)

    def close(self) -> None:
        """Listen no more, and take the frame off the canvas."""
        self._timer.stop()
        self._canvas.xyCoordinates.disconnect(self._on_move)
        self._canvas.scene().removeItem(self._band)

    def _on_move(self, point: QgsPointXY) -> None:
        self._point = QgsPointXY(point)
        self._band.reset(POLYGONS)
        self._timer.stop()
        reading = self.reading(point)
        self._line = self._text(reading) if reading is not None else ""
        self.text_changed.emit(self._line)
        if reading is not None:
            self._place = self._in_image(point)
            self._timer.start()

    def _text(self, reading: Reading) -> str:
        names = [entry.name for entry in self._session.classes]
        pairs = (
            (reading.first, reading.first_percent),
            (reading.second, reading.second_percent),
        )
        known = [(names[number], percent) for number, percent in pairs if number < len(names)]
        return tr("Here: ") + ", ".join(f"{name} {percent} %" for name, percent in known)

    def _ask(self) -> None:
        if self._place is not None and self._session.is_running:
            self._session.ask("why", x=self._place.x(), y=self._place.y())

    def _in_image(self, point: QgsPointXY) -> QgsPointXY | None:
        """Return a place of the canvas in the CRS of the image."""
        here = self._canvas.mapSettings().destinationCrs()
        return moved_point(point, here, self._session.crs)
