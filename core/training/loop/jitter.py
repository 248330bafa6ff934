"""Augmentation of features: jitter, channel dropout, Mixup; for samples and for crops.

It changes single values or whole channels of standardised features and nothing in space, because
flipped or cropped features are not the features of a flipped or cropped image. Random numbers only
come from the given generator.
"""

import numpy as np
import torch
from torch import Tensor

from ...job.recipe import AugmentOptions
from .batch import Batch

_CHANCE = 0.5  # of each jitter, for each sample
_MIXUP = 0.2  # both parameters of the beta distribution


def augmented(features: Tensor, options: AugmentOptions, generator: torch.Generator) -> Tensor:
    """Return standardised features (n, D, ...) with jitter and channel dropout."""
    return dropped(
        jittered(features, options.jitter, generator), options.channel_dropout, generator
    )


def jittered(features: Tensor, strength: float, generator: torch.Generator) -> Tensor:
    """Change contrast and brightness of features, as in FroFA (Bär et al. 2024, arXiv 2403.10519).

    Each sample has a chance of 1/2 that all its features are multiplied by one factor from
    U(1 - s, 1 + 1.25 s), and independently a chance of 1/2 that δ_c · range_c is added to each
    channel c, with δ_c from U(-s, s). Results are clipped to the range of their channel in the
    batch.

    Args:
        features: Standardised features, (n, D, ...).
        strength: The strength s; 0 or less = no change.
        generator: Random generator.
    """
    if strength <= 0 or not len(features):
        return features
    rest = tuple(axis for axis in range(features.ndim) if axis != 1)
    low, high = features.amin(dim=rest, keepdim=True), features.amax(dim=rest, keepdim=True)
    factor = _uniform(features, 1, 1 - strength, 1 + 1.25 * strength, generator)
    shift = _uniform(features, features.shape[1], -strength, strength, generator) * (high - low)
    contrast, brightness = (_uniform(features, 1, 0, 1, generator) < _CHANCE for _ in range(2))
    changed = torch.where(contrast, features * factor, features)
    changed = torch.where(brightness, changed + shift, changed)
    return torch.maximum(torch.minimum(changed, high), low)


def dropped(features: Tensor, fraction: float, generator: torch.Generator) -> Tensor:
    """Set random channels of each sample to 0, the mean of standardised features.

    The other channels are not scaled up: in maps all channels are present, and their features must
    have the same range as in training.

    Args:
        features: Standardised features, (n, D, ...).
        fraction: Probability of each channel to be dropped; 0 or less = no change.
        generator: Random generator.
    """
    if fraction <= 0:
        return features
    return features * (_uniform(features, features.shape[1], 0, 1, generator) >= fraction)


def mixed(batch: Batch, chance: float, generator: torch.Generator) -> Batch:
    """Mix the samples of a batch in pairs (Mixup, Zhang et al. 2018, arXiv 1710.09412).

    Args:
        batch: Samples.
        chance: Probability that the batch is mixed.
        generator: Random generator.
    """
    if not chance or float(torch.rand((), generator=generator)) >= chance:
        return batch
    order = torch.randperm(len(batch.labels), generator=generator)
    seed = int(torch.randint(2**62, (), generator=generator))
    # torch's own beta distribution takes no generator
    fraction = float(np.random.default_rng(seed).beta(_MIXUP, _MIXUP))

    def mix(values: Tensor) -> Tensor:
        return fraction * values + (1 - fraction) * values[order]

    return Batch(
        tuple(map(mix, batch.inputs)),
        batch.labels,
        mix(batch.weights),
        batch.labels[order],
        fraction,
    )


def drawn_views(n_samples: int, n_variants: int, generator: torch.Generator) -> Tensor:
    """Draw a view for each sample, (n,): 0 = the image itself, k = its k-th variant."""
    return torch.randint(n_variants + 1, (n_samples,), generator=generator)


def _uniform(
    features: Tensor, channels: int, low: float, high: float, generator: torch.Generator
) -> Tensor:
    """Draw one number per sample and channel, (n, channels, 1, ...)."""
    shape = (len(features), channels, *[1] * (features.ndim - 2))
    drawn = torch.rand(shape, generator=generator) * (high - low) + low
    return drawn.to(features.device, features.dtype)
