"""Rasterisation of label polygons in windows of the scene's native grid."""

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio.features
import shapely
from numpy.typing import NDArray

from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..job.options import UNLABELLED
from .label_set import LabelSet

NO_POLYGON = -1


@dataclass(frozen=True)
class LabelWindow:
    """Labels of a native window.

    Attributes:
        polygons: Number of the polygon, -1 = none, (h, w).
        classes: Class position, 255 = unlabelled, (h, w).
        n_contradicting: Number of pixels under polygons of different classes.
    """

    polygons: NDArray[np.int32]
    classes: NDArray[np.uint8]
    n_contradicting: int


class Rasterizer:
    """Rasterises a label set on a scene; a spatial index finds the polygons of a window."""

    def __init__(self, labels: LabelSet, scene: Scene) -> None:
        self._labels, self._scene = labels.in_crs(scene.crs), scene
        self._tree = shapely.STRtree(self._labels.geometries)

    def burn(self, window: Window) -> LabelWindow:
        """Return the labels of a native window; a pixel belongs to the polygon under its centre.

        Pixels under polygons of different classes are unlabelled.
        """
        shape = (window.height, window.width)
        numbers = np.sort(self._tree.query(_box(self._scene, window)))
        numbers = numbers[np.argsort(self._labels.classes[numbers], kind="stable")]
        if not len(numbers):
            no_polygons = np.full(shape, NO_POLYGON, np.int32)
            return LabelWindow(no_polygons, np.full(shape, UNLABELLED, np.uint8), 0)
        # The polygons are in the order of their classes, so the two results are the highest and the
        # lowest class on a pixel; if they are equal, there is no contradiction
        shapes = [(shapely.geometry.mapping(self._labels.geometries[n]), int(n)) for n in numbers]
        first, last = self._burn_ids(shapes, window), self._burn_ids(shapes[::-1], window)
        # Index -1 (no polygon) is the last element, the unlabelled one
        classes = np.append(self._labels.classes, UNLABELLED).astype(np.uint8)
        contradicting = classes[first] != classes[last]
        polygons = np.where(contradicting, NO_POLYGON, first).astype(np.int32)
        return LabelWindow(polygons, classes[polygons], int(contradicting.sum()))

    def windows(self, side_px: int) -> list[Window]:
        """Return the blocks that overlap a polygon, row by row.

        Args:
            side_px: Side of a block; the grid of blocks begins at the scene's first pixel.
        """
        scene = self._scene
        whole = Window(0, 0, scene.height, scene.width)
        blocks = []
        for row, column in sorted(self._candidates(side_px)):
            block = Window(row * side_px, column * side_px, side_px, side_px)
            blocks.append(block.intersection(whole))
        if not blocks:
            return []
        boxes = np.array([_box(scene, block) for block in blocks], object)
        hits, _ = self._tree.query(boxes, predicate="intersects")
        return [blocks[number] for number in np.unique(hits)]

    def _candidates(self, side_px: int) -> set[tuple[int, int]]:
        """Return row and column of the blocks that overlap the bounding box of a polygon."""
        scene, to_pixels = self._scene, ~self._scene.transform
        found: set[tuple[int, int]] = set()
        for west, south, east, north in shapely.bounds(self._labels.geometries):
            left, top = to_pixels * (west, north)
            right, bottom = to_pixels * (east, south)
            rows = _blocks_between(top, bottom, scene.height, side_px)
            columns = _blocks_between(left, right, scene.width, side_px)
            found.update(itertools.product(rows, columns))
        return found

    def _burn_ids(
        self, shapes: list[tuple[dict[str, Any], int]], window: Window
    ) -> NDArray[np.int32]:
        """Return the number of the last of some polygons at each pixel, (h, w)."""
        ids: NDArray[np.int32] = rasterio.features.rasterize(
            shapes,
            out_shape=(window.height, window.width),
            transform=self._scene.window_transform(window),
            fill=NO_POLYGON,
            dtype="int32",
        )
        return ids


def _blocks_between(start: float, stop: float, length: int, side_px: int) -> range:
    """Return the blocks of an axis of ``length`` pixels between two positions in pixels."""
    first = max(0, int(start)) // side_px
    last = min(length - 1, int(max(stop, 0))) // side_px
    return range(first, last + 1)


def _box(scene: Scene, window: Window) -> shapely.Polygon:
    """Return the outline of a native window in the scene's CRS."""
    transform = scene.window_transform(window)
    west, north = transform * (0, 0)
    east, south = transform * (window.width, window.height)
    return shapely.box(west, south, east, north)
