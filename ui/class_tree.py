"""The classes in the dock: colour, name, key, labels, share of the view and accuracy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QIcon, QPixmap
from qgis.PyQt.QtWidgets import QColorDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ..core.class_table import LandClass
from ..plugin.i18n import tr

NAME, KEY, LABELS, SHARE, IOU = range(5)
_DASH = "–"


class ClassTree(QTreeWidget):
    """The list of classes.

    Attributes:
        renamed: Emitted with the position and the new name.
        recolored: Emitted with the position and the new colour.
    """

    renamed = pyqtSignal(int, str)
    recolored = pyqtSignal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("landsketchClasses")
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setColumnCount(5)
        self.setHeaderLabels([tr("Class"), tr("Key"), tr("Labels"), tr("View"), tr("IoU")])
        tips = {
            KEY: tr("Key that chooses the class while a label tool is active"),
            LABELS: tr("Number of labels"),
            SHARE: tr("Fraction of the view that is mapped as the class"),
            IOU: tr("Intersection over union on held-out blocks of the labels"),
        }
        for column, tip in tips.items():
            self.headerItem().setToolTip(column, tip)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in tips:
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._is_filling = False
        self._shares: Mapping[str, float] = {}
        self._scores: Mapping[str, Any] | None = None
        self.itemChanged.connect(self._on_changed)
        self.itemDoubleClicked.connect(self._on_double_click)

    @property
    def position(self) -> int:
        """Position of the chosen class, -1 = none."""
        item = self.currentItem()
        return self.indexOfTopLevelItem(item) if item is not None else -1

    def choose(self, position: int) -> None:
        """Choose the class at a position, if there is one."""
        if 0 <= position < self.topLevelItemCount():
            self.setCurrentItem(self.topLevelItem(position))

    def show_classes(self, classes: Sequence[LandClass], counts: Mapping[str, int]) -> None:
        """Show classes and the number of their labels; the choice stays where it can."""
        chosen = max(0, self.position)
        self._is_filling = True
        self.clear()
        for number, entry in enumerate(classes):
            key = str(number + 1) if number < 9 else ""
            texts = [entry.name, key, str(counts.get(entry.name, 0)), _DASH, _DASH]
            item = QTreeWidgetItem(texts)
            item.setIcon(NAME, _swatch(entry.color))
            item.setData(NAME, Qt.ItemDataRole.UserRole, entry.color)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            for column in (KEY, LABELS, SHARE, IOU):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
            self.addTopLevelItem(item)
        self._is_filling = False
        self.choose(min(chosen, self.topLevelItemCount() - 1))
        self.show_shares(self._shares)
        self.show_scores(self._scores)

    def show_shares(self, shares: Mapping[str, float]) -> None:
        """Show the fraction of the view by position of the class."""
        self._shares = shares
        self._is_filling = True
        for number in range(self.topLevelItemCount()):
            text = f"{100 * shares.get(str(number), 0.0):.0f} %" if shares else _DASH
            self.topLevelItem(number).setText(SHARE, text)
        self._is_filling = False

    def show_scores(self, message: Mapping[str, Any] | None) -> None:
        """Show the IoU of each class, and its interval as a tool tip."""
        self._scores = message
        self._is_filling = True
        ious = message.get("class_iou") or [] if message else []
        intervals = message.get("intervals") or [] if message else []
        for number in range(self.topLevelItemCount()):
            iou = ious[number] if number < len(ious) else None
            interval = intervals[number] if number < len(intervals) else None
            item = self.topLevelItem(number)
            item.setText(IOU, _DASH if iou is None else f"{iou:.2f}")
            tip = tr("95 % interval: {:.2f} to {:.2f}").format(*interval) if interval else ""
            item.setToolTip(IOU, tip)
        self._is_filling = False

    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        if not self._is_filling and column == NAME:
            self.renamed.emit(self.indexOfTopLevelItem(item), item.text(NAME))

    def _on_double_click(self, item: QTreeWidgetItem, column: int) -> None:
        if column != NAME:
            old = QColor(item.data(NAME, Qt.ItemDataRole.UserRole))
            color = QColorDialog.getColor(old, self, tr("Colour of {}").format(item.text(NAME)))
            if color.isValid():
                self.recolored.emit(self.indexOfTopLevelItem(item), color.name())


def _swatch(color: str) -> QIcon:
    pixmap = QPixmap(14, 14)
    pixmap.fill(QColor(color))
    return QIcon(pixmap)
