"""Learning-rate schedules as one pure function of the step: nothing to store, nothing to get out of step."""

import math
from collections.abc import Iterable

import torch

from ...job.recipe import OptimizerOptions

RESTARTS = 4
_FIRST, _LAST = 1 / 25, 1 / 25e4  # one cycle begins and ends at these shares of the highest rate


def set_rates(optimizers: Iterable[torch.optim.Optimizer], factor: float) -> None:
    """Set the rate of every group of every optimiser to a share of the group's own highest rate."""
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * factor


def rate_factor(options: OptimizerOptions, step: int, steps: int) -> float:
    """Return the share of the highest rate at a step, 0 .. ``steps`` - 1; later steps are like the last.

    ``onecycle`` is Smith and Topin's (2018) as torch has it, without momentum cycles; ``cosine`` and ``restarts`` are
    Loshchilov and Hutter's (2017), after a linear warm-up; ``constant`` only warms up.
    """
    step = min(step, steps - 1)
    if options.schedule == "onecycle":
        return _one_cycle(step, steps, options.warmup)
    rising = round(options.warmup * steps)
    if step < rising:
        return (step + 1) / (rising + 1)
    if options.schedule == "constant":
        return 1.0
    share = (step - rising) / max(1, steps - rising)
    return _cosine(share if options.schedule == "cosine" else share * RESTARTS % 1)


def _one_cycle(step: int, steps: int, warmup: float) -> float:
    top = max(0.0, warmup * steps - 1)
    if step < top:
        return 1 + (_FIRST - 1) * _cosine(step / top)
    return _LAST + (1 - _LAST) * _cosine((step - top) / max(1.0, steps - 1 - top))


def _cosine(share: float) -> float:
    """Fall from 1 to 0."""
    return (1 + math.cos(math.pi * share)) / 2
