"""Choose labelled pixels: all of them for scoring, a balanced share for training."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..imagery.scene import Scene
from ..jobs import UNLABELLED
from ..progress import Progress
from .label_set import LabelSet
from .rasterize import Rasterizer

BLOCK_PX = 512


@dataclass(frozen=True)
class LabelledPixels:
    """Pixels of one scene with a label, one entry each: native row and column, class position, polygon number."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    classes: NDArray[np.int64]
    polygons: NDArray[np.int64]
    n_contradicting: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, chosen: NDArray[np.generic]) -> "LabelledPixels":
        """Return the chosen pixels (a mask or positions)."""
        return LabelledPixels(
            self.rows[chosen], self.columns[chosen], self.classes[chosen], self.polygons[chosen], self.n_contradicting
        )

    def coordinates(self, scene: Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the pixel centres in map coordinates."""
        t, down, across = scene.transform, self.rows + 0.5, self.columns + 0.5
        return np.float64(t.c) + across * t.a + down * t.b, np.float64(t.f) + down * t.e + across * t.d


def labelled_pixels(labels: LabelSet, scene: Scene, progress: Progress) -> LabelledPixels:
    """Return every valid pixel under a label."""
    rasterizer = Rasterizer(labels, scene)
    parts: list[NDArray[np.int64]] = []
    contradicting = 0
    windows = rasterizer.windows(BLOCK_PX)
    for done, window in enumerate(windows):
        burned = rasterizer.burn(window)
        contradicting += burned.n_contradicting
        labelled = burned.classes != UNLABELLED
        if labelled.any():
            row, column = np.nonzero(labelled & scene.read_valid(window))
            values = (
                row + window.row,
                column + window.column,
                burned.classes[row, column],
                burned.polygons[row, column],
            )
            parts.append(np.stack([np.asarray(v, np.int64) for v in values]))
        progress.step(done + 1, len(windows))
    table = np.concatenate(parts, axis=1) if parts else np.zeros((4, 0), np.int64)
    return LabelledPixels(table[0], table[1], table[2], table[3], contradicting)


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
        _, starts, counts = np.unique(pixels.polygons[of_class], return_index=True, return_counts=True)
        quota = np.ceil(most_per_class * np.sqrt(counts) / np.sqrt(counts).sum()).astype(int)
        class_weight = 1 / np.sqrt(np.sqrt(counts).sum())
        for start, count, most in zip(starts, counts, quota, strict=True):
            taken = np.sort(random.permutation(of_class[start : start + count])[:most])
            chosen.append(taken)
            weights.append(np.full(len(taken), class_weight * np.sqrt(count) / len(taken)))
    positions, weight = np.concatenate(chosen), np.concatenate(weights)
    return positions, weight / weight.mean()
