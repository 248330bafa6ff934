"""What is drawn on a canvas becomes labels of the live session's layer."""

from __future__ import annotations

from qgis.core import (
    QgsDefaultValue,
    QgsEditFormConfig,
    QgsGeometry,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas

from ...core.errors import InvalidLabels
from ..compat import POLYGONS
from ..i18n import tr
from .classes import class_field
from .label_edits import add_label, erase
from .label_layer import is_made
from .moved import moved_shape
from .session import LiveSession


class Drawing:
    """Adds shapes in the canvas's CRS to the label layer."""

    def __init__(self, session: LiveSession, canvas: QgsMapCanvas) -> None:
        self._session, self._canvas = session, canvas

    def draw(self, shape: QgsGeometry, name: str, *, spares_others: bool = False) -> None:
        """Add a label of a class, or erase where the name is empty.

        Args:
            shape: In the CRS of the canvas.
            name: Name of the class.
            spares_others: Whether labels of other classes keep their ground.

        Raises:
            InvalidLabels: The layer cannot be edited, or the shape cannot be moved to its CRS.
        """
        layer = self._session.labels
        if layer is None:
            return
        here = self._canvas.mapSettings().destinationCrs()
        moved = moved_shape(shape, here, layer.crs())
        if moved is None:
            raise InvalidLabels(tr("The labels cannot be drawn in the project's CRS."))
        self._draw(layer, moved, name, spares_others=spares_others)

    @staticmethod
    def _draw(layer: QgsVectorLayer, shape: QgsGeometry, name: str, *, spares_others: bool) -> None:
        """Add a label or erase, in the CRS of the layer."""
        if not name:
            if not erase(layer, shape):
                raise InvalidLabels(tr("There is no label here, or its class is locked."))
            return
        if layer.geometryType() != POLYGONS:
            raise InvalidLabels(
                tr("'{}' holds points; press New to make a layer to draw in.").format(layer.name())
            )
        if not add_label(layer, shape, name, spares_others=spares_others):
            text = (
                tr("All ground here has labels of other classes.")
                if spares_others
                else tr("The ground here has labels of locked classes.")
            )
            raise InvalidLabels(text)

    def set_default_class(self, name: str) -> None:
        """Give polygons of QGIS's own tool a class, without a form, in layers made here."""
        layer = self._session.labels
        if layer is None or not is_made(layer):
            return
        index = layer.fields().lookupField(class_field(layer))
        quoted = name.replace("'", "''")
        layer.setDefaultValueDefinition(index, QgsDefaultValue(f"'{quoted}'"))
        form = layer.editFormConfig()
        suppress = QgsEditFormConfig.FeatureFormSuppress.SuppressOn  # type: ignore[attr-defined]
        form.setSuppress(suppress)
        layer.setEditFormConfig(form)
