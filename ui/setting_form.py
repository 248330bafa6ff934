"""Settings as a form: one entry per setting, with its help below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import Field
from typing import Any

from qgis.gui import QgsAuthConfigSelect, QgsFileWidget
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from ..plugin.i18n import tr
from ..plugin.settings import FILE, FOLDER, LOGIN, NEW_FILE, Settings, Value

_MIN_GB, _MAX_GB = 0.1, 100_000.0
_MAX_COUNT = 1024
_BASIC_LOGIN = "Basic"  # a user name and a password


class SettingForm(QWidget):
    """A form of some settings.

    Args:
        settings: The settings, as fields of ``Settings``.
        stored: Their values at the start.

    Attributes:
        editors: The widget of each setting by its name.
    """

    def __init__(self, settings: Sequence[Field[Value]], stored: Settings) -> None:
        super().__init__()
        self.editors: dict[str, QWidget] = {}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        for field in settings:
            editor = _make_editor(field)
            editor.setObjectName(field.name)
            _set_value(editor, getattr(stored, field.name))
            self.editors[field.name] = editor
            form.addRow(tr(field.metadata["title"]), editor)
            form.addRow(_make_help(tr(field.metadata["help"])))

    def values(self) -> dict[str, Any]:
        """Return what was entered, by name."""
        return {name: _value_of(editor) for name, editor in self.editors.items()}


def _make_help(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setContentsMargins(0, 0, 0, 12)
    return label


def _make_editor(field: Field[Value]) -> QWidget:
    """Return the widget that edits a setting."""
    kind = field.metadata["kind"]
    if kind == LOGIN:
        return QgsAuthConfigSelect(None, _BASIC_LOGIN)
    if kind in (FILE, FOLDER, NEW_FILE):
        return _path_picker(kind)
    if field.metadata["choices"]:
        box = QComboBox()
        box.addItems(field.metadata["choices"])
        return box
    if isinstance(field.default, bool):
        return QCheckBox()
    return _number_box(field.default)


def _path_picker(kind: str) -> QgsFileWidget:
    mode = QgsFileWidget.StorageMode
    modes = {FILE: mode.GetFile, FOLDER: mode.GetDirectory, NEW_FILE: mode.SaveFile}
    picker = QgsFileWidget()
    picker.setStorageMode(modes[kind])
    return picker


def _number_box(default: object) -> QWidget:
    """Return a box for a count or for gigabytes."""
    if isinstance(default, int):
        count = QSpinBox()
        count.setRange(0, _MAX_COUNT)
        return count
    number = QDoubleSpinBox()
    number.setRange(_MIN_GB, _MAX_GB)
    number.setDecimals(1)
    return number


def _set_value(editor: QWidget, value: Value) -> None:
    if isinstance(editor, QgsAuthConfigSelect):
        editor.setConfigId(str(value))
    elif isinstance(editor, QgsFileWidget):
        editor.setFilePath(str(value))
    elif isinstance(editor, QComboBox):
        editor.setCurrentText(str(value))
    elif isinstance(editor, QCheckBox):
        editor.setChecked(bool(value))
    elif isinstance(editor, QSpinBox):
        editor.setValue(int(value))
    elif isinstance(editor, QDoubleSpinBox):
        editor.setValue(float(value))


def _value_of(editor: QWidget) -> Value:
    """Return what was entered; each kind of widget has its own name for it."""
    read = next(read for kind, read in _READERS.items() if isinstance(editor, kind))
    value: Value = read(editor)
    return value


_READERS: dict[type[QWidget], Callable[[Any], Value]] = {
    QgsAuthConfigSelect: lambda editor: editor.configId(),
    QgsFileWidget: lambda editor: editor.filePath().strip(),
    QComboBox: lambda editor: editor.currentText(),
    QCheckBox: lambda editor: editor.isChecked(),
    QSpinBox: lambda editor: editor.value(),
    QDoubleSpinBox: lambda editor: editor.value(),
}
