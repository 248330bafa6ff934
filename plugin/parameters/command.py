"""The qgis_process command line that repeats a run."""

from __future__ import annotations

import shlex
from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingUtils,
    QgsProperty,
    QgsRectangle,
    QgsReferencedRectangle,
)

from ..layers import absolute

_LAYER_KINDS = ("raster", "source", "multilayer", "vector")
_PATHS = (
    "file",
    "fileDestination",
    "folderDestination",
    "rasterDestination",
    "vectorDestination",
    "sink",
)


def command_line(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str:
    """Write the given parameters that differ from their defaults as one shell line."""
    words = ["qgis_process", "run", f"landsketch:{algorithm.name()}", "--"]
    for definition in algorithm.parameterDefinitions():
        value = parameters.get(definition.name())
        if value in (None, "", []) or value == definition.defaultValue():
            continue
        items = value if isinstance(value, (list, tuple)) else [value]
        words += [
            shlex.quote(f"{definition.name()}={_text(definition, item, context)}") for item in items
        ]
    return " ".join(words)


def _text(
    definition: QgsProcessingParameterDefinition, value: object, context: QgsProcessingContext
) -> str:
    """Write one value as it is written on the command line, which may run in another folder."""
    value = _plain_value(value)
    if isinstance(value, str) and definition.type() in _LAYER_KINDS:
        # The id of a layer means nothing elsewhere; a file is not opened
        value = QgsProcessingUtils.mapLayerFromString(value, context, False) or value
    if isinstance(value, QgsMapLayer):
        return absolute(str(value.source()))
    if isinstance(value, QgsRectangle):
        return _rectangle(value)
    is_path = (
        definition.type() in (*_PATHS, *_LAYER_KINDS) and value != QgsProcessing.TEMPORARY_OUTPUT
    )
    return absolute(str(value)) if is_path else str(value)


def _plain_value(value: object) -> object:
    """Return what is inside the objects in which QGIS hands values over."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    elif isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    return value.staticValue() if isinstance(value, QgsProperty) else value


def _rectangle(box: QgsRectangle) -> str:
    numbers = f"{box.xMinimum()},{box.xMaximum()},{box.yMinimum()},{box.yMaximum()}"
    return (
        f"{numbers} [{box.crs().authid()}]" if isinstance(box, QgsReferencedRectangle) else numbers
    )
