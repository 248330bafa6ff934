"""Tile grids whose tiles overlap as a whole, for weighted blending. Integers only.

Inner windows of a ``TileGrid`` do not overlap; here the inner window is the whole tile, so a token
is in one or several of them. Tile k of an axis begins at ``k * stride``; the last tile ends with
the axis, so its overlap is larger. No two tiles have the same window, and tiles are numbered from
the scene's origin, whatever region is requested.
"""

from dataclasses import dataclass

from .tile_grid import Tile, TileGrid, Window


@dataclass(frozen=True)
class OverlappingTileGrid(TileGrid):
    """Tiles that overlap each neighbour by 2 * ``halo`` tokens."""

    @property
    def inner_side(self) -> int:
        """Side of an inner window in tokens."""
        return self.tile

    def tile_rows(self, start: int, stop: int) -> range:
        """Return the rows of tiles that overlap the token rows ``start``..``stop``."""
        return self._overlapping(start, stop, self.rows)

    def tile_columns(self, start: int, stop: int) -> range:
        """Return the columns of tiles that overlap the token columns ``start``..``stop``."""
        return self._overlapping(start, stop, self.columns)

    def tile_at(self, row: int, column: int) -> Tile:
        """Return the tile at a row and column of the grid; its inner window ends with the scene."""
        top, left = self._start(row, self.rows), self._start(column, self.columns)
        window = Window(top, left, self.tile, self.tile)
        inner = window.intersection(Window(0, 0, self.rows, self.columns))
        return Tile(self.index, row, column, window, inner)

    def _start(self, k: int, length: int) -> int:
        return min(k * self.stride, max(0, length - self.tile))

    def _overlapping(self, start: int, stop: int, length: int) -> range:
        last_start = max(0, length - self.tile)
        count = 1 - (-last_start // self.stride)
        first = min(max(0, (start - self.tile) // self.stride + 1), count - 1)
        end = count if last_start < stop else (stop - 1) // self.stride + 1
        return range(first, end)


def overlap_tokens(tile: int, fraction: float) -> int:
    """Return an overlap in tokens: even, at least 2 and at most half a tile.

    Args:
        tile: Side of a tile in tokens.
        fraction: Overlap as a fraction of the side.
    """
    return min(max(2, 2 * round(tile * fraction / 2)), tile // 4 * 2)
