"""Goes through the places that the engine suggests for labels."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtGui import QColor

from ..plugin.i18n import tr
from ..plugin.live.moved import moved_shape
from ..plugin.live.session import LiveSession
from .improve_panel import ImprovePanel, suggestion_text

_COUNT = 5  # places that are asked for at once
_BOX_TOKENS = 2  # side of the frame around a place


class Suggestions:
    """The places, the one that is shown, and the frame around it.

    Args:
        session: Asks the engine.
        canvas: Where the frame is.
        panel: Says why a place was chosen.
    """

    def __init__(self, session: LiveSession, canvas: QgsMapCanvas, panel: ImprovePanel) -> None:
        self._session, self._canvas, self._panel = session, canvas, panel
        self._places: list[dict[str, Any]] = []
        self._position = -1
        self._band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self._band.setStrokeColor(QColor("#ffffff"))
        self._band.setSecondaryStrokeColor(QColor("#000000"))
        self._band.setFillColor(QColor(0, 0, 0, 0))
        self._band.setWidth(2)

    @property
    def current(self) -> dict[str, Any] | None:
        """The place that is shown."""
        is_one = 0 <= self._position < len(self._places)
        return self._places[self._position] if is_one else None

    def go_on(self) -> None:
        """Show the next place; ask for more after the last one."""
        if self._position + 1 < len(self._places):
            self._position += 1
            self._show()
        else:
            self.clear()
            self._session.ask("suggest", count=_COUNT)

    def take(self, places: list[dict[str, Any]]) -> bool:
        """Show the first of the places that the engine found; return whether there is one."""
        self._places, self._position = places, 0 if places else -1
        self._show()
        return bool(places)

    def clear(self) -> None:
        """Show no place."""
        self._places, self._position = [], -1
        self._show()

    def as_layer(self) -> QgsVectorLayer:
        """Return the places as points with their reasons."""
        crs = self._session.crs.authid()
        fields = "field=rank:integer&field=reason:string(80)&field=margin:double"
        layer = QgsVectorLayer(f"Point?crs={crs}&{fields}", tr("Suggested places"), "memory")
        features = []
        for rank, place in enumerate(self._places, start=1):
            feature = QgsFeature(layer.fields())
            feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(place["x"], place["y"])))
            feature.setAttributes([rank, place["reason"], place["margin"]])
            features.append(feature)
        layer.dataProvider().addFeatures(features)
        return layer

    def middle(self) -> QgsPointXY | None:
        """Return the shown place in the CRS of the canvas; None if there is none."""
        box = self._box()
        return QgsPointXY(box.boundingBox().center()) if box is not None else None

    def close(self) -> None:
        """Take the frame off the canvas."""
        self._canvas.scene().removeItem(self._band)

    def _show(self) -> None:
        place, box = self.current, self._box()
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
        if place is None or box is None:
            self._panel.show_suggestion("")
            return
        self._band.setToGeometry(box, None)
        if not self._canvas.extent().contains(box.boundingBox()):
            self._canvas.setCenter(box.boundingBox().center())
            self._canvas.refresh()
        self._panel.show_suggestion(suggestion_text(place, self._position, len(self._places)))

    def _box(self) -> QgsGeometry | None:
        """Return a square around the place in the CRS of the canvas."""
        place = self.current
        if place is None:
            return None
        half = _BOX_TOKENS * place["side"] / 2
        x, y = place["x"], place["y"]
        box = QgsGeometry.fromRect(QgsRectangle(x - half, y - half, x + half, y + half))
        return moved_shape(box, self._session.crs, self._canvas.mapSettings().destinationCrs())
