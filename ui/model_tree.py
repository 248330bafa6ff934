"""The models in the dock: name, backbone, classes, date and accuracy."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from ..plugin.i18n import tr
from ..plugin.model_entry import ModelEntry

_NAME, _SCORE = range(2)
_PATH = Qt.ItemDataRole.UserRole
_MIN_HEIGHT_PX = 130


class ModelTree(QTreeWidget):
    """The list of models, of which several can be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("landsketchModelList")
        self.setMinimumHeight(_MIN_HEIGHT_PX)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setHeaderLabels([tr("Model"), tr("Mean IoU")])
        self.headerItem().setToolTip(
            _SCORE, tr("On held-out labels, with the standard deviation of the folds")
        )
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_SCORE, QHeaderView.ResizeMode.ResizeToContents)

    @property
    def paths(self) -> list[str]:
        """Paths of the chosen models."""
        return [item.data(_NAME, _PATH) for item in self.selectedItems()]

    def choose(self, paths: Collection[str]) -> None:
        """Choose models, those that are in the list."""
        for row in range(self.topLevelItemCount()):
            item = self.topLevelItem(row)
            item.setSelected(item.data(_NAME, _PATH) in paths)

    def show_models(self, entries: Sequence[ModelEntry]) -> None:
        """Show models; the choice stays where it can."""
        chosen = self.paths
        self.clear()
        for entry in entries:
            self.addTopLevelItem(self._item(entry))
        self.choose(chosen)

    def _item(self, entry: ModelEntry) -> QTreeWidgetItem:
        item = QTreeWidgetItem([f"{entry.name}\n{entry.details}", f"{entry.score}\n{entry.date}"])
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        item.setTextAlignment(_SCORE, right)  # type: ignore[arg-type] # int only in the stub
        item.setData(_NAME, _PATH, entry.path)
        for column in (_NAME, _SCORE):
            item.setToolTip(column, entry.tip)
            if not entry.is_usable:
                grey = self.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
                item.setForeground(column, grey)
        return item
