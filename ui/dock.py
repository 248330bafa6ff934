"""The dock: choose an image, draw labels, watch the map follow."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any, cast

from qgis.core import (
    Qgis,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import LandsketchError
from ..core.model_header import read_header
from ..plugin.engine.engine import EngineUnavailable
from ..plugin.i18n import tr
from ..plugin.layers import is_web_map
from ..plugin.live import recovery
from ..plugin.live.classes import class_field
from ..plugin.live.label_layer import (
    first_classes,
    is_made,
    new_label_layer,
    prepare_layer,
    use_field,
)
from ..plugin.live.layer_group import add_above_image
from ..plugin.live.preview_image import PreviewImage
from ..plugin.live.project_state import DockState, load_state, save_state
from ..plugin.live.session import LIVE, OFF, LiveSession
from ..plugin.settings import Settings
from .canvas_keys import CanvasKeys
from .class_panel import ClassPanel
from .dialogs import DialogOpener
from .dock_scroll import DockScroll
from .export_offer import ExportOffer
from .improve_panel import ImprovePanel
from .improvement import Improvement
from .label_painter import LabelPainter
from .label_tools import ENTER, ESCAPE
from .model_panel import ModelPanel
from .pointer import Pointer
from .preview_item import PreviewItem
from .preview_panel import PreviewPanel
from .recovery_offer import RecoveryOffer
from .results_viewer import keep_in_front
from .source_panel import SourcePanel
from .tool_panel import ToolPanel
from .widgets import push_button


class LandsketchDock(QgsDockWidget):
    """The dock; ``close_session`` takes everything off the canvas again.

    Attributes:
        engine_missing: Emitted with a sentence when the preview has no engine to start.
    """

    engine_missing = pyqtSignal(str)

    def __init__(self, iface: QgisInterface) -> None:
        super().__init__(tr("Landsketch"), iface.mainWindow())
        self.setObjectName("landsketchDock")
        self._iface, self._canvas = iface, iface.mapCanvas()
        self.session = LiveSession(self._canvas, self)
        self._item = PreviewItem(self._canvas)
        self._offer = RecoveryOffer(iface, self)
        self._copy_problem = ""  # so that it is told once
        self._needs_engine = False
        self._build()
        self._connect_panels()
        self._connect_session()
        self._show_labels()
        self._show_hint()

    def _build(self) -> None:
        self.source = SourcePanel()
        self.classes = ClassPanel(self.session)
        self.tools = ToolPanel(self._canvas, self._color)
        self.preview = PreviewPanel()
        self.improve, self.models = ImprovePanel(), ModelPanel()
        self._pointer = Pointer(self.session, self._canvas, self._item)
        self.painter = LabelPainter(
            self._iface, self.session, self.classes, self.tools, self._pointer
        )
        self.improvement = Improvement(
            self._iface, self.session, self.improve, self.classes, self.tools, self.painter
        )
        self._keys = CanvasKeys(self._canvas, lambda: self.session.labels)
        self._keys.pressed.connect(self._on_key)
        self._dialogs = DialogOpener(self._iface, self.session)
        self._dialogs.finished.connect(self._keep_in_front_soon)
        self._export = ExportOffer(self._iface, self._dialogs, self)
        layout = QVBoxLayout()
        layout.addWidget(self.source)
        layout.addWidget(self.classes, 1)
        layout.addWidget(self.tools)
        layout.addWidget(self.preview)
        layout.addWidget(self.improve)
        layout.addLayout(self._make_actions())
        layout.addWidget(self.models)
        content = QWidget()
        content.setLayout(layout)
        self._scroll = DockScroll(content)  # docks can be low
        self.setWidget(self._scroll)

    def _make_actions(self) -> QHBoxLayout:
        self._train_button = push_button(
            tr("Train…"), tr("Train a model on these labels, with a report"), "landsketchTrain"
        )
        self._train_button.clicked.connect(lambda _: self._train())
        map_button = push_button(
            tr("Map…"), tr("Map the whole image with a model"), "landsketchMap"
        )
        map_button.clicked.connect(lambda _: self._dialogs.open_map(self.source.image))
        row = QHBoxLayout()
        row.addWidget(self._train_button)
        row.addWidget(map_button)
        return row

    def _connect_panels(self) -> None:
        self.source.new_clicked.connect(self.new_labels)
        self.source.labels_changed.connect(self._use_labels)
        self.source.field_chosen.connect(self._use_field)
        self.source.source_changed.connect(self._restart)
        self.source.source_changed.connect(self._show_hint)
        self.source.chosen.connect(self._save_state)
        QgsProject.instance().readProject.connect(self._restore_state)
        self.classes.chosen.connect(self._set_default_class)
        self.classes.edited.connect(self.session.labels_changed)
        self.classes.failed.connect(self._warn)
        self.classes.import_clicked.connect(self._import_classes)
        for tool in self.tools.label_tools:
            tool.key_pressed.connect(self._on_key)
            tool.key_released.connect(self._on_key_released)
        for part in (self.painter, self.improvement):
            part.failed.connect(self._warn)
            part.hint.connect(self.preview.show_state)
        self.improve.unfolded.connect(self._show_improve_panel)
        self.improvement.scene_wanted.connect(self._search_scene)
        self._connect_models()
        self._pointer.text_changed.connect(self.preview.pointer.setText)
        self.preview.mode_clicked.connect(self.set_mode)
        self.preview.opacity_changed.connect(self._item.set_opacity)
        self.preview.display_changed.connect(self._show_display)

    def _connect_models(self) -> None:
        models, dialogs = self.models, self._dialogs
        models.map_clicked.connect(lambda path: dialogs.open_map(self.image, path))
        models.retrain_clicked.connect(lambda path: dialogs.open_retraining(self.image, path))
        models.export_clicked.connect(dialogs.open_export)
        models.info_clicked.connect(dialogs.open_information)
        models.classes_clicked.connect(self.classes.add_classes)
        models.failed.connect(self._warn)

    def _connect_session(self) -> None:
        session, answers = self.session, self.session.answers
        session.labels_edited.connect(self._on_labels_edited)
        session.outdated.connect(self._item.mark_outdated)
        session.outdated.connect(self.classes.tree.mark_outdated)
        session.failed.connect(self._show_failure)
        session.engine_broken.connect(self._miss_engine)
        session.layer_removed.connect(self._on_layer_removed)
        session.image_changed.connect(self._restart)
        answers.found.connect(self._take_answer)
        answers.preview_changed.connect(self._show_preview)
        answers.state_changed.connect(self.preview.show_state)
        answers.progress_changed.connect(self.preview.show_progress)
        answers.scores_changed.connect(self._show_scores)
        answers.shares_changed.connect(self.classes.tree.show_shares)

    # -- labels -----------------------------------------------------------------------------------

    @property
    def image(self) -> QgsRasterLayer | None:
        """The chosen image."""
        return self.source.image

    def new_labels(self) -> None:
        """Make a label layer beside the image, take the brush, and start the preview."""
        image = self._usable_image()
        if image is None:
            return
        try:
            layer = new_label_layer(image, first_classes())
        except LandsketchError as error:
            self._warn(str(error))
            return
        if not add_above_image(layer, image) or not layer.startEditing():
            self._warn(tr("'{}' cannot be edited.").format(layer.name()))
            return
        self.source.choose_labels(layer)
        self._save_state()
        self.tools.use(self.tools.brush)
        self.set_mode(LIVE)

    def _usable_image(self) -> QgsRasterLayer | None:
        """Return the chosen image; if there is none to work on, say so and return None."""
        image = self.image
        if image is None:
            self.preview.show_state(tr("Choose an image first: add one to the project."))
            return None
        if is_web_map(image):
            text = tr("'{}' is a web map. Save what is in view, and choose the saved image.")
            self.preview.show_state(text.format(image.name()))
            self._export.show(image)
            return None
        return image

    def _use_labels(self, layer: QgsVectorLayer | None) -> None:
        if layer is not None:
            try:
                prepare_layer(layer)
            except LandsketchError as error:
                self._warn(str(error))
                self.source.choose_labels(None)
                return
            self._offer.look_for(layer)
        self._follow(layer)

    def _use_field(self, field: str) -> None:
        """Read the classes from another field of the labels."""
        layer = self.session.labels
        if layer is None:
            return
        try:
            use_field(layer, field)
        except LandsketchError as error:
            self._warn(str(error))
        self._follow(layer)

    def _follow(self, layer: QgsVectorLayer | None) -> None:
        """Follow the edits of a label layer, and show its classes."""
        adopted = layer if layer is not None and not is_made(layer) else None
        self.source.show_field(adopted, class_field(adopted) if adopted is not None else "")
        self.session.use_labels(layer)
        self._set_default_class()
        self._show_labels()
        self._show_hint()

    def _on_labels_edited(self) -> None:
        layer = self.session.labels
        if layer is not None:
            saves = Settings.load().save_each_edit
            problem = recovery.protect(layer, self.session.drawn, saves=saves)
            if problem and problem != self._copy_problem:
                self._warn(problem)
            self._copy_problem = problem
        self._show_labels()

    def _show_labels(self) -> None:
        self.classes.refresh()
        has_labels = self.session.labels is not None
        self.tools.setEnabled(has_labels)
        self.improve.setEnabled(has_labels)
        self._train_button.setEnabled(has_labels)
        self.models.show_labels(has_labels=has_labels)

    def _import_classes(self) -> None:
        """Add the classes of a model, in its colours."""
        title, kinds = tr("Import classes of a model"), tr("Models (*.safetensors)")
        path, _ = QFileDialog.getOpenFileName(self, title, QgsProject.instance().homePath(), kinds)
        if not path:
            return
        header = read_header(Path(path))
        if header is None:
            self._warn(tr("{} is no model of this version of Landsketch.").format(path))
        else:
            self.classes.add_classes([(c.name, c.color) for c in header.classes])

    # -- class and keys ---------------------------------------------------------------------------

    def _color(self) -> str:
        entry = self.classes.current
        return entry.color if entry else "#ffffff"

    def _set_default_class(self) -> None:
        entry = self.classes.current
        if entry is not None:
            self.painter.set_class(entry.name)
            self.improve.show_class(entry.name)

    def _on_key(self, text: str) -> None:
        if text.isdigit() and text != "0":
            self.classes.tree.choose(int(text) - 1)
        elif text in ("[", "]"):
            self.tools.change_width(text)
        elif text == ENTER:
            self.improvement.label_suggestion()
        elif text == ESCAPE:
            self.improvement.clear()
        elif text.lower() == "n":
            self.improvement.go_on()
        elif text.lower() == "h":
            self._item.hide()

    def _on_key_released(self, text: str) -> None:
        if text.lower() == "h":
            self._item.show()

    # -- preview ----------------------------------------------------------------------------------

    def set_mode(self, mode: str) -> None:
        """Follow edits, update once, or show nothing."""
        self.preview.show_mode(mode)
        if mode != OFF and not self.session.is_running:
            self._start(mode)
        else:
            self.session.set_mode(mode)

    def _start(self, mode: str) -> None:
        image = self._usable_image()
        if image is None:
            self.preview.show_mode(OFF)
            return
        try:
            self.session.start(image, self.source.options())
        except EngineUnavailable as error:
            self._miss_engine(str(error))
            return
        except (LandsketchError, ValueError) as error:
            self._show_failure(str(error))
            return
        self.session.set_mode(mode)

    def _restart(self) -> None:
        """Open the engine anew after another choice, if it runs."""
        if self.session.is_running:
            mode = self.preview.mode
            self.session.stop()
            self._start(mode)

    def _on_layer_removed(self, text: str) -> None:
        self.preview.show_state(text)
        if not self.session.is_running:
            self.preview.show_mode(OFF)

    def _show_hint(self) -> None:
        """Say what to do next, as long as there is no preview."""
        if self.session.is_running:
            return
        if self.image is None:
            text = tr("Add an image to the project.")
        elif self.session.labels is None:
            text = tr("Choose labels, or press New to make a layer for them.")
        else:
            text = tr("Press Live to see the map of these labels.")
        self.preview.show_state(text)

    def _show_preview(self, preview: PreviewImage | None) -> None:
        self._item.show_preview(preview, self.session.crs)
        self._pointer.refresh()

    def _show_display(self) -> None:
        self._item.set_display(*self.preview.display)

    def _show_scores(self, message: dict[str, Any] | None, changes: dict[str, float]) -> None:
        self.classes.tree.show_scores(message, changes)
        self.preview.show_scores(message, changes.get(""))

    def _miss_engine(self, text: str) -> None:
        """Say in short what is wrong with the engine; the set-up is offered by whoever listens."""
        self._needs_engine = True
        self._show_stopped(". ".join(text.split(". ")[:2]).rstrip(".") + ".")
        self.engine_missing.emit(text)

    def use_engine(self) -> None:
        """Start the preview, if it has stopped because there was no engine."""
        if self._needs_engine:
            self._needs_engine = False
            self.set_mode(LIVE)

    def _show_failure(self, text: str) -> None:
        self._show_stopped(text)
        self._warn(text)

    def _show_stopped(self, text: str) -> None:
        self.preview.show_mode(OFF)
        self.preview.show_state(text)

    def _warn(self, text: str) -> None:
        self._iface.messageBar().pushMessage("Landsketch", text, Qgis.MessageLevel.Warning)

    # -- questions --------------------------------------------------------------------------------

    def _take_answer(self, message: dict[str, Any]) -> None:
        """Show the answer to a question."""
        if message["type"] == "reason":
            self._pointer.show_label(message)
        else:
            self.improvement.take(message)

    def _search_scene(self, example: QgsGeometry) -> None:
        self._dialogs.open_similarity(self.image, example, self.source.options())

    def _show_improve_panel(self) -> None:
        """Scroll to buttons that have appeared, as soon as they have a place."""
        QTimer.singleShot(0, self._scroll_to_improve)  # a closure would outlive the dock

    def _scroll_to_improve(self) -> None:
        self._scroll.ensureWidgetVisible(self.improve)

    # -- project and algorithms -------------------------------------------------------------------

    def _save_state(self) -> None:
        """Keep the choices in the project."""
        image, labels = self.image, self.session.labels
        with contextlib.suppress(ValueError):  # bands that are being typed
            save_state(
                DockState(
                    image.id() if image is not None else "",
                    labels.id() if labels is not None else "",
                    self.source.options(),
                )
            )

    def _restore_state(self, *_: object) -> None:
        """Choose what is kept in a project that was opened."""
        self.source.restore(load_state())
        self._show_hint()

    def _train(self) -> None:
        try:
            self._dialogs.open_training(self.image, self.source.options())
        except ValueError as error:
            self._warn(str(error))

    def _keep_in_front_soon(self) -> None:
        """Wait until QGIS has opened its viewer of results."""
        QTimer.singleShot(0, self._keep_in_front)

    def _keep_in_front(self) -> None:
        keep_in_front(cast("QMainWindow", self._iface.mainWindow()), self)

    # -- end --------------------------------------------------------------------------------------

    def close_session(self) -> None:
        """Stop the engine and take everything off the canvas."""
        QgsProject.instance().readProject.disconnect(self._restore_state)
        self.models.close_list()
        self.session.detach()
        self._export.close()
        self._offer.close()
        self._keys.close()
        self.tools.release()
        self.improvement.close()
        self._pointer.close()
        self._item.close()
