"""Keys that choose a class while QGIS's own polygon tool is used."""

from __future__ import annotations

from typing import Callable

from qgis.core import QgsVectorLayer
from qgis.gui import QgsMapCanvas, QgsMapTool
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent

from .label_tools import LabelTool


class CanvasKeys(QObject):
    """Hears the digits; brush and rectangle hear all keys themselves.

    Args:
        canvas: The canvas.
        labels: Returns the label layer.

    Attributes:
        pressed: Emitted with a digit.
    """

    pressed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, labels: Callable[[], QgsVectorLayer | None]) -> None:
        super().__init__(canvas)
        self._canvas, self._labels = canvas, labels
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if not event.text().isdigit():
            return False
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._draws_labels():
            return False
        self.pressed.emit(event.text())
        return True

    def close(self) -> None:
        """Hear nothing any more."""
        self._canvas.removeEventFilter(self)

    def _draws_labels(self) -> bool:
        """Tell whether a tool of QGIS edits the label layer."""
        tool, layer = self._canvas.mapTool(), self._labels()
        if tool is None or isinstance(tool, LabelTool) or layer is None:
            return False
        is_edited = self._canvas.currentLayer() == layer and layer.isEditable()
        return is_edited and bool(tool.flags() & QgsMapTool.Flag.EditTool)
