"""Burn label polygons into windows of the scene's native grid."""

from dataclasses import dataclass

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
    """Labels of one native window: polygon number (-1 none) and class position (255 unlabelled), both (h, w)."""

    polygons: NDArray[np.int32]
    classes: NDArray[np.uint8]
    n_contradicting: int


class Rasterizer:
    """Burns one label set into windows of one scene of any CRS; finds the polygons of a window by a spatial index."""

    def __init__(self, labels: LabelSet, scene: Scene) -> None:
        self._labels, self._scene = labels.in_crs(scene.crs), scene
        self._tree = shapely.STRtree(self._labels.geometries)

    def burn(self, window: Window) -> LabelWindow:
        """Return the labels of a native window; a pixel belongs to a polygon that holds its centre.

        Pixels under polygons of different classes contradict each other and stay unlabelled.
        """
        shape = (window.height, window.width)
        numbers = np.sort(self._tree.query(_box(self._scene, window)))
        numbers = numbers[np.argsort(self._labels.classes[numbers], kind="stable")]
        if not len(numbers):
            return LabelWindow(
                np.full(shape, NO_POLYGON, np.int32), np.full(shape, UNLABELLED, np.uint8), 0
            )
        # Burned in the order of classes: where the highest class on a pixel is the lowest too, nothing contradicts
        first, last = self._burn_ids(numbers, window), self._burn_ids(numbers[::-1], window)
        classes = np.append(self._labels.classes, UNLABELLED).astype(
            np.uint8
        )  # position -1 is the unlabelled one
        contradicting = classes[first] != classes[last]
        polygons = np.where(contradicting, NO_POLYGON, first).astype(np.int32)
        return LabelWindow(polygons, classes[polygons], int(contradicting.sum()))

    def windows(self, side_px: int) -> list[Window]:
        """Return the blocks of a fixed grid anchored at the scene's origin that meet a polygon, row by row."""
        scene, found = self._scene, set()
        for west, south, east, north in shapely.bounds(self._labels.geometries):
            left, top = ~scene.transform * (west, north)
            right, bottom = ~scene.transform * (east, south)
            rows = range(
                max(0, int(top)) // side_px,
                min(scene.height - 1, int(max(bottom, 0))) // side_px + 1,
            )
            columns = range(
                max(0, int(left)) // side_px,
                min(scene.width - 1, int(max(right, 0))) // side_px + 1,
            )
            found |= {(row, column) for row in rows for column in columns}
        whole = Window(0, 0, scene.height, scene.width)
        blocks = [
            Window(r * side_px, c * side_px, side_px, side_px).intersection(whole)
            for r, c in sorted(found)
        ]
        hits = (
            self._tree.query(
                np.array([_box(scene, b) for b in blocks], object), predicate="intersects"
            )[0]
            if blocks
            else []
        )
        return [blocks[i] for i in sorted(set(hits))]

    def _burn_ids(self, numbers: NDArray[np.int64], window: Window) -> NDArray[np.int32]:
        pairs = [(self._labels.geometries[n], int(n)) for n in numbers]
        ids: NDArray[np.int32] = rasterio.features.rasterize(
            pairs,
            out_shape=(window.height, window.width),
            transform=self._scene.window_transform(window),
            fill=NO_POLYGON,
            dtype="int32",
        )
        return ids


def _box(scene: Scene, window: Window) -> shapely.Polygon:
    """Return the outline of a native window in the scene's CRS."""
    transform = scene.window_transform(window)
    west, north = transform * (0, 0)
    east, south = transform * (window.width, window.height)
    return shapely.box(west, south, east, north)
