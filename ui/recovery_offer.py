"""Offers labels that were not saved when QGIS ended."""

from __future__ import annotations

from qgis.core import Qgis, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtWidgets import QPushButton, QWidget

from ..core.errors import LandsketchError
from ..plugin.i18n import tr
from ..plugin.live import recovery


class RecoveryOffer(QObject):
    """A message with a button; its methods are slots, because a closure would be deleted early."""

    def __init__(self, iface: QgisInterface, parent: QObject) -> None:
        super().__init__(parent)
        self._iface = iface
        self._layer_id, self._message = "", None

    def look_for(self, layer: QgsVectorLayer) -> None:
        """Offer the labels of a layer that were not saved, if there are any."""
        if not recovery.take_copy(layer):
            return
        bar = self._iface.messageBar()
        text = tr("'{}' has labels that were not saved when QGIS ended.").format(layer.name())
        message: QWidget = bar.createMessage("Landsketch", text)
        button = QPushButton(tr("Restore them"))
        button.setObjectName("landsketchRestore")
        button.clicked.connect(self._restore_soon)
        message.layout().addWidget(button)
        self._layer_id = layer.id()
        self._message = bar.pushWidget(message, Qgis.MessageLevel.Warning)

    def _restore_soon(self) -> None:
        """Restore when the click is over, because the button is deleted with its message."""
        QTimer.singleShot(0, self._restore)

    def _restore(self) -> None:
        layer, message = QgsProject.instance().mapLayer(self._layer_id), self._message
        self._layer_id, self._message = "", None
        if message is not None:
            self._iface.messageBar().popWidget(message)
        if layer is None:
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
