"""Dice, Jaccard and Tversky: how far regions overlap, one ratio per class over the whole batch.

A ratio per image would judge crops by classes they hardly show. Classes without a label in the batch do not count.
"""

from torch import Tensor

from .pixels import Pixels, weighted_mean

_EPSILON = 1e-8  # a class that no pixel gives any probability has a slope, not nan


def tversky(pixels: Pixels, factors: Tensor, alpha: float, beta: float) -> Tensor:
    """1 − hits / (hits + alpha · false positives + beta · false negatives), classes averaged (Salehi et al. 2017).

    Shape: factors of the classes in the average (classes,) -> ().
    """
    shares = pixels.probabilities * pixels.weights
    hits = shares.where(pixels.is_class, 0).sum(dim=1)
    wrong, missed = shares.sum(dim=1) - hits, pixels.counts - hits
    losses = 1 - hits / (hits + alpha * wrong + beta * missed + _EPSILON)
    return weighted_mean(losses, factors * (pixels.counts > 0))


def dice(pixels: Pixels, factors: Tensor) -> Tensor:
    """Soft Dice loss (Milletari et al. 2016, sums not squared)."""
    return tversky(pixels, factors, alpha=0.5, beta=0.5)


def jaccard(pixels: Pixels, factors: Tensor) -> Tensor:
    """Soft IoU loss (Rahman and Wang 2016)."""
    return tversky(pixels, factors, alpha=1.0, beta=1.0)
