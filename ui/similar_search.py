"""Finds ground like an example in view, and makes labels of it."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsGeometry
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..plugin.i18n import tr
from ..plugin.live.label_layer import text_of_crs
from ..plugin.live.moved import moved_shape
from ..plugin.live.session import LiveSession
from ..plugin.live.similarity import SimilarityImage, outline_above, read_similarity
from .improve_panel import ImprovePanel
from .similarity_item import SimilarityItem


class SimilarSearch(QObject):
    """The example, and what is similar to it.

    Args:
        session: Asks the engine.
        canvas: Shows what is similar.
        panel: Has the threshold.

    Attributes:
        outlined: Emitted with similar ground in the CRS of the canvas, to become a label.
        state_changed: Emitted with a sentence for the user.
    """

    outlined = pyqtSignal(QgsGeometry)
    state_changed = pyqtSignal(str)

    def __init__(self, session: LiveSession, canvas: QgsMapCanvas, panel: ImprovePanel) -> None:
        super().__init__(panel)
        self._session, self._canvas, self._panel = session, canvas, panel
        self._item = SimilarityItem(canvas)
        self._found: SimilarityImage | None = None
        self._example: QgsGeometry | None = None
        panel.threshold_changed.connect(lambda _: self._show())
        panel.outline_clicked.connect(self._outline)

    @property
    def example(self) -> QgsGeometry | None:
        """The example in the CRS of the canvas; None if there is none."""
        return self._example

    def search(self, shape: QgsGeometry) -> None:
        """Ask what in view is similar to a shape in the CRS of the canvas."""
        if not self._session.is_running:
            self.state_changed.emit(tr("Start the preview first: press Live."))
            return
        self._example = shape
        crs = self._canvas.mapSettings().destinationCrs()
        self._session.ask("similar", shapes=[shape.asWkb().data().hex()], crs=text_of_crs(crs))

    def take(self, message: dict[str, Any]) -> None:
        """Show the answer of the engine, if it is that to the latest question."""
        if not self._session.is_latest("similar", message) or self._example is None:
            return
        self._found = read_similarity(message)
        if self._found is not None:
            self._panel.show_similar(self._found.threshold)
            self.state_changed.emit(tr("Similar ground is yellow; change the threshold below."))

    def clear(self) -> None:
        """Show nothing any more."""
        self._found = self._example = None
        self._panel.show_similar(None)
        self._show()

    def close(self) -> None:
        """Take the picture off the canvas."""
        self._item.close()

    def _show(self) -> None:
        self._item.show_similarity(self._found, self._panel.threshold, self._session.crs)

    def _outline(self) -> None:
        if self._found is None:
            return
        shape = outline_above(self._found, self._panel.threshold)
        if shape.isEmpty():
            self.state_changed.emit(tr("Nothing in view is similar enough; lower the threshold."))
            return
        here = self._canvas.mapSettings().destinationCrs()
        moved = moved_shape(shape, self._session.crs, here)
        if moved is not None:
            self.outlined.emit(moved)
