"""Ridge regression to one-hot classes, in closed form: W = (XᵀSX + λI)⁻¹ XᵀSY.

X are standardised features and S sample weights that sum to 1; the free intercept centres both
sides. λ is the best of ``RIDGE_STRENGTHS`` by generalised cross-validation (Golub, Heath and Wahba
1979), all scored by one eigendecomposition. The cross-validation uses the effective sample size:
with the number of pixels, it would choose a λ far too small. The solution needs only sums over the
samples, standardisation included. If there are fewer samples than features, the dual form is
solved.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ..progress import Progress
from .linear import LinearHead
from .samples import SMALLEST_DEVIATION, Samples, unstandardised

RIDGE_STRENGTHS = tuple(
    10.0**e for e in (-4, -3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2)
)
_CHUNK = 4096  # samples in double precision at a time


class RidgeHead(LinearHead):
    """A linear head fitted in closed form."""

    kind = "ridge"


def fit_ridge(samples: Samples, progress: Progress) -> RidgeHead:
    """Fit weighted ridge regression; λ is chosen by generalised cross-validation."""
    progress.step(0, 1)
    if len(samples) <= samples.width:
        solution = solve_dual(samples)
    else:
        solution = _summed(samples).solve(*samples.statistics)
    progress.step(1, 1)
    return solution.head(samples.tokens.shape[1])


@dataclass(frozen=True)
class Solution:
    """Weights (C, D) and bias (C,) for features standardised by mean and deviation (D,)."""

    weight: Tensor
    bias: Tensor
    mean: Tensor
    deviation: Tensor

    def head(self, width: int) -> RidgeHead:
        """Return the head for raw features, of which the first ``width`` are token features."""
        return RidgeHead(unstandardised(self.weight, self.bias, self.mean, self.deviation, width))


class GramSums:
    """Sums over samples from which ridge regression and LDA are solved, in double precision.

    Attributes:
        origin: Subtracted from features (D,) before they are summed, to keep precision.
        n: Number of samples.
        effective_sample_size: Number of independent samples that they are worth.
        total, squares: Plain sums of the features and of their squares (D,), for standardisation.
        weights: Weight per class (C,).
        moments: Weighted sums of the features per class (C, D).
        gram: Weighted sum of the features' products (D, D).
    """

    def __init__(self, origin: Tensor, n_classes: int) -> None:
        width = len(origin)
        self.origin = origin
        self.n = 0
        self.effective_sample_size = 0.0
        self.total = torch.zeros(width, dtype=torch.float64)
        self.squares = torch.zeros(width, dtype=torch.float64)
        self.weights = torch.zeros(n_classes, dtype=torch.float64)
        self.moments = torch.zeros(n_classes, width, dtype=torch.float64)
        self.gram = torch.zeros(width, width, dtype=torch.float64)

    def add(self, samples: Samples) -> None:
        """Add samples; all samples of a polygon must be added at once."""
        self.effective_sample_size += samples.effective_sample_size
        for start in range(0, len(samples), _CHUNK):
            part = slice(start, start + _CHUNK)
            features = torch.cat([samples.tokens[part], samples.extra[part]], dim=1) - self.origin
            weights = samples.weights[part].double()
            weighted = weights[:, None] * features
            self.n += len(features)
            self.total += features.sum(dim=0)
            self.squares += (features * features).sum(dim=0)
            self.weights.index_add_(0, samples.classes[part], weights)
            self.moments.index_add_(0, samples.classes[part], weighted)
            self.gram.addmm_(features.T, weighted)

    def include(self, other: "GramSums", factor: float) -> None:
        """Add sums about the same origin, their weights multiplied by ``factor``."""
        self.n += other.n
        self.effective_sample_size += other.effective_sample_size
        self.total += other.total
        self.squares += other.squares
        self.weights.add_(other.weights, alpha=factor)
        self.moments.add_(other.moments, alpha=factor)
        self.gram.add_(other.gram, alpha=factor)

    @property
    def statistics(self) -> tuple[Tensor, Tensor]:
        """Mean and deviation of the features (D,), as ``Samples.statistics``."""
        mean = self.total / self.n
        variance = (self.squares / self.n - mean * mean).clamp_(min=0)
        return self.origin + mean, variance.sqrt_().clamp_(min=SMALLEST_DEVIATION)

    def solve(self, mean: Tensor, deviation: Tensor) -> Solution:
        """Return the ridge solution for features standardised by mean and deviation (D,)."""
        deviation = deviation.double()
        weight = self.weights.sum()
        fractions = self.weights / weight
        centre = self.moments.sum(dim=0) / weight
        gram = self.gram / weight
        gram -= torch.outer(centre, centre)
        gram /= deviation
        gram /= deviation[:, None]
        moments = (self.moments / weight - torch.outer(fractions, centre)) / deviation
        values, vectors = torch.linalg.eigh(gram)
        rotated = vectors.T @ moments.T
        shrunk = _shrunk(values, rotated, rotated * rotated, fractions, self.effective_sample_size)
        solution = vectors @ shrunk
        bias = fractions - (self.origin + centre - mean) / deviation @ solution
        return Solution(solution.T, bias, mean, deviation)


def solve_dual(samples: Samples) -> Solution:
    """Return the same solution from products of samples (n, n) instead of features (D, D)."""
    mean, deviation = samples.statistics
    features = torch.cat([samples.tokens, samples.extra], dim=1).double().sub_(mean).div_(deviation)
    weights = samples.weights.double() / samples.weights.double().sum()
    targets = F.one_hot(samples.classes, samples.n_classes).double()
    centre, fractions = weights @ features, weights @ targets
    root = weights.sqrt()[:, None]
    features, targets = root * (features - centre), root * (targets - fractions)
    values, vectors = torch.linalg.eigh(features @ features.T)
    rotated = vectors.T @ targets
    powers = values[:, None] * rotated * rotated
    shrunk = _shrunk(values, rotated, powers, fractions, samples.effective_sample_size)
    solution = features.T @ (vectors @ shrunk)
    return Solution(solution.T, fractions - centre @ solution, mean, deviation)


def _summed(samples: Samples) -> GramSums:
    sums = GramSums(samples.statistics[0].double(), samples.n_classes)
    sums.add(samples)
    return sums


def _shrunk(values: Tensor, rotated: Tensor, powers: Tensor, fractions: Tensor, n: float) -> Tensor:
    """Divide coordinates (r, C) by eigenvalue + λ, λ chosen by cross-validation.

    Args:
        values: Eigenvalues (r,).
        rotated: The targets' coordinates in the eigenvectors (r, C).
        powers: Squared moment of the targets along each eigenvector (r, C).
        fractions: Weighted fraction of each class (C,).
        n: Effective sample size.
    """
    values = values.clamp(min=0)
    energy = float((fractions * (1 - fractions)).sum())
    power = powers.sum(dim=1)

    def score(strength: float) -> float:
        inverse = 1 / (values + strength)
        explained = float((power * (2 * inverse - values * inverse * inverse)).sum())
        freedom = float((values * inverse).sum())
        return max(energy - explained, 1e-12) / (1 - min(freedom / n, 0.999)) ** 2

    return rotated / (values + min(RIDGE_STRENGTHS, key=score))[:, None]
