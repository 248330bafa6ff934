"""Score chunks: files with the scores of a map in progress, each of a row of tiles.

A chunk is written under a temporary name and renamed, so a chunk that exists is complete: a resumed
run skips it. Folders and names of chunks are those of earlier versions, whose runs can be resumed.
"""

import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from ..atomic_write import write_atomically_in_parallel
from ..features.feature_map import FeatureMap
from ..heads.head import Head
from ..imagery.overlap import OverlappingTileGrid
from ..imagery.tile_grid import Tile, Window
from .blend import WeightedWindow, blend, tukey
from .block_scores import paste
from .geometry import cells_of
from .identity import Facts

_MAX_COLUMNS_PX = 8_192  # width of a chunk
Scores = NDArray[np.int32]


@dataclass(frozen=True)
class Chunk:
    """A row of tiles, whose inner windows stand side by side in one file.

    Attributes:
        name: Stem of its file.
        tiles: Those that the map needs, from left to right; if it needs none, there is no file.
        left: Tile column of its left end, needed or not.
        shape: Height and width in finest cells.
        side: Cells from one inner window to the next.
    """

    name: str
    tiles: tuple[Tile, ...]
    left: int
    shape: tuple[int, int]
    side: int


class ChunkStore:
    """The score chunks of a scene or view, and the scores in them.

    Each score is that of the one inner window that contains it, or blended from overlapping tiles.

    Attributes:
        folder: Where the chunks are.
        facts: Everything that changes a score; written beside the chunks.
        features: What is scored.

    Args:
        folder: As above.
        facts: As above.
        features: As above.
        region: Tokens that the map needs.
        head: What scores.
        is_needed: Tells whether the map needs a tile of the region; None = it needs all.
    """

    def __init__(
        self,
        folder: Path,
        facts: Facts,
        features: FeatureMap,
        region: Window,
        head: Head,
        is_needed: Callable[[Tile], bool] | None = None,
    ) -> None:
        self.folder, self.facts, self.features = folder, facts, features
        self._is_needed = is_needed or _always
        self._region = region
        self._n_planes, self._n_classes = head.n_planes, head.n_classes
        self._tile_grid = tile_grid = features.tile_grids[0]
        self._side = tile_grid.inner_side * features.fine_factor
        self._rows = tile_grid.tile_rows(region.row, region.row_end)
        self._columns = tile_grid.tile_columns(region.column, region.column_end)
        scaled_px = tile_grid.inner_side * features.token_px
        self._n_columns = max(1, int(_MAX_COLUMNS_PX * features.scene.scale / scaled_px))
        self._weights = None
        if isinstance(tile_grid, OverlappingTileGrid):
            self._weights = tukey(self._side, 2 * tile_grid.halo * features.fine_factor)

    @property
    def expected_bytes(self) -> float:
        """Disk space that all chunks take, about."""
        cells = cells_of(self.features, self._region)
        tile_grid = self._tile_grid
        repeats = (tile_grid.inner_side / tile_grid.stride) ** 2  # of a cell, where tiles overlap
        return cells.height * cells.width * repeats * self._n_planes * np.dtype(np.int32).itemsize

    def chunks(self) -> Iterator[Chunk]:
        """Yield all chunks, strip by strip, from top to bottom."""
        for left in range(self._columns.start, self._columns.stop, self._n_columns):
            for row in self._rows:
                yield self._chunk(row, left)

    def missing(self, is_selected: "ChunkFilter") -> Iterator[Chunk]:
        """Yield the selected chunks that have yet to be written."""
        for chunk in self.chunks():
            if is_selected(self, chunk) and not self.is_done(chunk):
                yield chunk

    def named(self, names: Collection[str]) -> Iterator[Chunk]:
        """Yield the chunks of these names."""
        return (chunk for chunk in self.chunks() if chunk.name in names)

    def is_done(self, chunk: Chunk) -> bool:
        """Tell whether a chunk is complete."""
        return not chunk.tiles or self._file(chunk.name).is_file()

    def write(self, chunk: Chunk, scores: Scores) -> None:
        """Write the planes (n, h, w) of a chunk."""
        header = io.BytesIO()
        npy.write_array_header_1_0(header, npy.header_data_from_array_1_0(scores))
        write_atomically_in_parallel(self._file(chunk.name), header.getvalue(), scores.data)

    def window(self, cells: Window) -> Scores:
        """Return the planes (n, h, w) of a window of the finest cells; 0 beyond the region."""
        if self._weights is not None:
            windows = self._weighted(cells, self._weights)
            return blend(windows, cells, self._n_planes, self._n_classes)
        result = np.zeros((self._n_planes, cells.height, cells.width), np.int32)
        for place, scores in self._inner_windows(cells):
            paste(result, cells, scores, place)
        return result

    def _chunk(self, row: int, left: int) -> Chunk:
        """Return the chunk in tile row ``row`` whose strip begins at tile column ``left``."""
        columns = range(left, min(left + self._n_columns, self._columns.stop))
        tiles = [self._tile_grid.tile_at(row, column) for column in columns]
        last = cells_of(self.features, tiles[-1].inner)
        shape = last.height, (len(tiles) - 1) * self._side + last.width
        needed = tuple(filter(self._is_needed, tiles))
        return Chunk(self._name(row, left), needed, left, shape, self._side)

    def _inner_windows(self, cells: Window) -> Iterator[tuple[Window, Scores]]:
        """Yield place and planes of all inner windows that meet a window, row by row.

        Chunks are memory-mapped: only what is copied takes memory.
        """
        rows, columns = self._tiles_under(cells)
        for row in rows:
            opened: dict[int, Scores] = {}
            for column in columns:
                tile = self._tile_grid.tile_at(row, column)
                if not self._is_needed(tile):
                    continue
                left = column - (column - self._columns.start) % self._n_columns
                if left not in opened:
                    opened[left] = np.load(self._file(self._name(row, left)), mmap_mode="r")
                place, start = cells_of(self.features, tile.inner), (column - left) * self._side
                yield place, opened[left][:, :, start : start + place.width]

    def _tiles_under(self, cells: Window) -> tuple[range, range]:
        """Return the rows and columns of the region's tiles whose inner windows meet a window."""
        f = self.features.fine_factor
        rows = self._tile_grid.tile_rows(cells.row // f, (cells.row_end - 1) // f + 1)
        columns = self._tile_grid.tile_columns(cells.column // f, (cells.column_end - 1) // f + 1)
        return _common(rows, self._rows), _common(columns, self._columns)

    def _weighted(self, cells: Window, weights: NDArray[np.float64]) -> Iterator[WeightedWindow]:
        for place, scores in self._inner_windows(cells):
            yield place, scores, weights[: place.height, None] * weights[: place.width]

    def _name(self, row: int, left: int) -> str:
        last = min(left + self._n_columns, self._columns.stop) - 1
        return f"row{row:06d}_columns{left:06d}-{last:06d}"

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.npy"


ChunkFilter = Callable[[ChunkStore, Chunk], bool]


def select_all(store: ChunkStore, chunk: Chunk) -> bool:
    """Select every chunk."""
    return True


def is_chunk(file: Path) -> bool:
    """Tell whether a file of a chunk store is a complete chunk."""
    return file.suffix == ".npy" and file.name.startswith("row") and not file.stem.endswith(".part")


def _always(_: Tile) -> bool:
    return True


def _common(first: range, second: range) -> range:
    """Return the common part of two ranges of step 1."""
    return range(max(first.start, second.start), min(first.stop, second.stop))
