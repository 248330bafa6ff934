"""Training samples of a head: features, classes and weights, one row per labelled pixel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

SMALLEST_DEVIATION = 1e-4  # a feature that varies less counts as constant
# Correlation of the samples of one polygon, so a polygon counts as at most 8 independent ones
_INTRACLASS_CORRELATION = 1 / 8


@dataclass(frozen=True)
class Samples:
    """Training samples.

    Attributes:
        tokens: Token features interpolated at the pixel, (n, D).
        extra: Extra-band features, (n, P); P may be 0.
        classes: Positions in the class table, (n,).
        weights: Weights with mean about 1, (n,).
        n_classes: Length of the class table.
        view_tokens: Token features of the same samples in other views of their scene, each (n, D),
            float16.
        standardisation: Mean and deviation (D + P,) to standardise with; None = those of ``tokens``
            and ``extra``.
        polygons: Number of each sample's polygon, (n,); None = every sample is independent.
    """

    tokens: Tensor
    extra: Tensor
    classes: Tensor
    weights: Tensor
    n_classes: int
    view_tokens: tuple[Tensor, ...] = ()
    standardisation: tuple[Tensor, Tensor] | None = None
    polygons: Tensor | None = None

    def __len__(self) -> int:
        return len(self.classes)

    @property
    def width(self) -> int:
        """Number of token and extra-band features, D + P."""
        return self.tokens.shape[1] + self.extra.shape[1]

    @property
    def effective_sample_size(self) -> float:
        """Number of independent samples worth as much; those of a polygon correlate (Kish 1965)."""
        if self.polygons is None:
            return float(len(self))
        counts = torch.unique(self.polygons, return_counts=True)[1].double()
        return float((counts / (1 + (counts - 1) * _INTRACLASS_CORRELATION)).sum())

    def take(self, positions: Tensor) -> "Samples":
        """Return the samples at positions (m,), weights rescaled to mean 1."""
        weights = self.weights[positions]
        if len(weights):
            weights = weights / weights.mean()
        return Samples(
            tokens=self.tokens[positions],
            extra=self.extra[positions],
            classes=self.classes[positions],
            weights=weights,
            n_classes=self.n_classes,
            view_tokens=tuple(tokens[positions] for tokens in self.view_tokens),
            standardisation=self.standardisation,
            polygons=None if self.polygons is None else self.polygons[positions],
        )

    def expanded(self) -> "Samples":
        """Return the samples and those of all views as one set, standardised as these are."""
        if not self.view_tokens:
            return self
        copies = 1 + len(self.view_tokens)
        views = [tokens.to(self.tokens.dtype) for tokens in self.view_tokens]
        return replace(
            self,
            tokens=torch.cat([self.tokens, *views]),
            extra=self.extra.repeat(copies, 1),
            classes=self.classes.repeat(copies),
            weights=self.weights.repeat(copies),
            view_tokens=(),
            standardisation=self.statistics,
            polygons=None if self.polygons is None else self.polygons.repeat(copies),
        )

    def tokens_in_views(self, positions: Tensor, views: Tensor) -> Tensor:
        """Return the tokens of samples, each in one view.

        Args:
            positions: Positions of the samples, (m,).
            views: View of each, (m,): 0 = identity, k = ``view_tokens[k - 1]``.

        Shape:
            (m, D).
        """
        tokens = self.tokens[positions]
        for number, view in enumerate(self.view_tokens, start=1):
            inside = views == number
            tokens[inside] = view[positions[inside]].to(tokens.dtype)
        return tokens

    @cached_property
    def statistics(self) -> tuple[Tensor, Tensor]:
        """Mean and deviation of all features, (D + P,), without those of other views."""
        if self.standardisation is not None:
            return self.standardisation
        features = torch.cat([self.tokens, self.extra], dim=1)
        # The mean in double precision: constant features become zeros, however large they are
        mean = features.mean(dim=0, dtype=torch.float64).float()
        return mean, features.std(dim=0, correction=0).clamp_(min=SMALLEST_DEVIATION)

    def standardised(self) -> Tensor:
        """Return all features with mean 0 and deviation 1, (n, D + P)."""
        mean, deviation = self.statistics
        features = torch.cat([self.tokens, self.extra], dim=1)
        return features.sub_(mean).div_(deviation)


def concatenated(parts: Sequence[Samples]) -> Samples:
    """Concatenate samples; views and polygons are those of all parts or of none."""
    polygons = [part.polygons for part in parts if part.polygons is not None]
    n_views = len(parts[0].view_tokens)
    return Samples(
        tokens=torch.cat([part.tokens for part in parts]),
        extra=torch.cat([part.extra for part in parts]),
        classes=torch.cat([part.classes for part in parts]),
        weights=torch.cat([part.weights for part in parts]),
        n_classes=parts[0].n_classes,
        view_tokens=tuple(_view_of_all(parts, number) for number in range(n_views)),
        polygons=torch.cat(polygons) if polygons else None,
    )


def _view_of_all(parts: Sequence[Samples], number: int) -> Tensor:
    return torch.cat([part.view_tokens[number] for part in parts])


def unstandardised(
    weight: Tensor, bias: Tensor, mean: Tensor, deviation: Tensor, width: int
) -> dict[str, Tensor]:
    """Return a linear head's tensors for raw features.

    Args:
        weight: Weights for standardised features, (classes, D + P).
        bias: (classes,).
        mean: Mean of the standardisation, (D + P,).
        deviation: Deviation of the standardisation, (D + P,).
        width: Number of token features, D.
    """
    raw = weight.double() / deviation.double()
    return {
        "weight": raw[:, :width].float(),
        "pixel_weight": raw[:, width:].float(),
        "bias": (bias - raw @ mean.double()).float(),
        "sharpness": torch.tensor(1.0),
    }
