"""What a canvas shows, and the tiles that are needed for it."""

from dataclasses import dataclass

import numpy as np

from ..features.feature_map import FeatureMap
from ..imagery.scene import Scene
from ..imagery.tile_grid import Tile, Window
from ..mapping.geometry import tiles_of_cells


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


def tiles_in_view(features: FeatureMap, window: Window, margin_px: int) -> list[Tile]:
    """Return the tiles that a native window needs, those nearest to its middle first."""
    cells = features.grid.cells_under(window.grown(margin_px))
    return _from_the_middle(tiles_of_cells(features, cells))


def _from_the_middle(tiles: list[Tile]) -> list[Tile]:
    """Return tiles by their distance to the middle of all of them."""
    if not tiles:
        return []
    row = (tiles[0].row + tiles[-1].row) / 2
    column = (tiles[0].column + tiles[-1].column) / 2
    return sorted(tiles, key=lambda tile: (tile.row - row) ** 2 + (tile.column - column) ** 2)


def tiles_around(features: FeatureMap, view: View) -> list[Tile]:
    """Return the tiles in a view, from the middle outwards; none where the scene is not in view."""
    window = view.window(features.scene)
    return [] if window.is_empty else tiles_in_view(features, window, 0)
