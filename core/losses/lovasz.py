"""Lovász-softmax: the Jaccard loss carried on from hard predictions to probabilities (Berman et al. 2018)."""

import numpy as np
import torch
from torch import Tensor

from .pixels import Pixels, weighted_mean


def lovasz(pixels: Pixels, factors: Tensor) -> Tensor:
    """Lovász extension of 1 − IoU over the whole batch, averaged over the classes in its labels.

    Shape: factors of the classes in the average (classes,) -> ().
    """
    present = pixels.counts.nonzero()[:, 0]
    if not len(present):
        return pixels.logits.sum()  # of no pixels: 0, with a gradient
    losses = torch.stack([_of_class(pixels, position) for position in present.tolist()])
    return weighted_mean(losses, factors[present])


def _of_class(pixels: Pixels, position: int) -> Tensor:
    """Weigh each pixel's error by how much the class's IoU falls when the pixel joins those with larger errors."""
    is_class, share = pixels.is_class[position], pixels.probabilities[position]
    errors = torch.where(is_class, 1 - share, share)
    order = _descending(errors.detach())
    falls = torch.empty_like(pixels.weights)
    falls[order] = _falls(is_class[order], pixels.weights[order])
    return (errors * falls).sum()


def _falls(is_class: Tensor, weights: Tensor) -> Tensor:
    """Return the fall of the IoU at each pixel in order, (n,).

    With I and U, intersection and union after a pixel of weight w, it is w/U for a pixel of the class, which leaves
    I, and I·w/(U·(U − w)) for another, which joins U. A difference of two IoUs would lose its digits in large batches.
    """
    of_class = weights * is_class
    whole = of_class.sum()
    intersection = (whole - of_class.cumsum(dim=0)).clamp_min(0)
    union = whole + (weights - of_class).cumsum(dim=0)
    return weights / union * torch.where(is_class, 1, intersection / (union - weights))


def _descending(errors: Tensor) -> Tensor:
    """Return the positions from the largest error to the smallest."""
    if errors.device.type == "cpu":  # numpy sorts several times as fast there
        return torch.from_numpy(np.argsort(-errors.numpy()))
    return errors.argsort(descending=True)
