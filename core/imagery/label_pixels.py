"""Label rasters, read window by window."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import rasterio
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.io import DatasetReader
from rasterio.windows import Window as RasterWindow

from ..atomic_write import discard, explain_os_errors, publish
from ..errors import InvalidLabels
from ..job.options import UNLABELLED
from ..output_names import temporary_path

_COPY_PX = 512
_PROFILE = {
    "driver": "GTiff",
    "dtype": "uint8",
    "count": 1,
    "nodata": UNLABELLED,
    "compress": "deflate",
    "tiled": True,
    "blockxsize": 256,
    "blockysize": 256,
    "bigtiff": "if_safer",
}


def read_class_windows(
    path: str, side_px: int
) -> Iterator[tuple[NDArray[np.uint8], Affine, CRS | None]]:
    """Yield windows of class values (h, w), 255 = unlabelled, each with its transform and the CRS.

    Raises:
        InvalidLabels: The raster cannot be opened, has several bands, contains no whole numbers,
            or is rotated.
    """
    with open_label_raster(path) as dataset:
        for window in _windows(dataset, side_px):
            classes = _classes(dataset.read(1, window=window), dataset.nodata)
            yield classes, dataset.window_transform(window), dataset.crs


def copy_label_raster(path: str, target: Path) -> None:
    """Copy a label raster as a compressed GeoTIFF of class values, nodata = 255.

    Raises:
        InvalidLabels: See ``read_class_windows``.
        OutputNotWritable: The copy cannot be written.
    """
    temporary = temporary_path(target)
    try:
        with explain_os_errors(target), open_label_raster(path) as source:
            profile = _PROFILE | {
                "width": source.width,
                "height": source.height,
                "crs": source.crs,
                "transform": source.transform,
            }
            with rasterio.open(temporary, "w", **profile) as copy:
                for window in _windows(source, _COPY_PX):
                    classes = _classes(source.read(1, window=window), source.nodata)
                    copy.write(classes, 1, window=window)
            publish({temporary: target})
    finally:
        discard([temporary])


def erase_labels(path: Path, outlines: Sequence[shapely.Polygon]) -> None:
    """Make pixels of a label raster unlabelled whose middle is in an outline, in its CRS."""
    with explain_os_errors(path), rasterio.open(path, "r+") as raster:
        for outline in outlines:
            window = rasterio.features.geometry_window(raster, [outline])
            area = raster.window_transform(window)
            classes = raster.read(1, window=window)
            inside = rasterio.features.geometry_mask([outline], classes.shape, area, invert=True)
            classes[inside] = UNLABELLED
            raster.write(classes, 1, window=window)


def open_label_raster(path: str) -> DatasetReader:
    """Open a label raster.

    Raises:
        InvalidLabels: See ``read_class_windows``.
    """
    try:
        dataset = rasterio.open(path)
    except rasterio.errors.RasterioIOError:
        raise InvalidLabels(
            f"LABEL_RASTER {path} cannot be opened; check the path and the format."
        ) from None
    try:
        _check(dataset, path)
    except InvalidLabels:
        dataset.close()
        raise
    return dataset


def _windows(dataset: DatasetReader, side_px: int) -> Iterator[RasterWindow]:
    """Yield windows of at most ``side_px``, row by row."""
    for row in range(0, dataset.height, side_px):
        for column in range(0, dataset.width, side_px):
            height = min(side_px, dataset.height - row)
            width = min(side_px, dataset.width - column)
            yield RasterWindow(column, row, width, height)


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
