"""Which layers of the project an algorithm most likely works on. Main thread only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Callable, TypeVar

from qgis.core import (
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ..core.raster_kinds import RASTER_KINDS
from .live.classes import class_field_of
from .live.project_state import load_state
from .styling import is_result

_Layer = TypeVar("_Layer", bound=QgsMapLayer)


def image_layer(active: QgsMapLayer | None) -> QgsRasterLayer | None:
    """Return the active image, else that of the dock, else the topmost one."""
    return _first(QgsRasterLayer, _is_image, active, load_state().image)


def map_layer(active: QgsMapLayer | None) -> QgsRasterLayer | None:
    """Return the active class map, else the topmost one."""
    return _first(QgsRasterLayer, _is_map, active)


def earlier_map_layer(active: QgsMapLayer | None) -> QgsRasterLayer | None:
    """Return the topmost class map below the one that ``map_layer`` returns."""
    later = map_layer(active)
    return _first(
        QgsRasterLayer, lambda layer: _is_map(layer) and layer.source() != later.source(), None
    )


def label_layer(active: QgsMapLayer | None) -> QgsVectorLayer | None:
    """Return the active layer if it has a class field, else that of the dock or the topmost one."""
    if isinstance(active, QgsVectorLayer) and _has_class_field(active):
        return active
    return _first(QgsVectorLayer, _is_label_layer, None, load_state().labels)


def _first(
    kind: type[_Layer],
    suits: Callable[[_Layer], bool],
    active: QgsMapLayer | None,
    chosen: str = "",
) -> _Layer | None:
    """Return the first layer of a kind that suits: active, by its id, in the tree."""
    chosen_layer = QgsProject.instance().mapLayer(chosen)
    layers = (active, chosen_layer, *_layers_from_the_top())
    return next((layer for layer in layers if isinstance(layer, kind) and suits(layer)), None)


def _layers_from_the_top() -> Iterator[QgsMapLayer]:
    for node in QgsProject.instance().layerTreeRoot().findLayers():
        if node.layer() is not None:
            yield node.layer()


def _is_raster_file(layer: QgsRasterLayer) -> bool:
    return layer.providerType() == "gdal"


def _is_image(layer: QgsRasterLayer) -> bool:
    return _is_raster_file(layer) and not _is_map(layer) and not is_result(layer)


def _is_map(layer: QgsRasterLayer) -> bool:
    """Tell whether a layer is a class map; a raster of changes looks like one."""
    if not _is_raster_file(layer) or not isinstance(layer.renderer(), QgsPalettedRasterRenderer):
        return False
    return RASTER_KINDS["changes"].description not in layer.bandName(1)


def _is_label_layer(layer: QgsVectorLayer) -> bool:
    return _has_class_field(layer) and not is_result(layer)


def _has_class_field(layer: QgsVectorLayer) -> bool:
    return layer.isSpatial() and bool(class_field_of(layer))
