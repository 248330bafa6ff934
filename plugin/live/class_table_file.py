"""The class table of a label layer as a file beside the labels.

Trainings read it as CLASS_TABLE, so a map has the colours of the dock. Another project finds the
classes in it, those without labels too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from qgis.core import QgsProviderRegistry, QgsVectorLayer

from ...core.atomic_write import write_atomically
from ...core.class_table import ClassTable, LandClass
from ...core.errors import InvalidLabels, OutputNotWritable
from ..log import log_warning

LAYER = "labels"  # name of the layer in label files that are made here


def table_path(layer: QgsVectorLayer) -> Path | None:
    """Return where the class table of a layer is; None for a layer that is no file."""
    source = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path, name = Path(str(source.get("path") or "")), str(source.get("layerName") or LAYER)
    if layer.providerType() != "ogr" or not path.is_file():
        return None
    part = "" if name == LAYER else f".{name}"
    return path.with_name(f"{path.stem}{part}.classes.json")


def write_table(layer: QgsVectorLayer, classes: Sequence[LandClass]) -> str:
    """Write the class table of a layer; return its path, empty if it cannot be written."""
    path = table_path(layer)
    if path is None:
        return ""
    text = json.dumps(ClassTable(tuple(classes)).to_list(), indent=1, ensure_ascii=False)
    try:
        write_atomically(path, text.encode())
    except OutputNotWritable as error:
        log_warning(str(error))
        return ""
    return str(path)


def read_table(layer: QgsVectorLayer) -> tuple[LandClass, ...]:
    """Return the classes in the file of a layer; none if there is no readable one."""
    path = table_path(layer)
    if path is None or not path.is_file():
        return ()
    try:
        return ClassTable.from_file(path).classes
    except InvalidLabels as error:
        log_warning(str(error))
        return ()
