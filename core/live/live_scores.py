"""Scores of the tiles that are known so far, as a source for rendering."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..features.feature_map import FeatureMap
from ..heads.head import Head
from ..imagery.tile_grid import Tile, Window
from ..mapping.block_scores import paste
from ..mapping.geometry import cells_of
from ..mapping.scoring import score_inner_window
from .tile_memory import TileMemory
from .view import tile_ranges


class LiveScores:
    """Scores of one head; a ``ScoreSource``. Tiles are scored once, when they are first needed."""

    def __init__(self, memory: TileMemory, head: Head) -> None:
        self._memory, self._head = memory, head
        self._planes: dict[tuple[int, int], NDArray[np.int32]] = {}

    @property
    def features(self) -> FeatureMap:
        """What is scored."""
        return self._memory.features

    def prepare(self, tiles: Iterable[Tile]) -> None:
        """Score the tiles that are known; forget others where they would take too much memory."""
        tiles = list(tiles)
        if len(self._planes) + len(tiles) > 2 * self._memory.max_tiles:
            wanted = {(tile.row, tile.column) for tile in tiles}
            self._planes = {key: planes for key, planes in self._planes.items() if key in wanted}
        missing = [tile for tile in tiles if (tile.row, tile.column) not in self._planes]
        known = [tile for tile in missing if self._memory.is_known(tile)]
        for tile, values in self._memory.load(known):
            planes = score_inner_window(self.features, self._head, values)
            self._planes[tile.row, tile.column] = planes

    def has(self, row: int, column: int) -> bool:
        """Tell whether the tile at a row and column of the tile grid is scored."""
        return (row, column) in self._planes

    def tiles_in(self, cells: Window) -> list[Tile]:
        """Return the scored tiles that contain cells."""
        rows, columns = tile_ranges(self.features, cells)
        grid = self.features.tile_grids[0]
        return [grid.tile_at(*place) for place in self._planes if _is_in(place, rows, columns)]

    def planes(self, tile: Tile) -> NDArray[np.int32]:
        """Return the scores (n, h, w) of a tile that is scored."""
        return self._planes[tile.row, tile.column]

    def window(self, cells: Window) -> NDArray[np.int32]:
        """Return the planes (n, h, w) of cells; where no tile is scored they are 0."""
        result = np.zeros((self._head.n_planes, cells.height, cells.width), np.int32)
        for tile in self.tiles_in(cells):
            paste(result, cells, self.planes(tile), cells_of(self.features, tile.inner))
        return result


def _is_in(place: tuple[int, int], rows: range, columns: range) -> bool:
    return place[0] in rows and place[1] in columns
