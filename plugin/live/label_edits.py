"""Edits of the labels of a layer. Each is one undo step of QGIS, and is taken back if it fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsFeature, QgsFeatureRequest, QgsGeometry, QgsVectorLayer

from ...core.errors import InvalidLabels
from ..i18n import tr
from .classes import class_field, locked_names, text_of


@contextmanager
def undo_step(layer: QgsVectorLayer, text: str) -> Iterator[None]:
    """Make what is done inside one undo step.

    Raises:
        InvalidLabels: The layer cannot be edited, or a part of the edit failed.
    """
    if not layer.isEditable() and not layer.startEditing():
        raise _not_editable(layer)
    layer.beginEditCommand(text)
    try:
        yield
    except BaseException:
        layer.destroyEditCommand()
        raise
    layer.endEditCommand()
    layer.triggerRepaint()


def add_label(
    layer: QgsVectorLayer, shape: QgsGeometry, name: str, *, spares_others: bool = False
) -> bool:
    """Add a label; it takes its ground from labels of other classes that are not locked.

    Args:
        layer: The label layer.
        shape: A polygon in the CRS of the layer.
        name: Name of the class.
        spares_others: Whether labels of other classes keep their ground, as if they were locked.

    Returns:
        Whether there was ground for it; locked classes may have all of it.

    Raises:
        InvalidLabels: The layer cannot be edited.
    """
    others = [f for f in _overlapping(layer, shape) if _class_of(layer, f) != name]
    locked = locked_names(layer)
    if spares_others:
        locked |= {_class_of(layer, f) for f in others}
    shape = _without(shape, [f for f in others if _class_of(layer, f) in locked])
    if not _has_area(shape):
        return False
    with undo_step(layer, tr("Label: {}").format(name)):
        for other in others:
            if _class_of(layer, other) not in locked:
                _subtract(layer, other, shape)
        add_feature(layer, shape, name)
    return True


def add_feature(layer: QgsVectorLayer, shape: QgsGeometry, name: str) -> None:
    """Add a feature of a class inside an undo step.

    Raises:
        InvalidLabels: It cannot be added.
    """
    feature = QgsFeature(layer.fields())
    feature.setGeometry(_as_stored(layer, shape))
    feature.setAttribute(class_field(layer), name)
    _require(layer, is_done=bool(layer.addFeature(feature)))


def erase(layer: QgsVectorLayer, shape: QgsGeometry) -> bool:
    """Take ground away from all labels that are not locked; return whether any was there.

    Raises:
        InvalidLabels: The layer cannot be edited.
    """
    locked = locked_names(layer)
    features = [f for f in _overlapping(layer, shape) if _class_of(layer, f) not in locked]
    if not features:
        return False
    with undo_step(layer, tr("Erase labels")):
        for feature in features:
            _subtract(layer, feature, shape)
    return True


def give_class(layer: QgsVectorLayer, old: str, new: str) -> None:
    """Give the labels of a class another class.

    Raises:
        InvalidLabels: The layer cannot be edited.
    """
    features = labels_of(layer, old)
    if not features:
        return
    index = layer.fields().lookupField(class_field(layer))
    with undo_step(layer, tr("Class {} becomes {}").format(old, new)):
        for feature in features:
            is_done = layer.changeAttributeValue(feature.id(), index, new)
            _require(layer, is_done=bool(is_done))


def delete_labels(layer: QgsVectorLayer, name: str) -> None:
    """Delete the labels of a class.

    Raises:
        InvalidLabels: The layer cannot be edited.
    """
    features = labels_of(layer, name)
    if features:
        with undo_step(layer, tr("Delete the labels of {}").format(name)):
            delete_features(layer, features)


def delete_features(layer: QgsVectorLayer, features: list[QgsFeature]) -> None:
    """Delete features inside an undo step.

    Raises:
        InvalidLabels: They cannot be deleted.
    """
    is_done = layer.deleteFeatures([feature.id() for feature in features])
    _require(layer, is_done=bool(is_done))


def require_name_fits(layer: QgsVectorLayer, name: str) -> None:
    """Check that the class field can hold a name.

    Raises:
        InvalidLabels: The field holds numbers, and the name is none.
    """
    field = layer.fields().field(class_field(layer))
    if field.isNumeric() and not _is_number(name):
        raise InvalidLabels(
            tr(
                "The field '{}' of '{}' holds numbers, so its classes are named by numbers. Name "
                "the class with a number, or press New for labels with names."
            ).format(field.name(), layer.name())
        )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def labels_of(layer: QgsVectorLayer, name: str) -> list[QgsFeature]:
    """Return the labels of a class."""
    return [feature for feature in layer.getFeatures() if _class_of(layer, feature) == name]


def _class_of(layer: QgsVectorLayer, feature: QgsFeature) -> str:
    return text_of(feature.attribute(class_field(layer)))


def _overlapping(layer: QgsVectorLayer, shape: QgsGeometry) -> list[QgsFeature]:
    request = QgsFeatureRequest().setFilterRect(shape.boundingBox())
    return [f for f in layer.getFeatures(request) if f.geometry().intersects(shape)]


def _without(shape: QgsGeometry, features: list[QgsFeature]) -> QgsGeometry:
    for feature in features:
        shape = shape.difference(feature.geometry())
    return shape


def _has_area(shape: QgsGeometry) -> bool:
    return not (shape.isNull() or shape.isEmpty()) and shape.area() > 0


def _subtract(layer: QgsVectorLayer, feature: QgsFeature, shape: QgsGeometry) -> None:
    """Take ground away from a label."""
    rest = feature.geometry().difference(shape)
    if _has_area(rest):
        is_done = layer.changeGeometry(feature.id(), _as_stored(layer, rest))
    else:
        is_done = layer.deleteFeature(feature.id())
    _require(layer, is_done=bool(is_done))


def _require(layer: QgsVectorLayer, *, is_done: bool) -> None:
    if not is_done:
        raise _not_editable(layer)


def _not_editable(layer: QgsVectorLayer) -> InvalidLabels:
    text = tr("'{}' cannot be edited; press New to make another label layer.")
    return InvalidLabels(text.format(layer.name()))


def _as_stored(layer: QgsVectorLayer, shape: QgsGeometry) -> QgsGeometry:
    """Return a geometry of the layer's type: single or multi."""
    parts = [g for g in shape.asGeometryCollection() if g.type() == layer.geometryType()]
    whole = QgsGeometry.collectGeometry(parts) if parts else shape
    fitting = whole.coerceToType(layer.wkbType())
    return fitting[0] if len(fitting) == 1 else whole
