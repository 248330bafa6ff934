"""Polygons on the pixels of the rasters in ``rasters``, and files of them."""

import numpy as np
import pyogrio
import shapely

from .rasters import CRS, NORTH, WEST


def write_polygons(path, geometries, crs=CRS, geometry_type="Polygon", **columns):
    wkb = np.array(shapely.to_wkb(np.array(geometries, object)), object)
    values = [
        np.array(c, object if isinstance(c[0], str | None) else None) for c in columns.values()
    ]
    pyogrio.raw.write(
        str(path), wkb, values, list(columns), crs=crs, geometry_type=geometry_type, driver="GPKG"
    )
    return str(path)


def square(row, column, side, inset=0, east=0):
    """Return a square of pixels of the town's grid as a polygon, optionally moved east."""
    west, north = WEST + east + column + inset, NORTH - row - inset
    return shapely.box(west, north - side + 2 * inset, west + side - 2 * inset, north)
