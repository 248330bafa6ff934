"""How much ground a pixel covers: on the WGS 84 ellipsoid, whatever the map's CRS.

The corners of some pixels are moved into an equal-area projection (Lambert's azimuthal one, centred on the window) and
the areas in between interpolated. Measured against closed forms, figures are right to a millionth for pixels up to
100 m, to a hundred-thousandth for a tenth of a degree and to a thousandth for pixels of a degree.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.errors import RasterioError
from rasterio.warp import transform

from ..imagery.map_writer import MapGrid
from ..imagery.tile_grid import Window

# Between pixels whose corners are projected; where pixels are large, areas change fast
_STEP_PX, _STEP_OF_LARGE_PX, _LARGE_M2 = 32, 4, 1e6

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PixelArea:
    """Areas of the pixels of a map: in m² on the ground, or in squared map units where it has no place on the earth."""

    grid: MapGrid

    @cached_property
    def is_on_ground(self) -> bool:
        """Whether areas are m²."""
        if self.grid.crs is None:
            return False
        try:
            return math.isfinite(self._middle_on_ground())
        except (RasterioError, CPLE_BaseError):  # a local CRS
            return False

    @cached_property
    def in_the_middle(self) -> float:
        """Area of the pixel in the middle of the map."""
        return (
            self._middle_on_ground() if self.is_on_ground else abs(self.grid.transform.determinant)
        )

    def of(self, window: Window) -> Array:
        """Return the area of each pixel of a window (h, w)."""
        if not self.is_on_ground:
            return np.full((window.height, window.width), self.in_the_middle)
        step = _STEP_PX if self.in_the_middle < _LARGE_M2 else _STEP_OF_LARGE_PX
        rows, columns = _nodes(window.height, step), _nodes(window.width, step)
        areas = self._on_ground(window, rows, columns)
        down = np.array([np.interp(np.arange(window.height), rows, column) for column in areas.T]).T
        return np.array([np.interp(np.arange(window.width), columns, row) for row in down])

    def _middle_on_ground(self) -> float:
        pixel, first = Window(self.grid.height // 2, self.grid.width // 2, 1, 1), np.zeros(1)
        return float(self._on_ground(pixel, first, first)[0, 0])

    def _on_ground(self, window: Window, rows: Array, columns: Array) -> Array:
        """Return the areas of the pixels at rows x columns of a window."""
        x, y = self._corners(window, rows, columns)
        middle = self.grid.transform * (
            window.column + window.width / 2,
            window.row + window.height / 2,
        )
        (east,), (north,) = transform(self.grid.crs, "EPSG:4326", [middle[0]], [middle[1]])
        equal_area = CRS.from_string(
            f"+proj=laea +lat_0={north} +lon_0={east} +datum=WGS84 +units=m +type=crs"
        )
        moved = transform(self.grid.crs, equal_area, x.ravel(), y.ravel())
        x, y = (np.reshape(axis, x.shape) for axis in moved)
        x, y = x - x[:1], y - y[:1]
        doubled = (x * np.roll(y, -1, axis=0) - np.roll(x, -1, axis=0) * y).sum(axis=0)
        areas: Array = np.abs(doubled) / 2
        return areas

    def _corners(self, window: Window, rows: Array, columns: Array) -> tuple[Array, Array]:
        """Return x and y (4, rows, columns) of the corners of pixels, around each pixel."""
        down, right = np.meshgrid(window.row + rows, window.column + columns, indexing="ij")
        turns = ((0, 0), (0, 1), (1, 1), (1, 0))
        row, column = (
            np.stack([axis + turn[i] for turn in turns]) for i, axis in enumerate((down, right))
        )
        t = self.grid.transform
        return t.a * column + t.b * row + t.c, t.d * column + t.e * row + t.f


def _nodes(length: int, step: int) -> Array:
    """Return evenly spread whole numbers from 0 to the last pixel, at most ``step`` apart."""
    return np.unique(np.linspace(0, length - 1, -(-length // step) + 1).round())
