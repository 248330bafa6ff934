"""From QGIS layers to files the engine can open. Main thread only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from qgis.core import (
    QgsDataProvider,
    QgsFeature,
    QgsFeatureSink,
    QgsFeatureSource,
    QgsFields,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..core.errors import InvalidLabels, InvalidScene
from .compat import POLYGONS
from .i18n import tr

_WEB_PROVIDERS = ("wms", "wcs", "arcgismapserver", "vectortile")


def is_web_map(layer: QgsRasterLayer) -> bool:
    """Tell whether a layer has pictures of a server, and no pixels to work on."""
    return layer.providerType() in _WEB_PROVIDERS


def raster_path(layer: QgsRasterLayer) -> str:
    """Return what GDAL opens to read ``layer``.

    Raises:
        InvalidScene: It is a web map, which has no pixels to work on, or it lives in QGIS's memory.
    """
    if is_web_map(layer):
        raise InvalidScene(
            tr(
                "'{}' is a web map: it has pictures, not pixels on disk. Save the part you need "
                "as a file first, with"
                " Export > Save As in the layer's menu or with 'Convert map to raster' "
                "(native:rasterize), and use"
                " that file."
            ).format(layer.name())
        )
    source = layer.source().split("|option:")[0]
    if layer.providerType() != "gdal" or source.startswith("/vsimem/"):
        raise InvalidScene(
            tr(
                "'{}' is not a raster file; export it to a GeoTIFF with Export > Save As and use "
                "that file."
            ).format(layer.name())
        )
    return absolute(source)


def read_anew(layer: QgsRasterLayer) -> None:
    """Show a raster as its file is now; the style stays."""
    options = QgsDataProvider.ProviderOptions()
    layer.setDataSource(layer.source(), layer.name(), layer.providerType(), options)
    layer.triggerRepaint()


def absolute(path: str) -> str:
    """Make a file's path absolute; GDAL's own names (``/vsicurl/…``, ``NETCDF:…``) stay."""
    is_file_name = bool(path) and not path.startswith("/vsi") and (":" not in path or _exists(path))
    return str(Path(path).absolute()) if is_file_name else path


def _exists(path: str) -> bool:
    """Tell whether a file exists; sources of memory layers can be too long for a file name."""
    try:
        return Path(path).exists()
    except OSError:
        return False


def has_unsaved_edits(layer: QgsVectorLayer | None) -> bool:
    """Tell whether ``layer`` differs from what is stored."""
    return layer is not None and bool(layer.isEditable() and layer.isModified())


def write_features(source: QgsFeatureSource, field_names: Sequence[str] | None, path: Path) -> None:
    """Write the shapes of ``source``, of any type, and the named fields to a GeoPackage.

    What the source shows is written: its selection, filter and unsaved edits, in its own CRS.

    Args:
        source: A layer.
        field_names: The fields; None = all of them, and features without a shape as well.
        path: The GeoPackage.

    Raises:
        InvalidLabels: No shape is left, a field does not exist, or the file cannot be written.
    """
    everything = field_names is None
    fields = source.fields() if field_names is None else _kept_fields(source, field_names)
    writer = QgsVectorFileWriter.create(
        str(path),
        fields,
        QgsWkbTypes.Type.Unknown,
        source.sourceCrs(),
        QgsProject.instance().transformContext(),
        _options(),
    )
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise InvalidLabels(
            tr("The features cannot be copied to {}: {}").format(path, writer.errorMessage())
        )
    written = 0
    for feature in _all_features(source) if everything else _shapes(source, fields):
        if not writer.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            raise InvalidLabels(
                tr("The features cannot be copied to {}: {}").format(path, writer.errorMessage())
            )
        written += 1
    del writer  # closes the file
    if not written:
        raise InvalidLabels(
            tr(
                "There is no polygon or point in '{}'; draw some, or check its selection and "
                "filter."
            ).format(source.sourceName())
        )


def _kept_fields(source: QgsFeatureSource, names: Sequence[str]) -> QgsFields:
    fields, kept = source.fields(), QgsFields()
    for name in names:
        index = fields.lookupField(name)
        if index < 0:
            raise InvalidLabels(
                tr("The layer '{}' has no field '{}'; choose one of: {}.").format(
                    source.sourceName(), name, ", ".join(fields.names())
                )
            )
        if kept.lookupField(name) < 0:
            kept.append(fields.at(index))
    return kept


def _options() -> QgsVectorFileWriter.SaveVectorOptions:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = "labels"
    # the labels' own fields may be called fid or geom
    options.layerOptions = ["FID=landsketch_id", "GEOMETRY_NAME=landsketch_shape"]
    return options


def _shapes(source: QgsFeatureSource, fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield each feature that has a shape with straight edges and the kept fields."""
    for feature in source.getFeatures():
        geometry = feature.geometry()
        if geometry.isNull() or geometry.isEmpty() or _is_flat_polygon(geometry):
            continue
        copy = QgsFeature(fields)
        copy.setGeometry(QgsGeometry(geometry.constGet().segmentize()))
        copy.setAttributes([feature.attribute(name) for name in fields.names()])
        yield copy


def _all_features(source: QgsFeatureSource) -> Iterator[QgsFeature]:
    """Yield each feature with all its fields; its shape gets straight edges."""
    for feature in source.getFeatures():
        if not feature.geometry().isNull():
            feature.setGeometry(QgsGeometry(feature.geometry().constGet().segmentize()))
        yield feature


def _is_flat_polygon(geometry: QgsGeometry) -> bool:
    return geometry.type() == POLYGONS and geometry.area() <= 0
