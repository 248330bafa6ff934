"""Trace a class map: one polygon per patch, with its area and mean confidence.

Outlines are traced window by window and joined across window edges. Memory holds a few numbers per
part, one window, and the outlines of unfinished patches. A patch is yielded and dropped when its
last part was read, so memory depends on the length of borders and not on the number of pixels. The
outline of a background through the whole map is held until the end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from ..imagery.class_map import Confidence
from ..imagery.map_writer import MapGrid
from ..imagery.tile_grid import BLOCK_PX, Window
from ..labels.shapes import transformed
from ..progress import Progress
from .outlines import OutlineStyle, Polygons, outlines
from .patches import ClassSource, Numbers, Patches, frames
from .pixel_area import PixelArea

Sums = NDArray[np.float64]


class PatchTotals:
    """Area and mean confidence of each patch, summed over its pixels window by window.

    Attributes:
        area: Area of each patch so far, (patches,), in the unit of ``PixelArea``.
    """

    def __init__(self, n_patches: int, area: PixelArea, confidence: Confidence | None) -> None:
        self._pixel_area, self._confidence = area, confidence
        self.area: Sums = np.zeros(n_patches)
        self._sum, self._known = np.zeros(n_patches), np.zeros(n_patches)

    @property
    def has_confidence(self) -> bool:
        """Whether there is a raster of confidence."""
        return self._confidence is not None

    @property
    def mean_confidence(self) -> Sums:
        """Mean of each patch in per cent, (patches,), NaN without values."""
        known = self._known > 0
        return np.divide(self._sum, self._known, out=np.full_like(self._sum, np.nan), where=known)

    def add(self, of_label: Numbers, labels: Numbers, window: Window) -> None:
        """Add the pixels of a window.

        Args:
            of_label: The patch of each label, (labels,).
            labels: Label of each pixel, (h, w).
            window: The position of ``labels`` in the map.
        """
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
        wanted: Whether each patch has a wanted class, (patches,).
        min_area: Smallest area, in the unit of the totals.
    """

    wanted: NDArray[np.bool_]
    min_area: float = 0.0


@dataclass(frozen=True)
class Tracer:
    """Traces the 4-connected patches of a map.

    Attributes:
        source: The class map.
        patches: Its patches, found with connectivity 4.
        totals: Area and confidence of the patches, which are summed while the map is traced.
        selection: The patches that get a polygon.
        style: How outlines are drawn.
        side_px: Side of the windows in pixels.
    """

    source: ClassSource
    patches: Patches
    totals: PatchTotals
    selection: Selection
    style: OutlineStyle
    side_px: int = BLOCK_PX
    _waiting: dict[int, list[shapely.Polygon]] = field(default_factory=dict)

    def run(self, progress: Progress) -> Iterator[tuple[Numbers, Polygons]]:
        """Yield the patches (n,) that each window completes, and their polygons in pixels (n,)."""
        n_parts = np.bincount(self.patches.of_part, minlength=len(self.patches.sizes))
        for frame in frames(self.source, 4, progress, self.side_px):
            parts = frame.own[1]
            first, last = int(parts.min()), int(parts.max())
            of_label, labels = self.patches.of_part[first : last + 1], parts - first
            self.totals.add(of_label, labels, frame.window)
            drawn = outlines(
                self.source.read(frame.window.grown(1)), labels, frame.window, self.style
            )
            wanted = self.selection.wanted[of_label]
            is_whole = n_parts[of_label] == 1
            split, whole = wanted & ~is_whole, wanted & is_whole
            joined = dict(self._join(of_label[split], drawn[split], n_parts))
            numbers = np.concatenate([of_label[whole], np.array(list(joined), np.int64)])
            polygons = np.concatenate([drawn[whole], _array(list(joined.values()))])
            enough = self.totals.area[numbers] >= self.selection.min_area
            yield numbers[enough], polygons[enough]

    def _join(
        self, of_part: Numbers, drawn: Polygons, n_parts: Numbers
    ) -> Iterator[tuple[int, shapely.Polygon]]:
        """Hold parts until their patch is complete, then yield its number and polygon."""
        for number, polygon in zip(of_part.tolist(), drawn, strict=True):
            parts = self._waiting.setdefault(number, [])
            parts.append(polygon)
            if len(parts) == n_parts[number]:
                del self._waiting[number]
                if self.totals.area[number] >= self.selection.min_area:
                    yield number, shapely.coverage_union_all(parts)


def in_crs(polygons: Polygons, grid: MapGrid) -> Polygons:
    """Transform polygons (n,) from pixel coordinates to the CRS of their map."""
    moved = shapely.transform(polygons, lambda points: transformed(points, grid.transform))
    oriented: Polygons = shapely.orient_polygons(moved)
    return oriented


def _array(polygons: list[shapely.Polygon]) -> Polygons:
    array = np.empty(len(polygons), object)
    array[:] = polygons
    return array
