"""The plugin's tab in the Log Messages panel."""

from __future__ import annotations

from qgis.core import Qgis, QgsMessageLog

TAB = "Landsketch"


def log_info(text: str) -> None:
    """Write a line that nobody needs to act on."""
    QgsMessageLog.logMessage(text, TAB, Qgis.MessageLevel.Info, notifyUser=False)


def log_warning(text: str) -> None:
    """Write a line that should catch the eye."""
    QgsMessageLog.logMessage(text, TAB, Qgis.MessageLevel.Warning)
