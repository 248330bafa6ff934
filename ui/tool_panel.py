"""The part of the dock with the tools that draw labels."""

from __future__ import annotations

from collections.abc import Callable

from qgis.gui import QgsMapCanvas, QgsMapTool
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from ..plugin.i18n import tr
from .label_tools import MAX_WIDTH, MIN_WIDTH, BrushTool, LabelTool, RectangleTool
from .widgets import push_button, toggle_button

_EXAMPLE_COLOR = "#ffe119"


class ToolPanel(QWidget):
    """The tools and their buttons.

    Args:
        canvas: The canvas.
        color: Returns the colour of the class that is drawn.

    Attributes:
        example: Marks an example of what is searched; it draws no label.
        polygon_clicked: Emitted when QGIS's own polygon tool is to be used.
    """

    polygon_clicked = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, color: Callable[[], str]) -> None:
        super().__init__()
        self._canvas = canvas
        self.brush, self.rectangle = BrushTool(canvas, color), RectangleTool(canvas, color)
        self.example = BrushTool(canvas, lambda: _EXAMPLE_COLOR)
        brush_button = toggle_button(
            tr("Brush"),
            tr(
                "Paint a label; Shift erases, a right click names the class of a place. "
                "Keys: 1-9 class, [ ] width, H hides the preview, N next suggestion"
            ),
            "landsketchBrush",
        )
        rectangle_button = toggle_button(
            tr("Rectangle"),
            tr("Draw a label from corner to corner; Shift erases"),
            "landsketchRectangle",
        )
        polygon_button = push_button(
            tr("Polygon"), tr("Draw a label with QGIS's own polygon tool"), "landsketchPolygon"
        )
        self.width_box = QSpinBox()
        self.width_box.setObjectName("landsketchWidth")
        self.width_box.setRange(MIN_WIDTH, MAX_WIDTH)
        self.width_box.setValue(self.brush.width_px)
        self.width_box.setSuffix(" px")
        self.width_box.setToolTip(tr("Width of the brush in pixels of the screen"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (brush_button, self.width_box, rectangle_button, polygon_button):
            row.addWidget(widget)
        row.addStretch(1)
        self._buttons = ((self.brush, brush_button), (self.rectangle, rectangle_button))
        for tool, button in self._buttons:
            tool.setButton(button)
            button.clicked.connect(lambda _=False, tool=tool: self.use(tool))
        polygon_button.clicked.connect(lambda _: self.polygon_clicked.emit())
        self.width_box.valueChanged.connect(self._set_width)

    @property
    def label_tools(self) -> tuple[LabelTool, ...]:
        """The tools that draw labels."""
        return self.brush, self.rectangle

    def use(self, tool: QgsMapTool) -> None:
        """Make a tool the canvas's one."""
        self._canvas.setMapTool(tool)
        self._canvas.setFocus()

    def change_width(self, text: str) -> None:
        """Make the brush wider or narrower, for the keys ``[`` and ``]``."""
        width = self.width_box.value()
        self.width_box.setValue(
            max(width + 1, round(width * 1.25)) if text == "]" else round(width / 1.25)
        )

    def release(self) -> None:
        """Take the tools off the canvas."""
        for tool in (*self.label_tools, self.example):
            self._canvas.unsetMapTool(tool)

    def _set_width(self, width: int) -> None:
        self.brush.width_px = self.example.width_px = width
