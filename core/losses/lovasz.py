"""Lovász-softmax: the Jaccard loss carried on from hard predictions to probabilities (Berman et al. 2018)."""

import numpy as np
import torch
from torch import Tensor

from .pixels import Pixels, weighted_mean


def lovasz(pixels: Pixels, factors: Tensor) -> Tensor:
    """Lovász extension of 1 − IoU over the whole batch, averaged over the classes in its labels.

    Every pixel's error counts with the fall of the class's IoU when the pixel joins those with larger errors.

    Shape: factors of the classes in the average (classes,) -> ().
    """
    present = pixels.counts.nonzero()[:, 0]
    if not len(present):
        return pixels.logits.sum()  # of no pixels: 0, with a gradient
    is_class, shares = pixels.is_class[present], pixels.probabilities[present]
    errors = torch.where(is_class, 1 - shares, shares)
    signed = torch.where(is_class, pixels.weights, -pixels.weights)
    falls = torch.stack([_falls(*one) for one in zip(errors.detach(), signed, strict=True)])
    return weighted_mean((errors * falls).sum(dim=1), factors[present])


def _falls(errors: Tensor, signed: Tensor) -> Tensor:
    """Return the fall of a class's IoU at each pixel, (n,); its own pixels have weights above 0, others below.

    With I and U, intersection and union once a pixel of weight w has joined, that is w/U for a pixel of the class,
    which leaves I, and I·w/(U·(U − w)) for another, which joins U. Subtracting one IoU from the next would give the
    same and lose its digits in large batches.
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
