"""Classes that were renamed, merged or deleted, so that an undo of QGIS brings them back.

QGIS undoes edits of features only. Where an undo brings back labels of a class that the table has
no more, the class returns to its place, in its colour and with its value.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ...core.class_table import LandClass


@dataclass(frozen=True)
class FormerClass:
    """A class that was in the table.

    Attributes:
        entry: The class.
        position: Its position.
        successor: Name of the class that took its place, as after renaming; empty = none did.
    """

    entry: LandClass
    position: int
    successor: str = ""


_FORMER: dict[str, dict[str, FormerClass]] = {}  # by the id of the layer and the name of the class


def remember(layer_id: str, former: FormerClass) -> None:
    """Keep a class that leaves the table of a layer."""
    _FORMER.setdefault(layer_id, {})[former.entry.name] = former


def with_former(
    layer_id: str, classes: Sequence[LandClass], used: AbstractSet[str]
) -> tuple[LandClass, ...]:
    """Return the classes, and the former ones of which there are labels again.

    Args:
        layer_id: Id of the layer.
        classes: The table.
        used: Names of the classes of all labels.
    """
    result = list(classes)
    known = _FORMER.get(layer_id, {})
    for name in sorted(used - {entry.name for entry in classes}):
        if name in known:
            _bring_back(layer_id, result, known[name], used)
    return tuple(result)


def _bring_back(
    layer_id: str, classes: list[LandClass], former: FormerClass, used: AbstractSet[str]
) -> None:
    """Put a former class into a table, in place of its successor if that has no labels."""
    names = [entry.name for entry in classes]
    if former.successor in names and former.successor not in used:
        position = names.index(former.successor)
        redo = FormerClass(classes[position], position, former.entry.name)
        remember(layer_id, redo)
        classes[position] = former.entry
        return
    entry = former.entry
    if entry.value in {each.value for each in classes}:
        entry = LandClass(max(each.value for each in classes) + 1, entry.name, entry.color)
    classes.insert(min(former.position, len(classes)), entry)
