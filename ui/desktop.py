"""Everything of the plugin that is seen in QGIS: menu, toolbar, dock, options, dialogs."""

from __future__ import annotations

from functools import partial

from qgis.core import QgsApplication
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import Qt

from ..plugin.algorithm import LandsketchAlgorithm
from ..plugin.background_task import BackgroundTask
from ..plugin.compat import QAction
from ..plugin.i18n import tr
from ..plugin.setup.installed import remove_old_engines
from .algorithm_dialog import make_dialog
from .button_message import ButtonMessage
from .dock import LandsketchDock
from .open_dialogs import close_dialogs
from .options_page import OptionsFactory
from .sample_opener import make_sample_action
from .setup_opener import SetupOpener
from .toolbox import make_action, make_dock_action, make_options_action


class Desktop:
    """What ``__init__`` adds to QGIS, ``remove`` takes away again."""

    def __init__(self, iface: QgisInterface) -> None:
        self._iface = iface
        self._opener = SetupOpener(iface)
        LandsketchAlgorithm.make_dialog = partial(make_dialog, iface, self._opener)
        self._dock = self._make_dock()
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self._dock.hide()
        self._options = OptionsFactory(self._opener)
        iface.registerOptionsWidgetFactory(self._options)
        toolbox, dock = make_action(iface), make_dock_action(self._dock)
        # The dock owns its action
        self._actions: list[QAction] = [
            dock,
            toolbox,
            make_sample_action(iface, self._dock),
            self._opener.make_action(),
            make_options_action(iface),
        ]
        for action in self._actions:
            iface.addPluginToRasterMenu(tr("Landsketch"), action)
        self._toolbar = iface.addToolBar(tr("Landsketch"))
        self._toolbar.setObjectName("landsketchToolBar")
        self._toolbar.addActions([toolbox, dock])
        self._sweep = BackgroundTask(tr("Removing old engines"), lambda _: remove_old_engines())
        if not QgsApplication.taskManager().addTask(self._sweep):
            self._sweep = None

    def _make_dock(self) -> LandsketchDock:
        """Return the dock, which leads to the set-up where it finds no engine."""
        dock = LandsketchDock(self._iface)
        self._offer = ButtonMessage(self._iface, tr("Set up engine…"), "landsketchOfferSetUp", dock)
        self._offer.clicked.connect(self._opener.show_dialog)
        dock.engine_missing.connect(self._offer_setup)
        self._opener.engine_changed.connect(self._offer.close)
        self._opener.engine_changed.connect(dock.use_engine)
        return dock

    def _offer_setup(self, text: str) -> None:
        """Offer the set-up, with the first sentence of what is wrong; the dock shows all of it."""
        self._offer.show(text.split(". ", maxsplit=1)[0].rstrip(".") + ".")

    def remove(self) -> None:
        """Stop what runs, and take everything away."""
        for action in self._actions:
            self._iface.removePluginRasterMenu(tr("Landsketch"), action)
        for action in self._actions[1:]:
            action.deleteLater()
        self._opener.close()
        self._dock.close_session()
        self._iface.removeDockWidget(self._dock)
        self._dock.deleteLater()
        self._iface.unregisterOptionsWidgetFactory(self._options)
        self._toolbar.deleteLater()
        LandsketchAlgorithm.make_dialog = None
        close_dialogs()
        self._opener.deleteLater()
