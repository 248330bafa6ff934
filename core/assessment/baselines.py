"""What the head must beat: a random forest on the raw bands of single pixels, on the same folds and samples."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..device import PHYSICAL_CORES
from ..imagery.scene import Scene
from ..labels.sampling import LabelledPixels
from ..labels.split import Split
from ..progress import Progress
from ..training.dataset import LabelledScene, blocks_of
from .evaluate import Folds, collect_folds

N_TREES = 300
_PREDICT_CHUNK = 200_000


def raw_bands_at(scene: Scene, bands: tuple[int, ...], pixels: LabelledPixels) -> NDArray[np.float32]:
    """Read raw numbers of ``bands`` at native pixels, (n, bands)."""
    result = np.zeros((len(pixels), len(bands)), np.float32)
    for window, inside in blocks_of(scene, pixels):
        values, _ = scene.read_bands(bands, window)
        result[inside] = values[:, pixels.rows[inside] - window.row, pixels.columns[inside] - window.column].T
    return np.nan_to_num(result)


def forest_folds(
    labelled: LabelledScene, split: Split, bands: tuple[int, ...], chosen: NDArray[np.int64], weights: NDArray[np.float64],
    progress: Progress, seed: int,
) -> Folds:  # fmt: skip
    """Cross-validate a 300-tree random forest on raw bands."""
    values = raw_bands_at(labelled.scene, bands, labelled.pixels)
    pixels = labelled.pixels.take(chosen)
    x, y = pixels.coordinates(labelled.scene)
    maps = np.zeros((split.n_folds, len(labelled.pixels)), np.uint8)
    counts = []
    for fold in range(split.n_folds):
        keep = split.training_mask(fold, x, y, pixels.polygons)
        own = np.flatnonzero(split.folds[labelled.pixels.polygons] == fold)
        predict = _forest(values[chosen[keep]], pixels.classes[keep], weights[keep], seed)
        for part in np.array_split(own, max(1, -(-len(own) // _PREDICT_CHUNK))):
            if len(part):
                maps[fold, part] = predict(values[part])
        counts.append(int(keep.sum()))
        progress.step(fold + 1, split.n_folds)
    return collect_folds(labelled, split, maps, tuple(counts))


def _forest(
    values: NDArray[np.float32], classes: NDArray[np.int64], weights: NDArray[np.float64], seed: int
) -> Callable[[NDArray[np.float32]], NDArray[np.uint8]]:
    """Train a forest and return its prediction."""
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(N_TREES, n_jobs=PHYSICAL_CORES, random_state=seed, min_samples_leaf=2)
    forest.fit(values, classes, sample_weight=weights)
    return lambda unseen: forest.predict(unseen).astype(np.uint8)
