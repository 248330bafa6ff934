"""A warning in the message bar with a button. Its methods are slots: closures are deleted early."""

from __future__ import annotations

from qgis.core import Qgis
from qgis.gui import QgisInterface, QgsMessageBarItem
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QPushButton
from qgis.PyQt.sip import isdeleted as is_deleted


class ButtonMessage(QObject):
    """At most one message at a time.

    Args:
        iface: Has the message bar.
        button: Text of the button.
        name: Object name of the button.
        parent: The parent.

    Attributes:
        clicked: Emitted after the button was clicked; the message is gone then.
    """

    clicked = pyqtSignal()

    def __init__(self, iface: QgisInterface, button: str, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._bar, self._button, self._name = iface.messageBar(), button, name
        self._message: QgsMessageBarItem | None = None

    def show(self, text: str) -> None:
        """Show a sentence in place of the one before."""
        self.close()
        message = self._bar.createMessage("Landsketch", text)
        button = QPushButton(self._button)
        button.setObjectName(self._name)
        button.clicked.connect(self._act_soon)
        message.layout().addWidget(button)
        self._message = self._bar.pushWidget(message, Qgis.MessageLevel.Warning)

    def close(self) -> None:
        """Take the message away, unless the user did."""
        message, self._message = self._message, None
        if message is not None and not is_deleted(message):
            self._bar.popWidget(message)

    def _act_soon(self) -> None:
        """Go on when the click is over, because the button is deleted with its message."""
        QTimer.singleShot(0, self._act)

    def _act(self) -> None:
        self.close()
        self.clicked.emit()
