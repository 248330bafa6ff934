"""Linear heads: ridge in closed form and multinomial logistic regression by L-BFGS.

Both see standardised features; standardisation is folded into the weights, so both are one matrix product in the map.
"""

import torch
import torch.nn.functional as F  # noqa: N812 (torch's custom)
from torch import Tensor

from ..progress import Progress
from .head import Head
from .samples import Samples

RIDGE_STRENGTHS = tuple(10.0**e for e in (-4, -3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1))
LOGISTIC_STRENGTH = 0.1
_ITERATIONS = 150


class LinearHead(Head):
    """Scores = weight · features + bias."""

    kind = "linear"

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Score tokens (n, features) -> (n, classes)."""
        return torch.addmm(self.tensors_by_name["bias"], tokens, self.tensors_by_name["weight"].T)


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


def fit_logistic(samples: Samples, progress: Progress) -> LinearHead:
    """Fit weighted multinomial logistic regression with an L2 penalty by L-BFGS from zero."""
    features = samples.standardised()
    weight = torch.zeros(samples.n_classes, features.shape[1], requires_grad=True)
    bias = torch.zeros(samples.n_classes, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [weight, bias], max_iter=_ITERATIONS, history_size=10, line_search_fn="strong_wolfe", tolerance_change=1e-7
    )
    evaluations = 0

    def closure() -> Tensor:
        nonlocal evaluations
        evaluations += 1
        progress.step(min(evaluations, _ITERATIONS), _ITERATIONS)
        optimizer.zero_grad()
        losses = F.cross_entropy(F.linear(features, weight, bias), samples.classes, reduction="none")
        loss = (losses * samples.weights).mean() + LOGISTIC_STRENGTH / 2 * (weight * weight).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return LinearHead(samples.unfold(weight.detach(), bias.detach()))


def _gcv(values: Tensor, rotated: Tensor, energy: float, strength: float, n: int) -> float:
    """Return the generalised cross-validation score of one ridge strength from the Gram's eigenvalues."""
    shrunk = 1 / (values + strength)
    explained = float((rotated * rotated * (2 * shrunk - values * shrunk * shrunk)[:, None]).sum())
    freedom = float((values * shrunk).sum())
    return max(energy - explained, 1e-12) / (1 - min(freedom / n, 0.999)) ** 2
