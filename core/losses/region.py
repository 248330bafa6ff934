"""Dice, Jaccard and Tversky loss: overlap of regions, one ratio per class over the whole batch.

With a ratio per image, classes with few pixels in a crop would count too much. Classes without a
label in the batch do not count.
"""

from torch import Tensor

from .pixels import Pixels, weighted_mean

_EPSILON = 1e-8  # against 0 / 0 for a class that has no probability anywhere


def tversky(pixels: Pixels, factors: Tensor, alpha: float, beta: float) -> Tensor:
    """Return the Tversky loss, averaged over the classes (Salehi et al. 2017).

    It is 1 − TP / (TP + alpha · FP + beta · FN), with true positives, false positives and false
    negatives.

    Args:
        pixels: The labelled pixels.
        factors: Weights of the classes in the average, (classes,).
        alpha: Weight of false positives.
        beta: Weight of false negatives.
    """
    weighted = pixels.probabilities * pixels.weights
    correct = weighted.where(pixels.is_class, 0).sum(dim=1)
    false_positives, false_negatives = weighted.sum(dim=1) - correct, pixels.counts - correct
    total = correct + alpha * false_positives + beta * false_negatives
    losses = 1 - correct / (total + _EPSILON)
    return weighted_mean(losses, factors * (pixels.counts > 0))


def dice(pixels: Pixels, factors: Tensor) -> Tensor:
    """Soft Dice loss (Milletari et al. 2016, sums not squared)."""
    return tversky(pixels, factors, alpha=0.5, beta=0.5)


def jaccard(pixels: Pixels, factors: Tensor) -> Tensor:
    """Soft IoU loss (Rahman and Wang 2016)."""
    return tversky(pixels, factors, alpha=1.0, beta=1.0)
