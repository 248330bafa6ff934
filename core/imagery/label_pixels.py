"""Label rasters, read window by window."""

from collections.abc import Iterator

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.io import DatasetReader
from rasterio.windows import Window as RasterWindow

from ..errors import InvalidLabels
from ..job.options import UNLABELLED


def read_class_windows(
    path: str, side_px: int
) -> Iterator[tuple[NDArray[np.uint8], Affine, CRS | None]]:
    """Yield windows of class values (h, w), 255 = unlabelled, each with its transform and the CRS.

    Raises:
        InvalidLabels: The raster cannot be opened, has several bands, contains no whole numbers,
            or is rotated.
    """
    try:
        dataset = rasterio.open(path)
    except rasterio.errors.RasterioIOError:
        raise InvalidLabels(
            f"LABEL_RASTER {path} cannot be opened; check the path and the format."
        ) from None
    with dataset:
        _check(dataset, path)
        for row in range(0, dataset.height, side_px):
            for column in range(0, dataset.width, side_px):
                height = min(side_px, dataset.height - row)
                width = min(side_px, dataset.width - column)
                window = RasterWindow(column, row, width, height)
                classes = _classes(dataset.read(1, window=window), dataset.nodata)
                yield classes, dataset.window_transform(window), dataset.crs


def _check(dataset: DatasetReader, path: str) -> None:
    if dataset.count != 1 or np.dtype(dataset.dtypes[0]).kind not in "ui":
        raise InvalidLabels(
            f"LABEL_RASTER {path} has {dataset.count} band(s) of {dataset.dtypes[0]}; choose a "
            "raster with one band of whole numbers."
        )
    if dataset.transform.b or dataset.transform.d:
        raise InvalidLabels(
            f"LABEL_RASTER {path} is rotated; warp it to a north-up grid first (Raster > "
            "Projections > Warp)."
        )


def _classes(values: NDArray[np.integer], nodata: float | None) -> NDArray[np.uint8]:
    """Return class values; nodata and everything outside 0-254 become 255."""
    unlabelled = (values < 0) | (values > UNLABELLED) | (values == UNLABELLED)
    if nodata is not None:
        unlabelled |= values == nodata
    classes: NDArray[np.uint8] = np.where(unlabelled, UNLABELLED, values).astype(np.uint8)
    return classes
