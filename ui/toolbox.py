"""The menu entries: the Processing toolbox at Landsketch, and the dock."""

from __future__ import annotations

from qgis.core import Qgis
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QModelIndex, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QDockWidget, QLineEdit, QTreeView, QWidget

from ..plugin.compat import QAction
from ..plugin.i18n import tr
from ..plugin.icons import ICON, icon_path

_TITLE = "Landsketch"
OPTIONS_PAGE = "landsketchOptions"  # object name of the page


def make_action(iface: QgisInterface) -> QAction:
    """Return the action of the menu entry and the toolbar icon."""
    action = QAction(QIcon(ICON), tr("Landsketch toolbox"), iface.mainWindow())
    action.setObjectName("landsketchToolbox")
    action.setToolTip(tr("Show the Landsketch algorithms in the Processing toolbox"))
    action.triggered.connect(lambda: show_toolbox(iface))
    return action


def make_dock_action(dock: QDockWidget) -> QAction:
    """Return the action that shows and hides the dock."""
    action = dock.toggleViewAction()
    action.setIcon(QIcon(icon_path("dock")))
    action.setText(tr("Landsketch: draw labels, see the map"))
    action.setObjectName("landsketchShowDock")
    action.setToolTip(tr("Draw labels and watch the map follow"))
    return action


def make_options_action(iface: QgisInterface) -> QAction:
    """Return the action that opens the page of Landsketch in the options of QGIS."""
    action = QAction(QIcon(icon_path("options")), tr("Options…"), iface.mainWindow())
    action.setObjectName("landsketchOptions")
    action.setToolTip(tr("Engine, backbones, feature cache and settings of Landsketch"))
    action.triggered.connect(lambda: iface.showOptionsDialog(iface.mainWindow(), OPTIONS_PAGE))
    return action


def show_toolbox(iface: QgisInterface) -> None:
    """Open the Processing toolbox with Landsketch unfolded, or say how to get the toolbox."""
    dock = iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
    if dock is None:
        iface.messageBar().pushMessage(
            _TITLE,
            tr(
                "The Processing toolbox is off; tick 'Processing' in Plugins > Manage and "
                "Install Plugins."
            ),
            Qgis.MessageLevel.Warning,
        )
        return
    dock.show()
    dock.raise_()
    reveal(dock)


def reveal(toolbox: QWidget) -> bool:
    """Unfold Landsketch in ``toolbox`` and select it; False when it is not listed."""
    for box in toolbox.findChildren(QLineEdit):
        box.clear()  # a filter could hide it
    tree = toolbox.findChild(QTreeView)
    index = _find(tree) if tree is not None else QModelIndex()
    if not index.isValid():
        return False
    tree.expand(index)
    for row in range(tree.model().rowCount(index)):
        tree.expand(tree.model().index(row, 0, index))
    tree.setCurrentIndex(index)
    tree.scrollTo(index, QTreeView.ScrollHint.PositionAtTop)
    return True


def _find(tree: QTreeView) -> QModelIndex:
    """Return the provider's row, invalid if there is none."""
    model = tree.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        if index.data(Qt.ItemDataRole.DisplayRole) == _TITLE:
            return index
    return QModelIndex()
