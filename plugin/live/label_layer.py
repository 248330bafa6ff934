"""Label layers: new ones beside an image, what is drawn in one, and edits as single undo steps."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsEditorWidgetSetup,
    QgsFeature,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRendererCategory,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ...core.class_table import LandClass
from ...core.errors import OutputNotWritable
from ..i18n import tr
from ..layers import raster_path
from .classes import FIELD, class_field, save_classes, set_class_field

_LAYER = "labels"
_MADE = "landsketch/made"  # property of label layers whose style follows the classes
_FILL_OPACITY = "0.35"


@dataclass(frozen=True)
class Drawn:
    """What a label layer contains now, unsaved edits included.

    Attributes:
        polygons: Name of the class and well-known binary of each polygon.
        crs: CRS of the polygons as text.
    """

    polygons: tuple[tuple[str, bytes], ...]
    crs: str


def new_label_layer(image: QgsRasterLayer, classes: Sequence[LandClass]) -> QgsVectorLayer:
    """Make a GeoPackage for labels beside an image, or in the project's folder.

    Raises:
        OutputNotWritable: The file cannot be written.
    """
    path = _free_path(image)
    # The type of a text field has another name in each version of QGIS, but not in this URI
    fields = QgsVectorLayer(f"NoGeometry?field={FIELD}:string", "", "memory").fields()
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", _LAYER
    writer = QgsVectorFileWriter.create(
        str(path),
        fields,
        QgsWkbTypes.Type.MultiPolygon,
        image.crs(),
        QgsProject.instance().transformContext(),
        options,
    )
    message = writer.errorMessage()
    has_failed = writer.hasError() != QgsVectorFileWriter.WriterError.NoError
    del writer  # closes the file
    layer = QgsVectorLayer(f"{path}|layername={_LAYER}", path.stem, "ogr")
    if has_failed or not layer.isValid():
        raise OutputNotWritable(
            tr("The labels {} cannot be written ({}); save the project in another folder.").format(
                path, message
            )
        )
    layer.setCustomProperty(_MADE, True)
    use_classes(layer, classes)
    return layer


def use_classes(layer: QgsVectorLayer, classes: Sequence[LandClass]) -> None:
    """Keep classes with a layer; the style and form of one that was made here follow them."""
    save_classes(layer, classes)
    if not is_made(layer):
        return
    field = class_field(layer)
    categories = [QgsRendererCategory(c.name, _symbol(c.color), c.name) for c in classes]
    layer.setRenderer(QgsCategorizedSymbolRenderer(field, categories))
    values = {"map": [{entry.name: entry.name} for entry in classes]}
    index = layer.fields().lookupField(field)
    layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("ValueMap", values))
    layer.triggerRepaint()
    layer.emitStyleChanged()


def is_made(layer: QgsVectorLayer) -> bool:
    """Tell whether a layer was made here, so that its style and form may be changed."""
    return bool(layer.customProperty(_MADE))


def adopt(layer: QgsVectorLayer, field: str) -> list[str]:
    """Use a layer for labels whose field holds the class; return the names of its classes."""
    set_class_field(layer, field)
    index = layer.fields().lookupField(field)
    values = layer.uniqueValues(index, 1000) if index >= 0 else set()
    return sorted({text_of(value) for value in values} - {""})


def text_of(value: object) -> str:
    """Return a value of the class field as the engine names the class; empty for none."""
    if value is None or (isinstance(value, QVariant) and value.isNull()):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read_drawn(layer: QgsVectorLayer) -> Drawn:
    """Return what a layer contains now; features without a class or shape are left out."""
    index = layer.fields().lookupField(class_field(layer))
    polygons = []
    request = QgsFeatureRequest()
    if index >= 0:
        request.setSubsetOfAttributes([index])
    for feature in layer.getFeatures(request):
        name = text_of(feature.attribute(index)) if index >= 0 else ""
        geometry = feature.geometry()
        if name and not geometry.isNull() and not geometry.isEmpty():
            flat = QgsGeometry(geometry.constGet().segmentize())
            polygons.append((name, bytes(flat.asWkb())))
    return Drawn(tuple(polygons), _text_of_crs(layer.crs()))


def _text_of_crs(crs: QgsCoordinateReferenceSystem) -> str:
    return crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT2_2018) if crs.isValid() else ""


# -- edits -----------------------------------------------------------------------------------------


def add_stroke(layer: QgsVectorLayer, shape: QgsGeometry, name: str) -> bool:
    """Add a label as one undo step; it takes its ground from labels of other classes.

    Args:
        layer: The label layer.
        shape: A polygon in the CRS of the layer.
        name: Name of the class.

    Returns:
        Whether the layer could be edited.
    """
    if not begin_edit(layer, tr("Label: {}").format(name)):
        return False
    field = class_field(layer)
    overlapping = list(_overlapping(layer, shape))
    others = [other for other in overlapping if text_of(other.attribute(field)) != name]
    are_cut = [_subtract(layer, other, shape) for other in others]
    feature = QgsFeature(layer.fields())
    feature.setGeometry(_as_stored(layer, shape))
    feature.setAttribute(field, name)
    is_added = bool(layer.addFeature(feature))
    return end_edit(layer, is_good=is_added and all(are_cut))


def erase(layer: QgsVectorLayer, shape: QgsGeometry) -> bool:
    """Take ground away from all labels as one undo step; return whether any was there."""
    features = list(_overlapping(layer, shape))
    if not features or not begin_edit(layer, tr("Erase labels")):
        return False
    are_cut = [_subtract(layer, feature, shape) for feature in features]
    return end_edit(layer, is_good=all(are_cut))


def rename_class(layer: QgsVectorLayer, old: str, new: str) -> bool:
    """Give the labels of a class another class as one undo step."""
    features = _of_class(layer, old)
    if not features:
        return True
    if not begin_edit(layer, tr("Class {} becomes {}").format(old, new)):
        return False
    index = layer.fields().lookupField(class_field(layer))
    changed = [layer.changeAttributeValue(feature.id(), index, new) for feature in features]
    return end_edit(layer, is_good=all(changed))


def delete_class(layer: QgsVectorLayer, name: str) -> bool:
    """Delete the labels of a class as one undo step."""
    features = _of_class(layer, name)
    if not features:
        return True
    if not begin_edit(layer, tr("Delete the labels of {}").format(name)):
        return False
    return end_edit(layer, is_good=layer.deleteFeatures([feature.id() for feature in features]))


def begin_edit(layer: QgsVectorLayer, text: str) -> bool:
    """Begin an undo step; return whether the layer can be edited."""
    if not layer.isEditable() and not layer.startEditing():
        return False
    layer.beginEditCommand(text)
    return True


def end_edit(layer: QgsVectorLayer, *, is_good: bool) -> bool:
    """End an undo step, or take it back where something went wrong; return ``is_good``."""
    if is_good:
        layer.endEditCommand()
    else:
        layer.destroyEditCommand()
    layer.triggerRepaint()
    return is_good


def _overlapping(layer: QgsVectorLayer, shape: QgsGeometry) -> Iterator[QgsFeature]:
    request = QgsFeatureRequest().setFilterRect(shape.boundingBox())
    for feature in layer.getFeatures(request):
        if feature.geometry().intersects(shape):
            yield feature


def _of_class(layer: QgsVectorLayer, name: str) -> list[QgsFeature]:
    field = class_field(layer)
    return [f for f in layer.getFeatures() if text_of(f.attribute(field)) == name]


def _subtract(layer: QgsVectorLayer, feature: QgsFeature, shape: QgsGeometry) -> bool:
    """Take ground away from a label; return whether it could be done."""
    rest = feature.geometry().difference(shape)
    if rest.isNull() or rest.isEmpty() or rest.area() <= 0:
        return bool(layer.deleteFeature(feature.id()))
    return bool(layer.changeGeometry(feature.id(), _as_stored(layer, rest)))


def _as_stored(layer: QgsVectorLayer, shape: QgsGeometry) -> QgsGeometry:
    """Return a geometry of the layer's type: single or multi."""
    parts = [g for g in shape.asGeometryCollection() if g.type() == layer.geometryType()]
    whole = QgsGeometry.collectGeometry(parts) if parts else shape
    fitting = whole.coerceToType(layer.wkbType())
    return fitting[0] if len(fitting) == 1 else whole


def _symbol(color: str) -> QgsFillSymbol:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    alpha = round(255 * float(_FILL_OPACITY))
    return QgsFillSymbol.createSimple(
        {
            "color": f"{red},{green},{blue},{alpha}",
            "outline_color": color,
            "outline_width": "0.4",
        }
    )


def _free_path(image: QgsRasterLayer) -> Path:
    """Return a path for new labels: beside the image, or where the project or the user is."""
    source = Path(raster_path(image))
    home = QgsProject.instance().homePath()
    folders = [source.parent, Path(home) if home else Path.home(), Path.home()]
    folder = next((f for f in folders if f.is_dir() and os.access(f, os.W_OK)), folders[-1])
    path, number = folder / f"{source.stem}_labels.gpkg", 2
    while path.exists():
        path, number = folder / f"{source.stem}_labels_{number}.gpkg", number + 1
    return path
