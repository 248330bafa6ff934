"""The global tile grid: which tile's inner window holds which token. Integers only: no files, no pixels.

One axis has ``length`` tokens. Tiles are ``tile`` tokens wide with a halo of ``halo`` on both sides; inner window k covers
``[k*(tile-2*halo) - shift, (k+1)*(tile-2*halo) - shift)`` clipped to the axis. The tile's window is clamped inside the
axis; it reaches beyond the end only where the axis is shorter than a tile.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import InvalidJob

# Side in native pixels of the blocks that maps are rendered and written in, counted from the
# scene's first pixel. Scores at single pixels use the same blocks, so they equal the map's.
BLOCK_PX = 512


@dataclass(frozen=True)
class Window:
    """A rectangle of rows and columns, in tokens or pixels as the caller says."""

    row: int
    column: int
    height: int
    width: int

    @property
    def row_end(self) -> int:
        """First row below the window."""
        return self.row + self.height

    @property
    def column_end(self) -> int:
        """First column right of the window."""
        return self.column + self.width

    def intersection(self, other: "Window") -> "Window":
        """Return the common part; height or width is 0 where there is none."""
        row, column = max(self.row, other.row), max(self.column, other.column)
        height = max(0, min(self.row_end, other.row_end) - row)
        width = max(0, min(self.column_end, other.column_end) - column)
        return Window(row, column, height, width)

    def grown(self, margin: int) -> "Window":
        """Return the window with ``margin`` more on every side."""
        return Window(
            self.row - margin,
            self.column - margin,
            self.height + 2 * margin,
            self.width + 2 * margin,
        )

    def slices_in(self, frame: "Window") -> tuple[slice, slice]:
        """Return the rows and columns that the window covers in an array over ``frame``."""
        row, column = self.row - frame.row, self.column - frame.column
        return slice(row, row + self.height), slice(column, column + self.width)

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies in the window."""
        return self.height <= 0 or self.width <= 0


@dataclass(frozen=True)
class Tile:
    """One tile: its place in the tile grid, its window and its inner window, in tokens."""

    grid: int
    row: int
    column: int
    window: Window
    inner: Window

    @property
    def name(self) -> str:
        """Name that is unique within one feature map."""
        return f"{self.grid}_{self.row:06d}_{self.column:06d}"


@dataclass(frozen=True)
class TileGrid:
    """Tiles over ``rows`` x ``columns`` tokens.

    ``shift`` (row, column) moves the inner windows up and left.
    """

    rows: int
    columns: int
    tile: int
    halo: int
    index: int = 0
    shift: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if not 0 <= 2 * self.halo < self.tile:
            raise InvalidJob(
                f"The halo ({self.halo} tokens) must be less than half the tile ({self.tile} tokens)."
            )

    @property
    def stride(self) -> int:
        """Tokens from one inner window to the next."""
        return self.tile - 2 * self.halo

    @property
    def inner_side(self) -> int:
        """Side in tokens of a whole inner window."""
        return self.stride

    def tile_rows(self, start: int, stop: int) -> range:
        """Return the rows of tiles whose inner windows meet the token rows ``start``..``stop``."""
        return _meeting(start, stop, self.stride, self.shift[0])

    def tile_columns(self, start: int, stop: int) -> range:
        """Return the columns of tiles whose inner windows meet the token columns ``start``..``stop``."""
        return _meeting(start, stop, self.stride, self.shift[1])

    def tile_at(self, row: int, column: int) -> Tile:
        """Return the tile in row ``row`` and column ``column`` of the tile grid."""
        top, height = _inner(row, self.rows, self.stride, self.shift[0])
        left, width = _inner(column, self.columns, self.stride, self.shift[1])
        window_row = _clamp(row * self.stride - self.shift[0] - self.halo, self.rows - self.tile)
        window_column = _clamp(
            column * self.stride - self.shift[1] - self.halo, self.columns - self.tile
        )
        window = Window(window_row, window_column, self.tile, self.tile)
        return Tile(self.index, row, column, window, Window(top, left, height, width))

    def tiles(self, region: Window | None = None) -> Iterator[Tile]:
        """Yield the tiles whose inner windows meet ``region`` (tokens; default all), row by row."""
        inside = (region or Window(0, 0, self.rows, self.columns)).intersection(
            Window(0, 0, self.rows, self.columns)
        )
        if inside.is_empty:
            return
        for row in self.tile_rows(inside.row, inside.row_end):
            for column in self.tile_columns(inside.column, inside.column_end):
                yield self.tile_at(row, column)


def tile_grids(rows: int, columns: int, tile: int, halo: int, count: int) -> tuple[TileGrid, ...]:
    """Return 1, 2 or 4 tile grids, each shifted by half an inner window against the first in one or both directions."""
    half = (tile - 2 * halo) // 2
    shifts = [(0, 0), (half, half), (half, 0), (0, half)][:count]
    return tuple(
        TileGrid(rows, columns, tile, halo, index, shift) for index, shift in enumerate(shifts)
    )


def _inner(k: int, length: int, stride: int, shift: int) -> tuple[int, int]:
    """Return start and length of inner window ``k`` on an axis of ``length`` tokens."""
    start, stop = max(0, k * stride - shift), min(length, (k + 1) * stride - shift)
    return start, max(0, stop - start)


def _clamp(start: int, last: int) -> int:
    """Keep a window that may start at ``last`` at most inside its axis."""
    return max(0, min(start, last))


def _meeting(start: int, stop: int, stride: int, shift: int) -> range:
    """Return the k of all inner windows that meet ``start``..``stop``."""
    return range((start + shift) // stride, (stop - 1 + shift) // stride + 1)
