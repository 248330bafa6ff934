"""Opens the sample project in a folder that the user chooses."""

from __future__ import annotations

from pathlib import Path

from qgis.core import Qgis
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QStandardPaths
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QDockWidget, QFileDialog

from ..core.errors import LandsketchError
from ..plugin.compat import QAction
from ..plugin.i18n import tr
from ..plugin.icons import ICON
from ..plugin.sample_project import copy_sample, sample_folder


def make_sample_action(iface: QgisInterface, dock: QDockWidget) -> QAction:
    """Return the action that asks for a folder and opens the sample project."""
    action = QAction(QIcon(ICON), tr("Open sample project…"), iface.mainWindow())
    action.setObjectName("landsketchSample")
    action.setToolTip(tr("Copy a small project with image, labels, model and map, and open it"))
    action.triggered.connect(lambda: ask_and_open(iface, dock))
    return action


def ask_and_open(iface: QgisInterface, dock: QDockWidget) -> None:
    """Ask for a folder and open the sample project there."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    title = tr("Folder in which the sample project gets a folder of its own")
    chosen = QFileDialog.getExistingDirectory(iface.mainWindow(), title, documents)
    if chosen:
        open_sample(iface, dock, Path(chosen))


def open_sample(iface: QgisInterface, dock: QDockWidget, chosen: Path) -> None:
    """Copy the sample project, open it and show the dock, unless the user keeps the open project.

    QGIS asks what is to happen to unsaved changes, as before any other project is opened.
    """
    try:
        project = copy_sample(sample_folder(chosen))
    except LandsketchError as error:
        iface.messageBar().pushMessage("Landsketch", str(error), Qgis.MessageLevel.Warning)
        return
    if iface.newProject(True) and iface.addProject(str(project)):
        dock.show()
        dock.raise_()
