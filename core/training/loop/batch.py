"""Batches of the training loop, for any head: inputs of the network, labels and weights."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor


@dataclass(frozen=True)
class Batch:
    """Samples or crops of one gradient.

    Attributes:
        inputs: Arguments of the network, in order.
        labels: Class positions, (n,) for samples or (n, H, W) for crops; 255 is ignored.
        weights: Weights of the labels, like ``labels``.
        mixed_labels: Second labels of a mixed batch (Mixup), like ``labels``; None otherwise.
        fraction: Weight of ``labels`` in a mixed batch; that of ``mixed_labels`` is the rest.
    """

    inputs: tuple[Tensor, ...]
    labels: Tensor
    weights: Tensor
    mixed_labels: Tensor | None = None
    fraction: float = 1.0

    def to(self, device: torch.device) -> "Batch":
        """Return the batch on a device, copied asynchronously from pinned memory."""

        def move(tensor: Tensor) -> Tensor:
            return tensor.to(device, non_blocking=True)

        mixed = None if self.mixed_labels is None else move(self.mixed_labels)
        return Batch(
            tuple(map(move, self.inputs)),
            move(self.labels),
            move(self.weights),
            mixed,
            self.fraction,
        )


class BatchSource(Protocol):
    """A source of batches for the training loop.

    Attributes:
        class_counts: Labels per class, (classes,), for class weights.
        dense: Whether labels are dense, as the boundary loss requires.
    """

    class_counts: Tensor
    dense: bool

    def n_batches(self, batch: int) -> int:
        """Return the number of batches of an epoch."""

    def epoch(self, number: int, batch: int) -> Iterator[Batch]:
        """Yield the batches of an epoch, random numbers from the source's seed and ``number``."""
