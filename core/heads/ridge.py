"""Ridge regression to one-hot classes, in closed form."""

import torch
import torch.nn.functional as F  # noqa: N812 (torch's custom)
from torch import Tensor

from ..progress import Progress
from .linear import LinearHead
from .samples import Samples

RIDGE_STRENGTHS = tuple(10.0**e for e in (-4, -3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1))


class RidgeHead(LinearHead):
    """A linear head fitted in closed form."""

    kind = "ridge"


def fit_ridge(samples: Samples, progress: Progress) -> RidgeHead:
    """Fit weighted ridge regression to one-hot classes, its strength chosen by generalised cross-validation.

    W = (XᵀSX/n + λI)⁻¹ XᵀSY/n with S the sample weights; GCV after Golub, Heath and Wahba (1979).
    """
    progress.step(0, 1)
    features = samples.standardised().double()
    weights = samples.weights.double()[:, None]
    targets = F.one_hot(samples.classes, samples.n_classes).double()
    centre = (weights * features).mean(dim=0)
    target_centre = (weights * targets).mean(dim=0)
    features, targets = features - centre, targets - target_centre
    gram = features.T @ (weights * features) / len(features)
    moment = features.T @ (weights * targets) / len(features)
    values, vectors = torch.linalg.eigh(gram)
    values, rotated = values.clamp_(min=0), vectors.T @ moment
    energy = float((weights * targets * targets).mean(dim=0).sum())
    strength = min(RIDGE_STRENGTHS, key=lambda s: _gcv(values, rotated, energy, s, len(features)))
    solution = vectors @ (rotated / (values + strength)[:, None])
    progress.step(1, 1)
    return RidgeHead(samples.unfold(solution.T, target_centre - centre @ solution))


def _gcv(values: Tensor, rotated: Tensor, energy: float, strength: float, n: int) -> float:
    """Return the generalised cross-validation score of one ridge strength from the Gram's eigenvalues."""
    shrunk = 1 / (values + strength)
    explained = float((rotated * rotated * (2 * shrunk - values * shrunk * shrunk)[:, None]).sum())
    freedom = float((values * shrunk).sum())
    return max(energy - explained, 1e-12) / (1 - min(freedom / n, 0.999)) ** 2
