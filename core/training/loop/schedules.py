"""Learning-rate schedules, as a pure function of the step, so checkpoints need not store them."""

import math
from collections.abc import Iterable

import torch

from ...job.recipe import OptimizerOptions

RESTARTS = 4
_FIRST, _LAST = 1 / 25, 1 / 25e4  # start and end of one cycle as fractions of the highest rate


def set_rates(optimizers: Iterable[torch.optim.Optimizer], factor: float) -> None:
    """Set the rate of every parameter group to its highest rate times ``factor``."""
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * factor


def rate_factor(options: OptimizerOptions, step: int, steps: int) -> float:
    """Return the fraction of the highest learning rate at a step.

    ``onecycle`` is that of Smith and Topin (2018) as in torch, without momentum cycles; ``cosine``
    and ``restarts`` are those of Loshchilov and Hutter (2017) after a linear warm-up; ``constant``
    is a linear warm-up only.

    Args:
        options: Schedule and warm-up.
        step: Number of the step, from 0; from ``steps`` on the rate is that of the last step.
        steps: Number of all steps.
    """
    step = min(step, steps - 1)
    if options.schedule == "onecycle":
        return _one_cycle(step, steps, options.warmup)
    rising = round(options.warmup * steps)
    if step < rising:
        return (step + 1) / (rising + 1)
    if options.schedule == "constant":
        return 1.0
    fraction = (step - rising) / max(1, steps - rising)
    return _cosine(fraction if options.schedule == "cosine" else fraction * RESTARTS % 1)


def _one_cycle(step: int, steps: int, warmup: float) -> float:
    top = max(0.0, warmup * steps - 1)
    if step < top:
        return 1 + (_FIRST - 1) * _cosine(step / top)
    return _LAST + (1 - _LAST) * _cosine((step - top) / max(1.0, steps - 1 - top))


def _cosine(fraction: float) -> float:
    """Return the cosine that falls from 1 to 0 while ``fraction`` rises from 0 to 1."""
    return (1 + math.cos(math.pi * fraction)) / 2
