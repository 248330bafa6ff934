"""Linear discriminant analysis on bounded features, shrunk: closed form, and made for few labels.

Classes are normal with one covariance (Fisher 1936), pooled within classes and shrunk towards a multiple of the
identity (Friedman 1989). With hundreds of features and a dozen polygons, most of the covariance is noise: nine parts of
ten are shrunk away. Standardised token features are bounded by tanh, so that no odd token outvotes the rest. Extra
bands join as a block scaled to the total variance of the tokens' block, or a few bands would not be heard among many.
"""

from dataclasses import replace

import torch
import torch.nn.functional as F
from torch import Tensor

from ..progress import Progress
from .head import Head
from .ridge import GramSums
from .samples import Samples

_SHRINKAGE = 0.9  # .8 to .98 differ by up to two points of mIoU, either way, on three data sets
_MIN_VARIANCE = (
    1e-3  # of a bounded feature within classes: below it one sample per class would be certain
)
_UNSEEN = -60.0  # score of a class that nobody labelled
_SHARPNESSES = [
    10 ** (e / 20) for e in range(-80, 1)
]  # 1 is what the normal distributions would say


class LdaHead(Head):
    """Scores = weight · tanh(standardised features) + bias."""

    kind = "lda"

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Score tokens (n, features) -> (n, classes)."""
        t = self.tensors_by_name
        return torch.addmm(t["bias"], bounded(tokens, t["mean"], t["deviation"]), t["weight"].T)


def bounded(tokens: Tensor, mean: Tensor, deviation: Tensor) -> Tensor:
    """Return standardised tokens (…, D) between -1 and 1."""
    return torch.tanh((tokens - mean) / deviation)


def fit_lda(samples: Samples, progress: Progress) -> LdaHead:
    """Fit shrunk discriminant analysis; probabilities are as sharp as polygons that did not train allow."""
    whole, width = _prepared(samples), samples.tokens.shape[1]
    halves = [half for half in _halves(samples) if len(half)]
    total, solved = _nothing(whole), []
    for number, half in enumerate(halves):
        progress.step(number, len(halves) + 1)
        sums = _nothing(whole)
        sums.add(whole.take(half))
        solved.append(_solve(sums, width))
        total.include(sums, float(whole.weights[half].mean()))  # ``take`` scales weights to mean 1
    crossed = [
        _seen_scores(*one, whole.take(other))
        for one, other in zip(solved, reversed(halves), strict=True)
    ]
    weight, bias = _solve(total, width)
    measured = [one for one in crossed if len(one[1])] or [_seen_scores(weight, bias, whole)]
    progress.step(1, 1)
    return _head(
        samples, weight, bias, _sharpness(measured, 1 / (len(torch.unique(_polygons(samples))) + 2))
    )


def _prepared(samples: Samples) -> Samples:
    """Return samples as the analysis sees them: bounded tokens, standardised pixels of the same total variance."""
    width = samples.tokens.shape[1]
    mean, deviation = samples.statistics
    tokens = bounded(samples.tokens, mean[:width], deviation[:width])
    pixels = (samples.extra - mean[width:]) / deviation[width:] * _block_scale(samples)
    return replace(samples, tokens=tokens, extra=pixels)


def _block_scale(samples: Samples) -> float:
    n_pixels = samples.extra.shape[1]
    return float((samples.tokens.shape[1] / n_pixels) ** 0.5) if n_pixels else 1.0


def _halves(samples: Samples) -> list[Tensor]:
    """Return the positions of every other polygon of each class, and those of the rest."""
    of_sample = torch.unique(_polygons(samples), return_inverse=True)[1]
    classes = torch.zeros(int(of_sample.max()) + 1, dtype=torch.long).scatter(
        0, of_sample, samples.classes
    )
    rank = torch.zeros_like(classes)
    for one in torch.unique(classes):
        own = classes == one
        rank[own] = torch.arange(int(own.sum()))
    odd = rank[of_sample] % 2 == 1
    return [torch.nonzero(~odd).flatten(), torch.nonzero(odd).flatten()]


def _polygons(samples: Samples) -> Tensor:
    return samples.polygons if samples.polygons is not None else torch.arange(len(samples))


def _nothing(samples: Samples) -> GramSums:
    """Return sums over no samples."""
    return GramSums(torch.zeros(samples.width, dtype=torch.float64), samples.n_classes)


def _solve(sums: GramSums, n_tokens: int) -> tuple[Tensor, Tensor]:
    """Return weights (C, D + P) and bias (C,) for prepared features; a class without samples never wins."""
    seen = sums.weights > 0
    total = sums.weights.sum()
    means = sums.moments[seen] / sums.weights[seen, None]
    within = (sums.gram - means.T @ sums.moments[seen]) / total
    target = within.diagonal()[:n_tokens].mean().clamp(min=_MIN_VARIANCE)
    within *= 1 - _SHRINKAGE
    within.diagonal().add_(_SHRINKAGE * target)
    solution = torch.linalg.solve(within, means.T).T
    weight = torch.zeros_like(sums.moments)
    bias = torch.full_like(sums.weights, -torch.inf)
    weight[seen] = solution
    bias[seen] = (sums.weights[seen] / total).log() - (solution * means).sum(dim=1) / 2
    return weight, bias


def _sharpness(scored: list[tuple[Tensor, Tensor, Tensor]], doubt: float) -> float:
    """Return the factor on scores at which each half's probabilities fit the other half best (Guo et al. 2017).

    However well they fit, ``doubt`` stays: after n polygons that were all right, Laplace's rule leaves 1 / (n + 2).
    """

    def loss(inverse_temperature: float) -> float:
        losses = (
            F.cross_entropy(s * inverse_temperature, c, reduction="none", label_smoothing=doubt) * w
            for s, c, w in scored
        )
        return sum(float(one.sum()) for one in losses)

    return min(_SHARPNESSES, key=loss)


def _seen_scores(weight: Tensor, bias: Tensor, samples: Samples) -> tuple[Tensor, Tensor, Tensor]:
    """Score samples of the classes that trained, of at least two: scores, positions among these classes, weights."""
    seen = torch.isfinite(bias)
    known = seen[samples.classes] & (seen.sum() > 1)
    features = torch.cat([samples.tokens, samples.extra], dim=1)[known].double()
    positions = (seen.cumsum(0) - 1)[samples.classes[known]]
    return (
        torch.addmm(bias[seen], features, weight[seen].T),
        positions,
        samples.weights[known].double(),
    )


def _head(samples: Samples, weight: Tensor, bias: Tensor, inverse_temperature: float) -> LdaHead:
    """Return the head for raw features: standardisation and scale of the pixels are folded into their weights."""
    width = samples.tokens.shape[1]
    mean, deviation = (t.double() for t in samples.statistics)
    weight, bias = (
        weight * inverse_temperature,
        (bias * inverse_temperature).nan_to_num(neginf=_UNSEEN),
    )
    pixel_weight = weight[:, width:] * _block_scale(samples) / deviation[width:]
    return LdaHead(
        {
            "mean": mean[:width],
            "deviation": deviation[:width],
            "weight": weight[:, :width],
            "bias": bias - pixel_weight @ mean[width:],
            "pixel_weight": pixel_weight,
            "sharpness": torch.tensor(1.0),
        }
    )
