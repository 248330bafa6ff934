"""Linear discriminant analysis with shrinkage on bounded features, for few labels.

Classes are normal distributions with one covariance (Fisher 1936), pooled within classes and shrunk
towards a multiple of the identity (Friedman 1989). With hundreds of features and a dozen polygons,
most of the covariance is noise, so 90 % of it is replaced. Standardised token features are bounded
by tanh against outliers. Extra-band features are scaled to the total variance of the token
features; otherwise a few of them would have no influence among hundreds.
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
# Variance of a bounded feature within classes; with less, one sample per class would be certain
_MIN_VARIANCE = 1e-3
_UNSEEN = -60.0  # score of a class without labels
# Candidates from 1e-4 to 1; 1 suits exactly normal distributions
_INVERSE_TEMPERATURES = [10 ** (e / 20) for e in range(-80, 1)]


class LdaHead(Head):
    """Scores = weight · tanh(standardised features) + bias."""

    kind = "lda"

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Score tokens (n, features) -> (n, classes)."""
        named = self.tensors_by_name
        features = bounded(tokens, named["mean"], named["deviation"])
        return torch.addmm(named["bias"], features, named["weight"].T)


def bounded(tokens: Tensor, mean: Tensor, deviation: Tensor) -> Tensor:
    """Return standardised tokens between -1 and 1, (…, D) -> (…, D)."""
    return torch.tanh((tokens - mean) / deviation)


def fit_lda(samples: Samples, progress: Progress) -> LdaHead:
    """Fit the analysis to all samples.

    The temperature is fitted by cross-validation on two halves of the polygons.
    """
    prepared, width = _prepared(samples), samples.tokens.shape[1]
    halves = [half for half in _halves(samples) if len(half)]
    total = _empty_sums(prepared)
    solutions = []
    for number, half in enumerate(halves):
        progress.step(number, len(halves) + 1)
        sums = _empty_sums(prepared)
        sums.add(prepared.take(half))
        solutions.append(_solve(sums, width))
        # ``take`` scales weights to mean 1; the factor undoes it
        total.include(sums, float(prepared.weights[half].mean()))
    weight, bias = _solve(total, width)
    scored = []
    for solution, other in zip(solutions, reversed(halves), strict=True):
        scores = _scores(*solution, prepared.take(other))
        if len(scores[1]):
            scored.append(scores)
    if not scored:
        scored = [_scores(weight, bias, prepared)]
    # After n correct polygons, Laplace's rule of succession leaves 1 / (n + 2)
    n_polygons = len(torch.unique(_polygons(samples)))
    inverse_temperature = _inverse_temperature(scored, 1 / (n_polygons + 2))
    progress.step(1, 1)
    return _head(samples, weight, bias, inverse_temperature)


def _prepared(samples: Samples) -> Samples:
    """Return bounded tokens, and standardised extra-band features of the same total variance."""
    width = samples.tokens.shape[1]
    mean, deviation = samples.statistics
    tokens = bounded(samples.tokens, mean[:width], deviation[:width])
    extra = (samples.extra - mean[width:]) / deviation[width:] * _extra_scale(samples)
    return replace(samples, tokens=tokens, extra=extra)


def _extra_scale(samples: Samples) -> float:
    """Return the factor that gives extra-band features the total variance of the tokens."""
    n_extra = samples.extra.shape[1]
    return float((samples.tokens.shape[1] / n_extra) ** 0.5) if n_extra else 1.0


def _halves(samples: Samples) -> list[Tensor]:
    """Return the positions of every other polygon of each class, and those of the rest."""
    _, of_sample = torch.unique(_polygons(samples), return_inverse=True)
    n_polygons = int(of_sample.max()) + 1
    classes = torch.zeros(n_polygons, dtype=torch.long).scatter(0, of_sample, samples.classes)
    rank = torch.zeros_like(classes)
    for number in torch.unique(classes):
        inside = classes == number
        rank[inside] = torch.arange(int(inside.sum()))
    is_odd = rank[of_sample] % 2 == 1
    return [torch.nonzero(~is_odd).flatten(), torch.nonzero(is_odd).flatten()]


def _polygons(samples: Samples) -> Tensor:
    """Return the polygon of each sample, (n,); without polygons, each sample is its own."""
    return samples.polygons if samples.polygons is not None else torch.arange(len(samples))


def _empty_sums(samples: Samples) -> GramSums:
    return GramSums(torch.zeros(samples.width, dtype=torch.float64), samples.n_classes)


def _solve(sums: GramSums, n_tokens: int) -> tuple[Tensor, Tensor]:
    """Return weights (C, D + P) and bias (C,) for prepared features.

    The bias of a class without samples is minus infinity.
    """
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


def _inverse_temperature(scored: list[tuple[Tensor, Tensor, Tensor]], smoothing: float) -> float:
    """Return the inverse temperature with the smallest cross-entropy (Guo et al. 2017).

    Args:
        scored: Results of ``_scores`` on samples that did not train.
        smoothing: Label smoothing, so that even perfect scores do not give certainty.
    """

    def loss(inverse_temperature: float) -> float:
        total = 0.0
        for scores, classes, weights in scored:
            losses = F.cross_entropy(
                scores * inverse_temperature, classes, reduction="none", label_smoothing=smoothing
            )
            total += float((losses * weights).sum())
        return total

    first, last = 0, len(_INVERSE_TEMPERATURES) - 1
    while first < last:  # the cross-entropy is convex, so it falls up to its minimum
        middle = (first + last) // 2
        if loss(_INVERSE_TEMPERATURES[middle]) <= loss(_INVERSE_TEMPERATURES[middle + 1]):
            last = middle
        else:
            first = middle + 1
    return _INVERSE_TEMPERATURES[first]


def _scores(weight: Tensor, bias: Tensor, samples: Samples) -> tuple[Tensor, Tensor, Tensor]:
    """Score the samples of classes that were trained; nothing if these are fewer than two.

    Returns:
        Scores (n, trained classes), positions among these classes (n,) and weights (n,).
    """
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
    """Return the head for raw features, with standardisation and scale folded into its weights."""
    width = samples.tokens.shape[1]
    mean, deviation = (tensor.double() for tensor in samples.statistics)
    weight = weight * inverse_temperature
    bias = (bias * inverse_temperature).nan_to_num(neginf=_UNSEEN)
    pixel_weight = weight[:, width:] * _extra_scale(samples) / deviation[width:]
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
