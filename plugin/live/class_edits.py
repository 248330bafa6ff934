"""Changes of the classes of a label layer, together with the labels that have them."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsVectorLayer

from ...core.class_table import LandClass
from . import classes as tables
from .class_memory import FormerClass, remember
from .label_edits import delete_labels, give_class, require_name_fits
from .label_layer import use_classes


def add_class(layer: QgsVectorLayer, name: str) -> int:
    """Add a class; return its position.

    Raises:
        InvalidLabels: The name is empty or taken, or there are too many classes.
    """
    known = tables.load_classes(layer)
    made = tables.with_class(known, name)
    require_name_fits(layer, name)
    use_classes(layer, made)
    return len(known)


def add_classes(layer: QgsVectorLayer, entries: Iterable[tables.Entry]) -> int:
    """Add classes whose names are not taken, in their colours; return how many were added.

    Raises:
        InvalidLabels: There would be too many classes.
    """
    known = tables.load_classes(layer)
    taken = {entry.name.casefold() for entry in known}
    new = [entry for entry in entries if entry[0].strip().casefold() not in taken]
    for name, _ in new:
        require_name_fits(layer, name)
    made = tables.with_entries(known, new)
    use_classes(layer, made)
    return len(made) - len(known)


def rename_class(layer: QgsVectorLayer, position: int, name: str) -> None:
    """Rename a class and give its labels the new name.

    Raises:
        InvalidLabels: The name is empty or taken, or the layer cannot be edited.
    """
    known = tables.load_classes(layer)
    changed = tables.renamed(known, position, name)
    require_name_fits(layer, name)
    give_class(layer, known[position].name, changed[position].name)
    remember(layer.id(), FormerClass(known[position], position, changed[position].name))
    use_classes(layer, changed)


def recolor_class(layer: QgsVectorLayer, position: int, color: str) -> None:
    """Give a class another colour."""
    use_classes(layer, tables.recolored(tables.load_classes(layer), position, color))


def merge_classes(layer: QgsVectorLayer, position: int, into: int) -> None:
    """Give the labels of a class to another one, and delete the class.

    Raises:
        InvalidLabels: The layer cannot be edited.
    """
    known = tables.load_classes(layer)
    give_class(layer, known[position].name, known[into].name)
    remember(layer.id(), FormerClass(known[position], position))
    use_classes(layer, _without(known, position))


def delete_class(layer: QgsVectorLayer, position: int) -> None:
    """Delete a class and its labels.

    Raises:
        InvalidLabels: The layer cannot be edited.
    """
    known = tables.load_classes(layer)
    delete_labels(layer, known[position].name)
    remember(layer.id(), FormerClass(known[position], position))
    use_classes(layer, _without(known, position))


def _without(known: tuple[LandClass, ...], position: int) -> tuple[LandClass, ...]:
    return known[:position] + known[position + 1 :]
