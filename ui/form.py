"""What is different in the form of an algorithm from the one that QGIS makes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from qgis.core import QgsMapLayer
from qgis.gui import QgsAbstractProcessingParameterWidgetWrapper, QgsProcessingParametersWidget
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtWidgets import QComboBox, QLineEdit

from ..core import backbones
from ..core.backbones import BackboneEntry
from ..core.job.job import Job
from ..core.job.option import Option, options_of
from ..plugin.i18n import tr
from ..plugin.parameters.form_values import layer_of, path_of
from .band_picker import BandPicker


def tidy_form(panel: Any, kind: type[Job]) -> None:  # noqa: ANN401 (defined in Python)
    """Show words for choices, band names, and on the first page only what most people need.

    Args:
        panel: A ``processing.gui.ParametersPanel.ParametersPanel``.
        kind: The job.
    """
    wrappers = panel.wrappers
    options = [option for option in options_of(kind) if option.name in wrappers]
    for option in options:
        wrapper = wrappers[option.name]
        if option.info.is_expected:
            wrapper.wrappedLabel().setText(tr(option.info.title))  # QGIS adds "[optional]"
        if option.is_output and not option.info.is_basic:
            _move_to_advanced(panel, wrapper)
        if option.info.kind == "rasters":
            _ImageNames(wrapper)
        if isinstance(wrapper.wrappedWidget(), QComboBox):
            _show_words(wrapper.wrappedWidget(), _words(option))
        if option.info.kind == "bands" and isinstance(wrapper.wrappedWidget(), QLineEdit):
            BandPicker(wrapper.wrappedWidget(), partial(_first_image, wrappers["INPUT"]))
            wrapper.wrappedWidget().setPlaceholderText(tr(option.info.hint))


class _ImageNames(QObject):
    """Shows the names of the chosen images where QGIS shows their number.

    It belongs to the field of the images and lives as long.
    """

    def __init__(self, images: QgsAbstractProcessingParameterWidgetWrapper) -> None:
        super().__init__(images.wrappedWidget())
        self._images = images
        images.widgetValueHasChanged.connect(self._show)

    def _show(self) -> None:
        names = [Path(path_of(value)).stem for value in self._images.parameterValue() or ()]
        edit = self._images.wrappedWidget().findChild(QLineEdit)
        if edit is not None and names:
            edit.setText(", ".join(names))


def _first_image(images: QgsAbstractProcessingParameterWidgetWrapper) -> QgsMapLayer | None:
    """Return the first image in a field of the form."""
    return layer_of(images.parameterValue())


def _move_to_advanced(
    panel: QgsProcessingParametersWidget, wrapper: QgsAbstractProcessingParameterWidgetWrapper
) -> None:
    """Move an output to the advanced parameters; QGIS shows all outputs on the first page."""
    definition = wrapper.parameterDefinition()
    panel.addParameterLabel(definition, wrapper.wrappedLabel())
    panel.addParameterWidget(definition, wrapper.wrappedWidget(), wrapper.stretch())


def _words(option: Option) -> dict[str, str]:
    """Return what to show for each choice of an option."""
    if option.name == "BACKBONE":
        return {entry.name: _backbone_words(entry) for entry in backbones.all_entries()}
    return {choice: tr(text) for choice, text in option.info.words.items()}


def _backbone_words(entry: BackboneEntry) -> str:
    if backbones.is_installed(entry):
        return tr(entry.title)
    return tr("{} – not installed").format(tr(entry.title))


def _show_words(box: QComboBox, words: Mapping[str, str]) -> None:
    """Show words for the choices; the values, which QGIS keeps beside them, stay."""
    for position in range(box.count()):
        value = box.itemData(position)
        if value in words:
            box.setItemText(position, words[value])
            box.setItemData(position, value, Qt.ItemDataRole.ToolTipRole)
