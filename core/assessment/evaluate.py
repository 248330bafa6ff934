"""Cross-validation: heads are trained fold by fold and scored on the held-out pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
import torch
from numpy.typing import NDArray

from ..errors import InvalidLabels
from ..heads.samples import Samples
from ..job.sharpen_options import NOT_SHARPENED, SharpenOptions
from ..labels.label_set import LabelSet
from ..labels.sampling import LabelledPixels
from ..labels.split import NEVER, Split
from ..mapping.rendering import Rendering
from ..progress import Progress
from ..scores.boundary import BoundaryScores
from ..scores.confusion import confusion
from ..training.dataset import LabelledScene
from ..training.fit import Logits, fit_head
from ..training.task import FitTask
from .boundaries import ScoredPixels, are_dense, boundary_scores
from .calibration import Calibration, cross_calibrate, map_logits
from .pixels import predict_pixels
from .tta import mean_maps

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class FoldCounts:
    """Confusion matrices of a method on held-out pixels.

    Attributes:
        per_polygon: Per polygon, (polygons, n, n); the bootstrap sums them by block.
        confusions: Per fold of a cross-validation, (n, n) on the pixels that the fold held out.
        n_training: Per fold, number of training samples.
        boundary: Boundary scores; None if the labels are too sparse.
        tta: The same with test-time augmentation; None without views.
    """

    per_polygon: Counts
    confusions: tuple[Counts, ...] = ()
    n_training: tuple[int, ...] = ()
    boundary: BoundaryScores | None = None
    tta: "FoldCounts | None" = None

    @property
    def pooled(self) -> Counts:
        """Counts over all pixels."""
        return np.asarray(self.per_polygon.sum(axis=0), np.int64)


def cross_validate(
    task: FitTask,
    split: Split,
    progress: Progress,
    views: Sequence[str] = (),
    kind: str = "",
    sharpening: SharpenOptions = NOT_SHARPENED,
) -> tuple[FoldCounts, Calibration | None]:
    """Train the task's recipe per fold on the other folds and score it on all pixels of the fold.

    Args:
        task: What is trained, on which samples.
        split: The folds.
        progress: Reports one subrange per fold.
        views: Views for test-time augmentation; the mean over the scene and its views is scored
            as well.
        kind: Kind of the head to be calibrated. ``auto`` may choose another head in some folds;
            these do not count for the calibration. Empty = every fold counts.
        sharpening: How the maps are sharpened that are scored.

    Returns:
        Counts, and the calibration, None where no fold has a head of this kind.

    Raises:
        InvalidLabels: Without a fold, fewer than two classes are left.
    """
    data = task.data
    renderings: list[Rendering] = []
    n_training: list[int] = []
    logits: list[Logits] = []
    for fold, fold_progress in progress.subrange(0, 0.5).each(range(split.n_folds)):
        fold_task = task.holding_out(split, fold)
        _check_fold(fold_task.samples, fold)
        head = fit_head(fold_task, fold_progress.subrange(0, 0.8))
        rendering = Rendering(head, sharpening=sharpening)
        renderings.append(rendering)
        n_training.append(len(fold_task.samples))
        held_out = _calibration_samples(fold_task, split.folds[data.polygons] == fold)
        if kind in ("", head.kind) and held_out.any():
            logits.append(map_logits(rendering, data, held_out, fold_progress.subrange(0.8, 1)))
    mapping = progress.subrange(0.5, 0.6 if views else 1)
    maps = predict_folds(data.scenes, renderings, split, mapping)
    counts = collect_folds(data.scenes, split, maps, tuple(n_training))
    if views:
        averaged = mean_maps(data.scenes, renderings, split, views, progress.subrange(0.6, 1))
        counts = replace(counts, tta=collect_folds(data.scenes, split, averaged, tuple(n_training)))
    return counts, cross_calibrate(logits) if logits else None


def predict_folds(
    scenes: Sequence[LabelledScene],
    renderings: Sequence[Rendering],
    split: Split,
    progress: Progress,
) -> list[NDArray[np.uint8]]:
    """Return each fold's map on the pixels that the fold holds out.

    Returns:
        Class positions per scene, (folds, pixels), 255 elsewhere.
    """
    maps = []
    for scene, scene_progress in progress.each(scenes):
        pixels = scene.pixels
        folds = split.folds[pixels.polygons]
        maps.append(predict_pixels(scene, renderings, pixels, scene_progress, folds))
    return maps


def collect_folds(
    scenes: Sequence[LabelledScene],
    split: Split,
    maps: Sequence[NDArray[np.uint8]],
    n_training: tuple[int, ...],
) -> FoldCounts:
    """Count the pixels that each fold held out, against the fold's own map.

    Classes in one fold only are left out: they cannot be validated.

    Args:
        scenes: The labelled scenes.
        split: The folds.
        maps: Result of ``predict_folds``.
        n_training: Number of training samples per fold.
    """
    scored_in = np.where(split.can_validate(scenes[0].labels.classes), split.folds, NEVER)
    parts = []
    for fold in range(split.n_folds):
        for scene, predicted in zip(scenes, maps, strict=True):
            held_out = scored_in[scene.pixels.polygons] == fold
            parts.append(_scored(scene, predicted[fold], held_out))
    dense = are_dense([(scene.scene, scene.pixels) for scene in scenes])
    counts = _counted(parts, scenes[0].labels, dense=dense)
    folds = range(split.n_folds)
    of_folds = [counts.per_polygon[split.folds == fold].sum(axis=0) for fold in folds]
    return replace(counts, confusions=tuple(of_folds), n_training=n_training)


def count_maps(
    scenes: Sequence[LabelledScene], predicted: Sequence[NDArray[np.uint8]]
) -> FoldCounts:
    """Count the labelled pixels of scenes against the map of each; each map is (pixels,)."""
    pairs = zip(scenes, predicted, strict=True)
    parts = [ScoredPixels(scene.scene, scene.pixels, classes) for scene, classes in pairs]
    dense = are_dense([(scene.scene, scene.pixels) for scene in scenes])
    return _counted(parts, scenes[0].labels, dense=dense)


def _scored(
    scene: LabelledScene, predicted: NDArray[np.uint8], mask: NDArray[np.bool_]
) -> ScoredPixels:
    return ScoredPixels(scene.scene, scene.pixels.take(mask), predicted[mask])


def _counted(parts: Sequence[ScoredPixels], labels: LabelSet, *, dense: bool) -> FoldCounts:
    n = len(labels.table)
    counts = np.zeros((len(labels), n, n), np.int64)
    for part in parts:
        counts += confusion(
            part.pixels.classes, part.predicted, n, part.pixels.polygons, len(labels)
        )
    return FoldCounts(counts, boundary=boundary_scores(parts, n) if dense else None)


def _calibration_samples(task: FitTask, held_out: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the held-out samples of classes that the fold's head knows, (samples,).

    It gives the others a probability of almost 0, which would dominate the cross-entropy that the
    temperature minimises.
    """
    classes = task.data.samples.classes
    known: NDArray[np.bool_] = torch.isin(classes, torch.unique(task.samples.classes)).numpy()
    return held_out & known


def _check_fold(training: Samples, fold: int) -> None:
    if len(training) == 0 or len(set(training.classes.tolist())) < 2:
        raise InvalidLabels(
            f"With fold {fold + 1} held out, fewer than two classes are left to train; label more "
            "places, make BLOCK_SIZE or BUFFER smaller, or choose VALIDATION none (of a DATASET in "
            "'Prepare dataset')."
        )


def outside_training(
    labelled: LabelledScene, training_polygons: NDArray[np.object_]
) -> LabelledPixels:
    """Return the labelled pixels outside training polygons (n,), given in the labels' CRS."""
    pixels = labelled.pixels
    if not len(training_polygons):
        return pixels
    area = shapely.union_all(shapely.make_valid(training_polygons))
    shapely.prepare(area)
    return pixels.take(~shapely.intersects_xy(area, *pixels.coordinates(labelled.scene)))
