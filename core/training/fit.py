"""Train the head of a recipe, and calibrate its probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ..errors import InvalidLabels
from ..heads.head import Head
from ..heads.samples import Samples
from ..heads.temperature import least_inverse_temperature
from ..job.head_kinds import AUTO, BY_NAME
from ..progress import Progress
from ..runtime.device import PHYSICAL_CORES, torch_threads
from .auto import Choice, choose_head
from .dataset import TOO_FEW_CLASSES
from .loop.loop import train_network
from .loop.setup import TrainingSetup
from .task import FitTask

_PREPARATION = 0.2  # fraction of a fit that prepares its network and batches
_MAX_FOR_CALIBRATION = 20_000
_INVERSE_TEMPERATURES = [10 ** (e / 20) for e in range(-30, 31)]


def choose(task: FitTask, progress: Progress) -> Choice:
    """Choose the head for a task whose head is ``auto``, from its training samples."""
    with torch_threads(PHYSICAL_CORES):
        return choose_head(task, _fit, progress)


def fit_head(task: FitTask, progress: Progress) -> Head:
    """Train the head of the task's recipe.

    Raises:
        InvalidLabels: The training samples have fewer than two classes.
    """
    if len(torch.unique(task.samples.classes)) < 2:
        raise InvalidLabels(TOO_FEW_CLASSES)
    with torch_threads(PHYSICAL_CORES):
        return _fit(task, progress)


def _fit(task: FitTask, progress: Progress) -> Head:
    """Train the head of the task's recipe, with the threads that the caller has set."""
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
    """Scores of samples.

    Attributes:
        scores: Logits, (n, C).
        classes: Class positions, (n,).
        weights: Weights of the samples, (n,).
    """

    scores: Tensor
    classes: Tensor
    weights: Tensor


def logits_of(head: Head, samples: Samples) -> Logits:
    """Return the logits of at most 20 000 evenly spaced samples."""
    step = max(1, len(samples) // _MAX_FOR_CALIBRATION)
    part = samples.take(torch.arange(0, len(samples), step))
    with torch.no_grad(), torch_threads(PHYSICAL_CORES):
        return Logits(head.logits(part.tokens, part.extra), part.classes, part.weights)


def best_inverse_temperature(parts: Sequence[Logits]) -> float:
    """Return the inverse temperature with the lowest cross-entropy (Guo et al. 2017).

    Classes do not depend on it.

    Args:
        parts: Logits of held-out samples, for example one per fold.
    """
    scores = torch.cat([part.scores for part in parts])
    classes = torch.cat([part.classes for part in parts])
    weights = torch.cat([part.weights for part in parts])
    least = least_inverse_temperature(scores)
    candidates = [s for s in _INVERSE_TEMPERATURES if s >= least] or _INVERSE_TEMPERATURES[-1:]
    losses = [
        float((F.cross_entropy(scores * s, classes, reduction="none") * weights).mean())
        for s in candidates
    ]
    return candidates[losses.index(min(losses))]
