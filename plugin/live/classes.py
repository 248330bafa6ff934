"""The classes of a label layer: names, values and colours, kept with the layer in the project."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from qgis.core import QgsVectorLayer

from ...core.class_table import ClassTable, LandClass
from ...core.errors import InvalidLabels
from ..i18n import tr

_PROPERTY = "landsketch/classes"
_FIELD_PROPERTY = "landsketch/class_field"
_LOCKED_PROPERTY = "landsketch/locked_classes"
FIELD = "class"
_CLASS_NAMES = (FIELD, "classname", "class_name", "landcover", "label", "category", "kind", "type")
# Paul Tol's palette "bright" (2021): seven colours that people with any colour vision tell apart
PALETTE = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb")
MAX_CLASSES = 200


def load_classes(layer: QgsVectorLayer) -> tuple[LandClass, ...]:
    """Return the classes that are kept with a layer; none if it has no valid ones.

    Of classes of one name the first counts.
    """
    try:
        entries = json.loads(layer.customProperty(_PROPERTY) or "[]")
        classes = ClassTable(tuple(LandClass(**entry) for entry in entries)).classes
        named = {entry.name.strip(): entry for entry in reversed(classes)}
        return tuple(replace(e, name=e.name.strip()) for e in classes if e in named.values())
    except (TypeError, ValueError, AttributeError, InvalidLabels):
        return ()


def save_classes(layer: QgsVectorLayer, classes: Sequence[LandClass]) -> None:
    """Keep the classes with a layer."""
    layer.setCustomProperty(_PROPERTY, json.dumps([asdict(entry) for entry in classes]))


def class_field(layer: QgsVectorLayer) -> str:
    """Return the name of the field that holds the class."""
    return str(layer.customProperty(_FIELD_PROPERTY) or FIELD)


def class_field_of(layer: QgsVectorLayer) -> str:
    """Return the field that was chosen in the dock or is named like a class; empty if none is."""
    fields = layer.fields()
    positions = (fields.lookupField(name) for name in (class_field(layer), *_CLASS_NAMES))
    return next((fields.at(position).name() for position in positions if position >= 0), "")


def set_class_field(layer: QgsVectorLayer, name: str) -> None:
    """Keep which field holds the class."""
    layer.setCustomProperty(_FIELD_PROPERTY, name)


def locked_names(layer: QgsVectorLayer) -> set[str]:
    """Return the names of the classes whose labels strokes of other classes leave alone."""
    try:
        values = set(json.loads(layer.customProperty(_LOCKED_PROPERTY) or "[]"))
    except (TypeError, ValueError):
        return set()
    return {entry.name for entry in load_classes(layer) if entry.value in values}


def set_locked(layer: QgsVectorLayer, position: int, *, is_locked: bool) -> None:
    """Protect the labels of a class from strokes of other classes, or no longer."""
    known, names = load_classes(layer), locked_names(layer)
    chosen = known[position].name
    names = names | {chosen} if is_locked else names - {chosen}
    values = [entry.value for entry in known if entry.name in names]
    layer.setCustomProperty(_LOCKED_PROPERTY, json.dumps(values))


def next_color(classes: Iterable[LandClass]) -> str:
    """Return a colour that no class has, as long as there is one."""
    used = {entry.color for entry in classes}
    free = [color for color in PALETTE if color not in used]
    return free[0] if free else PALETTE[len(used) % len(PALETTE)]


def with_class(classes: Sequence[LandClass], name: str, color: str = "") -> tuple[LandClass, ...]:
    """Return the classes and a new one.

    Raises:
        InvalidLabels: The name is empty or taken, or there are too many classes; the text says so.
    """
    _check_name(classes, name)
    if len(classes) >= MAX_CLASSES:
        raise InvalidLabels(tr("There are {} classes already.").format(len(classes)))
    return _with_added(classes, name, color)


def _with_added(classes: Sequence[LandClass], name: str, color: str = "") -> tuple[LandClass, ...]:
    value = max((entry.value for entry in classes), default=0) + 1
    return (*classes, LandClass(value, name.strip(), color or next_color(classes)))


def renamed(classes: Sequence[LandClass], position: int, name: str) -> tuple[LandClass, ...]:
    """Return the classes with another name for one of them.

    Raises:
        InvalidLabels: The name is empty or taken; the text says so.
    """
    _check_name([entry for i, entry in enumerate(classes) if i != position], name)
    old = classes[position]
    changed = LandClass(old.value, name.strip(), old.color)
    return (*classes[:position], changed, *classes[position + 1 :])


def recolored(classes: Sequence[LandClass], position: int, color: str) -> tuple[LandClass, ...]:
    """Return the classes with another colour for one of them."""
    old = classes[position]
    changed = LandClass(old.value, old.name, color)
    return (*classes[:position], changed, *classes[position + 1 :])


def with_names(classes: Sequence[LandClass], names: Iterable[str]) -> tuple[LandClass, ...]:
    """Return the classes and one for each name that none of them has.

    Names that differ in case are two classes, as in a training.

    Raises:
        InvalidLabels: There would be too many classes.
    """
    known = {entry.name for entry in classes}
    added = dict.fromkeys(name.strip() for name in names if name.strip())
    result = tuple(classes)
    for name in added:
        if name not in known:
            result = _with_added(result, name)
    if len(result) > max(MAX_CLASSES, len(classes)):
        raise InvalidLabels(
            tr(
                "The labels have {} classes, and at most {} are possible; choose labels whose "
                "field names a few classes, or press New."
            ).format(len(result), MAX_CLASSES)
        )
    return result


def _check_name(others: Iterable[LandClass], name: str) -> None:
    if not name.strip():
        raise InvalidLabels(tr("A class needs a name."))
    taken = {entry.name.casefold() for entry in others}
    if name.strip().casefold() in taken:
        text = tr("There is a class '{}' already; choose another name, or merge the two.")
        raise InvalidLabels(text.format(name.strip()))
