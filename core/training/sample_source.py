"""Batches and scores of labelled pixels for heads that see one sample at a time."""

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
_SEEDS = 2**20  # epochs that get generators of their own


class SampleSource:
    """Batches of standardised samples in a new order every epoch, changed as the options say.

    Attributes:
        class_counts: Samples per class, (classes,).
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
        """Yield the batches of an epoch; the order depends on seed and number, not on the size of the batches."""
        generator = torch.Generator().manual_seed(self._seed * _SEEDS + number)
        for chosen in torch.randperm(len(self._samples), generator=generator).split(batch):  # type: ignore[no-untyped-call]
            yield self._batch(chosen, generator)

    def _batch(self, chosen: Tensor, generator: torch.Generator) -> Batch:
        own = self._samples
        tokens = own.tokens_in_views(
            chosen, drawn_views(len(chosen), len(own.view_tokens), generator)
        )
        features = standardised(tokens, own.extra[chosen], self._statistics)
        features = augmented(features, self._augment, generator)
        return mixed(
            Batch((features,), own.classes[chosen], own.weights[chosen]),
            self._augment.mixup,
            generator,
        )


def standardised(tokens: Tensor, pixels: Tensor, statistics: tuple[Tensor, Tensor]) -> Tensor:
    """Join tokens and pixels, less their mean, by their deviation; batch by batch, so all samples are never copied."""
    mean, deviation = statistics
    return torch.cat([tokens, pixels], dim=1).sub_(mean).div_(deviation)


def sample_monitor(
    samples: Samples, statistics: tuple[Tensor, Tensor], objective: Objective
) -> Monitor:
    """Return a function that scores a network on samples, at most 5000, evenly drawn.

    Args:
        samples: What the network does not train on.
        statistics: Mean and deviation of the samples that it trains on.
        objective: What training minimises.
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
    """Return ``miou`` and ``class_iou`` of labels (255 ignored) and predictions of one shape."""
    reference, found = classes.flatten().numpy(), predicted.flatten().numpy()
    counts = confusion(reference, found, n_classes, np.zeros(len(reference), np.int64), 1)[0]
    scored = Scores.from_confusion(counts)
    return {"miou": scored.miou, "class_iou": list(scored.iou)}
