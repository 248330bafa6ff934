"""The classes in the dock: colour, name, key, labels, share of the view and accuracy."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QIcon, QPixmap
from qgis.PyQt.QtWidgets import QColorDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ..core.class_table import LandClass
from ..plugin.i18n import tr

NAME, KEY, LABELS, AREA, SHARE, IOU = range(6)
_SMALL_CHANGE = 0.005  # of an IoU: not worth a number
_HECTARE, _SQUARE_KM = 1e4, 1e6  # in square metres
_MIN_HEIGHT_PX = 150
_ROUND = 20  # larger numbers are shown without decimals
_DASH, _LOCK = "–", "🔒"


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
        self.setMinimumHeight(_MIN_HEIGHT_PX)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setColumnCount(6)
        self.setHeaderLabels(
            [tr("Class"), tr("Key"), tr("Labels"), tr("Area"), tr("View"), tr("IoU")]
        )
        tips = {
            KEY: tr("Key that chooses the class while a label tool is active"),
            LABELS: tr("Number of labels"),
            AREA: tr("Area of the labels on the ground"),
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
        self._changes: Mapping[str, float] = {}
        self._names: list[str] = []
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

    def show_classes(
        self,
        classes: Sequence[LandClass],
        counts: Mapping[str, int],
        areas: Mapping[str, float],
        locked: Collection[str],
    ) -> None:
        """Show classes and their labels; the choice stays where it can.

        Args:
            classes: The classes.
            counts: Number of labels by the name of the class.
            areas: Area of the labels in square metres by the name of the class.
            locked: Names of the classes whose labels are protected.
        """
        chosen = max(0, self.position)
        self._is_filling = True
        self._names = [entry.name for entry in classes]
        self.clear()
        for number, entry in enumerate(classes):
            item = _item(number, entry, counts.get(entry.name, 0), areas.get(entry.name, 0.0))
            if entry.name in locked:
                item.setText(KEY, f"{item.text(KEY)} {_LOCK}")
                item.setToolTip(KEY, tr("Locked: strokes of other classes leave its labels alone"))
            self.addTopLevelItem(item)
        self._is_filling = False
        self.choose(min(chosen, self.topLevelItemCount() - 1))
        self.show_shares(self._shares)
        self.show_scores(self._scores, self._changes)

    def show_shares(self, shares: Mapping[str, float]) -> None:
        """Show the fraction of the view by position of the class."""
        self._shares = shares
        self._is_filling = True
        for number in range(self.topLevelItemCount()):
            text = f"{100 * shares.get(str(number), 0.0):.0f} %" if shares else _DASH
            self.topLevelItem(number).setText(SHARE, text)
        self._is_filling = False

    def show_scores(self, message: Mapping[str, Any] | None, changes: Mapping[str, float]) -> None:
        """Show the IoU of each class and its change; the interval is the tool tip.

        Args:
            message: The message ``scores`` of the engine; None if there are no scores.
            changes: Change of the IoU by the name of the class.
        """
        self._scores, self._changes = message, changes
        self._is_filling = True
        ious = message.get("class_iou") or [] if message else []
        intervals = message.get("intervals") or [] if message else []
        for number, name in enumerate(self._names):
            iou = ious[number] if number < len(ious) else None
            interval = intervals[number] if number < len(intervals) else None
            item = self.topLevelItem(number)
            item.setText(IOU, _iou_text(iou, changes.get(name, 0.0)))
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


def _item(number: int, entry: LandClass, n_labels: int, area: float) -> QTreeWidgetItem:
    """Return the row of a class."""
    key = str(number + 1) if number < 9 else ""
    item = QTreeWidgetItem([entry.name, key, str(n_labels), _area_text(area), _DASH, _DASH])
    item.setIcon(NAME, _swatch(entry.color))
    item.setData(NAME, Qt.ItemDataRole.UserRole, entry.color)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    for column in (KEY, LABELS, AREA, SHARE, IOU):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
    return item


def _area_text(area: float) -> str:
    """Return an area in square metres in a readable unit."""
    if area <= 0:
        return _DASH
    if area < _HECTARE:
        return f"{_short(area)} m²"
    if area < _SQUARE_KM:
        return f"{_short(area / _HECTARE)} ha"
    return f"{_short(area / _SQUARE_KM)} km²"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= _ROUND else f"{value:.1f}"


def _iou_text(iou: float | None, change: float) -> str:
    if iou is None:
        return _DASH
    return f"{iou:.2f}" if abs(change) < _SMALL_CHANGE else f"{iou:.2f} ({change:+.2f})"


def _swatch(color: str) -> QIcon:
    pixmap = QPixmap(14, 14)
    pixmap.fill(QColor(color))
    return QIcon(pixmap)
