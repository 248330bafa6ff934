"""Learning-rate range test (Smith 2017, arXiv 1506.01186): rates rise until the loss diverges."""

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, islice

import numpy as np
import torch

from ..errors import TrainingDiverged
from ..progress import Progress
from .loop.batch import Batch
from .loop.loop import losses_of
from .loop.optimizers import optimizers_of
from .loop.precision import precision_of
from .loop.randomness import repeatable
from .loop.schedules import set_rates
from .loop.setup import TrainingSetup

STEPS = 120
_LOWEST, _HIGHEST = 1e-6, 1.0
_SMOOTHING = 0.9
_DIVERGED = 3.0  # times the lowest loss so far
_FEWEST = 10  # steps without which there is no result


@dataclass(frozen=True)
class RateCurve:
    """Losses at rising rates.

    Attributes:
        rates: Rates, evenly spaced on a logarithmic scale.
        losses: Smoothed loss before the step at each rate.
        suggestion: Suggested highest rate of a schedule.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    suggestion: float


def range_test(setup: TrainingSetup, progress: Progress) -> RateCurve:
    """Train a copy of the network at rising rates until the loss diverges.

    The suggestion is the rate at which the smoothed loss falls fastest, but at most a tenth of the
    rate with the lowest loss, near which training begins to diverge.

    Raises:
        TrainingDiverged: The loss is not finite within the first steps.
        Cancelled: The user cancelled.
    """
    config = setup.config
    with repeatable(config.seed, config.device, strict=False):
        rates, losses = _rising(setup, progress)
    if len(losses) < _FEWEST:
        raise TrainingDiverged(
            "The loss is no finite number at any learning rate; choose PRECISION float32."
        )
    smoothed = _smoothed(losses)
    kept = _until_divergence(smoothed)
    calm = slice(min(_FEWEST, kept - 2), kept)  # the mean of the first few losses is too noisy
    return RateCurve(
        tuple(rates[:kept]), tuple(smoothed[:kept]), suggested(rates[calm], smoothed[calm])
    )


def suggested(rates: list[float], losses: list[float]) -> float:
    """Return the rate of the steepest descent, at most a tenth of the rate with the lowest loss.

    Args:
        rates: Rising rates.
        losses: Smoothed loss at each rate.
    """
    lowest = max(1, int(np.argmin(losses)))
    slopes = np.gradient(np.array(losses), np.log(rates))
    return min(rates[int(np.argmin(slopes[: lowest + 1]))], rates[lowest] / 10)


def _rising(setup: TrainingSetup, progress: Progress) -> tuple[list[float], list[float]]:
    """Return the rates and the loss of a batch at each, until the loss diverges."""
    config = setup.config
    network = copy.deepcopy(setup.network).to(config.device).train()
    optimizers = optimizers_of(network, replace(config.options, learning_rate=1.0), progress)
    dtype = precision_of(config.options.precision, config.device, progress)
    dtype = torch.float32 if dtype == torch.float16 else dtype  # gradients are not scaled here
    rates, losses = [], []
    for step, batch in enumerate(islice(_batches(setup), STEPS)):
        progress.step(step, STEPS)
        rate = _LOWEST * (_HIGHEST / _LOWEST) ** (step / (STEPS - 1))
        loss = losses_of(network, batch, setup, dtype)["total"]
        if not bool(torch.isfinite(loss)):
            break
        rates.append(rate)
        losses.append(float(loss.detach()))
        if losses[-1] > 10 * _DIVERGED * losses[0]:
            break
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), config.options.clip or math.inf)
        set_rates(optimizers, rate)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
    progress.step(1, 1)
    return rates, losses


def _batches(setup: TrainingSetup) -> Iterator[Batch]:
    """Yield the batches of all epochs, without end."""
    for number in count():
        yield from setup.source.epoch(number, setup.config.options.batch)


def _smoothed(losses: list[float]) -> list[float]:
    """Return the exponential moving average, corrected for its start at 0."""
    mean, found = 0.0, []
    for number, loss in enumerate(losses, start=1):
        mean = _SMOOTHING * mean + (1 - _SMOOTHING) * loss
        found.append(mean / (1 - _SMOOTHING**number))
    return found


def _until_divergence(losses: list[float]) -> int:
    """Return the number of losses until the first that is much larger than the lowest so far."""
    lowest = np.minimum.accumulate(losses)
    far = np.flatnonzero(
        (np.array(losses) > _DIVERGED * lowest) & (np.arange(len(losses)) >= _FEWEST)
    )
    return int(far[0]) + 1 if len(far) else len(losses)
