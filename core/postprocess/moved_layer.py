"""A copy of a vector layer with moved shapes; everything else stays as it is.

GDAL copies the fields as they are, in an Arrow stream that Python does not look into: whole numbers
of 64 bits with NULL, dates and times keep type and value. Shapes are replaced between two copies,
while there is no spatial index.
"""

import contextlib
import sqlite3
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from ..atomic_write import discard, explain_os_errors, publish
from ..labels.shapes import Geometries
from ..output_names import database_files, temporary_path
from .geopackage import gdal_as_os_errors

Points = NDArray[np.float64]  # x and y, (n, 2)
# Of the draft. No layer of a user has such columns
_LAYER, _KEY, _SHAPE = "labels", "landsketch_id", "landsketch_shape"
_UPDATE = "UPDATE labels SET landsketch_shape = ? WHERE landsketch_id = ?"
_LITTLE_ENDIAN, _EMPTY = 0x01, 0x10  # flags of a shape in a GeoPackage; it has no envelope


def write_moved(source: str, layer: str, path: Path, move: Callable[[Points], Points]) -> None:
    """Write a layer as a GeoPackage with moved shapes.

    Types of geometry, Z values, features without a shape, and all fields are kept.

    Args:
        source: Any file that OGR reads.
        layer: Name of the layer; empty = the first.
        path: Final name, ends in ``.gpkg``; its folder is created. The layer is named like it.
        move: Returns the new places of points.

    Raises:
        OutputNotWritable: The file cannot be written, or the disk is full.
    """
    finished = temporary_path(path)
    draft = temporary_path(path.with_name(f"{path.stem}.draft.gpkg"))
    leftovers = (*database_files(draft), *database_files(finished))
    discard(leftovers)  # of a run that was killed
    try:
        with explain_os_errors(path), gdal_as_os_errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            options = {"FID": _KEY, "GEOMETRY_NAME": _SHAPE, "SPATIAL_INDEX": "NO"}
            _copy(source, layer or None, draft, _LAYER, options)
            _replace_shapes(draft, move)
            _copy(str(draft), _LAYER, finished, path.stem, _final_names(draft))
        publish({finished: path}, stale=database_files(path))
    finally:
        discard(leftovers)


def _copy(source: str, layer: str | None, target: Path, name: str, options: dict[str, str]) -> None:
    """Copy a layer with all its fields to a new GeoPackage."""
    with pyogrio.raw.open_arrow(
        source, layer=layer, use_pyarrow=False, datetime_as_string=True
    ) as (meta, stream):
        pyogrio.raw.write_arrow(
            stream,
            str(target),
            layer=name,
            driver="GPKG",
            geometry_name=meta["geometry_name"] or "wkb_geometry",
            geometry_type=meta["geometry_type"],
            crs=meta["crs"],
            layer_options=options,
        )


def _replace_shapes(draft: Path, move: Callable[[Points], Points]) -> None:
    """Move the shapes of the draft."""
    _, keys, encoded, _ = pyogrio.raw.read(str(draft), layer=_LAYER, columns=[], return_fids=True)
    shapes = _moved(shapely.from_wkb(encoded), move)
    bounds = [None if np.isnan(one) else float(one) for one in shapely.total_bounds(shapes)]
    with contextlib.closing(sqlite3.connect(draft)) as database, database:
        (crs,) = database.execute("SELECT srs_id FROM gpkg_geometry_columns").fetchone()
        database.executemany(_UPDATE, zip(_blobs(shapes, crs), keys.tolist(), strict=True))
        database.execute(
            "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?", bounds
        )


def _moved(shapes: Geometries, move: Callable[[Points], Points]) -> Geometries:
    """Return the shapes (n,) at new places, with their Z values."""

    def move_xy(points: Points) -> Points:
        return np.column_stack([move(points[:, :2]), points[:, 2:]])

    result = shapes.copy()
    for has_z in (False, True):
        chosen = (shapely.has_z(shapes) == has_z) & ~shapely.is_missing(shapes)
        if chosen.any():
            result[chosen] = shapely.transform(shapes[chosen], move_xy, include_z=has_z)
    return result


def _blobs(shapes: Geometries, crs: int) -> Iterator[bytes | None]:
    """Yield shapes as a GeoPackage stores them (OGC 12-128r18, clause 2.1.3)."""
    encoded = shapely.to_wkb(shapes, flavor="iso", byte_order=1)
    for wkb, is_empty in zip(encoded, shapely.is_empty(shapes), strict=True):
        flags = _LITTLE_ENDIAN | (_EMPTY if is_empty else 0)
        yield None if wkb is None else struct.pack("<2sBBi", b"GP", 0, flags, crs) + wkb


def _final_names(draft: Path) -> dict[str, str]:
    """Return the names of key and shape columns; a field of the layer may have the usual one."""
    info = pyogrio.read_info(draft, layer=_LAYER)
    names = [str(name).lower() for name in info["fields"]]
    kinds = dict(zip(names, map(str, info["dtypes"]), strict=True))
    # Whole numbers in a field 'fid' that are all different become the key again
    is_key = "fid" not in kinds or (kinds["fid"].startswith("int") and _is_unique(draft))
    return {
        "GEOMETRY_NAME": _SHAPE if "geom" in kinds else "geom",
        "FID": "fid" if is_key else _KEY,
    }


def _is_unique(draft: Path) -> bool:
    """Tell whether every feature has a value of its own in the field 'fid'."""
    with contextlib.closing(sqlite3.connect(draft)) as database:
        counts = database.execute("SELECT COUNT(*), COUNT(DISTINCT fid) FROM labels").fetchone()
    return bool(counts[0] == counts[1])
