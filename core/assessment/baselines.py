"""What the head must beat: random forests on the same folds and samples, on raw bands and on the tokens themselves."""

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
from ..progress import Progress
from ..runtime.device import PHYSICAL_CORES
from ..training.dataset import TrainingData
from .evaluate import FoldCounts, collect_folds, predict_folds

N_TREES = 300
_PREDICT_CHUNK = 200_000
_MAX_FOR_TOKENS = (
    5_000  # samples that a forest on hundreds of features sees: it takes seconds per thousand
)


def baselines(
    data: TrainingData, split: Split, progress: Progress, seed: int
) -> dict[str, FoldCounts]:
    """Cross-validate random forests on all raw bands in use, on the backbone's three alone, and on the tokens."""
    options = data.scenes[0].scene.options
    every = tuple(dict.fromkeys((*options.extra_bands, *options.bands)))
    chosen = tuple(dict.fromkeys(options.bands))
    all_bands = forest_folds(data, split, every, progress.subrange(0, 1 / 3), seed)
    three_bands = all_bands
    if set(every) != set(chosen):
        three_bands = forest_folds(data, split, chosen, progress.subrange(1 / 3, 2 / 3), seed)
    return {
        "baseline": all_bands,
        "baseline_rgb": three_bands,
        "baseline_tokens": token_forest_folds(data, split, progress.subrange(2 / 3, 1), seed),
    }


def raw_bands_at(
    scene: Scene, bands: tuple[int, ...], pixels: LabelledPixels
) -> NDArray[np.float32]:
    """Read raw numbers of ``bands`` at native pixels, (n, bands)."""
    result = np.zeros((len(pixels), len(bands)), np.float32)
    for window, inside in blocks_under(scene, pixels.rows, pixels.columns):
        values, _ = scene.read_bands(bands, window)
        result[inside] = values[
            :, pixels.rows[inside] - window.row, pixels.columns[inside] - window.column
        ].T
    return np.nan_to_num(result)


def forest_folds(
    data: TrainingData, split: Split, bands: tuple[int, ...], progress: Progress, seed: int
) -> FoldCounts:
    """Cross-validate a 300-tree random forest on raw bands of single pixels, trained on the head's own samples."""
    values = [raw_bands_at(scene.scene, bands, scene.pixels) for scene in data.scenes]
    training = np.concatenate([v[chosen] for v, chosen in zip(values, data.chosen, strict=True)])
    classes, weights = data.samples.classes.numpy(), data.samples.weights.numpy()
    maps = [
        np.full((split.n_folds, len(scene.pixels)), UNLABELLED, np.uint8) for scene in data.scenes
    ]
    counts = []
    for fold in range(split.n_folds):
        keep = split.training_mask(fold, data.x, data.y, data.polygons)
        predict = forest(training[keep], classes[keep], weights[keep], seed)
        for scene, raw, result in zip(data.scenes, values, maps, strict=True):
            own = np.flatnonzero(split.folds[scene.pixels.polygons] == fold)
            for start in range(0, len(own), _PREDICT_CHUNK):
                part = own[start : start + _PREDICT_CHUNK]
                result[fold, part] = predict(raw[part])
        counts.append(int(keep.sum()))
        progress.step(fold + 1, split.n_folds)
    return collect_folds(data.scenes, split, maps, tuple(counts))


def token_forest_folds(
    data: TrainingData, split: Split, progress: Progress, seed: int
) -> FoldCounts:
    """Cross-validate a 300-tree random forest on token features, as embedding tools do, on the head's samples."""
    heads, counts = [], []
    for fold in range(split.n_folds):
        keep = split.training_mask(fold, data.x, data.y, data.polygons)
        heads.append(TokenForest(data.samples.take(torch.from_numpy(np.flatnonzero(keep))), seed))
        counts.append(int(keep.sum()))
        progress.step(0.5 * (fold + 1), split.n_folds)
    maps = predict_folds(data.scenes, heads, split, progress.subrange(0.5, 1))
    return collect_folds(data.scenes, split, maps, tuple(counts))


class TokenForest(Head):
    """A forest in a head's place: a pixel shows the best of its four tokens' probabilities, as a map would.

    It trains on at most 5000 of the samples, evenly drawn.
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
        part = samples.take(
            torch.arange(0, len(samples), math.ceil(len(samples) / _MAX_FOR_TOKENS))
        )
        self._forest = _fitted(
            part.tokens.numpy(), part.classes.numpy(), part.weights.numpy(), seed
        )

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Return the probabilities of tokens (n, features) -> (n, classes)."""
        scores = torch.zeros(len(tokens), self.n_classes)
        scores[:, self._forest.classes_] = torch.from_numpy(
            self._forest.predict_proba(tokens.numpy())
        ).float()
        return scores


def forest(
    values: NDArray[np.float32], classes: NDArray[np.int64], weights: NDArray[np.float32], seed: int
) -> Callable[[NDArray[np.float32]], NDArray[np.uint8]]:
    """Train a forest and return its prediction."""
    trees = _fitted(values, classes, weights, seed)
    return lambda unseen: trees.predict(unseen).astype(np.uint8)


def _fitted(
    values: NDArray[np.float32], classes: NDArray[np.int64], weights: NDArray[np.float32], seed: int
) -> Any:  # noqa: ANN401 (scikit-learn has no types)
    from sklearn.ensemble import RandomForestClassifier

    trees = RandomForestClassifier(
        N_TREES, n_jobs=PHYSICAL_CORES, random_state=seed, min_samples_leaf=2
    )
    return trees.fit(values, classes, sample_weight=weights)
