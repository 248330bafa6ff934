"""Labelled pixels: all of them for scoring, a balanced sample for training."""

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
    """Labelled pixels of one scene, 13 bytes each, because a dense label raster has millions.

    Attributes:
        rows, columns: On the scene's native grid, (n,).
        classes: Position in the class table, (n,).
        polygons: Number of the polygon in the label set, (n,).
        n_contradicting: Pixels left out because polygons of different classes cover them.
        n_invalid: Pixels left out because they are nodata.
        crs: CRS of the labels, in which coordinates are returned; None = the scene's.
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
        """Return the chosen pixels; ``chosen`` is a mask (n,) or positions (m,)."""
        columns = {name: getattr(self, name)[chosen] for name in _COLUMNS}
        return replace(self, **columns)

    def coordinates(self, scene: Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x and y of the pixel centres in the labels' CRS, each (n,)."""
        x, y = scene.coordinates(self.rows, self.columns)
        if self.crs is None or scene.crs is None or self.crs == scene.crs:
            return x, y
        moved = rasterio.warp.transform(scene.crs, self.crs, x, y)
        return np.asarray(moved[0]), np.asarray(moved[1])


def labelled_pixels(labels: LabelSet, scene: Scene, progress: Progress) -> LabelledPixels:
    """Return all valid pixels under labels."""
    rasterizer = Rasterizer(labels, scene)
    parts: list[tuple[NDArray[Any], ...]] = [tuple(np.empty(0, kind) for kind in _COLUMNS.values())]
    n_contradicting = n_invalid = 0
    windows = rasterizer.windows(BLOCK_PX)
    for done, window in enumerate(windows, start=1):
        burned = rasterizer.burn(window)
        n_contradicting += burned.n_contradicting
        labelled = burned.classes != UNLABELLED
        if labelled.any():
            valid = labelled & scene.read_valid(window)
            n_invalid += int((labelled & ~valid).sum())
            row, column = (axis.astype(np.int32) for axis in np.nonzero(valid))
            row += window.row
            column += window.column
            parts.append((row, column, burned.classes[valid], burned.polygons[valid]))
        progress.step(done, len(windows))
    rows, columns, classes, polygons = map(np.concatenate, zip(*parts, strict=True))
    return LabelledPixels(rows, columns, classes, polygons, n_contradicting, n_invalid, labels.crs)


def training_sample(
    pixels: LabelledPixels,
    most_per_class: int,
    seed: int,
    weight_of_polygon: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Choose pixels for training.

    A polygon counts with the square root of its area, times its weight, so that large polygons do
    not dominate, and a class with the square root of the sum over its polygons, so that rare
    classes count more.

    Args:
        pixels: The labelled pixels.
        most_per_class: Largest number of pixels of a class; a few more, because of rounding.
        seed: Of the random choice, which is that of a place: a polygon keeps its pixels when other
            polygons are added.
        weight_of_polygon: Weight of each polygon of the label set, (polygons,); None = 1.

    Returns:
        Positions of the chosen pixels (m,) and their weights with mean 1 (m,).
    """
    chosen, weights = [], []
    for class_position in np.unique(pixels.classes):
        of_class = np.flatnonzero(pixels.classes == class_position)
        ranks = _random_ranks(pixels.rows[of_class], pixels.columns[of_class], seed)
        of_class = of_class[np.lexsort((ranks, pixels.polygons[of_class]))]
        polygons = pixels.polygons[of_class]
        numbers, starts, counts = np.unique(polygons, return_index=True, return_counts=True)
        roots = np.sqrt(counts)
        if weight_of_polygon is not None:
            roots *= weight_of_polygon[numbers]
        quotas = np.ceil(most_per_class * roots / roots.sum()).astype(int)
        class_weight = 1 / np.sqrt(roots.sum())
        for start, count, quota, root in zip(starts, counts, quotas, roots, strict=True):
            sample = np.sort(of_class[start : start + min(count, quota)])
            chosen.append(sample)
            weights.append(np.full(len(sample), class_weight * root / len(sample)))
    positions, weight = np.concatenate(chosen), np.concatenate(weights)
    return positions, weight / weight.mean()


def _random_ranks(
    rows: NDArray[np.int32], columns: NDArray[np.int32], seed: int
) -> NDArray[np.uint64]:
    """Return a random number per pixel that depends on its place and the seed only, (n,).

    So a polygon keeps its sample when others are added, and a smaller sample is a part of a larger
    one. Places are scrambled by the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    """
    places = rows.astype(np.uint64) << np.uint64(32) | columns.astype(np.uint64)
    mixed = places + np.uint64((seed + 1) * 0x9E3779B97F4A7C15 % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
