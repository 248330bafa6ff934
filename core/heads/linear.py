"""Linear heads, and multinomial logistic regression by L-BFGS.

Training uses standardised features. The standardisation is then folded into the weights, so a map
costs one matrix product.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from ..progress import Progress
from .head import Head
from .samples import Samples, unstandardised

_STRENGTH = 0.015
_ITERATIONS = 150


class LinearHead(Head):
    """Scores = weight · features + bias."""

    kind = "linear"

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Score tokens (n, features) -> (n, classes)."""
        return torch.addmm(self.tensors_by_name["bias"], tokens, self.tensors_by_name["weight"].T)


def logistic_strength(samples: Samples) -> float:
    """Return the L2 penalty, which grows with the features and falls with the sample size."""
    return float(_STRENGTH * samples.width / samples.effective_sample_size**0.5)


def fit_logistic(samples: Samples, progress: Progress) -> LinearHead:
    """Fit weighted multinomial logistic regression with an L2 penalty by L-BFGS, from zero."""
    features, strength = samples.standardised(), logistic_strength(samples)
    weight = torch.zeros(samples.n_classes, features.shape[1], requires_grad=True)
    bias = torch.zeros(samples.n_classes, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [weight, bias],
        max_iter=_ITERATIONS,
        history_size=10,
        line_search_fn="strong_wolfe",
        tolerance_change=1e-7,
    )
    evaluations = 0

    def closure() -> Tensor:
        nonlocal evaluations
        evaluations += 1
        progress.step(min(evaluations, _ITERATIONS), _ITERATIONS)
        optimizer.zero_grad()
        losses = F.cross_entropy(
            F.linear(features, weight, bias), samples.classes, reduction="none"
        )
        loss = (losses * samples.weights).mean() + strength / 2 * (weight * weight).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    width = samples.tokens.shape[1]
    return LinearHead(unstandardised(weight.detach(), bias.detach(), *samples.statistics, width))
