"""Train the head of a recipe, and calibrate its probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ..errors import InvalidLabels
from ..heads.head import Head
from ..heads.samples import Samples
from ..job.head_kinds import AUTO, BY_NAME
from ..progress import Progress
from ..runtime.device import PHYSICAL_CORES, torch_threads
from .auto import Choice, choose_head
from .dataset import TOO_FEW_CLASSES
from .loop.loop import train_network
from .loop.setup import TrainingSetup
from .task import FitTask

_PREPARATION = 0.2  # fraction of a fit after which its network and batches are there
_MAX_FOR_CALIBRATION = 20_000
_SHARPNESSES = [10 ** (e / 20) for e in range(-30, 31)]


def choose(task: FitTask, progress: Progress) -> Choice:
    """Choose the head for a task whose head is ``auto``, on what may train only."""
    with torch_threads(PHYSICAL_CORES):
        return choose_head(task, _fit, progress)


def fit_head(task: FitTask, progress: Progress) -> Head:
    """Train the head of the task's recipe.

    Raises:
        InvalidLabels: Fewer than two classes may train.
    """
    if len(torch.unique(task.samples.classes)) < 2:
        raise InvalidLabels(TOO_FEW_CLASSES)
    with torch_threads(PHYSICAL_CORES):
        return _fit(task, progress)


def _fit(task: FitTask, progress: Progress) -> Head:
    """Train the head of the task's recipe, on the threads that the caller has set."""
    if task.recipe.head == AUTO:
        choice = choose_head(task, _fit, progress.subrange(0, 0.5))
        return _fit(choice.applied(task), progress.subrange(0.5, 1))
    kind = BY_NAME[task.recipe.head]
    head: Head
    if not kind.is_gradient:
        head = kind.fit_function()(task.samples.expanded(), progress)
        return head
    setup: TrainingSetup = kind.fit_function()(task, progress.subrange(0, _PREPARATION))
    return setup.head(train_network(setup, progress.subrange(_PREPARATION, 1)))


@dataclass(frozen=True)
class Logits:
    """Scores of samples (n, classes), their classes and weights."""

    scores: Tensor
    classes: Tensor
    weights: Tensor


def logits_of(head: Head, samples: Samples) -> Logits:
    """Score samples; at most 20 000, evenly drawn."""
    step = max(1, len(samples) // _MAX_FOR_CALIBRATION)
    part = samples.take(torch.arange(0, len(samples), step))
    with torch.no_grad(), torch_threads(PHYSICAL_CORES):
        return Logits(head.logits(part.tokens, part.extra), part.classes, part.weights)


def best_inverse_temperature(parts: Sequence[Logits]) -> float:
    """Return the sharpness (1 / temperature) at which probabilities fit best (Guo et al. 2017); no class changes."""
    scores, classes, weights = (
        torch.cat([getattr(p, name) for p in parts]) for name in ("scores", "classes", "weights")
    )
    losses = [
        float((F.cross_entropy(scores * s, classes, reduction="none") * weights).mean())
        for s in _SHARPNESSES
    ]
    return _SHARPNESSES[losses.index(min(losses))]
