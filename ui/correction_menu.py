"""The menu that names the right class of a place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QCursor
from qgis.PyQt.QtWidgets import QMenu

from ..core.class_table import LandClass
from ..plugin.i18n import tr
from ..plugin.live.preview_image import Reading
from .class_tree import swatch


class CorrectionMenu(QMenu):
    """Offers the classes that a place may have.

    Attributes:
        chosen: Emitted with the name of a class.
    """

    chosen = pyqtSignal(str)

    def show_for(self, classes: Sequence[LandClass], reading: Reading | None) -> None:
        """Open at the pointer, the second most likely class first.

        Args:
            classes: The classes by position.
            reading: What the preview says of the place; None if nothing.
        """
        self.clear()
        names = [entry.name for entry in classes]
        mapped = _name_at(names, reading.first) if reading else ""
        second = _name_at(names, reading.second) if reading else ""
        title = tr("Mapped as '{}'; it is…").format(mapped) if mapped else tr("This is…")
        self.addAction(title).setEnabled(False)
        for entry in sorted(classes, key=lambda entry: entry.name != second):
            if entry.name != mapped:
                action = self.addAction(swatch(entry.color), entry.name)
                action.triggered.connect(partial(self._choose, entry.name))
        self.popup(QCursor.pos())

    def _choose(self, name: str, _: object = None) -> None:
        self.chosen.emit(name)


def _name_at(names: Sequence[str], position: int) -> str:
    return names[position] if position < len(names) else ""
