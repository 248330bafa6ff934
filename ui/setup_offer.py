"""The offer to set up the engine, where one is missing."""

from __future__ import annotations

from qgis.core import Qgis
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtWidgets import QPushButton

from ..plugin.i18n import tr
from ..plugin.setup.installed import engine_state
from .setup_opener import SetupOpener


def offer_setup(bar: QgsMessageBar, opener: SetupOpener) -> None:
    """Show a message with a button in a bar if there is no engine; it goes when there is one."""
    if engine_state().interpreter:
        return
    text = tr("The engine that does the work is not set up yet.")
    message = bar.createMessage("Landsketch", text)
    button = QPushButton(tr("Set up engine…"))
    button.setObjectName("landsketchOfferSetUp")
    button.clicked.connect(opener.show_dialog)
    message.layout().addWidget(button)
    bar.pushWidget(message, Qgis.MessageLevel.Warning)
    opener.engine_changed.connect(bar.clearWidgets)
