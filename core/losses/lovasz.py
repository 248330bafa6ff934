"""Lovász-softmax loss: extension of the Jaccard loss to probabilities (Berman et al. 2018)."""

import numpy as np
import torch
from torch import Tensor

from .pixels import Pixels, weighted_mean


def lovasz(pixels: Pixels, factors: Tensor) -> Tensor:
    """Return the Lovász extension of 1 − IoU over the whole batch, averaged over its classes.

    The weight of a pixel's error is the decrease of the class's IoU when the pixel is added to
    those with larger errors.

    Args:
        pixels: The labelled pixels.
        factors: Weights of the classes in the average, (classes,).
    """
    present = pixels.counts.nonzero()[:, 0]
    if not len(present):
        return pixels.logits.sum()  # of no pixels: 0, with a gradient
    is_class, probabilities = pixels.is_class[present], pixels.probabilities[present]
    errors = torch.where(is_class, 1 - probabilities, probabilities)
    signed = torch.where(is_class, pixels.weights, -pixels.weights)
    decreases = torch.stack(list(map(_decreases, errors.detach(), signed)))
    return weighted_mean((errors * decreases).sum(dim=1), factors[present])


def _decreases(errors: Tensor, signed: Tensor) -> Tensor:
    """Return the decrease of a class's IoU at each pixel, (n,).

    With I and U, intersection and union after a pixel of weight w was added, it is w/U for a pixel
    of the class, which leaves I, and I·w/(U·(U − w)) for another one, which joins U. The difference
    of successive IoUs would be the same, but lose precision in large batches.

    Args:
        errors: Of the pixels, (n,).
        signed: Weights of the pixels, negative for pixels of other classes, (n,).
    """
    order = _descending(errors)
    joining = signed[order]
    own, other = joining.clamp_min(0), (-joining).clamp_min(0)
    gone = own.cumsum(dim=0)
    intersection, union = gone[-1] - gone, gone[-1] + other.cumsum(dim=0)
    result = torch.empty_like(errors)
    result[order] = (own + other * intersection / (union - other)) / union
    return result


def _descending(errors: Tensor) -> Tensor:
    """Return the positions from the largest error to the smallest."""
    if errors.device.type == "cpu":  # numpy sorts several times as fast there
        return torch.from_numpy(np.argsort(-errors.numpy()))
    return errors.argsort(descending=True)
