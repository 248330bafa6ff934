"""The labelled pixels of a batch; losses use no others."""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

IGNORED = 255


@dataclass(frozen=True)
class Pixels:
    """Labelled pixels; classes are the first dimension, which makes sums over pixels fastest.

    Attributes:
        logits: (classes, n), float32 or float64.
        labels: Class positions, (n,).
        weights: Above 0, (n,).
        positions: Of the pixels in the flat batch, (n,).
        label_map: The labels they were taken from, (N,) or (N, H, W).
    """

    logits: Tensor
    labels: Tensor
    weights: Tensor
    positions: Tensor
    label_map: Tensor

    @cached_property
    def probabilities(self) -> Tensor:
        """Softmax of the logits, (classes, n)."""
        return self.logits.softmax(dim=0)

    @cached_property
    def is_class(self) -> Tensor:
        """Whether a pixel is of a class, (classes, n)."""
        return torch.arange(len(self.logits), device=self.labels.device)[:, None] == self.labels

    @cached_property
    def counts(self) -> Tensor:
        """Sum of the weights of each class, (classes,); 0 = not in the batch."""
        return torch.where(self.is_class, self.weights, 0).sum(dim=1)


def labelled(logits: Tensor, labels: Tensor, weights: Tensor) -> Pixels:
    """Return the labelled pixels of a batch with weights above 0; half precision becomes float32.

    Args:
        logits: (N, C) or (N, C, H, W).
        labels: Class positions or 255, int64, (N,) or (N, H, W).
        weights: (N,) or (N, H, W).
    """
    positions = ((labels != IGNORED) & (weights > 0)).flatten().nonzero()[:, 0]
    chosen = logits.movedim(1, 0).flatten(start_dim=1).index_select(1, positions)
    if chosen.dtype in (torch.float16, torch.bfloat16):
        chosen = chosen.float()
    return Pixels(
        logits=chosen,
        labels=labels.flatten()[positions],
        weights=weights.flatten()[positions].to(chosen.dtype),
        positions=positions,
        label_map=labels,
    )


def weighted_mean(values: Tensor, weights: Tensor) -> Tensor:
    """Return the weighted mean; without weights it is 0."""
    return (values * weights).sum() / weights.sum().clamp_min(torch.finfo(weights.dtype).tiny)
