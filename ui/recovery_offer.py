"""Offers labels that were not saved when QGIS ended."""

from __future__ import annotations

from qgis.core import Qgis, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject

from ..core.errors import LandsketchError
from ..plugin.i18n import tr
from ..plugin.live import recovery
from .button_message import ButtonMessage


class RecoveryOffer(QObject):
    """The offer."""

    def __init__(self, iface: QgisInterface, parent: QObject) -> None:
        super().__init__(parent)
        self._iface, self._layer_id = iface, ""
        self._message = ButtonMessage(iface, tr("Restore them"), "landsketchRestore", self)
        self._message.clicked.connect(self._restore)

    def look_for(self, layer: QgsVectorLayer) -> None:
        """Offer the labels of a layer that were not saved, if there are any."""
        if not recovery.take_copy(layer):
            return
        self._layer_id = layer.id()
        text = tr("'{}' has labels that were not saved when QGIS ended.")
        self._message.show(text.format(layer.name()))

    def close(self) -> None:
        """Take the offer away; it comes again with the layer."""
        self._message.close()

    def _restore(self) -> None:
        layer = QgsProject.instance().mapLayer(self._layer_id)
        if not isinstance(layer, QgsVectorLayer):
            return
        try:
            is_done = recovery.restore_copy(layer)
        except LandsketchError as error:
            self._warn(str(error))
            return
        if not is_done:
            self._warn(tr("The copy of the labels is damaged; it was left where it is."))

    def _warn(self, text: str) -> None:
        self._iface.messageBar().pushMessage("Landsketch", text, Qgis.MessageLevel.Warning)
