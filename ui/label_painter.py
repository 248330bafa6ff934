"""What the tools draw becomes labels of the chosen class; a right click corrects a place."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsPointXY
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..core.errors import LandsketchError
from ..plugin.i18n import tr
from ..plugin.live.drawing import Drawing
from ..plugin.live.session import LiveSession
from .class_panel import ClassPanel
from .correction_menu import CorrectionMenu
from .pointer import Pointer
from .tool_panel import ToolPanel


class LabelPainter(QObject):
    """Draws labels.

    Args:
        iface: Has QGIS's polygon tool.
        session: Has the label layer.
        classes: Tells which class is drawn.
        tools: What is drawn with.
        pointer: Tells what the preview says of a place.

    Attributes:
        failed: Emitted with a sentence about what could not be done.
        hint: Emitted with a sentence about what to do first.
    """

    failed = pyqtSignal(str)
    hint = pyqtSignal(str)

    def __init__(
        self,
        iface: QgisInterface,
        session: LiveSession,
        classes: ClassPanel,
        tools: ToolPanel,
        pointer: Pointer,
    ) -> None:
        super().__init__(tools)
        self._iface, self._session, self._classes = iface, session, classes
        self._tools, self._pointer = tools, pointer
        self._drawing = Drawing(session, iface.mapCanvas())
        self._menu, self._corrected = CorrectionMenu(tools), QgsPointXY()
        self._menu.chosen.connect(self._correct)
        tools.polygon_clicked.connect(self._use_polygon_tool)
        for tool in tools.label_tools:
            tool.drawn.connect(self.draw)
            tool.menu_wanted.connect(self._show_menu)

    def set_class(self, name: str) -> None:
        """Give polygons of QGIS's own tool a class."""
        self._drawing.set_default_class(name)

    def draw(self, shape: QgsGeometry, erases: bool) -> None:  # noqa: FBT001 (a slot)
        """Add or erase what a tool drew."""
        if self._session.labels is None:
            self.hint.emit(tr("Choose a label layer, or press New to make one."))
            return
        entry = self._classes.current
        if entry is None and not erases:
            self.hint.emit(tr("Choose a class first."))
            return
        self.label(shape, "" if erases or entry is None else entry.name)

    def label(self, shape: QgsGeometry, name: str, *, spares_others: bool = False) -> bool:
        """Give ground a class, or none if the name is empty; return whether it could be done."""
        try:
            self._drawing.draw(shape, name, spares_others=spares_others)
        except LandsketchError as error:
            self.failed.emit(str(error))
            return False
        return True

    def _show_menu(self, point: QgsPointXY) -> None:
        """Offer the classes for a place that was clicked with the right button."""
        self._corrected = QgsPointXY(point)
        self._menu.show_for(self._session.classes, self._pointer.reading(point))

    def _correct(self, name: str) -> None:
        """Label a patch of the brush's width."""
        self.label(self._tools.brush.patch(self._corrected), name)

    def _use_polygon_tool(self) -> None:
        layer = self._session.labels
        if layer is None:
            return
        self._iface.setActiveLayer(layer)
        if not layer.isEditable() and not layer.startEditing():
            text = tr("'{}' cannot be edited; press New to make another label layer.")
            self.failed.emit(text.format(layer.name()))
            return
        self._iface.actionAddFeature().trigger()
