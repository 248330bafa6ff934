"""Offers to save what is in view of a web map."""

from __future__ import annotations

from qgis.core import QgsProject, QgsRasterLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject

from ..plugin.i18n import tr
from .button_message import ButtonMessage
from .dialogs import DialogOpener


class ExportOffer(QObject):
    """The offer; only the latest one is shown."""

    def __init__(self, iface: QgisInterface, dialogs: DialogOpener, parent: QObject) -> None:
        super().__init__(parent)
        self._dialogs, self._layer_id = dialogs, ""
        self._message = ButtonMessage(iface, tr("Save…"), "landsketchSaveMap", self)
        self._message.clicked.connect(self._save)

    def show(self, layer: QgsRasterLayer) -> None:
        """Offer to save a web map."""
        self._layer_id = layer.id()
        text = tr("'{}' is a web map. Save what is in view as an image, and choose that.")
        self._message.show(text.format(layer.name()))

    def close(self) -> None:
        """Take the offer away."""
        self._message.close()

    def _save(self) -> None:
        layer = QgsProject.instance().mapLayer(self._layer_id)
        if isinstance(layer, QgsRasterLayer):
            self._dialogs.open_image_export(layer)
