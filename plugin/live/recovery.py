"""A copy of unsaved labels beside their file, so that a crash of QGIS loses nothing.

The copy is written after every edit and removed when the edits are saved or discarded. Saving after
every edit instead, which is a setting, empties QGIS's undo history.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from qgis.core import QgsGeometry, QgsVectorLayer

from ...core.atomic_write import write_atomically
from ...core.errors import OutputNotWritable
from ..i18n import tr
from .label_edits import add_feature, delete_features, undo_step
from .label_layer import Drawn


def copy_path(layer: QgsVectorLayer) -> Path | None:
    """Return where the copy of a layer's labels is; None for a layer that is no file."""
    source = Path(layer.source().split("|")[0])
    return source.with_name(f"{source.name}.unsaved.json") if source.is_file() else None


def protect(layer: QgsVectorLayer, drawn: Drawn, *, saves: bool) -> str:
    """Save the edits of a layer, or copy its labels where they are not to be saved or cannot be.

    Returns:
        What went wrong; empty if nothing did.
    """
    is_unsaved = layer.isEditable() and layer.isModified()
    problem = ""
    if saves and is_unsaved and not layer.commitChanges(False):
        reasons = "; ".join(layer.commitErrors())
        problem = tr("The labels cannot be saved ({}); a copy is kept.").format(reasons)
    return keep_copy(layer, drawn) or problem


def keep_copy(layer: QgsVectorLayer, drawn: Drawn) -> str:
    """Write the copy of labels with unsaved edits, or remove it where nothing is unsaved.

    Returns:
        What went wrong; an older copy stays then. Empty if nothing did.
    """
    path = copy_path(layer)
    if path is None:
        return ""
    try:
        if not (layer.isEditable() and layer.isModified()):
            path.unlink(missing_ok=True)
            return ""
        polygons = [[name, wkb.hex()] for name, wkb in drawn.polygons]
        write_atomically(path, json.dumps({"polygons": polygons}).encode())
    except (OSError, OutputNotWritable) as error:
        cause = error.__cause__ or error
        text = tr(
            "Unsaved labels cannot be copied to {} ({}); free some space, and save the labels."
        )
        return text.format(path, getattr(cause, "strerror", cause))
    return ""


def take_copy(layer: QgsVectorLayer) -> bool:
    """Set labels aside that were never saved, so that new edits do not replace them.

    Returns:
        Whether there are such labels.
    """
    path = copy_path(layer)
    if path is None or layer.isEditable():
        return False
    if path.is_file():
        with contextlib.suppress(OSError):
            path.replace(_aside(path))
    return _aside(path).is_file()


def restore_copy(layer: QgsVectorLayer) -> bool:
    """Replace the labels by those that were set aside, as one undo step.

    Returns:
        Whether it could be done; the copy is deleted then.

    Raises:
        InvalidLabels: The layer cannot be edited.
    """
    path = copy_path(layer)
    polygons = _read(_aside(path)) if path is not None else None
    if path is None or polygons is None:
        return False
    with undo_step(layer, tr("Restore unsaved labels")):
        delete_features(layer, list(layer.getFeatures()))
        for name, wkb in polygons:
            geometry = QgsGeometry()
            geometry.fromWkb(wkb)
            add_feature(layer, geometry, name)
    _aside(path).unlink(missing_ok=True)
    return True


def _aside(path: Path) -> Path:
    return path.with_name(path.name.replace(".unsaved.json", ".recovered.json"))


def _read(path: Path) -> list[tuple[str, bytes]] | None:
    """Return the class and well-known binary of each polygon; None if the copy is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return [(str(name), bytes.fromhex(text)) for name, text in content["polygons"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
