"""Opens the dialog that sets up the engine, from wherever an engine is missing."""

from __future__ import annotations

from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtGui import QIcon

from ..plugin.compat import QAction
from ..plugin.i18n import tr
from ..plugin.icons import icon_path
from .setup_dialog import SetupDialog


class SetupOpener(QObject):
    """Keeps one dialog, so that a set-up goes on when its window is asked for again.

    Attributes:
        engine_changed: Emitted when an engine has been set up.
    """

    engine_changed = pyqtSignal()

    def __init__(self, iface: QgisInterface) -> None:
        super().__init__(iface.mainWindow())
        self._iface = iface
        self._dialog: SetupDialog | None = None

    def open(self) -> SetupDialog:
        """Show the dialog."""
        if self._dialog is None or not self._dialog.isVisible():
            self._discard()
            self._dialog = SetupDialog(self._iface.mainWindow())
            self._dialog.engine_changed.connect(self.engine_changed)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        return self._dialog

    def show_dialog(self) -> None:
        """Show the dialog: a slot for signals of buttons, whose arguments are not wanted."""
        self.open()

    def make_action(self) -> QAction:
        """Return the entry of the menu."""
        icon, text = QIcon(icon_path("setupengine")), tr("Set up engine…")
        action = QAction(icon, text, self._iface.mainWindow())
        action.setObjectName("landsketchSetUp")
        action.setToolTip(tr("Install, repair or update what Landsketch computes with"))
        action.triggered.connect(self.show_dialog)
        return action

    def close(self) -> None:
        """Stop a set-up that runs, and close the window."""
        if self._dialog is not None:
            self._dialog.stop()
        self._discard()

    def _discard(self) -> None:
        if self._dialog is not None:
            self._dialog.hide()
            self._dialog.deleteLater()
            self._dialog = None
