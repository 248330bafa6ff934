"""Training samples of a head: token features, extra pixel features, classes and weights, one row per labelled pixel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

SMALLEST_DEVIATION = 1e-4  # of a feature: what changes less counts as constant
_LIKENESS = (
    1 / 8
)  # correlation of samples in one polygon, so that a polygon counts as at most 8 independent ones


@dataclass(frozen=True)
class Samples:
    """n samples.

    Attributes:
        tokens: (n, D) features interpolated at the pixel.
        pixels: (n, P) extra pixel features, P may be 0.
        classes: (n,) positions in the class table.
        weights: (n,) with mean about 1.
        variants: Features of the same samples in other views of their scene, each (n, D), float16.
        reference: Mean and deviation that standardise these samples; None = those of ``tokens`` and ``pixels``.
        polygons: (n,) numbers of the polygons that the samples lie in; None = each stands alone.
    """

    tokens: Tensor
    pixels: Tensor
    classes: Tensor
    weights: Tensor
    n_classes: int
    variants: tuple[Tensor, ...] = ()
    reference: tuple[Tensor, Tensor] | None = None
    polygons: Tensor | None = None

    def __len__(self) -> int:
        return len(self.classes)

    @property
    def width(self) -> int:
        """Features of a token and of its pixel together."""
        return self.tokens.shape[1] + self.pixels.shape[1]

    @property
    def effective_sample_size(self) -> float:
        """How many independent samples these are worth: neighbours in a polygon tell much the same (Kish 1965)."""
        if self.polygons is None:
            return float(len(self))
        counts = torch.unique(self.polygons, return_counts=True)[1].double()
        return float((counts / (1 + (counts - 1) * _LIKENESS)).sum())

    def take(self, chosen: Tensor) -> "Samples":
        """Return the chosen samples, weights scaled back to mean 1."""
        weights = self.weights[chosen]
        return Samples(
            self.tokens[chosen],
            self.pixels[chosen],
            self.classes[chosen],
            weights / weights.mean() if len(weights) else weights,
            self.n_classes,
            tuple(variant[chosen] for variant in self.variants),
            self.reference,
            None if self.polygons is None else self.polygons[chosen],
        )

    def expanded(self) -> "Samples":
        """Return the samples and all their variants as samples of their own, standardised as these are."""
        if not self.variants:
            return self
        copies = 1 + len(self.variants)
        return replace(
            self,
            tokens=torch.cat(
                [self.tokens, *(variant.to(self.tokens.dtype) for variant in self.variants)]
            ),
            pixels=self.pixels.repeat(copies, 1),
            classes=self.classes.repeat(copies),
            weights=self.weights.repeat(copies),
            variants=(),
            reference=self.statistics,
            polygons=None if self.polygons is None else self.polygons.repeat(copies),
        )

    def seen(self, chosen: Tensor, views: Tensor) -> Tensor:
        """Return the tokens of chosen samples, each in its own view: 0 = as it is, k = the k-th variant, (m, D)."""
        tokens = self.tokens[chosen]
        for number, variant in enumerate(self.variants, start=1):
            inside = views == number
            tokens[inside] = variant[chosen[inside]].to(tokens.dtype)
        return tokens

    @cached_property
    def statistics(self) -> tuple[Tensor, Tensor]:
        """Mean and deviation of tokens and pixels together, (D + P,); variants have no say: maps never see them."""
        if self.reference is not None:
            return self.reference
        joined = torch.cat([self.tokens, self.pixels], dim=1)
        # The mean in double precision: features that never change become zeros, however large they are
        mean = joined.mean(dim=0, dtype=torch.float64).float()
        return mean, joined.std(dim=0, correction=0).clamp_(min=SMALLEST_DEVIATION)

    def standardised(self) -> Tensor:
        """Return tokens and pixels together with mean 0 and deviation 1, (n, D + P)."""
        mean, deviation = self.statistics
        return (
            torch.cat([self.tokens, self.pixels], dim=1).sub_(mean).div_(deviation)
        )  # one copy in all


def joined(parts: Sequence[Samples]) -> Samples:
    """Put samples together; all or none have variants and polygons."""
    polygons = [p.polygons for p in parts if p.polygons is not None]
    return Samples(
        tokens=torch.cat([p.tokens for p in parts]),
        pixels=torch.cat([p.pixels for p in parts]),
        classes=torch.cat([p.classes for p in parts]),
        weights=torch.cat([p.weights for p in parts]),
        n_classes=parts[0].n_classes,
        variants=tuple(torch.cat(same) for same in zip(*(p.variants for p in parts), strict=True)),
        polygons=torch.cat(polygons) if polygons else None,
    )


def unfold(
    weight: Tensor, bias: Tensor, mean: Tensor, deviation: Tensor, width: int
) -> dict[str, Tensor]:
    """Turn weights (classes, D + P) for standardised features into a linear head's tensors for raw ones.

    ``mean`` and ``deviation`` (D + P,) are those of the standardisation, ``width`` is D.
    """
    raw = weight.double() / deviation.double()
    return {
        "weight": raw[:, :width].float(),
        "pixel_weight": raw[:, width:].float(),
        "bias": (bias - raw @ mean.double()).float(),
        "sharpness": torch.tensor(1.0),
    }
