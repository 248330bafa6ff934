"""Open a layer of any OGR file: geometries, chosen columns, CRS."""

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
    """The features of a layer: geometries (None possible), columns in the order asked for, CRS."""

    geometries: NDArray[np.object_]
    columns: list[NDArray[Any]]
    crs: CRS | None


def read_features(path: str, layer: str, fields: list[str], what: str = "labels") -> Features:
    """Read a layer.

    Args:
        path: Any OGR file.
        layer: Empty = the first.
        fields: Columns to read; an empty name stands for a class field that was not chosen.
        what: What the file holds, a plural for sentences.

    Raises:
        InvalidLabels: The file, the layer or a field is not there, or the layer is empty.
    """
    known = _fields_of(path, layer, what)
    for name in fields:
        if name not in known:
            told = f"the field '{name}'" if name else "a class field"
            raise InvalidLabels(
                f"The labels need {told}; choose CLASS_FIELD among: {', '.join(known) or 'no fields at all'}."
            )
    meta, _, wkb, columns = pyogrio.raw.read(path, layer=layer or None, columns=fields)
    if wkb is None or not len(wkb):
        raise InvalidLabels(f"The {what} {path} are empty; draw some polygons and save them.")
    by_name = dict(zip([str(f) for f in meta["fields"]], columns, strict=True))
    crs = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    return Features(
        shapely.from_wkb(wkb), [np.asarray(by_name[name], object) for name in fields], crs
    )


def _fields_of(path: str, layer: str, what: str) -> list[str]:
    try:
        info = pyogrio.read_info(path, layer=layer or None)
    except pyogrio.errors.DataSourceError:
        raise InvalidLabels(
            f"The {what} {path} cannot be opened; check the path and the format."
        ) from None
    except pyogrio.errors.DataLayerError:
        raise InvalidLabels(f"{path} has no layer '{layer}'.") from None
    return [str(f) for f in info["fields"]]
