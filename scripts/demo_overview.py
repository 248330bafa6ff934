"""Read a raster at reduced size: a map with its legend, or an image of the same ground."""

import json
import math
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform as transform_points

from core.errors import InvalidScene
from core.imagery.map_writer import CLASSES_TAG

_EARTH_RADIUS_M = 6_371_000


@dataclass(frozen=True)
class Overview:
    """A raster read small.

    Attributes:
        pixels: (band, row, column) in the file's type.
        valid: (row, column), False where there is no data.
        transform, crs: Place of these, larger pixels.
        legend: (value, name, "#rrggbb") per class; empty when the raster is no class map.
    """

    pixels: NDArray[Any]
    valid: NDArray[np.bool_]
    transform: Affine
    crs: CRS | None
    legend: tuple[tuple[int, str, str], ...] = ()

    @property
    def pixel_m(self) -> float | None:
        """Metres on the ground that a pixel in the middle covers from left to right.

        None without a CRS.
        """
        if self.crs is None:
            return None
        rows, columns = self.valid.shape
        ends = [self.transform * (columns / 2 + offset, rows / 2) for offset in (-0.5, 0.5)]
        try:
            (west, east), (south, north) = transform_points(
                self.crs, "EPSG:4326", *zip(*ends, strict=True)
            )
        except RasterioError:  # a local CRS has no place on the earth
            return None
        width, height = (east - west) * math.cos(math.radians((south + north) / 2)), north - south
        return math.radians(math.hypot(width, height)) * _EARTH_RADIUS_M


def read_overview(
    path: Path, max_side: int, bands: tuple[int, ...] = (), like: Overview | None = None
) -> Overview:
    """Read a raster so that no side is longer than ``max_side`` pixels.

    With ``like``, exactly its ground and pixels are read, whatever the raster's own CRS and grid;
    if one of the two has no CRS, the whole raster is.

    Args:
        path: The raster.
        max_side: Largest number of rows and columns.
        bands: 1-based; empty = the first three, or the only one.
        like: A raster whose ground is read.

    Raises:
        InvalidScene: The raster cannot be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path) as dataset:
                return _read(dataset, max_side, bands, like)
    except (RasterioError, IndexError) as error:
        raise InvalidScene(
            f"{path} cannot be read ({error}); choose another raster or other bands."
        ) from error


def _read(
    dataset: Any,  # noqa: ANN401
    max_side: int,
    bands: tuple[int, ...],
    like: Overview | None,
) -> Overview:
    chosen = bands or tuple(range(1, dataset.count + 1))[: 3 if dataset.count >= 3 else 1]
    if like is None or like.crs is None or dataset.crs is None:
        return _shrink(dataset, chosen, max_side)
    rows, columns = like.valid.shape
    place = {"crs": like.crs, "transform": like.transform, "width": columns, "height": rows}
    with WarpedVRT(
        dataset, **place, resampling=Resampling.average, add_alpha=not _has_mask(dataset)
    ) as warped:
        return _shrink(warped, chosen, max(rows, columns))


def _shrink(dataset: Any, bands: tuple[int, ...], max_side: int) -> Overview:  # noqa: ANN401
    factor = max(1.0, max(dataset.shape) / max_side)
    rows, columns = (max(1, math.floor(side / factor)) for side in dataset.shape)
    legend = _legend(dataset)
    pixels = dataset.read(
        bands,
        out_shape=(len(bands), rows, columns),
        resampling=Resampling.mode if legend else Resampling.average,
    )
    valid = dataset.dataset_mask(out_shape=(rows, columns)) > 0
    scale = Affine.scale(dataset.width / columns, dataset.height / rows)
    finite = np.isfinite(pixels).all(axis=0)
    return Overview(pixels, valid & finite, dataset.transform * scale, dataset.crs, legend)


def _has_mask(dataset: Any) -> bool:  # noqa: ANN401
    """Tell whether the raster itself says where it has no data.

    Otherwise warping adds an alpha band that does.
    """
    band_kinds = [kind.name for kind in dataset.colorinterp]
    return set(dataset.nodatavals) != {None} or "alpha" in band_kinds


def _legend(dataset: Any) -> tuple[tuple[int, str, str], ...]:  # noqa: ANN401
    """Return the legend our writer stored.

    For other rasters with a colour table, its colours, named by value.
    """
    tag = dataset.tags().get(CLASSES_TAG)
    if tag:
        return tuple(
            (int(row["value"]), str(row["name"]), str(row["color"])) for row in json.loads(tag)
        )
    if dataset.colorinterp[0].name != "palette":
        return ()
    colors = dataset.colormap(1).items()
    return tuple(
        (value, f"Class {value}", "#{:02x}{:02x}{:02x}".format(*color))
        for value, color in colors
        if any(color[:3])
    )
