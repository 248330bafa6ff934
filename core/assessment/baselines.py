"""Baselines: random forests on the same folds and samples, on raw bands and on tokens."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..features.at_pixels import blocks_under
from ..heads.head import Head
from ..heads.samples import Samples
from ..imagery.scene import Scene
from ..job.options import UNLABELLED
from ..labels.sampling import LabelledPixels
from ..labels.split import Split
from ..mapping.rendering import Rendering
from ..progress import Progress
from ..runtime.device import PHYSICAL_CORES
from ..training.dataset import TrainingData
from .evaluate import FoldCounts, collect_folds, predict_folds

N_TREES = 300
_PREDICT_CHUNK = 200_000  # pixels
_MAX_TOKEN_SAMPLES = 5_000  # a forest on hundreds of features takes seconds per thousand samples


def baselines(
    data: TrainingData, split: Split, progress: Progress, seed: int
) -> dict[str, FoldCounts]:
    """Cross-validate random forests on all raw bands, on the backbone's bands, and on tokens.

    Returns:
        Counts by the keys of ``METHODS``; if there are no extra bands, the first two are the same.
    """
    options = data.scenes[0].scene.options
    all_bands = tuple(dict.fromkeys((*options.extra_bands, *options.bands)))
    bands = tuple(dict.fromkeys(options.bands))
    on_all_bands = forest_folds(data, split, all_bands, progress.subrange(0, 1 / 3), seed)
    on_bands = on_all_bands
    if set(all_bands) != set(bands):
        on_bands = forest_folds(data, split, bands, progress.subrange(1 / 3, 2 / 3), seed)
    return {
        "baseline": on_all_bands,
        "baseline_rgb": on_bands,
        "baseline_tokens": token_forest_folds(data, split, progress.subrange(2 / 3, 1), seed),
    }


def raw_bands_at(
    scene: Scene, bands: tuple[int, ...], pixels: LabelledPixels
) -> NDArray[np.float32]:
    """Read raw numbers of ``bands`` at native pixels, (pixels, bands)."""
    result = np.zeros((len(pixels), len(bands)), np.float32)
    for window, inside in blocks_under(scene, pixels.rows, pixels.columns):
        values, _ = scene.read_bands(bands, window)
        rows = pixels.rows[inside] - window.row
        columns = pixels.columns[inside] - window.column
        result[inside] = values[:, rows, columns].T
    return np.nan_to_num(result)


def forest_folds(
    data: TrainingData, split: Split, bands: tuple[int, ...], progress: Progress, seed: int
) -> FoldCounts:
    """Cross-validate a forest on raw bands of single pixels, trained on the head's samples."""
    values = [raw_bands_at(scene.scene, bands, scene.pixels) for scene in data.scenes]
    chosen = [raw[positions] for raw, positions in zip(values, data.chosen, strict=True)]
    training = np.concatenate(chosen)
    classes, weights = data.samples.classes.numpy(), data.samples.weights.numpy()
    shapes = [(split.n_folds, len(scene.pixels)) for scene in data.scenes]
    maps = [np.full(shape, UNLABELLED, np.uint8) for shape in shapes]
    n_training = []
    for fold in range(split.n_folds):
        mask = split.training_mask(fold, data.x, data.y, data.polygons)
        predict = forest(training[mask], classes[mask], weights[mask], seed)
        for scene, raw, result in zip(data.scenes, values, maps, strict=True):
            held_out = np.flatnonzero(split.folds[scene.pixels.polygons] == fold)
            for start in range(0, len(held_out), _PREDICT_CHUNK):
                chunk = held_out[start : start + _PREDICT_CHUNK]
                result[fold, chunk] = predict(raw[chunk])
        n_training.append(int(mask.sum()))
        progress.step(fold + 1, split.n_folds)
    return collect_folds(data.scenes, split, maps, tuple(n_training))


def token_forest_folds(
    data: TrainingData, split: Split, progress: Progress, seed: int
) -> FoldCounts:
    """Cross-validate a forest on token features, trained on the head's samples."""
    heads, n_training = [], []
    for fold in range(split.n_folds):
        mask = split.training_mask(fold, data.x, data.y, data.polygons)
        training = data.samples.take(torch.from_numpy(np.flatnonzero(mask)))
        heads.append(TokenForest(training, seed))
        n_training.append(int(mask.sum()))
        progress.step(0.5 * (fold + 1), split.n_folds)
    renderings = [Rendering(head) for head in heads]
    maps = predict_folds(data.scenes, renderings, split, progress.subrange(0.5, 1))
    return collect_folds(data.scenes, split, maps, tuple(n_training))


class TokenForest(Head):
    """A forest in place of a head: token probabilities are interpolated as scores of heads are.

    It trains on at most 5000 samples, evenly spaced.
    """

    kind = "forest"

    def __init__(self, samples: Samples, seed: int) -> None:
        n_classes = samples.n_classes
        pixel_weight = torch.zeros(n_classes, samples.extra.shape[1])
        super().__init__(
            {
                "bias": torch.zeros(n_classes),
                "pixel_weight": pixel_weight,
                "sharpness": torch.tensor(1.0),
            }
        )
        step = math.ceil(len(samples) / _MAX_TOKEN_SAMPLES)
        subset = samples.take(torch.arange(0, len(samples), step))
        self._forest = _train_forest(
            subset.tokens.numpy(), subset.classes.numpy(), subset.weights.numpy(), seed
        )

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Return the probabilities of tokens (n, features) -> (n, classes)."""
        probabilities = torch.from_numpy(self._forest.predict_proba(tokens.numpy())).float()
        scores = torch.zeros(len(tokens), self.n_classes)
        scores[:, self._forest.classes_] = probabilities
        return scores


def forest(
    values: NDArray[np.float32], classes: NDArray[np.int64], weights: NDArray[np.float32], seed: int
) -> Callable[[NDArray[np.float32]], NDArray[np.uint8]]:
    """Train a forest and return its prediction function, (n, features) -> (n,).

    Args:
        values: (samples, features).
        classes: Class positions, (samples,).
        weights: (samples,).
        seed: Of the forest.
    """
    trees = _train_forest(values, classes, weights, seed)
    return lambda unseen: trees.predict(unseen).astype(np.uint8)


def _train_forest(
    values: NDArray[np.float32], classes: NDArray[np.int64], weights: NDArray[np.float32], seed: int
) -> Any:  # noqa: ANN401 (scikit-learn has no types)
    from sklearn.ensemble import RandomForestClassifier

    trees = RandomForestClassifier(
        N_TREES, n_jobs=PHYSICAL_CORES, random_state=seed, min_samples_leaf=2
    )
    return trees.fit(values, classes, sample_weight=weights)
