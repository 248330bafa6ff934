"""Layers of vector files: geometries, chosen fields and CRS."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS

from ..errors import InvalidLabels


@dataclass(frozen=True)
class Features:
    """The features of a layer.

    Attributes:
        geometries: None possible, (features,).
        columns: Values of the requested fields, in their order, (features,) each.
        crs: CRS of the layer.
        fids: Feature ids, (features,).
    """

    geometries: NDArray[np.object_]
    columns: list[NDArray[Any]]
    crs: CRS | None
    fids: NDArray[np.int64]


def read_features(path: str, layer: str, fields: list[str], what: str = "labels") -> Features:
    """Read a layer.

    Args:
        path: Any file that OGR reads.
        layer: Name of the layer; empty = the first.
        fields: Fields to read; an empty name means that CLASS_FIELD was not chosen.
        what: Content of the file as a plural noun for messages.

    Raises:
        InvalidLabels: The file, the layer or a field does not exist, or the layer is empty.
    """
    _check_fields(fields, _fields_of(path, layer, what), what)
    meta, fids, wkb, columns = pyogrio.raw.read(
        path, layer=layer or None, columns=fields, return_fids=True
    )
    if wkb is None or not len(wkb):
        raise InvalidLabels(f"The {what} {path} are empty; draw some polygons and save them.")
    names = map(str, meta["fields"])
    by_name = dict(zip(names, columns, strict=True))
    crs = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    values = [np.asarray(by_name[name], object) for name in fields]
    return Features(shapely.from_wkb(wkb), values, crs, np.asarray(fids, np.int64))


def _check_fields(fields: list[str], known: list[str], what: str) -> None:
    for name in fields:
        if name not in known:
            needed = f"the field '{name}'" if name else "a class field"
            names = ", ".join(known) or "no fields at all"
            raise InvalidLabels(
                f"The {what} need {needed}; choose CLASS_FIELD or SPLIT_FIELD among: {names}."
            )


def _fields_of(path: str, layer: str, what: str) -> list[str]:
    try:
        info = pyogrio.read_info(path, layer=layer or None)
    except pyogrio.errors.DataSourceError:
        raise InvalidLabels(
            f"The {what} {path} cannot be opened; check the path and the format."
        ) from None
    except pyogrio.errors.DataLayerError:
        raise InvalidLabels(f"{path} has no layer '{layer}'; choose another layer.") from None
    return [str(name) for name in info["fields"]]
