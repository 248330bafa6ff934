"""A button in a text field for bands, which lists the bands of an image by name."""

from __future__ import annotations

from typing import Callable

from qgis.core import QgsMapLayer, QgsRasterLayer
from qgis.gui import QgsProcessingMultipleSelectionDialog
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QDialog, QLineEdit

from ..plugin.i18n import tr
from ..plugin.icons import icon_path


class BandPicker(QObject):
    """Belongs to its text field and lives as long.

    Args:
        edit: The text field of the bands.
        image: Returns the image whose bands they are.
    """

    def __init__(self, edit: QLineEdit, image: Callable[[], QgsMapLayer | None]) -> None:
        super().__init__(edit)
        self._edit, self._image = edit, image
        position = QLineEdit.ActionPosition.TrailingPosition
        action = self._edit.addAction(QIcon(icon_path("bands")), position)
        action.setToolTip(tr("Choose bands by name; drag them into the wanted order"))
        action.triggered.connect(self._choose)

    def _choose(self) -> None:
        image = self._image()
        if not isinstance(image, QgsRasterLayer):
            return
        dialog = make_band_dialog(image, self._edit.text(), self._edit)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._edit.setText(",".join(str(band) for band in dialog.selectedOptions()))
            self._edit.editingFinished.emit()


def make_band_dialog(
    image: QgsRasterLayer, chosen: str, parent: QLineEdit
) -> QgsProcessingMultipleSelectionDialog:
    """Return QGIS's dialog for several values with the bands of an image, the chosen ones ticked.

    ``chosen`` holds numbers with commas or spaces, as the text field does.
    """
    bands = list(range(1, image.bandCount() + 1))
    given = [int(part) for part in chosen.replace(",", " ").split() if part.isdigit()]
    ticked = [band for band in given if band in bands]
    dialog = QgsProcessingMultipleSelectionDialog(bands, ticked, parent)
    dialog.setValueFormatter(image.bandName)  # type: ignore[arg-type] # the stub lacks the result
    dialog.setWindowTitle(tr("Bands of {}").format(image.name()))
    return dialog
