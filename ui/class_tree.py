"""The classes in the dock: colour, name, key, labels, share of the view and accuracy."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QIcon, QKeyEvent, QPalette, QPixmap, QResizeEvent
from qgis.PyQt.QtWidgets import QColorDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ..core.class_table import LandClass
from ..plugin.i18n import tr

NAME, KEY, LABELS, AREA, SHARE, IOU = range(6)
_SMALL_CHANGE = 0.005  # of an IoU: not worth a number
_HECTARE, _SQUARE_KM = 1e4, 1e6  # in square metres
_MIN_HEIGHT_PX = 150
_ROUND = 20  # larger numbers are shown without decimals
_NAME_CHARACTERS = 14  # a table that has no room for them does without the area
_PADDING_PX = 10  # of a column's title
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
        self._are_outdated = False
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
                item.setIcon(KEY, QgsApplication.getThemeIcon("locked.svg"))
                item.setToolTip(KEY, tr("Locked: strokes of other classes leave its labels alone"))
            self.addTopLevelItem(item)
        self._is_filling = False
        self.choose(min(chosen, self.topLevelItemCount() - 1))
        self.show_shares(self._shares)
        self._fill_scores()

    def show_shares(self, shares: Mapping[str, float]) -> None:
        """Show the fraction of the view by name of the class."""
        self._shares = shares
        self._is_filling = True
        for number, name in enumerate(self._names):
            text = f"{100 * shares[name]:.0f} %" if name in shares else _DASH
            self.topLevelItem(number).setText(SHARE, text)
        self._is_filling = False

    def show_scores(self, message: Mapping[str, Any] | None, changes: Mapping[str, float]) -> None:
        """Show the IoU of each class and its change; the interval is the tool tip.

        Args:
            message: The message ``scores`` with the names of its classes; None if there are no
                scores.
            changes: Change of the IoU by the name of the class.
        """
        self._scores, self._changes, self._are_outdated = message, changes, False
        self._fill_scores()

    def mark_outdated(self) -> None:
        """Grey the scores out, until those of the present labels come."""
        self._are_outdated = True
        self._fill_scores()

    def _fill_scores(self) -> None:
        self._is_filling = True
        message, role = self._scores or {}, QPalette.ColorRole.Text
        group = QPalette.ColorGroup
        state = group.Disabled if self._are_outdated else group.Active
        named = message.get("names") or []
        ious = dict(zip(named, message.get("class_iou") or []))
        intervals = dict(zip(named, message.get("intervals") or []))
        for number, name in enumerate(self._names):
            item, change = self.topLevelItem(number), self._changes.get(name, 0.0)
            item.setText(IOU, _iou_text(ious.get(name), change))
            item.setToolTip(IOU, _iou_tip(intervals.get(name), change))
            item.setForeground(IOU, self.palette().brush(state, role))
        self._is_filling = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a class by its key; QGIS's tree would search for a name that begins with it."""
        if event.text().isdigit() and event.text() != "0":
            self.choose(int(event.text()) - 1)
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the area out where names would be cut; it is in the tool tip of the labels."""
        super().resizeEvent(event)
        others = sum(self._width_of(column) for column in (KEY, LABELS, AREA, SHARE, IOU))
        name = _NAME_CHARACTERS * self.fontMetrics().averageCharWidth()
        self.setColumnHidden(AREA, self.viewport().width() < name + others)

    def _width_of(self, column: int) -> int:
        """Return the width that a column needs, also if it is hidden."""
        title = self.fontMetrics().boundingRect(self.headerItem().text(column)).width()
        return max(title + _PADDING_PX, self.sizeHintForColumn(column))

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
    item.setIcon(NAME, swatch(entry.color))
    item.setToolTip(NAME, entry.name)
    item.setToolTip(LABELS, tr("Area on the ground: {}").format(_area_text(area)))
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
    if abs(change) < _SMALL_CHANGE:
        return f"{iou:.2f}"
    return f"{iou:.2f} ↑" if change > 0 else f"{iou:.2f} ↓"


def _iou_tip(interval: Sequence[float] | None, change: float) -> str:
    """Return the interval of an IoU, and how it differs from that of the labels before."""
    lines = [tr("95 % interval: {:.2f} to {:.2f}").format(*interval)] if interval else []
    if abs(change) >= _SMALL_CHANGE:
        lines.append(tr("Change with the last labels: {:+.2f}").format(change))
    return "\n".join(lines)


def swatch(color: str) -> QIcon:
    """Return a square of a colour."""
    pixmap = QPixmap(14, 14)
    pixmap.fill(QColor(color))
    return QIcon(pixmap)
