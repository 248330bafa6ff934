"""The classes that a layer of the project shows: names and colours."""

from __future__ import annotations

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsField,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from .classes import Entry, class_field_of, load_classes, text_of

_MAX_VALUES = 1000
_FEW_VALUES = 30  # of a field that holds classes
_FEATURE_IDS = ("fid", "id", "ogc_fid", "objectid")


def layers_with_classes() -> list[QgsMapLayer]:
    """Return the layers of the project that show classes, those on top first."""
    nodes = QgsProject.instance().layerTreeRoot().findLayers()
    layers = (node.layer() for node in nodes)
    return [layer for layer in layers if layer is not None and has_classes(layer)]


def has_classes(layer: QgsMapLayer) -> bool:
    """Tell whether a layer is a class map or has a class field."""
    if isinstance(layer, QgsRasterLayer):
        return isinstance(layer.renderer(), QgsPalettedRasterRenderer)
    return isinstance(layer, QgsVectorLayer) and bool(class_field_of(layer))


def entries_of(layer: QgsMapLayer) -> list[Entry]:
    """Return name and colour of each class of a layer, in the order of its legend."""
    if isinstance(layer, QgsRasterLayer):
        return _of_raster(layer)
    if not isinstance(layer, QgsVectorLayer):
        return []
    known = load_classes(layer)
    if known:
        return [(entry.name, entry.color) for entry in known]
    return entries_of_field(layer, class_field_of(layer))


def likely_class_field(layer: QgsVectorLayer) -> str:
    """Return the field that most likely holds the class; empty for a layer without fields.

    It is a text with a few different values, otherwise a whole number with a few; then the first
    text, then the first field.
    """
    known: list[QgsField] = layer.fields().toList()
    fields = [field for field in known if field.name().lower() not in _FEATURE_IDS]
    texts = [field for field in fields if not field.isNumeric() and not field.isDateOrTime()]
    numbers = [field for field in fields if field.isNumeric() and field.precision() == 0]
    for field in (*texts, *numbers):
        if 1 < len(_names_in(layer, field.name(), _FEW_VALUES)) <= _FEW_VALUES:
            return field.name()
    return next((field.name() for field in (*texts, *fields)), "")


def _names_in(layer: QgsVectorLayer, field: str, most: int = _MAX_VALUES) -> set[str]:
    """Return the different values of a field as names of classes, at most so many and one."""
    index = layer.fields().lookupField(field)
    values = layer.uniqueValues(index, most + 2) if index >= 0 else set()  # one may be empty
    return {text_of(value) for value in values} - {""}


def entries_of_field(layer: QgsVectorLayer, field: str) -> list[Entry]:
    """Return the same of the values of a field; those without a symbol have no colour."""
    names = _names_in(layer, field)
    styled = [entry for entry in _of_symbols(layer, field) if entry[0] in names]
    others = names - {name for name, _ in styled}
    return [*styled, *((name, "") for name in sorted(others))]


def _of_raster(layer: QgsRasterLayer) -> list[Entry]:
    renderer = layer.renderer()
    if not isinstance(renderer, QgsPalettedRasterRenderer):
        return []
    return [
        (each.label or f"{each.value:g}", QColor(each.color).name()) for each in renderer.classes()
    ]


def _of_symbols(layer: QgsVectorLayer, field: str) -> list[Entry]:
    """Return the categories of a layer that is styled by a field."""
    renderer = layer.renderer()
    if not isinstance(renderer, QgsCategorizedSymbolRenderer):
        return []
    if renderer.classAttribute().strip('"') != field:
        return []
    return [(text_of(each.value()), each.symbol().color().name()) for each in renderer.categories()]
