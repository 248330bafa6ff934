"""The part of the dock that says how the preview is shown, and what is going on."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..plugin.i18n import tr
from ..plugin.live.preview_image import CLASSES, CONFIDENCE, MARGIN, THRESHOLD
from ..plugin.live.session import LIVE, OFF, ONCE
from .widgets import toggle_button

_THRESHOLD = 60  # per cent


class PreviewPanel(QWidget):
    """Modes, display, progress and scores of the preview.

    Attributes:
        mode_clicked: Emitted with the mode that the user chose.
        display_changed: Emitted when the preview is to be shown in another way.
        opacity_changed: Emitted with the opacity, 0..1.
    """

    mode_clicked = pyqtSignal(str)
    display_changed = pyqtSignal()
    opacity_changed = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._make_modes())
        layout.addLayout(self._make_display())
        self.state = _text_label("landsketchState")
        self.progress = QProgressBar()
        self.progress.setObjectName("landsketchProgress")
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(6)
        self.progress.hide()
        self.accuracy = _text_label("landsketchAccuracy")
        self.pointer = _text_label("landsketchPointer")
        # Two lines, so that buttons below stay where they are
        self.pointer.setMinimumHeight(2 * self.pointer.fontMetrics().lineSpacing())
        self.pointer.setAlignment(Qt.AlignmentFlag.AlignTop)
        for widget in (self.state, self.progress, self.accuracy, self.pointer):
            layout.addWidget(widget)

    def _make_modes(self) -> QHBoxLayout:
        self._modes = QButtonGroup(self)
        row = QHBoxLayout()
        self._buttons = {}
        texts = {
            LIVE: (tr("Live"), tr("The preview follows every edit and every move of the canvas")),
            ONCE: (tr("Once"), tr("Update the preview now, and then no more")),
            OFF: (tr("Off"), tr("Show no preview")),
        }
        for mode, (text, tip) in texts.items():
            button = toggle_button(text, tip, f"landsketchMode_{mode}")
            button.clicked.connect(lambda _=False, mode=mode: self.mode_clicked.emit(mode))
            self._buttons[mode] = button
            self._modes.addButton(button)
            row.addWidget(button)
        self.show_mode(OFF)
        opacity = QSlider(Qt.Orientation.Horizontal)
        opacity.setObjectName("landsketchOpacity")
        opacity.setRange(0, 100)
        opacity.setValue(60)
        opacity.setToolTip(tr("Opacity of the preview; H hides it while held"))
        opacity.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100))
        row.addWidget(QLabel(tr("Opacity")))
        row.addWidget(opacity, 1)
        return row

    def _make_display(self) -> QHBoxLayout:
        self.display_box = QComboBox()
        self.display_box.setObjectName("landsketchDisplay")
        self.display_box.setToolTip(tr("What the preview shows"))
        # Otherwise the longest text would make the dock wider than its place
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.display_box.setSizeAdjustPolicy(policy)
        for display, text in (
            (CLASSES, tr("Classes")),
            (CONFIDENCE, tr("Classes, uncertain ones fade")),
            (MARGIN, tr("Margin between the two best classes")),
            (THRESHOLD, tr("Classes, grey below a confidence")),
        ):
            self.display_box.addItem(text, display)
        self.threshold_box = QSpinBox()
        self.threshold_box.setObjectName("landsketchThreshold")
        self.threshold_box.setRange(1, 100)
        self.threshold_box.setValue(_THRESHOLD)
        self.threshold_box.setSuffix(" %")
        self.threshold_box.setToolTip(tr("Ground whose class is less likely is grey"))
        self.threshold_box.setVisible(False)
        self.display_box.currentIndexChanged.connect(self._on_display)
        self.threshold_box.valueChanged.connect(lambda _: self.display_changed.emit())
        row = QHBoxLayout()
        row.addWidget(self.display_box, 1)
        row.addWidget(self.threshold_box)
        return row

    # -- state ------------------------------------------------------------------------------------

    @property
    def mode(self) -> str:
        """The mode whose button is down."""
        return next(mode for mode, button in self._buttons.items() if button.isChecked())

    @property
    def display(self) -> tuple[str, int]:
        """How the preview is shown, and the threshold in per cent."""
        return self.display_box.currentData(), self.threshold_box.value()

    def show_mode(self, mode: str) -> None:
        """Press the button of a mode."""
        self._buttons[mode].setChecked(True)

    def show_state(self, text: str) -> None:
        """Say what is going on."""
        self.state.setText(text)

    def show_progress(self, share: float) -> None:
        """Show the fraction of the work that is done, 0..1; 1 hides the bar."""
        self.progress.setVisible(share < 1)
        self.progress.setRange(0, 100)
        self.progress.setValue(round(100 * share))

    def show_scores(self, message: dict[str, Any] | None, change: float | None) -> None:
        """Show the mean IoU, and how it differs from that of the labels before."""
        if not message or message.get("miou") is None:
            self.accuracy.setText("")
            return
        text = tr("Mean IoU on held-out blocks: {:.2f}").format(message["miou"])
        self.accuracy.setText(text if change is None else f"{text} ({change:+.2f})")

    def _on_display(self) -> None:
        self.threshold_box.setVisible(self.display_box.currentData() == THRESHOLD)
        self.display_changed.emit()


def _text_label(name: str) -> QLabel:
    label = QLabel("")
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
