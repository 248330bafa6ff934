"""Whole tiles that overlap, for blends with weights. Integers only: no files, no pixels.

Cores of a ``TileGrid`` share out the tokens; these tiles give all that they see, so a token lies in
one or in several. Tile k of an axis begins at ``k * stride``; the last one ends with the axis and
so overlaps more. No two tiles have the same window, and tiles are numbered from the scene's origin,
whatever part of it is asked for.
"""

from dataclasses import dataclass

from .tile_grid import Tile, TileGrid, Window


@dataclass(frozen=True)
class OverlappingTileGrid(TileGrid):
    """Tiles that share 2 * ``halo`` tokens with each neighbour.

    What a tile contributes is its whole window.
    """

    @property
    def inner_side(self) -> int:
        """Side in tokens of what a tile contributes."""
        return self.tile

    def tile_rows(self, start: int, stop: int) -> range:
        """Return the rows of tiles whose windows meet the token rows ``start``..``stop``."""
        return self._meeting(start, stop, self.rows)

    def tile_columns(self, start: int, stop: int) -> range:
        """Return the columns of tiles whose windows meet the token columns ``start``..``stop``."""
        return self._meeting(start, stop, self.columns)

    def tile_at(self, row: int, column: int) -> Tile:
        """Return the tile in row ``row`` and column ``column``.

        Its inner window is its window as far as the scene reaches.
        """
        window = Window(
            self._start(row, self.rows), self._start(column, self.columns), self.tile, self.tile
        )
        inner = window.intersection(Window(0, 0, self.rows, self.columns))
        return Tile(self.index, row, column, window, inner)

    def _start(self, k: int, length: int) -> int:
        return min(k * self.stride, max(0, length - self.tile))

    def _meeting(self, start: int, stop: int, length: int) -> range:
        last = max(0, length - self.tile)
        count = 1 - (-last // self.stride)
        first = min(max(0, (start - self.tile) // self.stride + 1), count - 1)
        return range(first, count if last < stop else (stop - 1) // self.stride + 1)


def overlap_tokens(tile: int, share: float) -> int:
    """Return an overlap given as a share of a tile's side in tokens.

    Even, at least 2, at most half the tile.
    """
    return min(max(2, 2 * round(tile * share / 2)), tile // 4 * 2)
