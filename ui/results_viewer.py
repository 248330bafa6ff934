"""QGIS's viewer of results, which opens after a run and would take half of the dock's place."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QDockWidget, QMainWindow

_NAME = "ResultsViewer"


def keep_in_front(window: QMainWindow, dock: QDockWidget) -> None:
    """Put the viewer behind a dock, as a tab, if both are open in the same place."""
    viewer = window.findChild(QDockWidget, _NAME)
    if viewer is None or viewer.isFloating() or dock.isFloating() or not dock.isVisible():
        return
    if window.dockWidgetArea(viewer) == window.dockWidgetArea(dock):
        window.tabifyDockWidget(dock, viewer)
        dock.raise_()
