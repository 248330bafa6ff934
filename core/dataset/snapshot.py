"""The snapshot of labels in a dataset: copies of the layers, without what training does not read.

Geometries and CRS do not change, so labels of the snapshot are those of the files it was made from.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from ..atomic_write import discard, explain_os_errors, publish
from ..class_table import ClassTable
from ..imagery.label_pixels import copy_label_raster
from ..job.options import LabelOptions
from ..labels.coding import text_of
from ..labels.vector_file import read_features
from ..output_names import database_files, temporary_path
from ..postprocess.geopackage import at_fixed_time, gdal_as_os_errors
from .dataset_file import CLASS_TABLE, LABEL_RASTER, LABELS

CLASS, SPLIT, SOURCE_FID = "class", "split", "source_fid"
_LABELS, _CORRECTIONS, _AREAS = "labels", "corrections", "fully_labelled_areas"
_WHAT = {_LABELS: "labels", _CORRECTIONS: "corrections", _AREAS: "fully labelled areas"}


def take_snapshot(labels: LabelOptions, folder: Path) -> LabelOptions:
    """Copy labels into a folder and return the options that read the copies.

    Raises:
        InvalidLabels: A file, layer or field does not exist.
        OutputNotWritable: The folder cannot be written.
    """
    taken = labels
    if labels.class_table:
        ClassTable.from_file(Path(labels.class_table))  # says what is wrong with the file
        target = folder / CLASS_TABLE
        with explain_os_errors(target):
            target.write_bytes(Path(labels.class_table).read_bytes())
        taken = replace(taken, class_table=str(target))
    if labels.raster:
        copy_label_raster(labels.raster, folder / LABEL_RASTER)
        taken = replace(taken, raster=str(folder / LABEL_RASTER))
    return _take_layers(taken, folder / LABELS)


def _take_layers(labels: LabelOptions, target: Path) -> LabelOptions:
    """Copy the vector layers of labels to one GeoPackage; return the options that read them."""
    fields = {CLASS: labels.class_field}
    if labels.split_field:
        fields[SPLIT] = labels.split_field
    changes: dict[str, str] = {}
    temporary = temporary_path(target)
    discard(database_files(temporary))
    try:
        if labels.path:
            _copy_layer(labels.path, labels.layer, fields, temporary, _LABELS)
            changes |= {"path": str(target), "layer": _LABELS, "class_field": CLASS}
            changes["split_field"] = SPLIT if labels.split_field else ""
        if labels.corrections:
            source = labels.corrections, labels.corrections_layer
            _copy_layer(*source, fields, temporary, _CORRECTIONS)
            changes |= {"corrections": str(target), "corrections_layer": _CORRECTIONS}
        if labels.area:
            _copy_layer(labels.area, labels.area_layer, {}, temporary, _AREAS)
            changes |= {"area": str(target), "area_layer": _AREAS}
        with explain_os_errors(target):
            discard(database_files(target))
            if changes:
                publish({temporary: target})
    finally:
        discard(database_files(temporary))
    return replace(labels, **changes)  # type: ignore[arg-type]


def _copy_layer(path: str, layer: str, fields: Mapping[str, str], target: Path, name: str) -> None:
    """Copy geometries and fields of a layer to a layer of a GeoPackage.

    Args:
        path: Any file that OGR reads.
        layer: Name of the layer; empty = the first.
        fields: Names of the fields by their names in the copy.
        target: The GeoPackage.
        name: Name of the copy.
    """
    wanted = list(dict.fromkeys(fields.values()))
    source = read_features(path, layer, wanted, _WHAT[name])
    by_name = dict(zip(wanted, source.columns, strict=True))
    copied = {new: _texts(by_name[old]) for new, old in fields.items()}
    columns = {**copied, SOURCE_FID: source.fids}
    crs = source.crs.to_wkt() if source.crs else None
    with explain_os_errors(target):
        write_layer(target, name, shapely.to_wkb(source.geometries), columns, crs)


def _texts(values: NDArray[Any]) -> NDArray[np.object_]:
    """Return values of a field as the text that classes and folds are made of, (n,)."""
    return np.array([text_of(value) for value in values], object)


def write_layer(
    target: Path,
    name: str,
    wkb: NDArray[np.object_],
    columns: Mapping[str, NDArray[Any]],
    crs: str | None,
) -> None:
    """Add a layer to a GeoPackage, which is made if it does not exist.

    Args:
        target: The GeoPackage.
        name: Name of the layer.
        wkb: Geometries as WKB, None possible, (n,).
        columns: Values of the fields by name, (n,) each.
        crs: WKT or authority code; None = unknown.

    Raises:
        OSError: It cannot be written.
    """
    with gdal_as_os_errors(), at_fixed_time():
        pyogrio.raw.write(
            str(target),
            wkb,
            list(columns.values()),
            list(columns),
            layer=name,
            driver="GPKG",
            geometry_type="Unknown",
            crs=crs,
            append=target.exists(),
        )
