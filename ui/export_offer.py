"""Offers to save what is in view of a web map."""

from __future__ import annotations

from qgis.core import Qgis, QgsProject, QgsRasterLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtWidgets import QPushButton, QWidget
from qgis.PyQt.sip import isdeleted as is_deleted

from ..plugin.i18n import tr
from .dialogs import DialogOpener


class ExportOffer(QObject):
    """A message with a button; its methods are slots, because a closure would be deleted early."""

    def __init__(self, iface: QgisInterface, dialogs: DialogOpener, parent: QObject) -> None:
        super().__init__(parent)
        self._iface, self._dialogs = iface, dialogs
        self._layer_id, self._message = "", None

    def show(self, layer: QgsRasterLayer) -> None:
        """Offer to save a web map; only the latest offer is shown."""
        self.close()
        bar = self._iface.messageBar()
        text = tr("'{}' is a web map. Save what is in view as an image, and choose that.")
        message: QWidget = bar.createMessage("Landsketch", text.format(layer.name()))
        button = QPushButton(tr("Save…"))
        button.setObjectName("landsketchSaveMap")
        button.clicked.connect(self._save_soon)
        message.layout().addWidget(button)
        self._layer_id = layer.id()
        self._message = bar.pushWidget(message, Qgis.MessageLevel.Warning)

    def close(self) -> None:
        """Take the message away, unless the user did."""
        message, self._message = self._message, None
        if message is not None and not is_deleted(message):
            self._iface.messageBar().popWidget(message)

    def _save_soon(self) -> None:
        """Go on when the click is over, because the button is deleted with its message."""
        QTimer.singleShot(0, self._save)

    def _save(self) -> None:
        layer = QgsProject.instance().mapLayer(self._layer_id)
        self.close()
        if isinstance(layer, QgsRasterLayer):
            self._dialogs.open_image_export(layer)
