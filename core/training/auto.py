"""The head 'auto': the simplest head that no other one clearly beats in cross-validation.

Only training samples are used, so scores on held-out folds are not affected. The rule is that of
one standard error (Breiman et al. 1984), on the folds' differences to the best head.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import InvalidLabels
from ..heads.head import Head
from ..job.head_kinds import BY_NAME, HEAD_KINDS, HeadKind
from ..labels.split import NEVER, Split, block_size, spatial_blocks
from ..progress import Progress
from .dataset import LabelledScene, TrainingData
from .labelled_data import tile_side
from .loop.loop import train_network
from .loop.setup import TrainingSetup
from .sample_source import iou_metrics
from .task import FitTask, HeldOut

Fit = Callable[[FitTask, Progress], Head]

_DENSE_START = "linear"  # the head with which dense heads begin
_FOLDS = 3
_MAX_SAMPLES = 6000  # for the comparison
_MLP_MIN_SAMPLES = 200.0  # effective sample size of about 25 polygons
_DECODER_MIN_PX = 500_000  # about 30 crops without gaps
_DECODER_MIN_FRACTION = 0.3  # of the labels' bounding box
_DECODER_EPOCHS = 5  # enough to see whether it improves on its start


@dataclass(frozen=True)
class Choice:
    """The chosen head.

    Attributes:
        head: Its name.
        scores: Mean IoU of every candidate on each inner fold; empty if the labels cannot be split.
    """

    head: str
    scores: dict[str, tuple[float, ...]]

    def applied(self, task: FitTask) -> FitTask:
        """Return the task with the chosen head and, for early stopping, another fold."""
        chosen = replace(task, recipe=replace(task.recipe, head=self.head))
        if not task.held_out:
            return chosen
        reported = task.held_out[-1]
        return chosen.stopping_on(reported.split, (reported.fold + 1) % reported.split.n_folds)

    def metrics(self) -> dict[str, Any]:
        """Return the choice as metrics."""
        means = {name: float(np.mean(folds)) for name, folds in self.scores.items()}
        of_folds = {name: list(folds) for name, folds in self.scores.items()}
        return {"head": self.head, "miou": means, "fold_miou": of_folds}

    @property
    def sentence(self) -> str:
        """The choice as a message."""
        if not self.scores:
            return f"Head: {self.head}, because the labels are too close together to compare heads."
        means = ", ".join(f"{name} {np.mean(folds):.3f}" for name, folds in self.scores.items())
        n = len(self.scores[self.head])
        return (
            f"Head: {self.head}, the simplest that no other clearly beats (mean IoU on {n} inner "
            f"folds: {means})."
        )


def choose_head(task: FitTask, fit: Fit, progress: Progress) -> Choice:
    """Compare the candidates for which there are enough labels on inner folds of the training set.

    Closed-form heads and the linear one are always compared, the MLP from about 25 polygons, the
    decoder with dense labels. At most 6000 samples are used, from all polygons. The decoder is
    trained for 5 epochs; its score is the gain over its start.

    Args:
        task: The training.
        fit: Trains a head.
        progress: Reports the candidates, and the choice as a message.
    """
    kinds = [kind for kind in HEAD_KINDS if kind.is_candidate and _has_enough_labels(kind, task)]
    inner = list(_inner_tasks(task))
    silent = _SilentProgress(progress)
    scores: dict[str, tuple[float, ...]] = {}
    for number, kind in enumerate(kinds if inner else (), start=1):
        tasks = [_with_head(inner_task, kind) for inner_task in inner]
        if kind.is_dense:
            scores[kind.name] = _dense_scores(tasks, scores[_DENSE_START], silent)
        else:
            scores[kind.name] = tuple(_miou(inner_task, fit, silent) for inner_task in tasks)
        progress.step(number, len(kinds))
    choice = Choice(simplest(scores) if scores else kinds[0].name, scores)
    progress.info(choice.sentence)
    return choice


def simplest(scores: Mapping[str, tuple[float, ...]]) -> str:
    """Return the first head that the best one beats by at most one standard error.

    Args:
        scores: Mean IoU per fold of each head, the simplest head first.
    """
    best = np.array(max(scores.values(), key=np.mean))

    def is_close(name: str) -> bool:
        lead = best - scores[name]
        error = lead.std(ddof=1) / np.sqrt(len(lead)) if len(lead) > 1 else 0.0
        return bool(lead.mean() <= error)

    return next(name for name in scores if is_close(name))


class _SilentProgress(Progress):
    """Reports nothing, because trainings for the comparison would confuse; can be cancelled."""

    def __init__(self, outer: Progress) -> None:
        super().__init__()
        self._outer = outer

    def is_cancelled(self) -> bool:
        """Tell whether the user cancelled."""
        return self._outer.is_cancelled()


def _has_enough_labels(kind: HeadKind, task: FitTask) -> bool:
    """Tell whether there are enough labels to compare a head."""
    if kind.is_dense:
        return any(_is_dense(scene, task.training_mask(scene)) for scene in task.data.scenes)
    return not kind.is_gradient or task.samples.effective_sample_size >= _MLP_MIN_SAMPLES


def _is_dense(scene: LabelledScene, mask: NDArray[np.bool_]) -> bool:
    """Tell whether the training pixels of a scene, ``mask`` (pixels,), are many without gaps."""
    n_pixels = mask.sum()
    if n_pixels < _DECODER_MIN_PX:
        return False
    height = np.ptp(scene.pixels.rows[mask]) + 1
    width = np.ptp(scene.pixels.columns[mask]) + 1
    return bool(n_pixels >= _DECODER_MIN_FRACTION * height * width)


def _inner_tasks(task: FitTask) -> Iterator[FitTask]:
    """Yield tasks that hold out one inner fold each; none if the labels cannot be split."""
    held_out = task.all_held_out
    data = _reduced(task.data, held_out)
    try:
        split = _inner_split(data)
    except InvalidLabels:
        return
    options = replace(task.recipe.optimizer, patience=0, keep="last")
    bare = replace(
        task,
        recipe=replace(task.recipe, optimizer=options),
        data=data,
        stopping=None,
        folder=None,
        tensorboard=None,
    )
    for fold in range(split.n_folds):
        inner = replace(bare, held_out=(HeldOut(split, fold), *held_out))
        if len(torch.unique(inner.samples.classes)) > 1 and len(inner.validation_samples):
            yield inner


def _reduced(data: TrainingData, held_out: tuple[HeldOut, ...]) -> TrainingData:
    """Return at most about 6000 training samples, the same fraction of every polygon."""
    mask = np.ones(len(data.polygons), bool)
    for fold in held_out:
        mask &= fold.may_train(data.x, data.y, data.polygons)
    positions = np.flatnonzero(mask)
    positions = positions[np.argsort(data.polygons[positions], kind="stable")]
    polygons = data.polygons[positions]
    _, starts, counts = np.unique(polygons, return_index=True, return_counts=True)
    rank = np.arange(len(positions)) - np.repeat(starts, counts)
    step = max(1, math.ceil(len(positions) / _MAX_SAMPLES))
    chosen = np.sort(positions[rank % step == 0])
    sizes = [len(of_scene) for of_scene in data.chosen]
    ends = np.cumsum(sizes)
    starts_of_scenes = ends - sizes
    parts = np.split(chosen, np.searchsorted(chosen, ends[:-1]))
    of_scenes = zip(data.chosen, parts, starts_of_scenes, strict=True)
    return replace(
        data,
        samples=data.samples.take(torch.from_numpy(chosen)),
        chosen=tuple(of_scene[part - start] for of_scene, part, start in of_scenes),
        x=data.x[chosen],
        y=data.y[chosen],
        polygons=data.polygons[chosen],
    )


def _inner_split(data: TrainingData) -> Split:
    """Split the polygons with samples; the others are in no fold.

    Raises:
        InvalidLabels: All polygons are in one place.
    """
    labels, with_samples = data.labels, np.unique(data.polygons)
    mask = np.zeros(len(labels), bool)
    mask[with_samples] = True
    training = labels.subset(mask)
    blocks = block_size(training, tile_side(data.scenes[0].features, training))
    split = spatial_blocks(training, _FOLDS, blocks.side, blocks.buffer)
    folds = np.full(len(labels), NEVER, np.int64)
    folds[with_samples] = split.folds
    return replace(split, folds=folds)


def _with_head(task: FitTask, kind: HeadKind) -> FitTask:
    options = task.recipe.optimizer
    if kind.is_dense:
        options = replace(options, epochs=min(options.epochs or _DECODER_EPOCHS, _DECODER_EPOCHS))
    return replace(task, recipe=replace(task.recipe, head=kind.name, optimizer=options))


def _miou(task: FitTask, fit: Fit, progress: Progress) -> float:
    """Train a head and return its mean IoU on the samples of the held-out fold."""
    head = fit(task, progress)
    samples = task.validation_samples
    with torch.no_grad():
        predicted = head.logits(samples.tokens, samples.extra).argmax(dim=1)
    return float(iou_metrics(samples.classes, predicted, samples.n_classes)["miou"])


def _dense_scores(
    tasks: list[FitTask], start: tuple[float, ...], progress: Progress
) -> tuple[float, ...]:
    """Return the scores of a dense head: those of its start plus the gains of the training."""
    gains = [_gain(task, progress) for task in tasks]
    return tuple(np.add(start, gains).tolist())


def _gain(task: FitTask, progress: Progress) -> float:
    """Return how much training improves the mean IoU on crops of the held-out fold."""
    setup: TrainingSetup = BY_NAME[task.recipe.head].fit_function()(task, progress)
    if setup.monitor is None:
        return 0.0
    with torch.no_grad():
        before = setup.monitor(setup.network.eval())["miou"]
    trained = train_network(setup, progress)
    with torch.no_grad():
        return float(setup.monitor(trained)["miou"] - before)
