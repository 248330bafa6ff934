"""A choice among the backbones that work without a download."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QComboBox

from ..core import backbones
from ..plugin.i18n import tr
from ..plugin.suggestions import best_backbone


class BackboneBox(QComboBox):
    """Reads again what is installed each time its list is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("landsketchBackbone")
        self.setToolTip(
            tr("The frozen encoder. Others are installed under Settings > Options > Landsketch.")
        )
        self.addItems(_names())
        self.setCurrentText(best_backbone())

    def showPopup(self) -> None:
        """Add what was installed in the meantime; what was removed stays if it is chosen."""
        chosen = self.currentText()
        names = _names()
        wanted = names if chosen in names else [*names, chosen]
        if [self.itemText(row) for row in range(self.count())] != wanted:
            self.blockSignals(True)
            self.clear()
            self.addItems(wanted)
            self.setCurrentText(chosen)
            self.blockSignals(False)
        super().showPopup()


def _names() -> list[str]:
    return [entry.name for entry in backbones.all_installed()]
