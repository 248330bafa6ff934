"""The head 'auto': the simplest head that others do not clearly beat, told by spatial cross-validation.

Only what may train is looked at, so scores on held-out folds stay honest. The rule is that of one standard error
(Breiman et al. 1984), on the folds' differences to the best head.
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

_DENSE_START = "linear"  # the head at which dense heads start
_FOLDS = 3
_MAX_SAMPLES = 6000  # that heads are compared on
_MLP_NEEDS = 200.0  # independent samples: about 25 polygons
_DECODER_NEEDS_PX = 500_000  # about 30 crops without gaps
_DECODER_NEEDS_SHARE = 0.3  # of the labels' bounding box
_DECODER_EPOCHS = 5  # enough to see whether it leaves its start behind


@dataclass(frozen=True)
class Choice:
    """The chosen head, and the mean IoU of every candidate on each inner fold; no scores where nothing can be split."""

    head: str
    scores: dict[str, tuple[float, ...]]

    def applied(self, task: FitTask) -> FitTask:
        """Return the task with the chosen head, and with a fold to stop on where that head asks for one."""
        chosen = replace(task, recipe=replace(task.recipe, head=self.head))
        if not task.held_out:
            return chosen
        reported = task.held_out[-1]
        return chosen.stopping_on(reported.split, (reported.fold + 1) % reported.split.n_folds)

    def metrics(self) -> dict[str, Any]:
        """Return the choice for summaries."""
        means = {name: float(np.mean(folds)) for name, folds in self.scores.items()}
        return {
            "head": self.head,
            "miou": means,
            "fold_miou": {name: list(f) for name, f in self.scores.items()},
        }

    @property
    def sentence(self) -> str:
        """The choice in words."""
        if not self.scores:
            return f"Head: {self.head}, because the labels lie too close together to compare heads."
        found = ", ".join(f"{name} {np.mean(folds):.3f}" for name, folds in self.scores.items())
        n = len(self.scores[self.head])
        return f"Head: {self.head}, the simplest that no other clearly beats (mean IoU on {n} inner folds: {found})."


def choose_head(task: FitTask, fit: Fit, progress: Progress) -> Choice:
    """Compare the heads that the amount of labels allows on inner folds of what may train.

    Heads in closed form and the linear one always take part, the MLP from about 25 polygons on, the decoder where
    labels are dense. At most 6000 samples are compared, drawn from all polygons; the decoder shows in 5 epochs what it
    adds to its start.
    """
    kinds = [kind for kind in HEAD_KINDS if kind.is_candidate and _has_enough_labels(kind, task)]
    inner = list(_inner_tasks(task))
    quiet = _Quiet(progress)
    scores: dict[str, tuple[float, ...]] = {}
    for number, kind in enumerate(kinds if inner else ()):
        tasks = [_with_head(inner_task, kind) for inner_task in inner]
        if kind.is_dense:
            gains = [_gain(inner_task, quiet) for inner_task in tasks]
            scores[kind.name] = tuple(np.add(scores[_DENSE_START], gains).tolist())
        else:
            scores[kind.name] = tuple(_miou(inner_task, fit, quiet) for inner_task in tasks)
        progress.step(number + 1, len(kinds))
    choice = Choice(simplest(scores) if scores else kinds[0].name, scores)
    progress.info(choice.sentence)
    return choice


def simplest(scores: Mapping[str, tuple[float, ...]]) -> str:
    """Return the first head that the best one beats by no more than one standard error of the folds' differences."""
    best = np.array(max(scores.values(), key=np.mean))

    def close(name: str) -> bool:
        lead = best - scores[name]
        error = lead.std(ddof=1) / np.sqrt(len(lead)) if len(lead) > 1 else 0.0
        return bool(lead.mean() <= error)

    return next(name for name in scores if close(name))


class _Quiet(Progress):
    """Hears 'stop' and tells nothing: fits that only compare heads are no news."""

    def __init__(self, outer: Progress) -> None:
        super().__init__()
        self._outer = outer

    def is_cancelled(self) -> bool:
        """Tell whether the user asked to stop."""
        return self._outer.is_cancelled()


