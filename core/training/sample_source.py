"""Batches and monitor of heads that classify each sample independently."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..heads.samples import Samples
from ..job.recipe import AugmentOptions
from ..scores.confusion import Scores, confusion
from .loop.batch import Batch
from .loop.jitter import augmented, drawn_views, mixed
from .loop.setup import Monitor, Objective

_MAX_MONITORED = 5_000
_SEEDS = 2**20  # largest number of epochs with different seeds


class SampleSource:
    """Batches of standardised samples in a new order every epoch, with augmentation.

    Args:
        samples: The training samples.
        seed: Random seed.
        augment: Options of the augmentation.

    Attributes:
        class_counts: Samples per class, (classes,).
        dense: False, as samples are not dense labels.
    """

    dense = False

    def __init__(self, samples: Samples, seed: int, augment: AugmentOptions) -> None:
        self._samples, self._statistics = samples, samples.statistics
        self._seed, self._augment = seed, augment
        self.class_counts = torch.bincount(samples.classes, minlength=samples.n_classes)

    def n_batches(self, batch: int) -> int:
        """Return the number of batches of an epoch."""
        return math.ceil(len(self._samples) / batch)

    def epoch(self, number: int, batch: int) -> Iterator[Batch]:
        """Yield the batches of an epoch; the order of samples does not depend on ``batch``."""
        generator = torch.Generator().manual_seed(self._seed * _SEEDS + number)
        for chosen in torch.randperm(len(self._samples), generator=generator).split(batch):  # type: ignore[no-untyped-call]
            yield self._batch(chosen, generator)

    def _batch(self, chosen: Tensor, generator: torch.Generator) -> Batch:
        samples = self._samples
        views = drawn_views(len(chosen), len(samples.view_tokens), generator)
        tokens = samples.tokens_in_views(chosen, views)
        features = standardised(tokens, samples.extra[chosen], self._statistics)
        features = augmented(features, self._augment, generator)
        batch = Batch((features,), samples.classes[chosen], samples.weights[chosen])
        return mixed(batch, self._augment.mixup, generator)


def standardised(tokens: Tensor, pixels: Tensor, statistics: tuple[Tensor, Tensor]) -> Tensor:
    """Return the joined features with mean 0 and standard deviation 1, (n, D + P).

    Args:
        tokens: Token features, (n, D).
        pixels: Extra-band features, (n, P).
        statistics: Mean and standard deviation of the training samples, both (D + P,).
    """
    mean, deviation = statistics
    return torch.cat([tokens, pixels], dim=1).sub_(mean).div_(deviation)


def sample_monitor(
    samples: Samples, statistics: tuple[Tensor, Tensor], objective: Objective
) -> Monitor:
    """Return a monitor that scores a network on at most 5000 evenly spaced samples.

    Args:
        samples: Samples on which the network is not trained.
        statistics: Mean and standard deviation of the training samples.
        objective: Called with the outputs, for the loss.
    """
    part = samples.take(
        torch.arange(0, len(samples), math.ceil(len(samples) / _MAX_MONITORED) or 1)
    )
    features = standardised(part.tokens, part.extra, statistics)

    def scores(network: nn.Module) -> dict[str, Any]:
        device = next(network.parameters()).device
        outputs = tuple(output.float().cpu() for output in network(features.to(device)))
        loss = float(objective(outputs, part.classes, part.weights, None, 1.0)["total"].detach())
        return iou_metrics(part.classes, outputs[0].argmax(dim=1), part.n_classes) | {"loss": loss}

    return scores


def iou_metrics(classes: Tensor, predicted: Tensor, n_classes: int) -> dict[str, Any]:
    """Return ``miou`` and ``class_iou`` (a list by class position).

    Args:
        classes: Class positions, of any shape; 255 is ignored.
        predicted: Predicted class positions, of the same shape.
        n_classes: Number of classes.
    """
    reference, found = classes.flatten().numpy(), predicted.flatten().numpy()
    counts = confusion(reference, found, n_classes, np.zeros(len(reference), np.int64), 1)[0]
    scored = Scores.from_confusion(counts)
    return {"miou": scored.miou, "class_iou": list(scored.iou)}
