"""Conversion of a label raster to polygons, one per connected patch and window."""

import numpy as np
import rasterio.features
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from ..errors import InvalidLabels
from ..imagery.label_pixels import read_class_windows
from ..job.options import UNLABELLED

# Patches are cut at these windows: memory stays bounded, and a patch can belong to several folds
_WINDOW_PX = 256


def polygonise(path: str) -> tuple[NDArray[np.object_], NDArray[np.int64], CRS | None]:
    """Convert a label raster.

    Returns:
        Polygons (n,), their class values (n,), and the CRS.

    Raises:
        InvalidLabels: The raster cannot be read or has no labelled pixel.
    """
    geometries: list[BaseGeometry] = []
    values: list[int] = []
    crs = None
    for classes, transform, crs in read_class_windows(path, _WINDOW_PX):  # noqa: B007 (used below)
        is_labelled = classes != UNLABELLED
        patches = rasterio.features.shapes(classes, mask=is_labelled, transform=transform)
        for geometry, value in patches:
            geometries.append(shape(geometry))
            values.append(int(value))
    if not geometries:
        raise InvalidLabels(
            f"LABEL_RASTER {path} has no labelled pixel (255 and nodata are unlabelled); choose "
            "another raster."
        )
    array = np.empty(len(geometries), object)
    array[:] = geometries
    return shapely.make_valid(array), np.array(values, np.int64), crs
