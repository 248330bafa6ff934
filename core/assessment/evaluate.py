"""Score heads on labelled pixels, rendered exactly as a map would show them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ..device import threads
from ..features.feature_map import to_fine
from ..heads.head import Head
from ..heads.samples import Samples
from ..jobs import UNLABELLED
from ..labels.sampling import LabelledPixels, training_sample
from ..labels.split import Split
from ..mapping.render import ScoreTable, cells_of, core_scores, render_block
from ..progress import Progress
from ..scores.confusion import confusion
from ..training.dataset import LabelledScene, blocks_of, build_samples, tiles_under
from ..training.fit import fit_head

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Folds:
    """Result of a cross-validation over the folds of one scene.

    Attributes:
        confusions: Per fold, counts (n, n) on the pixels that fold held out.
        predicted: Per labelled pixel, the class of the head that did not see it; 255 where its polygon never validates.
        n_training: Per fold, number of training samples.
    """

    confusions: tuple[Counts, ...]
    predicted: NDArray[np.uint8]
    n_training: tuple[int, ...]


def predict_pixels(labelled: LabelledScene, heads: Sequence[Head], pixels: LabelledPixels, progress: Progress) -> NDArray[np.uint8]:
    """Return the class position that each head's map shows at each pixel, (heads, pixels)."""
    features = labelled.features
    tables = [ScoreTable(head.n_classes) for head in heads]
    tiles = tiles_under(features, pixels)
    for number, core in enumerate(features.cores(wanted=tiles)):
        values = to_fine(core.layers, features.factors)
        for head, table in zip(heads, tables, strict=True):
            table.put(cells_of(features, core.window), core_scores(features, head, values))
        progress.step(number + 1, len(tiles))
    result = np.full((len(heads), len(pixels)), UNLABELLED, np.uint8)
    with threads(1):
        for block, inside in blocks_of(labelled.scene, pixels):
            at = pixels.rows[inside] - block.row, pixels.columns[inside] - block.column
            for i, (head, table) in enumerate(zip(heads, tables, strict=True)):
                result[i, inside] = render_block(features, head, table, block)[0][at]
            progress.check()
    return result


def fold_samples(
    labelled: LabelledScene, split: Split, samples: Samples, chosen: NDArray[np.int64], fold: int
) -> Samples:
    """Return the samples that may train when ``fold`` validates: other folds, outside the buffer."""
    import torch

    pixels = labelled.pixels.take(chosen)
    x, y = pixels.coordinates(labelled.scene)
    return samples.take(torch.from_numpy(np.flatnonzero(split.training_mask(fold, x, y, pixels.polygons))))


def cross_validate(
    kind: str, labelled: LabelledScene, split: Split, samples: Samples, chosen: NDArray[np.int64], progress: Progress, seed: int
) -> tuple[Folds, list[Head]]:
    """Fit a head per fold on the other folds' samples and score it on all pixels of the fold."""
    training = [fold_samples(labelled, split, samples, chosen, fold) for fold in range(split.n_folds)]
    heads = [fit_head(kind, part, Progress(), seed) for part in training]
    maps = predict_pixels(labelled, heads, labelled.pixels, progress)
    return collect_folds(labelled, split, maps, tuple(len(part) for part in training)), heads


def collect_folds(labelled: LabelledScene, split: Split, maps: NDArray[np.uint8], n_training: tuple[int, ...]) -> Folds:
    """Count, per fold, the pixels it held out against its own map (folds, pixels)."""
    of_pixel = split.folds[labelled.pixels.polygons]
    n = len(labelled.labels.table)
    predicted = np.full(len(labelled.pixels), UNLABELLED, np.uint8)
    counts = []
    for fold in range(split.n_folds):
        own = of_pixel == fold
        predicted[own] = maps[fold, own]
        counts.append(confusion(labelled.pixels.classes[own], maps[fold, own], n))
    return Folds(tuple(counts), predicted, n_training)


def outside_training(labelled: LabelledScene, training_polygons: NDArray[np.object_]) -> LabelledPixels:
    """Return the labelled pixels that lie in none of the training polygons (given in the scene's CRS)."""
    pixels = labelled.pixels
    if not len(training_polygons):
        return pixels
    area = shapely.union_all(shapely.make_valid(training_polygons))
    shapely.prepare(area)
    return pixels.take(~shapely.intersects_xy(area, *pixels.coordinates(labelled.scene)))


def sample_for(labelled: LabelledScene, most_per_class: int, seed: int, progress: Progress) -> tuple[Samples, NDArray[np.int64]]:
    """Choose training pixels and build their samples; returns both."""
    chosen, weights = training_sample(labelled.pixels, most_per_class, seed)
    return build_samples(labelled, chosen, weights, progress), chosen
