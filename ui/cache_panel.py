"""What is in the feature cache, in the options: by image and backbone, with deletion."""

from __future__ import annotations

import time
from pathlib import Path

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..core.cache_folder import CachedFeatures, chosen, contents, delete, folder_of
from ..plugin.i18n import tr
from ..plugin.settings import Settings
from ..plugin.setup.plan import megabytes
from .widgets import push_button

_DAYS = 30
_ROWS_PX = 170


class CachePanel(QGroupBox):
    """A table with an entry per image, backbone and scale."""

    def __init__(self) -> None:
        super().__init__(tr("Feature cache"))
        self.total = QLabel()
        self.total.setWordWrap(True)
        self.tree = QTreeWidget()
        self.tree.setObjectName("cacheContents")
        self.tree.setRootIsDecorated(False)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setHeaderLabels(
            [tr("Image"), tr("Backbone"), tr("Scale"), tr("Size"), tr("Last used")]
        )
        self.tree.setMinimumHeight(_ROWS_PX)
        self.tree.itemSelectionChanged.connect(self._show_selection)
        layout = QVBoxLayout(self)
        layout.addWidget(self.total)
        layout.addWidget(self.tree)
        layout.addLayout(self._make_buttons())
        self.refresh()

    def _make_buttons(self) -> QHBoxLayout:
        self.delete_button = push_button(
            tr("Delete selected…"), tr("Delete the features that are selected"), "cacheDelete"
        )
        self.delete_button.clicked.connect(lambda _: self._ask(self._selected()))
        old = push_button(
            tr("Delete unused…"), tr("Delete features not used for so many days"), "cacheDeleteOld"
        )
        old.clicked.connect(lambda _: self._ask(chosen(self._found, unused_days=self.days.value())))
        self.days = QSpinBox()
        self.days.setRange(0, 3650)
        self.days.setValue(_DAYS)
        self.days.setPrefix(tr("not used for "))
        self.days.setSuffix(tr(" days"))
        row = QHBoxLayout()
        row.addWidget(self.delete_button)
        row.addStretch()
        row.addWidget(self.days)
        row.addWidget(old)
        return row

    def refresh(self) -> None:
        """Read the cache again."""
        folder = folder_of(Settings.load().cache_folder)
        self._found = contents(folder)
        size = sum(one.size for one in self._found)
        self.total.setText(tr("{} in {}").format(megabytes(size), folder))
        self.tree.clear()
        for one in self._found:
            self.tree.addTopLevelItem(_item(one))
        for column in range(1, self.tree.columnCount()):
            self.tree.resizeColumnToContents(column)
        self._show_selection()

    def _selected(self) -> list[CachedFeatures]:
        return [
            one for row, one in enumerate(self._found) if self.tree.topLevelItem(row).isSelected()
        ]

    def _show_selection(self) -> None:
        self.delete_button.setEnabled(bool(self.tree.selectedItems()))

    def _ask(self, doomed: list[CachedFeatures]) -> None:
        """Delete sets of features if the user says so."""
        title = tr("Delete features")
        if not doomed:
            QMessageBox.information(self, title, tr("Nothing has been unused for so long."))
            return
        size = megabytes(sum(one.size for one in doomed))
        text = tr("Delete {} sets of features ({})? They are computed again when needed.")
        yes = QMessageBox.StandardButton.Yes
        if QMessageBox.question(self, title, text.format(len(doomed), size)) != yes:
            return
        try:
            for _ in delete(doomed):
                continue
        except OSError as error:
            QMessageBox.warning(self, title, tr("Not everything was deleted: {}").format(error))
        self.refresh()


def _item(one: CachedFeatures) -> QTreeWidgetItem:
    """Return the row of a set of features."""
    unknown = tr("unknown (earlier version)")
    used = time.strftime("%Y-%m-%d", time.localtime(one.last_used)) if one.last_used else "–"
    item = QTreeWidgetItem(
        [
            Path(one.image).name if one.image else unknown,
            one.backbone or unknown,
            f"{one.scale:g}" if one.scale else "–",
            megabytes(one.size),
            used,
        ]
    )
    item.setToolTip(0, one.image or unknown)
    item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight)
    return item
