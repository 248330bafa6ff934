"""Training samples of a head: token features, extra pixel features, classes and weights, one row per labelled pixel."""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor


@dataclass(frozen=True)
class Samples:
    """n samples.

    Attributes:
        tokens: (n, D) features interpolated at the pixel.
        pixels: (n, P) extra pixel features, P may be 0.
        classes: (n,) positions in the class table.
        weights: (n,) with mean about 1.
    """

    tokens: Tensor
    pixels: Tensor
    classes: Tensor
    weights: Tensor
    n_classes: int

    def __len__(self) -> int:
        return len(self.classes)

    def take(self, chosen: Tensor) -> "Samples":
        """Return the chosen samples, weights scaled back to mean 1."""
        weights = self.weights[chosen]
        return Samples(
            self.tokens[chosen],
            self.pixels[chosen],
            self.classes[chosen],
            weights / weights.mean() if len(weights) else weights,
            self.n_classes,
        )

    @cached_property
    def statistics(self) -> tuple[Tensor, Tensor]:
        """Mean and deviation of tokens and pixels together, (D + P,)."""
        joined = torch.cat([self.tokens, self.pixels], dim=1)
        return joined.mean(dim=0), joined.std(dim=0, correction=0).clamp_(min=1e-4)

    def standardised(self) -> Tensor:
        """Return tokens and pixels together with mean 0 and deviation 1, (n, D + P)."""
        mean, deviation = self.statistics
        return (torch.cat([self.tokens, self.pixels], dim=1) - mean) / deviation

    def unfold(self, weight: Tensor, bias: Tensor) -> dict[str, Tensor]:
        """Turn weights (classes, D + P) for standardised features into a linear head's tensors for raw ones."""
        mean, deviation = (t.to(weight.dtype) for t in self.statistics)
        raw = weight / deviation
        width = self.tokens.shape[1]
        return {
            "weight": raw[:, :width].float(),
            "pixel_weight": raw[:, width:].float(),
            "bias": (bias - raw @ mean).float(),
            "sharpness": torch.tensor(1.0),
        }
