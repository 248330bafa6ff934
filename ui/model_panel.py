"""The part of the dock with the models of the project, and what can be done with them."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import LandsketchError
from ..core.model_comparison import comparison_lines
from ..plugin import model_list as actions
from ..plugin import project_models
from ..plugin.compat import QAction
from ..plugin.i18n import tr
from ..plugin.model_entry import ModelEntry, read_entry
from ..plugin.model_files import delete_model, files_of, rename_model
from ..plugin.model_list import ModelList
from .model_tree import ModelTree
from .widgets import push_button

KEEP, DELETE = "keep", "delete"


class ModelPanel(QgsCollapsibleGroupBox):
    """A folded group with the models of the project.

    Attributes:
        map_clicked: Emitted with the path of the model that is to map.
        retrain_clicked: Emitted with the path of the model that is to be trained again.
        info_clicked: Emitted with the path of the model that is to be described.
        export_clicked: Emitted with the path of the model that is to be exported.
        classes_clicked: Emitted with name and colour of each class of a model, to be added.
        failed: Emitted with a sentence about what could not be done.
    """

    map_clicked = pyqtSignal(str)
    retrain_clicked = pyqtSignal(str)
    export_clicked = pyqtSignal(str)
    info_clicked = pyqtSignal(str)
    classes_clicked = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__(tr("Models"))
        self.setObjectName("landsketchModels")
        self.setCollapsed(True)
        self.models, self._has_labels = ModelList(), False
        self.tree = ModelTree()
        self._actions = self._make_actions()
        self._empty, self._buttons = self._make_empty(), self._make_buttons()
        content = QWidget()  # the group shows and hides it as a whole
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        for widget in (self._empty, self.tree, self._buttons):
            inner.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.addWidget(content)
        self._connect()
        self.refresh()

    def _make_actions(self) -> dict[str, QAction]:
        """Return what can be done with models, in the order of the menu."""
        texts = {
            actions.MAP: (tr("Map…"), tr("Map an image with the model"), self.map_image),
            actions.RETRAIN: (
                tr("Retrain…"),
                tr("Train a new model with the settings of this one, on the present labels"),
                self.retrain,
            ),
            actions.COMPARE: (
                tr("Compare…"),
                tr("Compare two models, or one with the one before it"),
                self.compare,
            ),
            actions.CLASSES: (
                tr("Import classes"),
                tr("Add the classes of the model to the label layer"),
                self.import_classes,
            ),
            actions.INFO: (
                tr("Information…"),
                tr("Classes, scores, licence, and the training labels as a layer"),
                self.show_information,
            ),
            actions.EXPORT: (
                tr("Export…"),
                tr("Write the model for other programs (ONNX)"),
                self.export,
            ),
            actions.RENAME: (
                tr("Rename…"),
                tr("Rename the model and its report"),
                self.ask_for_name,
            ),
            actions.REMOVE: (tr("Remove…"), tr("Take the model off the list"), self.ask_to_remove),
        }
        made = {}
        for name, (text, tip, slot) in texts.items():
            made[name] = QAction(text, self)
            made[name].setToolTip(tip)
            made[name].setObjectName(f"landsketchModel_{name}")
            made[name].triggered.connect(lambda _=False, slot=slot: slot())
        return made

    def _make_buttons(self) -> QWidget:
        """Return the buttons for the chosen models; all actions are in the menu."""
        self._menu = QMenu(self.tree)  # the group shows all children of its own when it opens
        self._menu.setToolTipsVisible(True)
        self._menu.addActions(list(self._actions.values()))
        self._menu.addSeparator()
        self._menu.addAction(tr("Add a model file…"), self.ask_for_file)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        for name in (actions.MAP, actions.RETRAIN):
            button = QToolButton()
            button.setDefaultAction(self._actions[name])
            row.addWidget(button)
        more = QToolButton()
        more.setText(tr("More"))
        more.setObjectName("landsketchModelMenu")
        more.setToolTip(
            tr("Compare, rename, export, remove or add; also with a right click on a model")
        )
        more.setMenu(self._menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row.addWidget(more)
        row.addStretch(1)
        return buttons

    def _make_empty(self) -> QWidget:
        """Return what is shown while there is no model."""
        text = QLabel(tr("No model yet. Press Train…, or add a model that was trained before."))
        text.setObjectName("landsketchNoModel")
        text.setWordWrap(True)
        add = push_button(tr("Add…"), tr("Add a model file to the list"), "landsketchAddModel")
        add.clicked.connect(lambda _: self.ask_for_file())
        empty = QWidget()
        row = QHBoxLayout(empty)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(text, 1)
        row.addWidget(add)
        return empty

    def _connect(self) -> None:
        self.tree.itemSelectionChanged.connect(self._show_possible)
        self.tree.itemDoubleClicked.connect(lambda *_: self.map_image())
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.collapsedStateChanged.connect(self._on_folded)
        project_models.news.changed.connect(self._on_news)
        project = QgsProject.instance()
        project.readProject.connect(self.refresh)
        project.cleared.connect(self.refresh)

    def close_list(self) -> None:
        """Follow the project no more."""
        project = QgsProject.instance()
        project_models.news.changed.disconnect(self._on_news)
        project.readProject.disconnect(self.refresh)
        project.cleared.disconnect(self.refresh)

    # -- state ------------------------------------------------------------------------------------

    @property
    def chosen(self) -> list[ModelEntry]:
        """The chosen models, the newest first."""
        return self.models.chosen(self.tree.paths)

    def refresh(self, *_: object) -> None:
        """Show the models of the project as their files are now."""
        self.models.load()
        count = len(self.models.entries)
        self.tree.show_models(self.models.entries)
        for widget in (self.tree, self._buttons):
            widget.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        self.setTitle(tr("Models ({})").format(count) if count else tr("Models"))
        self._show_possible()

    def show_labels(self, *, has_labels: bool) -> None:
        """Note whether there is a label layer."""
        self._has_labels = has_labels
        self._show_possible()

    def _show_possible(self) -> None:
        possible = self.models.possible(self.chosen, has_labels=self._has_labels)
        for name, action in self._actions.items():
            action.setEnabled(name in possible)

    def _on_folded(self, is_folded: bool) -> None:  # noqa: FBT001 (a slot)
        if not is_folded:
            self.refresh()

    def _on_news(self, path: str) -> None:
        self.refresh()
        if path:
            self.tree.choose([path])

    def _show_menu(self, place: QPoint) -> None:
        if self.tree.itemAt(place) is not None:
            self._menu.popup(self.tree.viewport().mapToGlobal(place))

    # -- actions ----------------------------------------------------------------------------------

    def _usable(self) -> ModelEntry | None:
        """Return the chosen model if it is one, and usable."""
        chosen = self.chosen
        return chosen[0] if len(chosen) == 1 and chosen[0].is_usable else None

    def map_image(self) -> None:
        """Map with the chosen model."""
        entry = self._usable()
        if entry is not None:
            self.map_clicked.emit(entry.path)

    def retrain(self) -> None:
        """Train with the settings of the chosen model."""
        entry = self._usable()
        if entry is not None:
            self.retrain_clicked.emit(entry.path)

    def show_information(self) -> None:
        """Describe the chosen model."""
        entry = self._usable()
        if entry is not None:
            self.info_clicked.emit(entry.path)

    def export(self) -> None:
        """Export the chosen model."""
        entry = self._usable()
        if entry is not None:
            self.export_clicked.emit(entry.path)

    def import_classes(self) -> None:
        """Add the classes of the chosen model to the label layer."""
        entry = self._usable()
        if entry is not None and entry.header is not None:
            self.classes_clicked.emit([(c.name, c.color) for c in entry.header.classes])

    def compare(self) -> None:
        """Say which of two models is better."""
        pair = self.models.pair(self.chosen)
        if pair is None:
            return
        newer, older = pair
        lines = comparison_lines((newer.name, older.name), newer.scores, older.scores)
        self._tell(tr("Compare models"), "\n\n".join(lines))

    def ask_for_file(self) -> None:
        """Ask for a model file and add it."""
        title, kinds = tr("Add a model"), tr("Models (*.safetensors)")
        path, _ = QFileDialog.getOpenFileName(self, title, QgsProject.instance().homePath(), kinds)
        if path:
            self.add(path)

    def add(self, path: str) -> None:
        """Add a model file, if it is one."""
        if read_entry(path).is_usable:
            project_models.add_model(path)
        else:
            self.failed.emit(tr("{} is no model of this version of Landsketch.").format(path))

    def ask_for_name(self) -> None:
        """Ask for another name of the chosen model."""
        chosen = self.chosen
        if len(chosen) != 1:
            return
        title, question = tr("Rename model"), tr("New name of the model and its report")
        name, is_given = QInputDialog.getText(self, title, question, text=chosen[0].name)
        if is_given and name != chosen[0].name:
            self.rename(name)

    def rename(self, name: str) -> None:
        """Rename the chosen model."""
        old = self.chosen[0].path
        try:
            new = rename_model(Path(old), name)
        except LandsketchError as error:
            self.failed.emit(str(error))
            return
        project_models.move_model(old, str(new))

    def ask_to_remove(self) -> None:
        """Take the chosen models off the list, after a question about their files."""
        answer = self._answer_about_files(self.chosen)
        if answer:
            self.remove(deletes_files=answer == DELETE)

    def remove(self, *, deletes_files: bool) -> None:
        """Take the chosen models off the list."""
        for entry in self.chosen:
            try:
                if deletes_files:
                    delete_model(Path(entry.path))
            except LandsketchError as error:
                self.failed.emit(str(error))
                continue
            project_models.forget_model(entry.path)

    def _answer_about_files(self, entries: list[ModelEntry]) -> str:
        """Ask whether files stay; return an empty text to cancel."""
        names = [path.name for entry in entries for path in files_of(Path(entry.path))]
        if not names:
            return KEEP
        box = QMessageBox(self)
        box.setWindowTitle(tr("Remove models"))
        box.setIcon(QMessageBox.Icon.Question)
        shown = ", ".join(f"'{entry.name}'" for entry in entries)
        box.setText(tr("Take {} off the list?").format(shown))
        text = tr("Their files can stay, or be deleted for good: {}")
        box.setInformativeText(text.format(", ".join(names)))
        keep = box.addButton(tr("Keep the files"), QMessageBox.ButtonRole.AcceptRole)
        delete = box.addButton(tr("Delete the files"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(keep)
        box.exec()
        clicked = box.clickedButton()
        if clicked == keep:
            return KEEP
        return DELETE if clicked == delete else ""

    def _tell(self, title: str, text: str) -> None:
        """Show a text until it is closed; QGIS stays usable."""
        box = QMessageBox(QMessageBox.Icon.Information, title, text, parent=self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
