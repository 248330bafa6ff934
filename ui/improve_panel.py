"""The part of the dock that suggests places for labels and finds ground like an example."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from ..plugin.i18n import tr
from .widgets import push_button, toggle_button

_NAME_PX = 80  # of a class on a button: longer names would make the dock wide


class ImprovePanel(QWidget):
    """Buttons for suggestions and for similar ground.

    Attributes:
        next_clicked: Emitted when the next suggestion is wanted.
        label_clicked: Emitted when the suggested place gets the chosen class.
        list_clicked: Emitted when the suggestions are wanted as a layer.
        similar_toggled: Emitted when an example is to be clicked, or no longer.
        threshold_changed: Emitted with the least similarity in per cent.
        outline_clicked: Emitted when similar ground becomes labels.
        scene_clicked: Emitted when the whole scene is to be searched.
        unfolded: Emitted when further buttons have appeared.
    """

    next_clicked = pyqtSignal()
    label_clicked = pyqtSignal()
    list_clicked = pyqtSignal()
    similar_toggled = pyqtSignal(bool)
    threshold_changed = pyqtSignal(int)
    outline_clicked = pyqtSignal()
    scene_clicked = pyqtSignal()
    unfolded = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._make_first_row())
        layout.addWidget(self._make_suggestion())
        layout.addWidget(self._make_similar())
        self.show_suggestion("")
        self.show_similar(None)

    def _make_first_row(self) -> QHBoxLayout:
        where = push_button(
            tr("Where next?"),
            tr("Go to a place in view where a label is expected to help (key N)"),
            "landsketchWhereNext",
        )
        where.clicked.connect(lambda _: self.next_clicked.emit())
        self.similar_button = toggle_button(
            tr("Find similar"),
            tr("Click or drag over an example to see what looks like it"),
            "landsketchSimilar",
        )
        self.similar_button.clicked.connect(self.similar_toggled)
        row = QHBoxLayout()
        row.addWidget(where)
        row.addWidget(self.similar_button)
        row.addStretch(1)
        return row

    def _make_suggestion(self) -> QWidget:
        self._suggestion = QWidget()
        self._reason = QLabel("")
        self._reason.setObjectName("landsketchReason")
        self._reason.setWordWrap(True)
        self._label_button = push_button(
            "", tr("Label the place with the chosen class (Enter)"), "landsketchLabelIt"
        )
        self._label_button.clicked.connect(lambda _: self.label_clicked.emit())
        skip = push_button(tr("Skip"), tr("Go to the next place (key N)"), "landsketchSkip")
        skip.clicked.connect(lambda _: self.next_clicked.emit())
        listing = push_button(
            tr("List"), tr("Add the suggested places as a layer"), "landsketchList"
        )
        listing.clicked.connect(lambda _: self.list_clicked.emit())
        grid = QGridLayout(self._suggestion)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self._reason, 0, 0, 1, 3)
        for column, button in enumerate((self._label_button, skip, listing)):
            grid.addWidget(button, 1, column)
        return self._suggestion

    def _make_similar(self) -> QWidget:
        self._similar = QWidget()
        self._threshold = QSlider(Qt.Orientation.Horizontal)
        self._threshold.setObjectName("landsketchSimilarity")
        self._threshold.setRange(1, 100)
        self._threshold.setToolTip(tr("Least similarity that is shown"))
        self._percent = QLabel("")
        self._threshold.valueChanged.connect(self._on_threshold)
        self._outline_button = push_button(
            "", tr("Make what is shown labels of the chosen class"), "landsketchOutline"
        )
        self._outline_button.clicked.connect(lambda _: self.outline_clicked.emit())
        scene = push_button(
            tr("Whole image…"), tr("Search the whole image for the example"), "landsketchSimilarAll"
        )
        scene.clicked.connect(lambda _: self.scene_clicked.emit())
        grid = QGridLayout(self._similar)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self._threshold, 0, 0)
        grid.addWidget(self._percent, 0, 1)
        grid.addWidget(self._outline_button, 1, 0)
        grid.addWidget(scene, 1, 1)
        return self._similar

    @property
    def threshold(self) -> int:
        """Least similarity in per cent."""
        return self._threshold.value()

    def show_class(self, name: str) -> None:
        """Name the class that the buttons give."""
        edge = Qt.TextElideMode.ElideRight
        name = self.fontMetrics().elidedText(name, edge, _NAME_PX)
        self._label_button.setText(tr("Label as '{}'").format(name))
        self._outline_button.setText(tr("Add as '{}'").format(name))

    def show_suggestion(self, text: str) -> None:
        """Describe the suggested place; an empty text hides its buttons."""
        self._reason.setText(text)
        self._suggestion.setVisible(bool(text))
        if text:
            self.unfolded.emit()

    def show_similar(self, threshold: int | None) -> None:
        """Show the threshold of similar ground; None hides it."""
        self._similar.setVisible(threshold is not None)
        if threshold is None:
            self.similar_button.setChecked(False)
        else:
            self._threshold.setValue(threshold)
            self._on_threshold(threshold)
            self.unfolded.emit()

    def _on_threshold(self, value: int) -> None:
        self._percent.setText(f"{value} %")
        self.threshold_changed.emit(value)


def suggestion_text(place: dict[str, Any], position: int, count: int) -> str:
    """Return the line about a suggested place."""
    return tr("Place {} of {}: {}").format(position + 1, count, place["reason"])
