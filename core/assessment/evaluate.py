"""Score heads on labelled pixels, rendered exactly as a map would show them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ..device import threads
from ..errors import InvalidLabels
from ..features.feature_map import to_fine
from ..heads.head import Head
from ..heads.samples import Samples
from ..jobs import UNLABELLED
from ..labels.sampling import LabelledPixels
from ..labels.split import Split
from ..mapping.render import ScoreTable, cells_of, core_scores, render_block
from ..progress import Progress
from ..scores.confusion import confusion
from ..training.dataset import LabelledScene, blocks_of, tiles_under
from ..training.fit import best_sharpness, fit_head, logits_of
from ..training.task import FitTask

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Folds:
    """Result of a cross-validation.

    Attributes:
        confusions: Per fold, counts (n, n) on the pixels that fold held out.
        per_polygon: The same per polygon, (polygons, n, n): the pieces that a bootstrap draws.
        n_training: Per fold, number of training samples.
    """

    confusions: tuple[Counts, ...]
    per_polygon: Counts
    n_training: tuple[int, ...]

    @property
    def pooled(self) -> Counts:
        """Counts over all folds."""
        return np.asarray(sum(self.confusions), np.int64)


def predict_pixels(
    labelled: LabelledScene, heads: Sequence[Head], pixels: LabelledPixels, progress: Progress
) -> NDArray[np.uint8]:
    """Return the class position that each head's map shows at each pixel, (heads, pixels)."""
    features = labelled.features
    tables = [ScoreTable(head.n_planes) for head in heads]
    tiles = tiles_under(features, pixels, max(head.margin_px for head in heads))
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


def cross_validate(task: FitTask, split: Split, progress: Progress) -> tuple[Folds, float]:
    """Fit the task's recipe per fold on the other folds' labels and score it on all pixels of the fold.

    Returns the folds and the sharpness that makes held-out probabilities honest.
    """
    heads, parts, held_out, data = [], [], [], task.data
    for fold in range(split.n_folds):
        one = task.holding_out(split, fold, task.folder / f"fold{fold + 1}" if task.folder else None)
        training, own = one.samples, one.monitored
        _check_fold(training, fold)
        share = 0.5 / split.n_folds
        heads.append(fit_head(one, progress.part(fold * share, (fold + 1) * share)))
        parts.append(len(training))
        held_out.append(logits_of(heads[-1], own))
    share = 0.5 / len(data.scenes)
    maps = [
        predict_pixels(scene, heads, scene.pixels, progress.part(0.5 + number * share, 0.5 + (number + 1) * share))
        for number, scene in enumerate(data.scenes)
    ]
    return collect_folds(data.scenes, split, maps, tuple(parts)), best_sharpness(held_out)


def collect_folds(
    scenes: Sequence[LabelledScene], split: Split, maps: Sequence[NDArray[np.uint8]], n_training: tuple[int, ...]
) -> Folds:
    """Count the pixels that each fold held out against its own map; ``maps`` is (folds, pixels) per scene."""
    labels = scenes[0].labels
    n = len(labels.table)
    per_polygon = np.zeros((len(labels), n, n), np.int64)
    for scene, predicted in zip(scenes, maps, strict=True):
        of_pixel = split.folds[scene.pixels.polygons]
        held_out = np.flatnonzero(of_pixel >= 0)
        pixels, own = scene.pixels.take(held_out), predicted[of_pixel[held_out], held_out]
        per_polygon += confusion(pixels.classes, own, n, pixels.polygons, len(labels))
    folds = tuple(per_polygon[split.folds == fold].sum(axis=0) for fold in range(split.n_folds))
    return Folds(folds, per_polygon, n_training)


def _check_fold(training: Samples, fold: int) -> None:
    if len(training) == 0 or len(set(training.classes.tolist())) < 2:
        raise InvalidLabels(
            f"With fold {fold + 1} held out, fewer than two classes are left to train; label more places, "
            "make BLOCK_SIZE or BUFFER smaller, or choose VALIDATION none."
        )


def outside_training(labelled: LabelledScene, training_polygons: NDArray[np.object_]) -> LabelledPixels:
    """Return the labelled pixels that lie in none of the training polygons (given in the scene's CRS)."""
    pixels = labelled.pixels
    if not len(training_polygons):
        return pixels
    area = shapely.union_all(shapely.make_valid(training_polygons))
    shapely.prepare(area)
    return pixels.take(~shapely.intersects_xy(area, *pixels.coordinates(labelled.scene)))
