"""Label layers: new ones beside an image, and what is drawn in one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsEditorWidgetSetup,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRendererCategory,
    QgsSimpleFillSymbolLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ...core.class_table import LandClass
from ...core.errors import OutputNotWritable
from ..files import free_path
from ..i18n import tr
from ..layers import raster_path
from ..log import log_warning
from .class_sources import entries_of_field, likely_class_field
from .class_table_file import LAYER, read_table, write_table
from .classes import (
    FIELD,
    class_field,
    class_field_of,
    load_classes,
    save_classes,
    set_class_field,
    text_of,
    with_class,
    with_entries,
)

_MADE = "landsketch/made"  # property of label layers whose style follows the classes
_FILL_OPACITY = "0.35"
_OTHER_COLOR = "#4a4458"


@dataclass(frozen=True)
class Drawn:
    """What a label layer contains now, unsaved edits included.

    Attributes:
        polygons: Name of the class and well-known binary of each polygon.
        sizes: Area of each polygon on the ground in square metres.
        crs: CRS of the polygons as text.
    """

    polygons: tuple[tuple[str, bytes], ...] = ()
    sizes: tuple[float, ...] = ()
    crs: str = ""

    @property
    def counts(self) -> Counter[str]:
        """Number of labels by the name of the class."""
        return Counter(name for name, _ in self.polygons)

    @property
    def areas(self) -> dict[str, float]:
        """Area in square metres by the name of the class."""
        result: dict[str, float] = {}
        for (name, _), size in zip(self.polygons, self.sizes):
            result[name] = result.get(name, 0.0) + size
        return result


def new_label_layer(image: QgsRasterLayer, classes: Sequence[LandClass]) -> QgsVectorLayer:
    """Make a GeoPackage for labels beside an image, or in the project's folder.

    Raises:
        OutputNotWritable: The file cannot be written.
    """
    path = _free_path(image)
    # The type of a text field has another name in each version of QGIS, but not in this URI
    fields = QgsVectorLayer(f"NoGeometry?field={FIELD}:string", "", "memory").fields()
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", LAYER
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
    layer = QgsVectorLayer(f"{path}|layername={LAYER}", path.stem, "ogr")
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
    """Keep classes with a layer; file, style and form of one that was made here follow them."""
    save_classes(layer, classes)
    if not is_made(layer):
        return
    write_table(layer, classes)
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


def prepare_layer(layer: QgsVectorLayer) -> None:
    """Choose the class field and the classes of a layer that has none yet."""
    if load_classes(layer):
        return
    kept = read_table(layer)
    if kept and layer.fields().names()[1:] == [FIELD]:  # beside the feature id: it was made here
        layer.setCustomProperty(_MADE, True)
    use_field(layer, class_field_of(layer) or likely_class_field(layer), kept)


def use_field(layer: QgsVectorLayer, field: str, known: Sequence[LandClass] = ()) -> None:
    """Read the classes of a layer from a field.

    Args:
        layer: The label layer.
        field: Name of the field.
        known: Classes whose values and colours stay.

    Raises:
        InvalidLabels: The field has too many different values.
    """
    classes = with_entries(known, entries_of_field(layer, field)) or first_classes()
    set_class_field(layer, field)
    use_classes(layer, classes)


def first_classes() -> tuple[LandClass, ...]:
    """Return the classes of a new label layer."""
    made: tuple[LandClass, ...] = ()
    for name in (tr("class 1"), tr("class 2")):
        made = with_class(made, name)
    return with_class(made, other_name(), _OTHER_COLOR)


def other_name() -> str:
    """Return the name of the class of all other ground in new label layers."""
    return tr("other")


def read_drawn(layer: QgsVectorLayer) -> Drawn:
    """Return what a layer contains now; features without a class or shape are left out."""
    index = layer.fields().lookupField(class_field(layer))
    if index < 0:
        return Drawn(crs=text_of_crs(layer.crs()))
    polygons, sizes, measure = [], [], _measure(layer)
    for feature in layer.getFeatures(QgsFeatureRequest().setSubsetOfAttributes([index])):
        name, geometry = text_of(feature.attribute(index)), feature.geometry()
        if name and not geometry.isNull() and not geometry.isEmpty():
            flat = QgsGeometry(geometry.constGet().segmentize())
            polygons.append((name, flat.asWkb().data()))
            sizes.append(measure.measureArea(flat))
    return Drawn(tuple(polygons), tuple(sizes), text_of_crs(layer.crs()))


def _measure(layer: QgsVectorLayer) -> QgsDistanceArea:
    """Return what measures areas of a layer on the ellipsoid of the project."""
    result, project = QgsDistanceArea(), QgsProject.instance()
    result.setSourceCrs(layer.crs(), project.transformContext())
    if not result.setEllipsoid(project.ellipsoid()):
        log_warning(tr("Areas are measured without an ellipsoid."))
    return result


def text_of_crs(crs: QgsCoordinateReferenceSystem) -> str:
    """Return a CRS as the engine reads it; empty for none."""
    variant = QgsCoordinateReferenceSystem.WktVariant.WKT2_2018  # type: ignore[attr-defined]
    return crs.toWkt(variant) if crs.isValid() else ""


def _symbol(color: str) -> QgsFillSymbol:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    alpha = round(255 * float(_FILL_OPACITY))
    symbol = QgsFillSymbol.createSimple(
        {
            "color": f"{red},{green},{blue},{alpha}",
            "outline_color": "white",
            "outline_width": "1.1",
        }
    )
    line = QgsSimpleFillSymbolLayer.create(
        {"style": "no", "outline_color": color, "outline_width": "0.6"}
    )
    symbol.appendSymbolLayer(line)  # over the white one, so labels stand out from the preview
    return symbol


def _free_path(image: QgsRasterLayer) -> Path:
    """Return a path for new labels: beside the image, or where the project or the user is."""
    source = Path(raster_path(image))
    home = QgsProject.instance().homePath()
    folders = [source.parent, Path(home) if home else Path.home(), Path.home()]
    folder = next((f for f in folders if f.is_dir() and os.access(f, os.W_OK)), folders[-1])
    return free_path(folder / f"{source.stem}_labels.gpkg")
