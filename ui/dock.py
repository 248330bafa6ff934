"""The dock: choose an image, draw labels, watch the map follow."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateTransform,
    QgsCsException,
    QgsDefaultValue,
    QgsEditFormConfig,
    QgsGeometry,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.gui import (
    QgisInterface,
    QgsCollapsibleGroupBox,
    QgsDockWidget,
    QgsMapLayerComboBox,
)
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..core import backbones
from ..core.class_table import LandClass
from ..core.errors import LandsketchError
from ..plugin.i18n import tr
from ..plugin.live import classes as live_classes
from ..plugin.live import label_layer, recovery
from ..plugin.live.project_state import DockState, load_state, save_state
from ..plugin.live.session import LIVE, OFF, ONCE, LiveOptions, LiveSession, PreviewImage
from .class_tree import ClassTree
from .label_tools import MAX_WIDTH, MIN_WIDTH, BrushTool, LabelTool, RectangleTool
from .preview_item import PreviewItem

_SCALES = (0.25, 0.5, 1.0, 2.0, 4.0)
_OTHER = "other"


def _first_step() -> str:
    return tr("Choose an image, and press New to make a layer for its labels.")


class LandsketchDock(QgsDockWidget):
    """The dock; ``close_session`` takes everything off the canvas again."""

    def __init__(self, iface: QgisInterface) -> None:
        super().__init__(tr("Landsketch"), iface.mainWindow())
        self.setObjectName("landsketchDock")
        self._iface, self._canvas = iface, iface.mapCanvas()
        self.session = LiveSession(self._canvas, self)
        self._item = PreviewItem(self._canvas)
        self._offered: tuple[str, QWidget | None] = ("", None)  # layer, and the message about it
        self._build()
        self._connect()
        self._show_classes()

    # -- widgets ----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.image_box = QgsMapLayerComboBox()
        self.image_box.setObjectName("landsketchImage")
        self.image_box.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.labels_box = QgsMapLayerComboBox()
        self.labels_box.setObjectName("landsketchLabels")
        self.labels_box.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.labels_box.setAllowEmptyLayer(True)
        self.new_button = _button(
            tr("New"), tr("Make a label layer beside the image, with its CRS"), "landsketchNew"
        )
        labels_row = QHBoxLayout()
        labels_row.addWidget(self.labels_box, 1)
        labels_row.addWidget(self.new_button)
        form = QFormLayout()
        form.addRow(tr("Image"), self.image_box)
        form.addRow(tr("Labels"), labels_row)
        layout = QVBoxLayout()
        layout.addLayout(form)
        layout.addWidget(self._make_options())
        self.tree = ClassTree()
        layout.addWidget(self.tree, 1)
        layout.addLayout(self._make_class_buttons())
        layout.addLayout(self._make_tools())
        layout.addLayout(self._make_preview_row())
        self.state = QLabel(_first_step())
        self.state.setObjectName("landsketchState")
        self.state.setWordWrap(True)
        self.accuracy = QLabel("")
        self.accuracy.setWordWrap(True)
        layout.addWidget(self.state)
        layout.addWidget(self.accuracy)
        layout.addLayout(self._make_actions())
        content = QWidget()
        content.setLayout(layout)
        self.setWidget(content)

    def _make_options(self) -> QWidget:
        """Return the folded group of what changes features."""
        group = QgsCollapsibleGroupBox(tr("Features"))
        group.setCollapsed(True)
        self.backbone_box = QComboBox()
        self.backbone_box.addItems(installed_backbones())
        self.backbone_box.setToolTip(
            tr("The frozen encoder. Others are installed with the algorithm 'Install backbone'.")
        )
        self.scale_box = QComboBox()
        for scale in _SCALES:
            self.scale_box.addItem(f"{scale:g}", scale)
        self.scale_box.setCurrentIndex(_SCALES.index(1.0))
        self.scale_box.setToolTip(tr("Above 1: finer outlines, and more time (2 = four times)."))
        self.bands_edit = QLineEdit()
        self.bands_edit.setPlaceholderText(tr("first three"))
        self.bands_edit.setToolTip(tr("Three bands for the backbone, such as 8,4,3."))
        self.sharpen_check = QCheckBox(tr("Sharpen along edges of the image"))
        self.sharpen_check.setChecked(True)
        form = QFormLayout(group)
        form.addRow(tr("Backbone"), self.backbone_box)
        form.addRow(tr("Scale"), self.scale_box)
        form.addRow(tr("Bands"), self.bands_edit)
        form.addRow(self.sharpen_check)
        return group

    def _make_class_buttons(self) -> QHBoxLayout:
        self.add_button = _button(tr("Add class"), tr("Add a class"), "landsketchAddClass")
        self.delete_button = _button(
            tr("Delete class"), tr("Delete the chosen class and its labels"), "landsketchDelete"
        )
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addWidget(self.delete_button)
        row.addStretch(1)
        return row

    def _make_tools(self) -> QHBoxLayout:
        self.brush = BrushTool(self._canvas, self._color)
        self.rectangle = RectangleTool(self._canvas, self._color)
        self.brush_button = _tool(
            tr("Brush"),
            tr("Paint a label (Shift erases). Keys: 1-9 class, [ ] width, H hides the preview"),
            "landsketchBrush",
        )
        self.rectangle_button = _tool(
            tr("Rectangle"), tr("Draw a label from corner to corner (Shift erases)"), ""
        )
        self.polygon_button = _button(
            tr("Polygon"), tr("Draw a label with QGIS's own polygon tool"), "landsketchPolygon"
        )
        self.width_box = QSpinBox()
        self.width_box.setRange(MIN_WIDTH, MAX_WIDTH)
        self.width_box.setValue(self.brush.width_px)
        self.width_box.setSuffix(" px")
        self.width_box.setToolTip(tr("Width of the brush in pixels of the screen"))
        row = QHBoxLayout()
        for widget in (
            self.brush_button, self.width_box, self.rectangle_button, self.polygon_button,
        ):  # fmt: skip
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _make_preview_row(self) -> QHBoxLayout:
        self.mode_group = QButtonGroup(self)
        row = QHBoxLayout()
        self.mode_buttons = {}
        tips = {
            LIVE: (tr("Live"), tr("The preview follows every edit and every move of the canvas")),
            ONCE: (tr("Once"), tr("Update the preview now, and then no more")),
            OFF: (tr("Off"), tr("Show no preview")),
        }
        for mode, (text, tip) in tips.items():
            button = _tool(text, tip, f"landsketchMode_{mode}")
            self.mode_buttons[mode] = button
            self.mode_group.addButton(button)
            row.addWidget(button)
        self.mode_buttons[OFF].setChecked(True)
        self.opacity_slider = QSlider(Qt.Orientation.Horizontal)
        self.opacity_slider.setRange(0, 100)
        self.opacity_slider.setValue(60)
        self.opacity_slider.setToolTip(tr("Opacity of the preview"))
        self.fade_check = QCheckBox(tr("Fade uncertain"))
        self.fade_check.setToolTip(tr("Ground of uncertain class is more transparent"))
        row.addWidget(self.opacity_slider, 1)
        row.addWidget(self.fade_check)
        return row

    def _make_actions(self) -> QHBoxLayout:
        self.train_button = _button(
            tr("Train…"), tr("Train a model on these labels, with a report"), "landsketchTrain"
        )
        self.map_button = _button(tr("Map…"), tr("Map the whole image with a model"), "")
        row = QHBoxLayout()
        row.addWidget(self.train_button)
        row.addWidget(self.map_button)
        return row

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.new_labels)
        self.labels_box.layerChanged.connect(self._use_labels)
        self.image_box.layerChanged.connect(lambda _: self._restart())
        # What the user chooses is kept; what QGIS chooses, as when layers come and go, is not
        for box in (self.image_box, self.labels_box, self.backbone_box, self.scale_box):
            box.activated.connect(lambda _: self._save_state())
        self.bands_edit.editingFinished.connect(self._save_state)
        self.sharpen_check.clicked.connect(lambda _: self._save_state())
        QgsProject.instance().readProject.connect(self._restore_state)
        for box in (self.backbone_box, self.scale_box):
            box.currentIndexChanged.connect(lambda _: self._restart())
        self.bands_edit.editingFinished.connect(self._restart)
        self.sharpen_check.toggled.connect(lambda _: self._restart())
        self.tree.renamed.connect(self._rename)
        self.tree.recolored.connect(self._recolor)
        self.tree.currentItemChanged.connect(lambda *_: self._set_default_class())
        self.add_button.clicked.connect(self.ask_for_class)
        self.delete_button.clicked.connect(self.delete_class)
        self.brush_button.clicked.connect(lambda: self._use_tool(self.brush, self.brush_button))
        self.rectangle_button.clicked.connect(
            lambda: self._use_tool(self.rectangle, self.rectangle_button)
        )
        self.polygon_button.clicked.connect(self._use_polygon_tool)
        self.width_box.valueChanged.connect(self._set_width)
        for tool in (self.brush, self.rectangle):
            tool.drawn.connect(self._add)
            tool.key_pressed.connect(self._on_key)
            tool.key_released.connect(self._on_key_released)
        self.brush.setButton(self.brush_button)
        self.rectangle.setButton(self.rectangle_button)
        for mode, button in self.mode_buttons.items():
            button.clicked.connect(lambda _=False, mode=mode: self.set_mode(mode))
        self.opacity_slider.valueChanged.connect(lambda v: self._item.set_opacity(v / 100))
        self.fade_check.toggled.connect(self._set_fading)
        self.train_button.clicked.connect(self._train)
        self.map_button.clicked.connect(self._map)
        session = self.session
        session.preview_changed.connect(self._show_preview)
        session.state_changed.connect(self.state.setText)
        session.failed.connect(self._show_failure)
        session.scores_changed.connect(self._show_scores)
        session.shares_changed.connect(self.tree.show_shares)
        session.classes_changed.connect(self._show_classes)
        session.labels_edited.connect(self._on_labels_edited)

    # -- image and labels -------------------------------------------------------------------------

    @property
    def image(self) -> QgsRasterLayer | None:
        """The chosen image."""
        return self.image_box.currentLayer()

    @property
    def labels(self) -> QgsVectorLayer | None:
        """The chosen label layer."""
        return self.labels_box.currentLayer()

    def new_labels(self) -> None:
        """Make a label layer beside the image, take the brush, and start the preview."""
        if self.image is None:
            self.state.setText(tr("Choose an image first: add one to the project."))
            return
        try:
            layer = label_layer.new_label_layer(self.image, first_classes())
        except LandsketchError as error:
            self._warn(str(error))
            return
        if QgsProject.instance().addMapLayer(layer) is None or not layer.startEditing():
            self._warn(tr("'{}' cannot be edited.").format(layer.name()))
            return
        self.labels_box.setLayer(layer)
        self._save_state()
        self._use_tool(self.brush, self.brush_button)
        self.set_mode(LIVE)

    def _use_labels(self, layer: QgsVectorLayer | None) -> None:
        if layer is not None and not live_classes.load_classes(layer):
            names = label_layer.adopt(layer, _likely_field(layer))
            label_layer.use_classes(layer, live_classes.with_names((), names) or first_classes())
        if layer is not None and recovery.take_copy(layer):
            self._offer_copy(layer)
        self.session.use_labels(layer)
        self._set_default_class()
        self._show_classes()

    def _on_labels_edited(self) -> None:
        layer = self.session.labels
        if layer is not None:
            recovery.keep_copy(layer)
        self._show_classes()

    def _offer_copy(self, layer: QgsVectorLayer) -> None:
        """Offer labels that were not saved when QGIS ended."""
        bar = self._iface.messageBar()
        text = tr("'{}' has labels that were not saved when QGIS ended.").format(layer.name())
        message = bar.createMessage("Landsketch", text)
        button = QPushButton(tr("Restore them"))
        button.setObjectName("landsketchRestore")
        # A bound method: a closure that holds the message would be garbage-collected too early
        button.clicked.connect(self._restore_soon)
        message.layout().addWidget(button)
        self._offered = (layer.id(), bar.pushWidget(message, Qgis.MessageLevel.Warning))

    def _restore_soon(self) -> None:
        """Restore when the click is over, because the button is deleted with its message."""
        QTimer.singleShot(0, self._restore)

    def _restore(self) -> None:
        """Restore the labels that were offered last."""
        layer_id, message = self._offered
        self._offered = ("", None)
        if message is not None:
            self._iface.messageBar().popWidget(message)
        layer = QgsProject.instance().mapLayer(layer_id)
        if layer is not None and not recovery.restore_copy(layer):
            self._warn(tr("The copy of the labels is damaged; it was left where it is."))

    # -- classes ----------------------------------------------------------------------------------

    def _show_classes(self) -> None:
        layer = self.session.labels
        counts = (
            Counter(name for name, _ in label_layer.read_drawn(layer).polygons) if layer else {}
        )
        self.tree.show_classes(self.session.classes, counts)
        has_labels = layer is not None
        for widget in (
            self.add_button, self.delete_button, self.brush_button, self.rectangle_button,
            self.polygon_button, self.train_button,
        ):  # fmt: skip
            widget.setEnabled(has_labels)

    def ask_for_class(self) -> None:
        """Ask for the name of a new class."""
        name, is_given = QInputDialog.getText(self, tr("Add class"), tr("Name of the class"))
        if is_given:
            self.add_class(name)

    def add_class(self, name: str) -> None:
        """Add a class and choose it."""
        classes = self.session.classes
        if self._change(lambda: live_classes.with_class(classes, name)):
            self.tree.choose(len(classes))

    def delete_class(self) -> None:
        """Delete the chosen class, after a question if it has labels."""
        layer, entry = self.session.labels, self._chosen()
        if layer is None or entry is None:
            return
        polygons = label_layer.read_drawn(layer).polygons
        n_labels = sum(name == entry.name for name, _ in polygons)
        question = tr("Delete the class '{}' and its {} label(s)?").format(entry.name, n_labels)
        answer = QMessageBox.StandardButton.Yes
        if n_labels:
            answer = QMessageBox.question(self, tr("Delete class"), question)
        if answer == QMessageBox.StandardButton.Yes and label_layer.delete_class(layer, entry.name):
            self._change(lambda: tuple(c for c in self.session.classes if c != entry))

    def _rename(self, position: int, name: str) -> None:
        layer, classes = self.session.labels, self.session.classes
        if layer is None or classes[position].name == name:
            return
        if self._change(lambda: live_classes.renamed(classes, position, name)):
            label_layer.rename_class(layer, classes[position].name, name.strip())

    def _recolor(self, position: int, color: str) -> None:
        self._change(lambda: live_classes.recolored(self.session.classes, position, color))

    def _change(self, make: Callable[[], tuple[LandClass, ...]]) -> bool:
        """Change the classes; return whether they could be changed."""
        layer = self.session.labels
        if layer is None:
            return False
        try:
            label_layer.use_classes(layer, make())
        except ValueError as error:
            self._warn(str(error))
            self._show_classes()
            return False
        self._show_classes()
        self.session.labels_changed()
        return True

    def _chosen(self) -> LandClass | None:
        classes, position = self.session.classes, self.tree.position
        return classes[position] if 0 <= position < len(classes) else None

    def _color(self) -> str:
        entry = self._chosen()
        return entry.color if entry else "#ffffff"

    # -- drawing ----------------------------------------------------------------------------------

    def _use_tool(self, tool: LabelTool, button: QToolButton) -> None:
        if self.session.labels is None:
            button.setChecked(False)
            self.state.setText(tr("Make a label layer first: press New."))
            return
        button.setChecked(True)
        self._canvas.setMapTool(tool)
        self._canvas.setFocus()

    def _use_polygon_tool(self) -> None:
        layer = self.session.labels
        if layer is None:
            return
        self._iface.setActiveLayer(layer)
        if not layer.isEditable() and not layer.startEditing():
            self._warn(tr("'{}' cannot be edited; make a new label layer.").format(layer.name()))
            return
        self._iface.actionAddFeature().trigger()

    def _set_default_class(self) -> None:
        """Give polygons of QGIS's own tool the chosen class, without a form."""
        layer, entry = self.session.labels, self._chosen()
        if layer is None or entry is None or not label_layer.is_made(layer):
            return
        index = layer.fields().lookupField(live_classes.class_field(layer))
        quoted = entry.name.replace("'", "''")
        layer.setDefaultValueDefinition(index, QgsDefaultValue(f"'{quoted}'"))
        form = layer.editFormConfig()
        form.setSuppress(QgsEditFormConfig.FeatureFormSuppress.SuppressOn)
        layer.setEditFormConfig(form)

    def _add(self, shape: QgsGeometry, erases: bool) -> None:  # noqa: FBT001 (a slot)
        layer, entry = self.session.labels, self._chosen()
        if layer is None:
            return
        if entry is None and not erases:
            self.state.setText(tr("Choose a class first."))
            return
        here = self._canvas.mapSettings().destinationCrs()
        if here.isValid() and layer.crs().isValid() and here != layer.crs():
            transform = QgsCoordinateTransform(here, layer.crs(), QgsProject.instance())
            if not _is_moved(shape, transform):
                self._warn(tr("The labels cannot be drawn in the project's CRS."))
                return
        if erases:
            label_layer.erase(layer, shape)
        elif not label_layer.add_stroke(layer, shape, entry.name):
            self._warn(tr("'{}' cannot be edited; make a new label layer.").format(layer.name()))

    def _set_width(self, width: int) -> None:
        self.brush.width_px = width

    def _on_key(self, text: str) -> None:
        if text.isdigit() and text != "0":
            self.tree.choose(int(text) - 1)
        elif text == "[":
            self.width_box.setValue(round(self.width_box.value() / 1.25) or 1)
        elif text == "]":
            self.width_box.setValue(
                max(self.width_box.value() + 1, round(self.width_box.value() * 1.25))
            )
        elif text.lower() == "h":
            self._item.hide()

    def _on_key_released(self, text: str) -> None:
        if text.lower() == "h":
            self._item.show()

    # -- preview ----------------------------------------------------------------------------------

    def set_mode(self, mode: str) -> None:
        """Follow edits, update once, or show nothing."""
        self.mode_buttons[mode].setChecked(True)
        if mode != OFF and not self.session.is_running:
            self._start(mode)
        else:
            self.session.set_mode(mode)

    def _start(self, mode: str) -> None:
        image = self.image
        if image is None:
            self.mode_buttons[OFF].setChecked(True)
            self.state.setText(tr("Choose an image first: add one to the project."))
            return
        try:
            self.session.start(image, self._options())
        except (LandsketchError, ValueError) as error:
            self._show_failure(str(error))
            return
        self.session.set_mode(mode)

    def _save_state(self) -> None:
        """Keep the choices in the project."""
        image, labels = self.image, self.session.labels
        with contextlib.suppress(ValueError):  # bands that are being typed
            save_state(
                DockState(
                    image.id() if image is not None else "",
                    labels.id() if labels is not None else "",
                    self._options(),
                )
            )

    def _restore_state(self, *_: object) -> None:
        """Choose what is kept in a project that was opened."""
        state = load_state()
        project = QgsProject.instance()
        if project.mapLayer(state.image) is not None:
            self.image_box.setLayer(project.mapLayer(state.image))
        if self.backbone_box.findText(state.options.backbone) >= 0:
            self.backbone_box.setCurrentText(state.options.backbone)
        self.scale_box.setCurrentIndex(max(0, self.scale_box.findData(state.options.scale)))
        self.bands_edit.setText(",".join(map(str, state.options.bands)))
        self.sharpen_check.setChecked(state.options.sharpen)
        labels = project.mapLayer(state.labels)
        self.labels_box.setLayer(labels if isinstance(labels, QgsVectorLayer) else None)

    def _restart(self) -> None:
        """Open the engine anew after another choice, if it runs."""
        if self.session.is_running:
            mode = next(m for m, button in self.mode_buttons.items() if button.isChecked())
            self.session.stop()
            self._start(mode)

    def _options(self) -> LiveOptions:
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

    def _set_fading(self, is_on: bool) -> None:  # noqa: FBT001 (a slot)
        self.session.with_confidence = is_on
        self.session.refresh()

    def _show_preview(self, preview: PreviewImage | None) -> None:
        self._item.show_preview(preview, self.session.crs)

    def _show_scores(self, message: dict | None) -> None:
        self.tree.show_scores(message)
        if message and message.get("miou") is not None:
            text = tr("Mean IoU on held-out blocks: {:.2f}").format(message["miou"])
        else:
            text = ""
        self.accuracy.setText(text)

    def _show_failure(self, text: str) -> None:
        self.mode_buttons[OFF].setChecked(True)
        self.state.setText(text)
        self._warn(text)

    def _warn(self, text: str) -> None:
        self._iface.messageBar().pushMessage("Landsketch", text, Qgis.MessageLevel.Warning)

    # -- algorithms -------------------------------------------------------------------------------

    def _train(self) -> None:
        """Open the dialog of 'Train head' with these labels."""
        if self.image is None or self.session.labels is None:
            return
        options = self._options()
        parameters = {
            "INPUT": [self.image.id()],
            "LABELS": self.session.labels.id(),
            "CLASS_FIELD": live_classes.class_field(self.session.labels),
            "BACKBONE": options.backbone,
            "SCALE": f"{options.scale:g}",
            "SHARPEN": "edges" if options.sharpen else "none",
        }
        if options.bands:
            parameters["BANDS"] = list(options.bands)
        self._open_dialog("landsketch:trainhead", parameters)

    def _map(self) -> None:
        """Open the dialog of 'Predict raster' with this image."""
        parameters = {"INPUT": self.image.id()} if self.image is not None else {}
        self._open_dialog("landsketch:predictraster", parameters)

    def _open_dialog(self, algorithm: str, parameters: dict) -> None:
        from qgis import processing

        if QgsApplication.processingRegistry().algorithmById(algorithm) is None:
            self._warn(tr("The Landsketch algorithms are not loaded; restart QGIS."))
            return
        dialog = processing.createAlgorithmDialog(algorithm, parameters)
        dialog.show()

    # -- end --------------------------------------------------------------------------------------

    def close_session(self) -> None:
        """Stop the engine and take everything off the canvas."""
        QgsProject.instance().readProject.disconnect(self._restore_state)
        self.session.detach()
        for tool in (self.brush, self.rectangle):
            self._canvas.unsetMapTool(tool)
        self._canvas.scene().removeItem(self._item)


