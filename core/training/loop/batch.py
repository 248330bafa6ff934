"""What a training step sees, whatever the head: inputs of the network, labels, weights."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor


@dataclass(frozen=True)
class Batch:
    """One step's samples or crops.

    Attributes:
        inputs: What the network takes, in order.
        labels: Class positions, (n,) for samples or (n, H, W) for crops; 255 is ignored.
        weights: Of each label, of the same shape.
        mixed_labels: Second labels of a mixed batch (Mixup), None otherwise.
        share: Share of ``labels`` in a mixed batch; the rest is ``mixed_labels``.
    """

    inputs: tuple[Tensor, ...]
    labels: Tensor
    weights: Tensor
    mixed_labels: Tensor | None = None
    share: float = 1.0

    def to(self, device: torch.device) -> "Batch":
        """Return the batch on a device, copied without waiting where memory is pinned."""

        def move(tensor: Tensor) -> Tensor:
            return tensor.to(device, non_blocking=True)

        mixed = None if self.mixed_labels is None else move(self.mixed_labels)
        return Batch(
            tuple(map(move, self.inputs)), move(self.labels), move(self.weights), mixed, self.share
        )


class BatchSource(Protocol):
    """Where a training loop gets its batches.

    Attributes:
        class_counts: Labels per class, (classes,), for class weights.
        dense: Whether labels are maps without gaps, as the boundary loss wants them.
    """

    class_counts: Tensor
    dense: bool

    def n_batches(self, batch: int) -> int:
        """Return the number of batches of an epoch."""

    def epoch(self, number: int, batch: int) -> Iterator[Batch]:
        """Yield the batches of an epoch; what is random depends on the source's seed and ``number`` alone."""
