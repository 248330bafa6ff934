"""A button in a text field for bands, which lists the bands of the chosen rasters by name."""

from __future__ import annotations

from qgis.core import QgsRasterLayer
from qgis.gui import (
    QgsAbstractProcessingParameterWidgetWrapper,
    QgsProcessingMultipleSelectionDialog,
)
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QDialog, QLineEdit

from ..plugin.i18n import tr
from ..plugin.icons import icon_path
from ..plugin.parameters.form_values import layer_of

Wrapper = QgsAbstractProcessingParameterWidgetWrapper


class BandPicker(QObject):
    """Belongs to its text field and lives as long.

    Args:
        bands: The text field of the bands.
        images: The field of the rasters; the names are those of the first one.
    """

    def __init__(self, bands: Wrapper, images: Wrapper) -> None:
        self._edit: QLineEdit = bands.wrappedWidget()
        super().__init__(self._edit)
        self._images = images
        position = QLineEdit.ActionPosition.TrailingPosition
        action = self._edit.addAction(QIcon(icon_path("bands")), position)
        action.setToolTip(tr("Choose bands by name; drag them into the wanted order"))
        action.triggered.connect(self._choose)

    def _choose(self) -> None:
        image = layer_of(self._images.parameterValue())
        if not isinstance(image, QgsRasterLayer):
            return
        dialog = make_band_dialog(image, self._edit.text(), self._edit)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._edit.setText(",".join(str(band) for band in dialog.selectedOptions()))


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
    dialog.setValueFormatter(image.bandName)
    dialog.setWindowTitle(tr("Bands of {}").format(image.name()))
    return dialog
