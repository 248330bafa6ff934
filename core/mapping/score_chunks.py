"""Part files: the immutable pieces of a map's work. One holds the scores of a row of tiles, at most 8k pixels wide.

A part is written under a temporary name and moved, so a part that exists is complete: resuming means skipping it.
"""

import io
from collections.abc import Callable, Iterator
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
from .blend import Piece, blended, tukey
from .chunk_marker import Facts
from .render import cells_of, paste

_MAX_COLUMNS_PX = 8_192


@dataclass(frozen=True)
class Part:
    """One part: its tiles from left to right, whose inner windows stand side by side in it.

    Attributes:
        tiles: Those that the map needs; where it needs none, there is no file.
        left: Column of the tile at its left end, needed or not.
        shape: Height and width in finest cells.
        side: Cells from one inner window to the next.
    """

    name: str
    tiles: tuple[Tile, ...]
    left: int
    shape: tuple[int, int]
    side: int


class ChunkStore:
    """The parts of one scene or view, and its scores: each from the one inner window that holds it, or blended from tiles.

    Attributes:
        features: What is scored.
        facts: All that changes a score, as the folder's marker tells it.

    Args:
        needs: Tells whether the map needs a tile; None = it needs all of the region.
    """

    def __init__(
        self,
        folder: Path,
        facts: Facts,
        features: FeatureMap,
        region: Window,
        head: Head,
        needs: Callable[[Tile], bool] | None = None,
    ) -> None:
        self._needs = needs
        self.folder, self.facts, self.features = folder, facts, features
        self._n_planes, self._n_classes = head.n_planes, head.n_classes
        self._tile_grid = tile_grid = features.tile_grids[0]
        self._side = tile_grid.inner_side * features.fine_factor
        self._rows = tile_grid.tile_rows(region.row, region.row_end)
        self._columns = tile_grid.tile_columns(region.column, region.column_end)
        self._wide = max(
            1,
            int(
                _MAX_COLUMNS_PX * features.scene.scale / (tile_grid.inner_side * features.token_px)
            ),
        )
        self._weights = None
        if isinstance(tile_grid, OverlappingTileGrid):
            self._weights = tukey(self._side, 2 * tile_grid.halo * features.fine_factor)

    def plan(self) -> Iterator[Part]:
        """Yield the parts, strip by strip, from top to bottom."""
        for left in range(self._columns.start, self._columns.stop, self._wide):
            for row in self._rows:
                yield self._part(row, left)

    def is_done(self, part: Part) -> bool:
        """Tell whether a part is complete."""
        return not part.tiles or self._file(part.name).is_file()

    def write(self, part: Part, scores: NDArray[np.int32]) -> None:
        """Write the planes (n, h, w) of a part."""
        header = io.BytesIO()
        npy.write_array_header_1_0(header, npy.header_data_from_array_1_0(scores))
        write_atomically_in_parallel(self._file(part.name), header.getvalue(), scores.data)

    def window(self, cells: Window) -> NDArray[np.int32]:
        """Return the planes of a window of the finest cells; 0 beyond the region."""
        if self._weights is not None:
            return blended(
                self._weighted(cells, self._weights), cells, self._n_planes, self._n_classes
            )
        result = np.zeros((self._n_planes, cells.height, cells.width), np.int32)
        for place, scores in self._pieces(cells):
            paste(result, cells, scores, place)
        return result

    def _part(self, row: int, left: int) -> Part:
        """Return the part in tile row ``row`` whose strip begins at tile column ``left``."""
        columns = range(left, min(left + self._wide, self._columns.stop))
        tiles = [self._tile_grid.tile_at(row, column) for column in columns]
        last = cells_of(self.features, tiles[-1].inner)
        shape = last.height, (len(tiles) - 1) * self._side + last.width
        needed = tuple(tile for tile in tiles if self._needs is None or self._needs(tile))
        return Part(self._name(row, left), needed, left, shape, self._side)

    def _pieces(self, cells: Window) -> Iterator[tuple[Window, NDArray[np.int32]]]:
        """Yield place and planes of all inner windows that meet a window, row by row; only what is copied takes memory."""
        f = self.features.fine_factor
        rows = _within(
            self._tile_grid.tile_rows(cells.row // f, (cells.row_end - 1) // f + 1), self._rows
        )
        columns = self._tile_grid.tile_columns(cells.column // f, (cells.column_end - 1) // f + 1)
        for row in rows:
            opened: tuple[int, NDArray[np.int32]] | None = None
            for column in _within(columns, self._columns):
                tile = self._tile_grid.tile_at(row, column)
                if self._needs is not None and not self._needs(tile):
                    continue
                left = column - (column - self._columns.start) % self._wide
                if opened is None or opened[0] != left:
                    opened = left, np.load(self._file(self._name(row, left)), mmap_mode="r")
                place, at = cells_of(self.features, tile.inner), (column - left) * self._side
                yield place, opened[1][:, :, at : at + place.width]

    def _weighted(self, cells: Window, weights: NDArray[np.float64]) -> Iterator[Piece]:
        for place, scores in self._pieces(cells):
            yield place, scores, weights[: place.height, None] * weights[: place.width]

    def _name(self, row: int, left: int) -> str:
        last = min(left + self._wide, self._columns.stop) - 1
        return f"row{row:06d}_columns{left:06d}-{last:06d}"

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.npy"


def is_part(file: Path) -> bool:
    """Tell whether a file of a folder of parts is one that is complete."""
    return file.suffix == ".npy" and file.name.startswith("row") and not file.stem.endswith(".part")


def _within(wanted: range, available: range) -> range:
    """Return the common part of two ranges of step 1."""
    return range(max(wanted.start, available.start), min(wanted.stop, available.stop))