def _is_moved(shape: QgsGeometry, transform: QgsCoordinateTransform) -> bool:
    """Transform a shape in place; return whether it could be done."""
    try:
        return shape.transform(transform) == QgsGeometry.OperationResult.Success
    except QgsCsException:
        return False


def first_classes() -> tuple[LandClass, ...]:
    """Return the classes of a new label layer."""
    made: tuple[LandClass, ...] = ()
    for name in (tr("class 1"), tr("class 2")):
        made = live_classes.with_class(made, name)
    return live_classes.with_class(made, _OTHER, "#4a4458")


def installed_backbones() -> list[str]:
    """Return the backbones that need no download, the best first."""
    from ..plugin.engine.environment import data_folder

    folder = data_folder() / "backbones"
    installed = [name for name in backbones.names() if (folder / name / "config.json").is_file()]
    return [*installed, "builtin"]


def _likely_field(layer: QgsVectorLayer) -> str:
    """Return the field that probably holds the class."""
    names = layer.fields().names()
    kept = live_classes.class_field(layer)
    likely = [kept, "class", "Class", "label", "kind", "type", "name"]
    return next((name for name in likely if name in names), names[-1] if names else "")


def _button(text: str, tip: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setObjectName(name)
    return button


def _tool(text: str, tip: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setObjectName(name)
    button.setCheckable(True)
    return button
