"""Scrolls the dock up and down, and is as wide as its widgets need, whatever their language."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, QObject, Qt
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QWidget

_MIN_WIDTH_PX = 350


class DockScroll(QScrollArea):
    """A scroll area that cuts nothing off at its right side."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(content)
        self._widen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow widgets that appear or get another text."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._widen()
        return bool(super().eventFilter(watched, event))

    def _widen(self) -> None:
        needed = self.widget().minimumSizeHint().width()
        bar = self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(max(_MIN_WIDTH_PX, needed + bar))
