"""The tile grid of a scene: which tile's inner window contains which token. Integers only.

An axis has ``length`` tokens. Tiles are ``tile`` tokens wide, with a halo of ``halo`` on both
sides. Inner window k is ``[k*(tile-2*halo) - shift, (k+1)*(tile-2*halo) - shift)``, clipped to the
axis. The tile's window is moved inside the axis, unless the axis is shorter than a tile.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import InvalidJob

# Side in native pixels of the blocks in which maps are rendered and written, from the scene's first
# pixel. Scores at single pixels use the same blocks, so they equal those of the map.
BLOCK_PX = 512


@dataclass(frozen=True)
class Window:
    """A rectangle of rows and columns, in tokens or in pixels."""

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
        """Return the common part; if there is none, height or width is 0."""
        row, column = max(self.row, other.row), max(self.column, other.column)
        height = max(0, min(self.row_end, other.row_end) - row)
        width = max(0, min(self.column_end, other.column_end) - column)
        return Window(row, column, height, width)

    def grown(self, margin: int) -> "Window":
        """Return the window, enlarged by ``margin`` on every side."""
        return Window(
            self.row - margin,
            self.column - margin,
            self.height + 2 * margin,
            self.width + 2 * margin,
        )

    def slices_in(self, frame: "Window") -> tuple[slice, slice]:
        """Return the window's rows and columns in an array that covers ``frame``."""
        row, column = self.row - frame.row, self.column - frame.column
        return slice(row, row + self.height), slice(column, column + self.width)

    @property
    def is_empty(self) -> bool:
        """Whether the window has no cells."""
        return self.height <= 0 or self.width <= 0


@dataclass(frozen=True)
class Tile:
    """A tile.

    Attributes:
        grid: Number of its tile grid.
        row, column: Position in the tile grid.
        window: What the backbone sees, in tokens.
        inner: The inner window, in tokens.
    """

    grid: int
    row: int
    column: int
    window: Window
    inner: Window

    @property
    def name(self) -> str:
        """Name that is unique in a feature map."""
        return f"{self.grid}_{self.row:06d}_{self.column:06d}"


@dataclass(frozen=True)
class TileGrid:
    """Tiles over a token grid.

    Attributes:
        rows, columns: Size of the token grid.
        tile: Side of a tile in tokens.
        halo: Side of the halo in tokens.
        index: Number of this tile grid.
        shift: Tokens by which the inner windows are moved up and left.

    Raises:
        InvalidJob: The halo is too large.
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
                f"HALO_TOKENS is {self.halo}; it must be at least 0 and less than half of "
                f"TILE_TOKENS, which is {self.tile}."
            )

    @property
    def stride(self) -> int:
        """Tokens from one inner window to the next."""
        return self.tile - 2 * self.halo

    @property
    def inner_side(self) -> int:
        """Side of an inner window in tokens."""
        return self.stride

    def tile_rows(self, start: int, stop: int) -> range:
        """Return the rows of tiles whose inner windows overlap token rows ``start``..``stop``."""
        return _overlapping(start, stop, self.stride, self.shift[0])

    def tile_columns(self, start: int, stop: int) -> range:
        """Return the columns of tiles with inner windows in token columns ``start``..``stop``."""
        return _overlapping(start, stop, self.stride, self.shift[1])

    def tile_at(self, row: int, column: int) -> Tile:
        """Return the tile at a row and column of the tile grid."""
        down, right = self.shift
        inner_row, height = _inner(row, self.rows, self.stride, down)
        inner_column, width = _inner(column, self.columns, self.stride, right)
        top = _clamp(row * self.stride - down - self.halo, self.rows - self.tile)
        left = _clamp(column * self.stride - right - self.halo, self.columns - self.tile)
        window = Window(top, left, self.tile, self.tile)
        inner = Window(inner_row, inner_column, height, width)
        return Tile(self.index, row, column, window, inner)

    def tiles(self, region: Window | None = None) -> Iterator[Tile]:
        """Yield the tiles whose inner windows overlap ``region`` (tokens; None = all), in order."""
        whole = Window(0, 0, self.rows, self.columns)
        inside = (region or whole).intersection(whole)
        if inside.is_empty:
            return
        for row in self.tile_rows(inside.row, inside.row_end):
            for column in self.tile_columns(inside.column, inside.column_end):
                yield self.tile_at(row, column)


def tile_grids(rows: int, columns: int, tile: int, halo: int, count: int) -> tuple[TileGrid, ...]:
    """Return 1, 2 or 4 tile grids; all but the first are shifted by half an inner window.

    Args:
        rows: Rows of the token grid.
        columns: Columns of the token grid.
        tile: Side of a tile in tokens.
        halo: Side of the halo in tokens.
        count: Number of tile grids.
    """
    half = (tile - 2 * halo) // 2
    grids = []
    for index, shift in enumerate([(0, 0), (half, half), (half, 0), (0, half)][:count]):
        grids.append(TileGrid(rows, columns, tile, halo, index, shift))
    return tuple(grids)


def _inner(k: int, length: int, stride: int, shift: int) -> tuple[int, int]:
    """Return start and length of inner window ``k`` on an axis of ``length`` tokens."""
    start, stop = max(0, k * stride - shift), min(length, (k + 1) * stride - shift)
    return start, max(0, stop - start)


def _clamp(start: int, last: int) -> int:
    """Return a start between 0 and ``last``."""
    return max(0, min(start, last))


def _overlapping(start: int, stop: int, stride: int, shift: int) -> range:
    """Return the numbers of all inner windows that overlap ``start``..``stop``."""
    return range((start + shift) // stride, (stop - 1 + shift) // stride + 1)
