"""Chance in feature space: jitter, channel dropout, Mixup. For samples (n, D) and for crops (n, D, h, w) alike.

Everything acts on standardised features, value by value or on whole channels, never in space: flipped or cropped
features are not the features of a flipped or cropped image. What is drawn comes from the generator alone.
"""

import numpy as np
import torch
from torch import Tensor

from ...job.recipe import AugmentOptions
from .batch import Batch

_CHANCE = 0.5  # of each jitter, for each sample
_MIXUP = 0.2  # both parameters of the beta distribution


def augmented(features: Tensor, options: AugmentOptions, generator: torch.Generator) -> Tensor:
    """Jitter standardised features (n, D, ...) and drop channels, as the options say."""
    return dropped(
        jittered(features, options.jitter, generator), options.channel_dropout, generator
    )


def jittered(features: Tensor, strength: float, generator: torch.Generator) -> Tensor:
    """Change contrast and brightness of standardised features (n, D, ...), after FroFA (Bär et al. 2024, 2403.10519).

    Half of the samples have all features multiplied by one factor from U(1 - s, 1 + 1.25 s); a half, independently of
    that, gets δ_c · range_c added to each channel c, δ_c from U(-s, s). Ranges are those of the channels in the batch,
    and nothing leaves them.
    """
    if not strength or not len(features):
        return features
    rest = tuple(axis for axis in range(features.ndim) if axis != 1)
    low, high = features.amin(dim=rest, keepdim=True), features.amax(dim=rest, keepdim=True)
    factor = _uniform(features, 1, 1 - strength, 1 + 1.25 * strength, generator)
    shift = _uniform(features, features.shape[1], -strength, strength, generator) * (high - low)
    contrast, brightness = (_uniform(features, 1, 0, 1, generator) < _CHANCE for _ in range(2))
    changed = torch.where(contrast, features * factor, features)
    changed = torch.where(brightness, changed + shift, changed)
    return torch.maximum(torch.minimum(changed, high), low)


def dropped(features: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """Set a share of each sample's channels to their mean, which is 0 in standardised features (n, D, ...).

    The others stay as they are: maps see whole features, and these must not look larger than those of training.
    """
    if not share:
        return features
    return features * (_uniform(features, features.shape[1], 0, 1, generator) >= share)


def mixed(batch: Batch, chance: float, generator: torch.Generator) -> Batch:
    """Mix a share of the batches with themselves in another order (Mixup, Zhang et al. 2018, 1710.09412)."""
    if not chance or float(torch.rand((), generator=generator)) >= chance:
        return batch
    order = torch.randperm(len(batch.labels), generator=generator)
    seed = int(torch.randint(2**62, (), generator=generator))
    share = float(
        np.random.default_rng(seed).beta(_MIXUP, _MIXUP)
    )  # torch's own takes no generator

    def mix(values: Tensor) -> Tensor:
        return share * values + (1 - share) * values[order]

    return Batch(
        tuple(map(mix, batch.inputs)), batch.labels, mix(batch.weights), batch.labels[order], share
    )


def drawn_views(n_samples: int, n_variants: int, generator: torch.Generator) -> Tensor:
    """Draw for each sample the view it is seen in, all equally often: 0 = as it is, k = its k-th variant, (n,)."""
    return torch.randint(n_variants + 1, (n_samples,), generator=generator)


def _uniform(
    features: Tensor, channels: int, low: float, high: float, generator: torch.Generator
) -> Tensor:
    """Draw one number per sample and channel (or one per sample), to be broadcast over space."""
    shape = (len(features), channels, *[1] * (features.ndim - 2))
    drawn = torch.rand(shape, generator=generator) * (high - low) + low
    return drawn.to(features.device, features.dtype)
