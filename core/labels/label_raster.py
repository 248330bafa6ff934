"""Turn a label raster into polygons, one per connected patch and window, so that all labels walk one way."""

import numpy as np
import rasterio.features
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS
from shapely.geometry import shape

from ..errors import InvalidLabels
from ..imagery.label_pixels import read_class_windows
from ..job.options import UNLABELLED

_WINDOW_PX = 256  # patches are cut at these windows: memory stays bounded and large patches can fall into several folds


def polygonise(path: str) -> tuple[NDArray[np.object_], NDArray[np.int64], CRS | None]:
    """Return polygons, their class values and the CRS of a label raster."""
    geometries, values, crs = [], [], None
    for classes, transform, crs in read_class_windows(path, _WINDOW_PX):  # noqa: B007 (the CRS outlives the loop)
        for geometry, value in rasterio.features.shapes(
            classes, mask=classes != UNLABELLED, transform=transform
        ):
            geometries.append(shape(geometry))
            values.append(int(value))
    if not geometries:
        raise InvalidLabels(
            f"The label raster {path} holds no labelled pixel; 255 and nodata count as unlabelled."
        )
    array = np.empty(len(geometries), object)
    array[:] = geometries
    return shapely.make_valid(array), np.array(values, np.int64), crs
