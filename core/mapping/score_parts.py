"""Part files: the immutable pieces of a map's work. One holds the scores of a row of cores, at most 16k pixels wide.

A part is written under a temporary name and moved, so a part that exists is complete: resuming means skipping it.
"""

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..features.feature_map import FeatureMap
from ..imagery.lattice import Tile, Window
from ..output_files import write_whole
from .render import cells_of, paste

_MOST_COLUMNS_PX = 16_384


@dataclass(frozen=True)
class Part:
    """One part: its tiles from left to right and the finest cells they cover."""

    name: str
    tiles: tuple[Tile, ...]
    cells: Window


class PartFolder:
    """The parts of one map in a folder beside its output."""

    def __init__(self, folder: Path, signature: str, features: FeatureMap, region: Window, n_planes: int) -> None:
        self.folder, self._features, self._n_planes = folder, features, n_planes
        lattice = features.lattices[0]
        self._rows = lattice.tile_rows(region.row, region.row_end)
        self._columns = lattice.tile_columns(region.column, region.column_end)
        self._wide = max(1, int(_MOST_COLUMNS_PX * features.scene.scale / (features.step * features.token_px)))
        self._start(signature)

    def plan(self) -> Iterator[Part]:
        """Yield the parts, strip by strip, from top to bottom."""
        for left in range(self._columns.start, self._columns.stop, self._wide):
            for row in self._rows:
                yield self._part(row, left)

    def is_done(self, part: Part) -> bool:
        """Tell whether a part is complete."""
        return self._file(part).is_file()

    def write(self, part: Part, scores: NDArray[np.int32]) -> None:
        """Write the scores (classes, h, w) of a part."""
        buffer = io.BytesIO()
        np.save(buffer, scores)
        write_whole(self._file(part), buffer.getvalue())

    def window(self, cells: Window) -> NDArray[np.int32]:
        """Return the scores of a window of the finest cells."""
        result = np.zeros((self._n_planes, cells.height, cells.width), np.int32)
        side = self._features.step * self._features.fine_factor
        rows = _within(range(cells.row // side, (cells.row_end - 1) // side + 1), self._rows)
        columns = _within(range(cells.column // side, (cells.column_end - 1) // side + 1), self._columns)
        strips = sorted({column - (column - self._columns.start) % self._wide for column in columns})
        for row in rows:
            for left in strips:
                part = self._part(row, left)
                paste(result, cells, self._load(part), part.cells)
        return result

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, signature: str) -> None:
        """Keep the parts of an interrupted run of the same job; anything else is deleted."""
        marker = self.folder / "job.json"
        if self.folder.is_dir() and not (marker.is_file() and marker.read_text(encoding="utf-8") == signature):
            shutil.rmtree(self.folder, ignore_errors=True)
        write_whole(marker, signature.encode())

    def _part(self, row: int, left: int) -> Part:
        """Return the part in tile row ``row`` whose strip begins at tile column ``left``."""
        lattice = self._features.lattices[0]
        tiles = tuple(lattice.tile_at(row, c) for c in range(left, min(left + self._wide, self._columns.stop)))
        first, last = cells_of(self._features, tiles[0].core), cells_of(self._features, tiles[-1].core)
        cells = Window(first.row, first.column, first.height, last.column_end - first.column)
        return Part(f"row{tiles[0].row:06d}_columns{tiles[0].column:06d}-{tiles[-1].column:06d}", tiles, cells)

    def _file(self, part: Part) -> Path:
        return self.folder / f"{part.name}.npy"

    def _load(self, part: Part) -> NDArray[np.int32]:
        """Return a part's scores, mapped from disk: only what is copied out of them takes memory."""
        scores: NDArray[np.int32] = np.load(self._file(part), mmap_mode="r")
        return scores


def _within(wanted: range, available: range) -> range:
    """Return the common part of two ranges of step 1."""
    return range(max(wanted.start, available.start), min(wanted.stop, available.stop))


def signature_of(*facts: object) -> str:
    """Return the text that two runs must share to share parts."""
    return json.dumps(facts, sort_keys=True, default=str)
