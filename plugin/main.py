"""The plugin: the provider everywhere; menu, toolbar, dialogs and options in the desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsApplication
from qgis.gui import QgisInterface

from .engine.worker import stop_all
from .i18n import load_translator
from .provider import LandsketchProvider

if TYPE_CHECKING:
    from ..ui.desktop import Desktop


class LandsketchPlugin:
    """Everything ``initProcessing`` and ``initGui`` add, ``unload`` removes in reverse."""

    def __init__(self, iface: QgisInterface | None) -> None:
        self._iface = iface
        self._provider: LandsketchProvider | None = None
        self._desktop: Desktop | None = None
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
        from ..ui.desktop import Desktop  # widgets are needed in the desktop only

        self._desktop = Desktop(self._iface)

    def unload(self) -> None:
        """Stop running engines and take everything away again."""
        stop_all()
        if self._desktop is not None:
            self._desktop.remove()
            self._desktop = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
