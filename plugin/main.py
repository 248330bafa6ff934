"""The plugin: the provider everywhere; menu, toolbar, dialogs and options in the desktop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Callable

from qgis.core import QgsApplication
from qgis.gui import QgisInterface, QgsOptionsWidgetFactory

from .algorithm import LandsketchAlgorithm
from .engine.worker import stop_all
from .i18n import load_translator, tr
from .provider import LandsketchProvider

if TYPE_CHECKING:  # widgets are imported in the desktop only
    from qgis.PyQt.QtWidgets import QToolBar

    from ..ui.dock import LandsketchDock
    from .compat import QAction


class LandsketchPlugin:
    """Everything ``initProcessing`` and ``initGui`` add, ``unload`` removes in reverse."""

    def __init__(self, iface: QgisInterface | None) -> None:
        self._iface = iface
        self._provider: LandsketchProvider | None = None
        self._action: QAction | None = None
        self._toolbar: QToolBar | None = None
        self._options: QgsOptionsWidgetFactory | None = None
        self._dock: LandsketchDock | None = None
        self._dock_action: QAction | None = None
        self._close_dialogs: Callable[[], None] = _do_nothing
        self._translator = load_translator()

    def initProcessing(self) -> None:
        """Add the provider; all that qgis_process calls."""
        provider = LandsketchProvider()
        # QGIS deletes a provider whose id is taken
        if QgsApplication.processingRegistry().addProvider(provider):
            self._provider = provider

    def initGui(self) -> None:
        """Add the provider and everything that is seen."""
        self.initProcessing()
        if self._iface is None:
            return
        # widgets are needed in the desktop only
        from ..ui.algorithm_dialog import make_dialog
        from ..ui.open_dialogs import close_dialogs
        from ..ui.options_page import OptionsFactory
        from ..ui.toolbox import make_action

        LandsketchAlgorithm.make_dialog = partial(make_dialog, self._iface)
        self._close_dialogs = close_dialogs  # now: an update replaces the files before it unloads
        self._toolbar = self._iface.addToolBar(tr("Landsketch"))
        self._toolbar.setObjectName("landsketchToolBar")
        self._action = make_action(self._iface)
        self._iface.addPluginToRasterMenu(tr("Landsketch"), self._action)
        self._toolbar.addAction(self._action)
        self._options = OptionsFactory()
        self._iface.registerOptionsWidgetFactory(self._options)
        self._add_dock()

    def _add_dock(self) -> None:
        """Add the dock, closed, and the action that shows it."""
        from qgis.PyQt.QtCore import Qt

        from ..ui.dock import LandsketchDock
        from ..ui.toolbox import make_dock_action

        self._dock = LandsketchDock(self._iface)
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self._dock.hide()
        self._dock_action = make_dock_action(self._dock)
        self._iface.addPluginToRasterMenu(tr("Landsketch"), self._dock_action)
        self._toolbar.addAction(self._dock_action)

    def unload(self) -> None:
        """Stop running engines and take everything away again."""
        stop_all()
        if self._dock is not None:
            self._iface.removePluginRasterMenu(tr("Landsketch"), self._dock_action)
            self._dock.close_session()
            self._iface.removeDockWidget(self._dock)
            self._dock.deleteLater()
            self._dock = self._dock_action = None
        if self._options is not None:
            self._iface.unregisterOptionsWidgetFactory(self._options)
            self._options = None
        if self._action is not None:
            self._iface.removePluginRasterMenu(tr("Landsketch"), self._action)
            self._action.deleteLater()
            self._action = None
        if self._toolbar is not None:
            self._toolbar.deleteLater()
            self._toolbar = None
        LandsketchAlgorithm.make_dialog = None
        self._close_dialogs()
        self._close_dialogs = _do_nothing
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None


def _do_nothing() -> None:
    """There are no dialogs without a desktop."""
