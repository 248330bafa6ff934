"""Cross-entropy and focal loss: means over pixels, weighted by class."""

import torch
import torch.nn.functional as F
from torch import Tensor

from .pixels import Pixels, weighted_mean


def cross_entropy(pixels: Pixels, class_weights: Tensor, smoothing: float) -> Tensor:
    """Return the cross-entropy with label smoothing, a mean weighted as in torch.

    Args:
        pixels: The labelled pixels.
        class_weights: (classes,).
        smoothing: Label smoothing.
    """
    losses = F.cross_entropy(
        pixels.logits[None],
        pixels.labels[None],
        class_weights,
        reduction="none",
        label_smoothing=smoothing,
    )[0]
    whole = (class_weights[pixels.labels] * pixels.weights).sum()
    return (losses * pixels.weights).sum() / whole.clamp_min(torch.finfo(whole.dtype).tiny)


def focal(pixels: Pixels, class_weights: Tensor, gamma: float) -> Tensor:
    """Return the focal loss (Lin et al. 2017): cross-entropy times (1 − p)^gamma.

    Args:
        pixels: The labelled pixels.
        class_weights: (classes,).
        gamma: The exponent.
    """
    losses = F.cross_entropy(pixels.logits[None], pixels.labels[None], reduction="none")[0]
    # 1 − p without cancellation; kept above 0, where a power below 1 has an infinite slope
    missing = (-torch.expm1(-losses)).clamp_min(torch.finfo(losses.dtype).tiny)
    return weighted_mean(missing**gamma * losses, class_weights[pixels.labels] * pixels.weights)
