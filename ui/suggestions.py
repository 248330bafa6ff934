"""Goes through the places that the engine suggests for labels."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtGui import QColor

from ..plugin.compat import POLYGONS
from ..plugin.i18n import tr
from ..plugin.live.moved import moved_shape
from ..plugin.live.session import LiveSession
from .improve_panel import ImprovePanel, suggestion_text
from .placed_item import MARKS_Z

_COUNT = 5  # places that are asked for at once
_BOX_TOKENS = 2  # side of the frame around a place
_MIN_FRAME_PX = 28  # the same on the canvas
_MIN_TOKEN_PX, _WANTED_TOKEN_PX = 2.5, 5  # side of a token on the canvas: smaller ones are enlarged
_INNER = 0.9  # of the canvas: places farther out are brought to its middle


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
        self._band = QgsRubberBand(canvas, POLYGONS)
        self._band.setStrokeColor(QColor("#ffffff"))
        self._band.setSecondaryStrokeColor(QColor("#000000"))
        self._band.setFillColor(QColor(0, 0, 0, 0))
        self._band.setWidth(4)
        self._band.setZValue(MARKS_Z)

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
        """Return the shown place and those after it as points with their reasons."""
        crs = self._session.crs.authid()
        fields = "field=rank:integer&field=reason:string(80)&field=margin:double"
        layer = QgsVectorLayer(f"Point?crs={crs}&{fields}", tr("Suggested places"), "memory")
        features = []
        for rank, place in enumerate(self._places[self._position :], start=1):
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
        self._band.reset(POLYGONS)
        if place is None or box is None:
            self._panel.show_suggestion("")
            return
        self._go_to(place, box)
        self._band.setToGeometry(self._frame(), None)
        self._panel.show_suggestion(suggestion_text(place, self._position, len(self._places)))

    def _go_to(self, place: dict[str, Any], box: QgsGeometry) -> None:
        """Show the place if it is out of view, near the margin, or too small to be labelled."""
        seen, here = self._canvas.extent(), box.boundingBox()
        seen.scale(_INNER)
        token_px = here.width() / _BOX_TOKENS / self._canvas.mapUnitsPerPixel()
        if token_px < _MIN_TOKEN_PX:
            self._canvas.setCenter(here.center())
            self._canvas.zoomByFactor(token_px / _WANTED_TOKEN_PX)
        elif not seen.contains(here):
            self._canvas.setCenter(here.center())
            self._canvas.refresh()

    def _frame(self) -> QgsGeometry:
        """Return the square around the place, at least so large that it is seen."""
        box = self._box() or QgsGeometry()
        least = _MIN_FRAME_PX * self._canvas.mapUnitsPerPixel() / 2
        rectangle = box.boundingBox()
        rectangle.grow(max(0.0, least - rectangle.width() / 2))
        return QgsGeometry.fromRect(rectangle)

    def _box(self) -> QgsGeometry | None:
        """Return a square around the place in the CRS of the canvas."""
        place = self.current
        if place is None:
            return None
        half = _BOX_TOKENS * place["side"] / 2
        x, y = place["x"], place["y"]
        box = QgsGeometry.fromRect(QgsRectangle(x - half, y - half, x + half, y + half))
        return moved_shape(box, self._session.crs, self._canvas.mapSettings().destinationCrs())
