"""The classes of a label layer: names, values and colours, kept with the layer in the project."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QVariant

from ...core.class_table import ClassTable, LandClass
from ...core.errors import InvalidLabels
from ..i18n import tr

Entry = tuple[str, str]  # name and colour of a class; an empty colour = any

_PROPERTY = "landsketch/classes"
_FIELD_PROPERTY = "landsketch/class_field"
_LOCKED_PROPERTY = "landsketch/locked_classes"
FIELD = "class"
_CLASS_NAMES = (FIELD, "classname", "class_name", "landcover", "label", "category", "kind", "type")
# Paul Tol's palette "bright" (2021): seven colours that people with any colour vision tell apart
PALETTE = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb")
# For further classes: Tol's palettes "muted" and "vibrant", without what resembles the first seven
FURTHER_COLORS = (
    "#882255", "#44aa99", "#999933", "#332288", "#ee7733", "#cc6677", "#117733", "#009988",
    "#ddaa33", "#777777", "#994f00", "#f7a6c8",
)  # fmt: skip
MAX_CLASSES, _LARGEST_VALUE = 200, 254


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


def next_color(classes: Sequence[LandClass]) -> str:
    """Return a colour that no class has, as long as there is one."""
    used = {entry.color for entry in classes}
    free = [color for color in (*PALETTE, *FURTHER_COLORS) if color not in used]
    return free[0] if free else PALETTE[len(classes) % len(PALETTE)]


def with_class(classes: Sequence[LandClass], name: str, color: str = "") -> tuple[LandClass, ...]:
    """Return the classes and a new one.

    Raises:
        InvalidLabels: The name is empty or taken, or there are too many classes; the text says so.
    """
    _check_name(classes, name)
    if len(classes) >= MAX_CLASSES:
        raise InvalidLabels(tr("There are {} classes already.").format(len(classes)))
    return _appended(classes, name, color)


def _appended(classes: Sequence[LandClass], name: str, color: str) -> tuple[LandClass, ...]:
    value = _value_for(name.strip(), {entry.value for entry in classes})
    return (*classes, LandClass(value, name.strip(), color or next_color(classes)))


def _value_for(name: str, taken: set[int]) -> int:
    """Return the value of a new class: its name if that is a free number, else the next one."""
    if name.isascii() and name.isdigit() and int(name) <= _LARGEST_VALUE and int(name) not in taken:
        return int(name)
    after = max(taken, default=0) + 1
    return after if after <= _LARGEST_VALUE else min(set(range(1, after)) - taken)


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
    """Return the classes and one for each name that none of them has."""
    return with_entries(classes, [(name, "") for name in names])


def with_entries(classes: Sequence[LandClass], entries: Iterable[Entry]) -> tuple[LandClass, ...]:
    """Return the classes and one for each entry whose name none of them has, in its colour.

    Names that differ by case are different classes here, because labels may have them.

    Raises:
        InvalidLabels: There would be too many classes.
    """
    known = {entry.name for entry in classes}
    new = {name.strip(): color for name, color in entries if name.strip() not in {*known, ""}}
    if new and len(classes) + len(new) > MAX_CLASSES:
        raise InvalidLabels(
            tr(
                "The labels have {} classes, and at most {} are possible; choose labels whose "
                "field names a few classes, or press New."
            ).format(len(classes) + len(new), MAX_CLASSES)
        )
    result = tuple(classes)
    for name, color in new.items():
        result = _appended(result, name, color)
    return result


def text_of(value: object) -> str:
    """Return a value of the class field as the engine names the class; empty for none."""
    if value is None or (isinstance(value, QVariant) and value.isNull()):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _check_name(others: Iterable[LandClass], name: str) -> None:
    if not name.strip():
        raise InvalidLabels(tr("A class needs a name."))
    taken = {entry.name.casefold() for entry in others}
    if name.strip().casefold() in taken:
        text = tr("There is a class '{}' already; choose another name, or merge the two.")
        raise InvalidLabels(text.format(name.strip()))
