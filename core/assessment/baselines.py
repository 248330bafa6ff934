"""What the head must beat: a random forest on the raw bands of single pixels, on the same folds and samples."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..device import PHYSICAL_CORES
from ..imagery.scene import Scene
from ..jobs import UNLABELLED
from ..labels.sampling import LabelledPixels
from ..labels.split import Split
from ..progress import Progress
from ..training.dataset import TrainingData, blocks_of
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


def forest_folds(data: TrainingData, split: Split, bands: tuple[int, ...], progress: Progress, seed: int) -> Folds:
    """Cross-validate a 300-tree random forest on raw bands, trained on the head's own samples."""
    values = [raw_bands_at(scene.scene, bands, scene.pixels) for scene in data.scenes]
    training = np.concatenate([v[chosen] for v, chosen in zip(values, data.chosen, strict=True)])
    classes, weights = data.samples.classes.numpy(), data.samples.weights.numpy()
    maps = [np.full((split.n_folds, len(scene.pixels)), UNLABELLED, np.uint8) for scene in data.scenes]
    counts = []
    for fold in range(split.n_folds):
        keep = split.training_mask(fold, data.x, data.y, data.polygons)
        predict = _forest(training[keep], classes[keep], weights[keep], seed)
        for scene, raw, result in zip(data.scenes, values, maps, strict=True):
            own = np.flatnonzero(split.folds[scene.pixels.polygons] == fold)
            for start in range(0, len(own), _PREDICT_CHUNK):
                part = own[start : start + _PREDICT_CHUNK]
                result[fold, part] = predict(raw[part])
        counts.append(int(keep.sum()))
        progress.step(fold + 1, split.n_folds)
    return collect_folds(data.scenes, split, maps, tuple(counts))


def _forest(
    values: NDArray[np.float32], classes: NDArray[np.int64], weights: NDArray[np.float32], seed: int
) -> Callable[[NDArray[np.float32]], NDArray[np.uint8]]:
    """Train a forest and return its prediction."""
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(N_TREES, n_jobs=PHYSICAL_CORES, random_state=seed, min_samples_leaf=2)
    forest.fit(values, classes, sample_weight=weights)
    return lambda unseen: forest.predict(unseen).astype(np.uint8)
