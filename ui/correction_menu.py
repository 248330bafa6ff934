"""The menu that names the right class of a place."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QCursor
from qgis.PyQt.QtWidgets import QMenu

from ..plugin.i18n import tr
from ..plugin.live.preview_image import Reading


class CorrectionMenu(QMenu):
    """Offers the classes that a place may have.

    Attributes:
        chosen: Emitted with the name of a class.
    """

    chosen = pyqtSignal(str)

    def show_for(self, names: Sequence[str], reading: Reading | None) -> None:
        """Open at the pointer, the second most likely class first.

        Args:
            names: The classes by position.
            reading: What the preview says of the place; None if nothing.
        """
        self.clear()
        mapped = _name_at(names, reading.first) if reading else ""
        second = _name_at(names, reading.second) if reading else ""
        title = tr("Mapped as '{}'; it is…").format(mapped) if mapped else tr("This is…")
        self.addAction(title).setEnabled(False)
        for name in sorted(names, key=lambda name: name != second):
            if name != mapped:
                action = self.addAction(name)
                action.triggered.connect(lambda _=False, name=name: self.chosen.emit(name))
        self.popup(QCursor.pos())


def _name_at(names: Sequence[str], position: int) -> str:
    return names[position] if position < len(names) else ""
