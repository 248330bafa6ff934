"""The page 'Landsketch' of QGIS's options: one entry per setting."""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any

from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ..plugin.i18n import tr
from ..plugin.icons import ICON
from ..plugin.settings import FILE, FOLDER, Settings, Value

_MIN_GB, _MAX_GB = 0.1, 100_000.0


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page each time the options are opened."""

    def __init__(self) -> None:
        super().__init__(tr("Landsketch"), QIcon(ICON))

    def icon(self) -> QIcon:
        return QIcon(ICON)

    def createWidget(self, parent: QWidget | None = None) -> OptionsPage:
        return OptionsPage(parent)


class OptionsPage(QgsOptionsPageWidget):
    """Shows the stored settings; ``apply`` stores what was entered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        stored = Settings.load()
        self.editors: dict[str, QWidget] = {}
        form = QFormLayout()
        for field in fields(Settings):
            editor = _make_editor(field)
            editor.setObjectName(field.name)
            _set_value(editor, getattr(stored, field.name))
            self.editors[field.name] = editor
            form.addRow(tr(field.metadata["title"]), editor)
            form.addRow(_make_help(tr(field.metadata["help"])))
        layout = QVBoxLayout(self)
        layout.addWidget(_make_scroll_area(form))

    def apply(self) -> None:
        """Store the settings."""
        values: dict[str, Any] = {name: _value_of(editor) for name, editor in self.editors.items()}
        Settings(**values).save()


def _make_scroll_area(form: QFormLayout) -> QScrollArea:
    """Return the form in an area that scrolls, so that small windows cut no help text off."""
    content = QWidget()
    content.setLayout(form)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    return area


def _make_help(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setContentsMargins(0, 0, 0, 12)
    return label


def _make_editor(field: Field[Value]) -> QWidget:
    """Return the widget that edits a setting."""
    kind = field.metadata["kind"]
    if kind in (FILE, FOLDER):
        picker = QgsFileWidget()
        mode = QgsFileWidget.StorageMode
        picker.setStorageMode(mode.GetFile if kind == FILE else mode.GetDirectory)
        return picker
    if field.metadata["choices"]:
        box = QComboBox()
        box.addItems(field.metadata["choices"])
        return box
    if isinstance(field.default, bool):
        return QCheckBox()
    number = QDoubleSpinBox()
    number.setRange(_MIN_GB, _MAX_GB)
    number.setDecimals(1)
    return number


def _set_value(editor: QWidget, value: Value) -> None:
    if isinstance(editor, QgsFileWidget):
        editor.setFilePath(str(value))
    elif isinstance(editor, QComboBox):
        editor.setCurrentText(str(value))
    elif isinstance(editor, QCheckBox):
        editor.setChecked(bool(value))
    elif isinstance(editor, QDoubleSpinBox):
        editor.setValue(float(value))


def _value_of(editor: QWidget) -> Value:
    if isinstance(editor, QgsFileWidget):
        return editor.filePath().strip()
    if isinstance(editor, QComboBox):
        return editor.currentText()
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, QDoubleSpinBox):
        return editor.value()
    raise TypeError(f"no setting is edited by a {type(editor).__name__}")
