"""Layers and paths in the values of parameters, as the widgets of a form hold them."""

from __future__ import annotations

from qgis.core import (
    QgsMapLayer,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsProperty,
)


def layer_of(value: object) -> QgsMapLayer | None:
    """Return the layer of the project that a value names by id or file, of a list the first."""
    item = _item(value)
    layers: dict[str, QgsMapLayer] = QgsProject.instance().mapLayers()
    if isinstance(item, QgsMapLayer):
        return item
    if isinstance(item, str) and item in layers:
        return layers[item]
    return next((layer for layer in layers.values() if layer.source() == item), None)


def path_of(value: object) -> str:
    """Return the path in a value, of a list the first; empty where there is none."""
    layer = layer_of(value)
    return layer.source().split("|")[0] if layer is not None else str(_item(value) or "")


def _item(value: object) -> object:
    """Return what is inside the objects in which QGIS hands values over."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    elif isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    return value.staticValue() if isinstance(value, QgsProperty) else value
