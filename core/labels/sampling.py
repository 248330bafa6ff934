"""Choose labelled pixels: all of them for scoring, a balanced share for training."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import rasterio.warp
from numpy.typing import NDArray
from rasterio.crs import CRS

from ..imagery.scene import Scene
from ..imagery.tile_grid import BLOCK_PX
from ..job.options import UNLABELLED
from ..progress import Progress
from .label_set import LabelSet
from .rasterize import Rasterizer

_COLUMNS = {"rows": np.int32, "columns": np.int32, "classes": np.uint8, "polygons": np.int32}


@dataclass(frozen=True)
class LabelledPixels:
    """Pixels of one scene with a label, one entry each, in 13 bytes: a dense label raster has millions.

    Attributes:
        rows, columns: On the scene's native grid.
        classes: Position in the class table.
        polygons: Number of the polygon in the label set.
        n_contradicting: Pixels left out because polygons of different classes cover them.
        n_invalid: Pixels left out because the scene has no data there.
        crs: CRS of the labels, in which coordinates are told; None = the scene's.
    """

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    classes: NDArray[np.uint8]
    polygons: NDArray[np.int32]
    n_contradicting: int = 0
    n_invalid: int = 0
    crs: CRS | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, chosen: NDArray[np.generic]) -> "LabelledPixels":
        """Return the chosen pixels (a mask or positions)."""
        columns = {name: getattr(self, name)[chosen] for name in _COLUMNS}
        return replace(self, **columns)

    def coordinates(self, scene: Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the pixel centres in map coordinates of the labels' CRS."""
        t, down, across = scene.transform, self.rows + 0.5, self.columns + 0.5
        x, y = (
            np.float64(t.c) + across * t.a + down * t.b,
            np.float64(t.f) + down * t.e + across * t.d,
        )
        if self.crs is None or scene.crs is None or self.crs == scene.crs:
            return x, y
        moved = rasterio.warp.transform(scene.crs, self.crs, x, y)
        return np.asarray(moved[0]), np.asarray(moved[1])


def labelled_pixels(labels: LabelSet, scene: Scene, progress: Progress) -> LabelledPixels:
    """Return every valid pixel under a label."""
    rasterizer = Rasterizer(labels, scene)
    parts: list[tuple[NDArray[Any], ...]] = [tuple(np.empty(0, kind) for kind in _COLUMNS.values())]
    contradicting, invalid = 0, 0
    windows = rasterizer.windows(BLOCK_PX)
    for done, window in enumerate(windows):
        burned = rasterizer.burn(window)
        contradicting += burned.n_contradicting
        labelled = burned.classes != UNLABELLED
        if labelled.any():
            valid = labelled & scene.read_valid(window)
            invalid += int((labelled & ~valid).sum())
            row, column = (axis.astype(np.int32) for axis in np.nonzero(valid))
            parts.append(
                (
                    row + window.row,
                    column + window.column,
                    burned.classes[valid],
                    burned.polygons[valid],
                )
            )
        progress.step(done + 1, len(windows))
    rows, columns, classes, polygons = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return LabelledPixels(rows, columns, classes, polygons, contradicting, invalid, labels.crs)


def training_sample(
    pixels: LabelledPixels, most_per_class: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Choose at most ``most_per_class`` pixels of each class; returns positions and weights (mean 1).

    A polygon counts with the square root of its area, so that one lake does not drown ten ponds, and a class with the
    square root of what it would count for, so that rare classes are heard.
    """
    random = np.random.default_rng(seed)
    chosen, weights = [], []
    for one in np.unique(pixels.classes):
        of_class = np.flatnonzero(pixels.classes == one)
        of_class = of_class[np.argsort(pixels.polygons[of_class], kind="stable")]
        _, starts, counts = np.unique(
            pixels.polygons[of_class], return_index=True, return_counts=True
        )
        quota = np.ceil(most_per_class * np.sqrt(counts) / np.sqrt(counts).sum()).astype(int)
        class_weight = 1 / np.sqrt(np.sqrt(counts).sum())
        for start, count, most in zip(starts, counts, quota, strict=True):
            taken = np.sort(random.permutation(of_class[start : start + count])[:most])
            chosen.append(taken)
            weights.append(np.full(len(taken), class_weight * np.sqrt(count) / len(taken)))
    positions, weight = np.concatenate(chosen), np.concatenate(weights)
    return positions, weight / weight.mean()
