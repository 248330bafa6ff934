"""Check that two rasters have the same pixels."""

from typing import Protocol

from affine import Affine

from ..errors import InvalidScene
from .class_map import Raster
from .map_writer import MapGrid

_TOLERANCE_PX = 0.01  # of a corner
_ADVICE = (
    "map both images with the same pixels, or align one raster with the other: Raster > "
    "Projections > Warp, resampling 'nearest neighbour', with the other's CRS, extent and pixel "
    "size"
)


def require_same_grid(first: Raster, second: Raster) -> None:
    """Check that each pixel of a raster is a pixel of the other.

    Raises:
        InvalidScene: CRS, size or position differ.
    """
    one, other = first.grid, second.grid
    if one.crs != other.crs:
        raise InvalidScene(
            f"{first.name} and {second.name} have different CRSs ({_crs_text(one)} and "
            f"{_crs_text(other)}); {_ADVICE}."
        )
    if not has_same_pixels(one, other):
        raise InvalidScene(
            f"{first.name} and {second.name} have different pixels: {_grid_text(one)} and "
            f"{_grid_text(other)}; {_ADVICE}."
        )


class Grid(Protocol):
    """Pixels of a raster: an open rasterio dataset, or the grid of a map."""

    @property
    def width(self) -> int:
        """Number of columns."""

    @property
    def height(self) -> int:
        """Number of rows."""

    @property
    def transform(self) -> Affine:
        """From column and row to coordinates."""


def has_same_pixels(one: Grid, other: Grid) -> bool:
    """Tell whether two rasters in one CRS have the same size and, within 0.01 px, corners."""
    if (one.width, one.height) != (other.width, other.height):
        return False
    to_pixels = ~other.transform * one.transform
    corners = ((0, 0), (one.width, 0), (0, one.height))
    moved = [to_pixels * corner for corner in corners]
    return all(
        max(abs(x - column), abs(y - row)) <= _TOLERANCE_PX
        for (x, y), (column, row) in zip(moved, corners, strict=True)
    )


def _crs_text(grid: MapGrid) -> str:
    if grid.crs is None:
        return "none"
    return str(grid.crs.to_string()) if grid.crs.to_epsg() else "a CRS of its own"


def _grid_text(grid: MapGrid) -> str:
    t = grid.transform
    return f"{grid.width} x {grid.height} of {abs(t.a):g} from ({t.c:g}, {t.f:g})"
