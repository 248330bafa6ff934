"""The part of the dock with the class table, and what can be done with classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QMenu,
    QMessageBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..core.class_table import LandClass
from ..core.errors import LandsketchError
from ..plugin.i18n import tr
from ..plugin.live import class_edits
from ..plugin.live.class_sources import entries_of, layers_with_classes
from ..plugin.live.classes import Entry, locked_names, set_locked
from ..plugin.live.label_edits import labels_of
from ..plugin.live.session import LiveSession
from .class_tree import ClassTree
from .widgets import push_button


class ClassPanel(QWidget):
    """The classes of the label layer.

    Args:
        session: Has the label layer.

    Attributes:
        chosen: Emitted when another class is chosen for drawing.
        edited: Emitted after the classes were changed here.
        import_clicked: Emitted when the classes of a model are to be added.
        failed: Emitted with a sentence about what could not be done.
    """

    chosen = pyqtSignal()
    edited = pyqtSignal()
    import_clicked = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(self, session: LiveSession) -> None:
        super().__init__()
        self._session = session
        self.tree = ClassTree()
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.tree.renamed.connect(self._rename)
        self.tree.recolored.connect(self._recolor)
        self.tree.currentItemChanged.connect(lambda *_: self.chosen.emit())
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tree, 1)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        add = push_button(tr("Add class"), tr("Add a class"), "landsketchAddClass")
        add.clicked.connect(lambda _: self.ask_for_class())
        delete = push_button(
            tr("Delete class"), tr("Delete the chosen class and its labels"), "landsketchDelete"
        )
        delete.clicked.connect(lambda _: self.delete_class())
        more = QToolButton()
        more.setText(tr("More"))
        more.setObjectName("landsketchClassMenu")
        more.setToolTip(tr("Merge, lock or import classes; also with a right click on a class"))
        more.setMenu(self._menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout()
        for button in (add, delete, more):
            row.addWidget(button)
        row.addStretch(1)
        self._buttons = (add, delete, more)
        return row

    # -- state ------------------------------------------------------------------------------------

    @property
    def classes(self) -> tuple[LandClass, ...]:
        """The classes of the label layer."""
        return self._session.classes

    @property
    def current(self) -> LandClass | None:
        """The class that is drawn."""
        classes, position = self.classes, self.tree.position
        return classes[position] if 0 <= position < len(classes) else None

    def refresh(self) -> None:
        """Show the classes and labels of the layer as they are now."""
        layer, drawn = self._session.labels, self._session.drawn
        locked = locked_names(layer) if layer is not None else set()
        self.tree.show_classes(self.classes, drawn.counts, drawn.areas, locked)
        for button in self._buttons:
            button.setEnabled(layer is not None)

    # -- changes ----------------------------------------------------------------------------------

    def ask_for_class(self) -> None:
        """Ask for the name of a new class."""
        name, is_given = QInputDialog.getText(self, tr("Add class"), tr("Name of the class"))
        if is_given:
            self.add_class(name)

    def add_class(self, name: str) -> None:
        """Add a class and choose it."""
        position = len(self.classes)
        if self._change(lambda layer: class_edits.add_class(layer, name)):
            self.tree.choose(position)

    def add_classes(self, entries: Sequence[Entry]) -> None:
        """Add classes of another layer or of a model, those that are not there yet."""
        self._change(lambda layer: class_edits.add_classes(layer, entries))

    def delete_class(self) -> None:
        """Delete the chosen class, after a question if it has labels."""
        layer, entry, position = self._session.labels, self.current, self.tree.position
        if layer is None or entry is None:
            return
        n_labels = len(labels_of(layer, entry.name))
        question = tr("Delete the class '{}' and its {} label(s)?").format(entry.name, n_labels)
        if n_labels and not self._is_confirmed(tr("Delete class"), question):
            return
        self._change(lambda layer: class_edits.delete_class(layer, position))

    def merge_class(self, into: int) -> None:
        """Give the labels of the chosen class to another one, after a question."""
        entry, position = self.current, self.tree.position
        layer = self._session.labels
        if layer is None or entry is None:
            return
        question = tr("Give the {} label(s) of '{}' to '{}', and delete '{}'?").format(
            len(labels_of(layer, entry.name)), entry.name, self.classes[into].name, entry.name
        )
        if self._is_confirmed(tr("Merge classes"), question):
            self._change(lambda layer: class_edits.merge_classes(layer, position, into))

    def _is_confirmed(self, title: str, question: str) -> bool:
        button = QMessageBox.StandardButton
        answer = QMessageBox.question(self, title, question, button.Yes | button.No, button.No)
        return bool(answer == button.Yes)

    def _rename(self, position: int, name: str) -> None:
        if self.classes[position].name != name:
            self._change(lambda layer: class_edits.rename_class(layer, position, name))

    def _recolor(self, position: int, color: str) -> None:
        self._change(lambda layer: class_edits.recolor_class(layer, position, color))

    def _set_locked(self, is_locked: bool) -> None:  # noqa: FBT001 (a slot)
        position = self.tree.position
        self._change(lambda layer: set_locked(layer, position, is_locked=is_locked))

    def _change(self, change: Callable[[QgsVectorLayer], object]) -> bool:
        """Change the classes of the layer; return whether it could be done."""
        layer = self._session.labels
        if layer is None:
            return False
        try:
            change(layer)
        except LandsketchError as error:
            self.failed.emit(str(error))
            self.refresh()
            return False
        self.refresh()
        self.edited.emit()
        return True

    # -- menu -------------------------------------------------------------------------------------

    def _show_menu(self, place: QPoint) -> None:
        if self._session.labels is not None:
            self._menu.popup(self.tree.viewport().mapToGlobal(place))

    def _fill_menu(self) -> None:
        """Offer what can be done with the chosen class now."""
        self._menu.clear()
        layer, entry = self._session.labels, self.current
        if layer is None:
            return
        if entry is not None:
            merge = self._menu.addMenu(tr("Merge '{}' into").format(entry.name))
            for number, other in enumerate(self.classes):
                if other != entry:
                    action = merge.addAction(other.name)
                    action.triggered.connect(lambda _=False, n=number: self.merge_class(n))
            lock = self._menu.addAction(tr("Lock the labels of '{}'").format(entry.name))
            lock.setCheckable(True)
            lock.setChecked(entry.name in locked_names(layer))
            lock.setToolTip(tr("Strokes of other classes leave them alone"))
            lock.toggled.connect(self._set_locked)
        self._menu.addMenu(self._make_import_menu(layer))

    def _make_import_menu(self, layer: QgsVectorLayer) -> QMenu:
        """Return the menu of the layers whose classes can be added, and of models."""
        menu = QMenu(tr("Import classes of"), self._menu)
        for other in layers_with_classes():
            if other.id() != layer.id():
                action = menu.addAction(other.name())
                action.triggered.connect(partial(self._import_from, other.id()))
        menu.addSeparator()
        action = menu.addAction(tr("A model…"))
        action.triggered.connect(lambda _=False: self.import_clicked.emit())
        return menu

    def _import_from(self, layer_id: str, _: object = None) -> None:
        """Add the classes of a layer, unless it was removed."""
        layer = QgsProject.instance().mapLayer(layer_id)
        if layer is not None:
            self.add_classes(entries_of(layer))
