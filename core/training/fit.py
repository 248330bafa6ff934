"""Train a head of a kind: the one table of trainable heads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ..errors import InvalidLabels
from ..heads.head import Head
from ..heads.lda import fit_lda
from ..heads.linear import fit_logistic
from ..heads.ridge import fit_ridge
from ..heads.samples import Samples
from ..progress import Progress
from ..runtime.device import PHYSICAL_CORES, threads
from . import dense
from .auto import AUTO, Choice, choose_head
from .dataset import TOO_FEW_CLASSES
from .loop.loop import train_network
from .loop.setup import TrainingSetup
from .mlp import mlp_setup
from .task import FitTask

DESCENTS: dict[str, Callable[[FitTask, Progress], TrainingSetup]] = {
    "mlp": mlp_setup,
    **dict.fromkeys(dense.HEADS, dense.dense_setup),
}
_PREPARED = 0.2  # share of a fit by which its network and batches are there


def _descend(task: FitTask, progress: Progress) -> Head:
    descent = DESCENTS[task.recipe.head](task, progress.part(0, _PREPARED))
    return descent.head(train_network(descent, progress.part(_PREPARED, 1)))


def _fit_chosen(task: FitTask, progress: Progress) -> Head:
    return fit_head(choose(task, progress.part(0, 0.5)).applied(task), progress.part(0.5, 1))


FITTERS: dict[str, Callable[[FitTask, Progress], Head]] = {
    "lda": lambda task, progress: fit_lda(task.samples.expanded(), progress),
    "ridge": lambda task, progress: fit_ridge(task.samples.expanded(), progress),
    "linear": lambda task, progress: fit_logistic(task.samples.expanded(), progress),
    **dict.fromkeys(DESCENTS, _descend),
    AUTO: _fit_chosen,
}
_MAX_FOR_CALIBRATION = 20_000
_SHARPNESSES = [10 ** (e / 20) for e in range(-30, 31)]


def choose(task: FitTask, progress: Progress) -> Choice:
    """Choose the head for a task whose head is ``auto``, on what may train alone."""
    with threads(PHYSICAL_CORES):
        return choose_head(task, FITTERS, DESCENTS, progress)


def fit_head(task: FitTask, progress: Progress) -> Head:
    """Train the head of the task's recipe.

    Raises:
        InvalidLabels: Fewer than two classes may train.
    """
    if len(torch.unique(task.samples.classes)) < 2:
        raise InvalidLabels(TOO_FEW_CLASSES)
    with threads(PHYSICAL_CORES):
        return FITTERS[task.recipe.head](task, progress)


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
    with torch.no_grad(), threads(PHYSICAL_CORES):
        return Logits(head.logits(part.tokens, part.pixels), part.classes, part.weights)


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
