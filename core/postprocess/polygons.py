"""From a class map to one polygon per patch: traced by windows, joined across their edges, counted on the way.

Memory holds the numbers of all pieces, one window, and the outlines of those patches that reach beyond windows already
seen. A patch is let go as soon as its last piece is seen, so what stays is the length of borders, never pixels; a
background that runs through the whole map stays until its end, as the one polygon it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from ..imagery.class_map import Confidence
from ..imagery.tile_grid import BLOCK_PX, Window
from ..progress import Progress
from .ground import PixelArea
from .outlines import OutlineStyle, Polygons, outlines
from .patches import ClassSource, Numbers, Patches, frames

Sums = NDArray[np.float64]


class PatchTotals:
    """Ground area and mean confidence of each patch, summed over its pixels window by window."""

    def __init__(self, n_patches: int, area: PixelArea, confidence: Confidence | None) -> None:
        self._pixel_area, self._confidence = area, confidence
        self.area: Sums = np.zeros(n_patches)
        self._sum, self._known = np.zeros(n_patches), np.zeros(n_patches)

    @property
    def mean_confidence(self) -> Sums | None:
        """Mean per cent of each patch, not a number where none of its pixels has a confidence; None without raster."""
        if self._confidence is None:
            return None
        known = self._known > 0
        return np.divide(self._sum, self._known, out=np.full_like(self._sum, np.nan), where=known)

    def add(self, of_label: Numbers, labels: Numbers, window: Window) -> None:
        """Add a window: the patch of each label, and the labels (h, w)."""
        self._add(self.area, of_label, labels, self._pixel_area.of(window))
        if self._confidence is not None:
            values, known = self._confidence.read(window)
            self._add(self._sum, of_label, labels, values)
            self._add(self._known, of_label, labels, known)

    @staticmethod
    def _add(sums: Sums, of_label: Numbers, labels: Numbers, values: NDArray[np.generic]) -> None:
        np.add.at(sums, of_label, np.bincount(labels.ravel(), values.ravel(), len(of_label)))


@dataclass(frozen=True)
class Selection:
    """Which patches get a polygon.

    Attributes:
        wanted: (n_patches,) by class.
        min_area: In the units of the totals.
    """

    wanted: NDArray[np.bool_]
    min_area: float = 0.0


@dataclass(frozen=True)
class Tracer:
    """Traces the patches (4-connected) of a map."""

    source: ClassSource
    patches: Patches
    totals: PatchTotals
    selection: Selection
    style: OutlineStyle
    side_px: int = BLOCK_PX
    _waiting: dict[int, list[shapely.Polygon]] = field(default_factory=dict)

    def run(self, progress: Progress) -> Iterator[tuple[Numbers, Polygons]]:
        """Yield, per window, the numbers of patches that are complete now, and their polygons in pixel coordinates."""
        n_pieces = np.bincount(self.patches.of_piece, minlength=len(self.patches.sizes))
        for frame in frames(self.source, 4, progress, self.side_px):
            pieces = frame.own[1]
            first, last = int(pieces.min()), int(pieces.max())
            of_label, labels = self.patches.of_piece[first : last + 1], pieces - first
            self.totals.add(of_label, labels, frame.window)
            drawn = outlines(
                self.source.read(frame.window.grown(1)), labels, frame.window, self.style
            )
            wanted = self.selection.wanted[of_label]
            is_whole = n_pieces[of_label] == 1
            joined = list(
                self._join(of_label[wanted & ~is_whole], drawn[wanted & ~is_whole], n_pieces)
            )
            numbers = np.concatenate(
                [of_label[wanted & is_whole], np.array([n for n, _ in joined], np.int64)]
            )
            polygons = np.concatenate(
                [drawn[wanted & is_whole], _array([polygon for _, polygon in joined])]
            )
            enough = self.totals.area[numbers] >= self.selection.min_area
            yield numbers[enough], polygons[enough]

    def _join(
        self, of_piece: Numbers, drawn: Polygons, n_pieces: Numbers
    ) -> Iterator[tuple[int, shapely.Polygon]]:
        """Keep pieces until their patch is complete, then yield its number and polygon."""
        for number, polygon in zip(of_piece.tolist(), drawn, strict=True):
            pieces = self._waiting.setdefault(number, [])
            pieces.append(polygon)
            if len(pieces) == n_pieces[number]:
                del self._waiting[number]
                if self.totals.area[number] >= self.selection.min_area:
                    yield number, shapely.coverage_union_all(pieces)


def _array(polygons: list[shapely.Polygon]) -> Polygons:
    array = np.empty(len(polygons), object)
    array[:] = polygons
    return array