def _has_enough_labels(kind: HeadKind, task: FitTask) -> bool:
    """Tell whether a head has enough labels to be worth a try."""
    if kind.is_dense:
        return any(_is_dense(scene, task.training_mask(scene)) for scene in task.data.scenes)
    return not kind.is_gradient or task.samples.effective_sample_size >= _MLP_NEEDS


def _is_dense(scene: LabelledScene, allowed: NDArray[np.bool_]) -> bool:
    """Tell whether what may train is many pixels without large gaps."""
    if allowed.sum() < _DECODER_NEEDS_PX:
        return False
    sides = [
        np.ptp(of_pixel[allowed]) + 1 for of_pixel in (scene.pixels.rows, scene.pixels.columns)
    ]
    return bool(allowed.sum() >= _DECODER_NEEDS_SHARE * sides[0] * sides[1])


def _inner_tasks(task: FitTask) -> Iterator[FitTask]:
    """Yield tasks that hold out one inner fold each, on samples that may train; none where nothing can be split."""
    held_out = task.all_held_out
    data = _drawn(task.data, held_out)
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
        one = replace(bare, held_out=(HeldOut(split, fold), *held_out))
        if len(torch.unique(one.samples.classes)) > 1 and len(one.validation_samples):
            yield one


def _drawn(data: TrainingData, held_out: tuple[HeldOut, ...]) -> TrainingData:
    """Keep samples that may train, evenly drawn from their polygons."""
    keep = np.ones(len(data.polygons), bool)
    for one in held_out:
        keep &= one.may_train(data.x, data.y, data.polygons)
    places = np.flatnonzero(keep)
    places = places[np.argsort(data.polygons[places], kind="stable")]
    _, starts, counts = np.unique(data.polygons[places], return_index=True, return_counts=True)
    rank = np.arange(len(places)) - np.repeat(starts, counts)
    chosen = np.sort(places[rank % max(1, math.ceil(len(places) / _MAX_SAMPLES)) == 0])
    ends = np.cumsum([len(of_scene) for of_scene in data.chosen])
    per_scene = np.split(chosen, np.searchsorted(chosen, ends[:-1]))
    return replace(
        data,
        samples=data.samples.take(torch.from_numpy(chosen)),
        chosen=tuple(
            of_scene[own - end + len(of_scene)]
            for of_scene, own, end in zip(data.chosen, per_scene, ends, strict=True)
        ),
        x=data.x[chosen],
        y=data.y[chosen],
        polygons=data.polygons[chosen],
    )


def _inner_split(data: TrainingData) -> Split:
    """Split the polygons that have samples; the others are in no fold.

    Raises:
        InvalidLabels: All lie in one place.
    """
    labels, own = data.labels, np.unique(data.polygons)
    seen = np.zeros(len(labels), bool)
    seen[own] = True
    training = labels.subset(seen)
    blocks = block_size(training, tile_side(data.scenes[0].features, training))
    split = spatial_blocks(training, _FOLDS, blocks.side, blocks.buffer)
    folds = np.full(len(labels), NEVER, np.int64)
    folds[own] = split.folds
    return replace(split, folds=folds)


def _with_head(task: FitTask, kind: HeadKind) -> FitTask:
    options = task.recipe.optimizer
    if kind.is_dense:
        options = replace(options, epochs=min(options.epochs or _DECODER_EPOCHS, _DECODER_EPOCHS))
    return replace(task, recipe=replace(task.recipe, head=kind.name, optimizer=options))


def _miou(task: FitTask, fit: Fit, progress: Progress) -> float:
    """Fit a head and return its mean IoU on the samples of the held-out fold."""
    head = fit(task, progress)
    samples = task.validation_samples
    with torch.no_grad():
        predicted = head.logits(samples.tokens, samples.extra).argmax(dim=1)
    return float(iou_metrics(samples.classes, predicted, samples.n_classes)["miou"])


def _gain(task: FitTask, progress: Progress) -> float:
    """Return by how much training raises the mean IoU on crops of the held-out fold above that of the start."""
    setup: TrainingSetup = BY_NAME[task.recipe.head].fit_function()(task, progress)
    if setup.monitor is None:
        return 0.0
    with torch.no_grad():
        before = setup.monitor(setup.network.eval())["miou"]
    trained = train_network(setup, progress)
    with torch.no_grad():
        return float(setup.monitor(trained)["miou"] - before)
