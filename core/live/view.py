"""What a canvas shows, and the tiles that are needed for it."""

import itertools
from dataclasses import dataclass

import numpy as np

from ..features.feature_map import FeatureMap
from ..imagery.scene import Scene
from ..imagery.tile_grid import Tile, Window


@dataclass(frozen=True)
class View:
    """What a canvas shows.

    Attributes:
        bounds: West, south, east and north in the scene's CRS.
        width, height: Size of the canvas in pixels.
    """

    bounds: tuple[float, float, float, float]
    width: int
    height: int

    def window(self, scene: Scene) -> Window:
        """Return the native pixels of a scene that are in view; it may be empty."""
        west, south, east, north = self.bounds
        left, top = ~scene.transform * (west, north)
        right, bottom = ~scene.transform * (east, south)
        row, column = int(np.floor(top)), int(np.floor(left))
        window = Window(row, column, int(np.ceil(bottom)) - row, int(np.ceil(right)) - column)
        return window.intersection(Window(0, 0, scene.height, scene.width))

    def reduction(self, scene: Scene) -> float:
        """Return the native pixels per pixel of the canvas, at least 1."""
        west, south, east, north = self.bounds
        across = (east - west) / abs(scene.transform.a) / self.width
        down = (north - south) / abs(scene.transform.e) / self.height
        return max(1.0, across, down)


def tiles_in_view(
    features: FeatureMap, window: Window, margin_px: int, most: int | None = None
) -> list[Tile]:
    """Return the tiles that a native window needs, those nearest to its middle first.

    Args:
        features: The feature map.
        window: Native pixels.
        margin_px: Native pixels around it that are needed as well.
        most: How many tiles are returned; None = all. A huge scene has very many.
    """
    cells = features.grid.cells_under(window.grown(margin_px))
    places = _from_the_middle(*tile_ranges(features, cells))
    return [features.tile_grids[0].tile_at(*place) for place in places[:most]]


def _from_the_middle(rows: range, columns: range) -> list[tuple[int, int]]:
    """Return rows and columns of tiles by their distance to the middle of all of them."""
    if not rows or not columns:
        return []
    middle_row, middle_column = (rows[0] + rows[-1]) / 2, (columns[0] + columns[-1]) / 2

    def distance(place: tuple[int, int]) -> float:
        return (place[0] - middle_row) ** 2 + (place[1] - middle_column) ** 2

    return sorted(itertools.product(rows, columns), key=distance)


def tiles_around(features: FeatureMap, view: View, most: int) -> list[Tile]:
    """Return the tiles in a view, from the middle outwards; none where the scene is not in view."""
    window = view.window(features.scene)
    return [] if window.is_empty else tiles_in_view(features, window, 0, most)


def tile_ranges(features: FeatureMap, cells: Window) -> tuple[range, range]:
    """Return the rows and columns of the tiles that contain cells."""
    f, grid = features.fine_factor, features.tile_grids[0]
    top, left = max(0, cells.row // f), max(0, cells.column // f)
    bottom = min(grid.rows, -(-cells.row_end // f))
    right = min(grid.columns, -(-cells.column_end // f))
    if top >= bottom or left >= right:
        return range(0), range(0)
    return grid.tile_rows(top, bottom), grid.tile_columns(left, right)
