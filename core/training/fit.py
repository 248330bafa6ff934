"""Train a head of a kind: the one table of trainable heads."""

from collections.abc import Callable

import torch

from ..device import PHYSICAL_CORES, threads
from ..errors import InvalidLabels
from ..heads.head import Head
from ..heads.linear import fit_logistic, fit_ridge
from ..heads.mlp import fit_mlp
from ..heads.samples import Samples
from ..progress import Progress

FITTERS: dict[str, Callable[[Samples, Progress, int], Head]] = {"ridge": fit_ridge, "linear": fit_logistic, "mlp": fit_mlp}
_MOST_FOR_CALIBRATION = 20_000


def fit_head(kind: str, samples: Samples, progress: Progress, seed: int) -> Head:
    """Train a head of ``kind``.

    Raises:
        InvalidLabels: The samples show fewer than two classes.
    """
    if len(torch.unique(samples.classes)) < 2:
        raise InvalidLabels("Only one class has labels; a map needs at least two, so draw polygons of another class as well.")
    with threads(PHYSICAL_CORES):
        return FITTERS[kind](samples, progress, seed)


def calibrated(head: Head, samples: Samples) -> Head:
    """Return the head with the sharpness (1 / temperature) that makes its probabilities fit these samples best.

    One number, found on the negative log-likelihood (Guo et al. 2017); classes do not change.
    """
    step = max(1, len(samples) // _MOST_FOR_CALIBRATION)
    part = samples.take(torch.arange(0, len(samples), step))
    with torch.no_grad(), threads(PHYSICAL_CORES):
        logits = head.logits(part.tokens, part.pixels)
    candidates = torch.logspace(-1.5, 1.5, 61)
    losses = [float((torch.nn.functional.cross_entropy(logits * c, part.classes, reduction="none") * part.weights).mean()) for c in candidates]
    return head.with_sharpness(float(candidates[losses.index(min(losses))]))
