"""Read a raster of class values window by window."""

from collections.abc import Iterator

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.windows import Window as RasterWindow

from ..errors import InvalidLabels
from ..job.options import UNLABELLED


def read_class_windows(
    path: str, side_px: int
) -> Iterator[tuple[NDArray[np.uint8], Affine, CRS | None]]:
    """Yield windows of class values (255 = unlabelled), each with its transform and the CRS.

    Raises:
        InvalidLabels: The raster cannot be opened, has several bands, or holds no class values.
    """
    try:
        dataset = rasterio.open(path)
    except rasterio.errors.RasterioIOError:
        raise InvalidLabels(
            f"The label raster {path} cannot be opened; check the path and the format."
        ) from None
    with dataset:
        if dataset.count != 1 or np.dtype(dataset.dtypes[0]).kind not in "ui":
            raise InvalidLabels(
                f"A label raster has one band of whole numbers; {path} has {dataset.count} of {dataset.dtypes[0]}."
            )
        if dataset.transform.b or dataset.transform.d:
            raise InvalidLabels(
                f"The label raster {path} is rotated; straighten it first with gdalwarp."
            )
        for row in range(0, dataset.height, side_px):
            for column in range(0, dataset.width, side_px):
                window = RasterWindow(
                    column,
                    row,
                    min(side_px, dataset.width - column),
                    min(side_px, dataset.height - row),
                )
                values = dataset.read(1, window=window)
                yield (
                    _classes(values, dataset.nodata),
                    dataset.window_transform(window),
                    dataset.crs,
                )


def _classes(values: NDArray[np.integer], nodata: float | None) -> NDArray[np.uint8]:
    unlabelled = (values < 0) | (values > UNLABELLED) | (values == UNLABELLED)
    if nodata is not None:
        unlabelled |= values == nodata
    classes: NDArray[np.uint8] = np.where(unlabelled, UNLABELLED, values).astype(np.uint8)
    return classes
