"""Suggested places and similar ground become labels."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsGeometry, QgsProject
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..plugin.i18n import tr
from ..plugin.live.session import LiveSession
from .class_panel import ClassPanel
from .improve_panel import ImprovePanel
from .label_painter import LabelPainter
from .similar_search import SimilarSearch
from .suggestions import Suggestions
from .tool_panel import ToolPanel


class Improvement(QObject):
    """What the buttons of the panel do.

    Args:
        iface: Has the active layer.
        session: Asks the engine.
        panel: Has the buttons.
        classes: Tells which class is drawn.
        tools: Has the tool that marks an example, and the brush.
        painter: Draws labels.

    Attributes:
        suggestions: The suggested places.
        failed: Emitted with a sentence about what could not be done.
        hint: Emitted with a sentence about what to do.
        scene_wanted: Emitted with the example, in the CRS of the canvas, that is to be searched in
            the whole image.
    """

    failed = pyqtSignal(str)
    hint = pyqtSignal(str)
    scene_wanted = pyqtSignal(QgsGeometry)

    def __init__(
        self,
        iface: QgisInterface,
        session: LiveSession,
        panel: ImprovePanel,
        classes: ClassPanel,
        tools: ToolPanel,
        painter: LabelPainter,
    ) -> None:
        super().__init__(panel)
        self._iface, self._session, self._classes = iface, session, classes
        self._tools, self._painter = tools, painter
        self.suggestions = Suggestions(session, iface.mapCanvas(), panel)
        self._similar = SimilarSearch(session, iface.mapCanvas(), panel)
        self._similar.outlined.connect(self._label_similar)
        self._similar.state_changed.connect(self.hint)
        tools.example.drawn.connect(lambda shape, _: self._similar.search(shape))
        panel.next_clicked.connect(self.go_on)
        panel.label_clicked.connect(self.label_suggestion)
        panel.list_clicked.connect(self._list_suggestions)
        panel.similar_toggled.connect(self._set_searching)
        panel.scene_clicked.connect(self._search_scene)

    def take(self, message: dict[str, Any]) -> None:
        """Show the answer of the engine to a question."""
        if message["type"] == "similarity":
            self._similar.take(message)
        elif message["type"] == "suggestions":
            if not self.suggestions.take(message["places"]):
                self.hint.emit(
                    tr("No place in view is far enough from the labels; move or zoom out.")
                )
            self._choose_predicted()

    def clear(self) -> None:
        """Show no place and no similar ground."""
        self.suggestions.clear()
        self._similar.clear()

    def close(self) -> None:
        """Take everything off the canvas."""
        self.suggestions.close()
        self._similar.close()

    # -- suggested places -------------------------------------------------------------------------

    def go_on(self) -> None:
        """Show the next place."""
        if not self._session.is_running:
            self.hint.emit(tr("Start the preview first: press Live."))
            return
        self.suggestions.go_on()
        self._choose_predicted()

    def label_suggestion(self) -> None:
        """Label the suggested place with the chosen class, and go on."""
        middle, entry = self.suggestions.middle(), self._classes.current
        if middle is None or entry is None:
            return
        if self._painter.label(self._tools.brush.patch(middle), entry.name):
            self.go_on()

    def _choose_predicted(self) -> None:
        """Choose the class that the preview has at the suggested place."""
        place = self.suggestions.current
        if place is not None:
            self._classes.tree.choose(int(place["predicted"]))

    def _list_suggestions(self) -> None:
        active = self._iface.activeLayer()
        if QgsProject.instance().addMapLayer(self.suggestions.as_layer()) is None:
            self.failed.emit(tr("The places cannot be added as a layer."))
        self._iface.setActiveLayer(active)  # whose edits Ctrl+Z undoes

    # -- similar ground ---------------------------------------------------------------------------

    def _set_searching(self, is_on: bool) -> None:  # noqa: FBT001 (a slot)
        """Take the tool that marks an example, or show similar ground no more."""
        if is_on:
            self._tools.use(self._tools.example)
            self.hint.emit(tr("Click or drag over an example."))
            return
        self._similar.clear()
        self._tools.use(self._tools.brush)

    def _label_similar(self, shape: QgsGeometry) -> None:
        """Make similar ground a label of the chosen class."""
        entry = self._classes.current
        if entry is not None and self._painter.label(shape, entry.name, spares_others=True):
            self._set_searching(False)

    def _search_scene(self) -> None:
        if self._similar.example is not None:
            self.scene_wanted.emit(self._similar.example)
