"""The part of the dock where image, label layer and features are chosen."""

from __future__ import annotations

from qgis.core import QgsMapLayerProxyModel, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsCollapsibleGroupBox, QgsFieldComboBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ..plugin.i18n import tr
from ..plugin.live.project_state import DockState
from ..plugin.live.training_job import LiveOptions
from .backbone_box import BackboneBox
from .band_picker import BandPicker
from .widgets import push_button

_SCALES = (0.25, 0.5, 1.0, 2.0, 4.0)


class SourcePanel(QWidget):
    """What is mapped, from which labels, with which features.

    Attributes:
        new_clicked: Emitted when a label layer is to be made.
        field_chosen: Emitted with the name of another class field.
        labels_changed: Emitted with another label layer, or None.
        source_changed: Emitted when image or features are others.
        chosen: Emitted when the user chose something, which the project should keep. What QGIS
            chooses as layers come and go is not reported.
    """

    new_clicked = pyqtSignal()
    field_chosen = pyqtSignal(str)
    labels_changed = pyqtSignal(object)
    source_changed = pyqtSignal()
    chosen = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image_box = QgsMapLayerComboBox()
        self.image_box.setObjectName("landsketchImage")
        self.image_box.setToolTip(tr("The image that is mapped"))
        self.image_box.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.labels_box = QgsMapLayerComboBox()
        self.labels_box.setObjectName("landsketchLabels")
        self.labels_box.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.labels_box.setAllowEmptyLayer(True)
        self.labels_box.setToolTip(tr("Polygons with a field for their class"))
        new_button = push_button(
            tr("New"), tr("Make a label layer beside the image, with its CRS"), "landsketchNew"
        )
        new_button.clicked.connect(lambda _: self.new_clicked.emit())
        labels_row = QHBoxLayout()
        labels_row.addWidget(self.labels_box, 1)
        labels_row.addWidget(new_button)
        form = QFormLayout()
        form.addRow(tr("Image"), self.image_box)
        form.addRow(tr("Labels"), labels_row)
        self._field_title = QLabel(tr("Class field"))
        form.addRow(self._field_title, self._make_field_box())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(self._make_features())
        self.show_field(None, "")
        self._connect()

    def _make_field_box(self) -> QgsFieldComboBox:
        self.field_box = QgsFieldComboBox()
        self.field_box.setObjectName("landsketchClassField")
        self.field_box.setToolTip(tr("The field of the labels that holds their class"))
        self.field_box.activated.connect(
            lambda _: self.field_chosen.emit(self.field_box.currentField())
        )
        return self.field_box

    def show_field(self, layer: QgsVectorLayer | None, field: str) -> None:
        """Offer the fields of a label layer; None hides them."""
        self.field_box.setLayer(layer)
        self.field_box.setField(field)
        for widget in (self._field_title, self.field_box):
            widget.setVisible(layer is not None)

    def _make_features(self) -> QWidget:
        """Return the folded group of what changes features."""
        group = QgsCollapsibleGroupBox(tr("Features"))
        group.setCollapsed(True)
        self.backbone_box = BackboneBox()
        self.scale_box = QComboBox()
        for scale in _SCALES:
            self.scale_box.addItem(f"{scale:g}", scale)
        self.scale_box.setCurrentIndex(_SCALES.index(1.0))
        self.scale_box.setToolTip(tr("Above 1: finer outlines, and more time (2 = four times)."))
        self.bands_edit = QLineEdit()
        self.bands_edit.setPlaceholderText(tr("automatic"))
        self.bands_edit.setObjectName("landsketchBands")
        self.bands_edit.setToolTip(tr("Three bands for the backbone, such as 8,4,3."))
        BandPicker(self.bands_edit, lambda: self.image)
        self.sharpen_check = QCheckBox(tr("Sharpen along edges of the image"))
        self.sharpen_check.setChecked(True)
        form = QFormLayout(group)
        form.addRow(tr("Backbone"), self.backbone_box)
        form.addRow(tr("Scale"), self.scale_box)
        form.addRow(tr("Bands"), self.bands_edit)
        form.addRow(self.sharpen_check)
        return group

    def _connect(self) -> None:
        self.image_box.layerChanged.connect(lambda _: self.source_changed.emit())
        self.labels_box.layerChanged.connect(self.labels_changed.emit)
        for box in (self.backbone_box, self.scale_box):
            box.currentIndexChanged.connect(lambda _: self.source_changed.emit())
        self.bands_edit.editingFinished.connect(self.source_changed)
        self.sharpen_check.toggled.connect(lambda _: self.source_changed.emit())
        for box in (self.image_box, self.labels_box, self.backbone_box, self.scale_box):
            box.activated.connect(lambda _: self.chosen.emit())
        self.bands_edit.editingFinished.connect(self.chosen)
        self.sharpen_check.clicked.connect(lambda _: self.chosen.emit())

    @property
    def image(self) -> QgsRasterLayer | None:
        """The chosen image."""
        layer = self.image_box.currentLayer()
        return layer if isinstance(layer, QgsRasterLayer) else None

    def choose_labels(self, layer: QgsVectorLayer | None) -> None:
        """Choose a label layer, or none."""
        self.labels_box.setLayer(layer)

    def options(self) -> LiveOptions:
        """Return what the engine is opened with.

        Raises:
            ValueError: The bands are no numbers; the text says so.
        """
        text = self.bands_edit.text().replace(" ", "")
        try:
            bands = tuple(int(part) for part in text.split(",") if part)
        except ValueError:
            raise ValueError(tr("Bands are numbers, such as 8,4,3.")) from None
        return LiveOptions(
            self.backbone_box.currentText(),
            self.scale_box.currentData(),
            bands,
            self.sharpen_check.isChecked(),
        )

    def restore(self, state: DockState) -> None:
        """Choose what is kept in a project."""
        project, options = QgsProject.instance(), state.options
        if project.mapLayer(state.image) is not None:
            self.image_box.setLayer(project.mapLayer(state.image))
        if self.backbone_box.findText(options.backbone) >= 0:
            self.backbone_box.setCurrentText(options.backbone)
        self.scale_box.setCurrentIndex(max(0, self.scale_box.findData(options.scale)))
        self.bands_edit.setText(",".join(map(str, options.bands)))
        self.sharpen_check.setChecked(options.sharpen)
        labels = project.mapLayer(state.labels)
        self.labels_box.setLayer(labels if isinstance(labels, QgsVectorLayer) else None)
