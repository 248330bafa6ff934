"""Polygons that look like another class: each is predicted from all other polygons.

Ridge regression to one-hot classes, all classes of the same weight. The residuals of a polygon's
pixels without the polygon follow from those with it: e₋ = (I - A)⁻¹ e, where A is the polygon's
block of the hat matrix (Cook and Weisberg 1982, section 3.6). So leaving out each polygon costs one
fit. Polygons that look wrong in a first round do not train in the second, so that they do not
defend one another.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from ..heads.samples import Samples

FEWEST_JUDGED = 3  # polygons of a class, so that they get a score
FEWEST_REPORTED = 5  # so that they are reported: from fewer others a class is not well known
LIKELY = 0.4  # difference of scores from which a polygon is reported
_RIDGE = 1.0  # relative to standardised features
_ROUNDS = 2


@dataclass(frozen=True)
class Suspicion:
    """How much polygons look like another class, (polygons,) each.

    Attributes:
        score: Mean score of the most likely other class minus that of the own class; about -1 for
            a typical polygon and 1 for one of another class. NaN where it cannot be judged.
        other: Position of that other class.
    """

    score: NDArray[np.float64]
    other: NDArray[np.int64]


def most_suspicious(scores: NDArray[np.float64], least: float = -np.inf) -> list[int]:
    """Return the positions of scores above ``least``, the highest first; NaN is left out."""
    known = np.flatnonzero(np.nan_to_num(scores, nan=-np.inf) > least)
    ranked: list[int] = known[np.argsort(-scores[known], kind="stable")].tolist()
    return ranked


def likely_mislabelled(scores: NDArray[np.float64], classes: NDArray[Any]) -> list[int]:
    """Return the positions of polygons that are likely mislabelled, the most suspicious first.

    Args:
        scores: Suspicion of each polygon; NaN = not judged, (n,).
        classes: Class of each polygon, (n,).
    """
    counts = Counter(classes[np.isfinite(scores)].tolist())
    found = most_suspicious(scores, LIKELY)
    return [number for number in found if counts[classes[number]] >= FEWEST_REPORTED]


def suspicion(
    samples: Samples, polygons: NDArray[np.int64], classes: NDArray[np.int64]
) -> Suspicion:
    """Compare each polygon with what all other polygons predict for it.

    Args:
        samples: Training samples.
        polygons: Number of the polygon of each sample, (n,).
        classes: Class of each polygon, (polygons,).
    """
    of_sample = torch.from_numpy(polygons)
    features = samples.standardised().double()
    is_used = torch.ones(len(classes), dtype=torch.bool)
    scores = np.empty((0, 0))
    for _ in range(_ROUNDS):
        predicted = _without_own(features, samples.classes, of_sample, is_used, samples.n_classes)
        scores = _means(predicted, of_sample, len(classes))
        own = scores[np.arange(len(classes)), classes]
        others = scores.copy()
        others[np.arange(len(classes)), classes] = -np.inf
        found = others.max(axis=1) - own
        is_used = torch.from_numpy(~(np.nan_to_num(found, nan=-1.0) > LIKELY))
    counts = np.bincount(classes[np.isfinite(own)], minlength=samples.n_classes)
    found[counts[classes] < FEWEST_JUDGED] = np.nan
    return Suspicion(found, others.argmax(axis=1))


def _without_own(
    features: Tensor, classes: Tensor, polygons: Tensor, is_used: Tensor, n_classes: int
) -> Tensor:
    """Return the score of each class at each sample, predicted without its polygon, (n, C).

    Args:
        features: Standardised features, (n, D).
        classes: Class of each sample, (n,).
        polygons: Polygon of each sample, (n,).
        is_used: Whether each polygon trains, (polygons,).
        n_classes: Number of classes.
    """
    weights = is_used[polygons].double()
    totals = torch.bincount(classes, weights, n_classes).clamp(min=1)
    weights /= totals[classes] * max(1, int((totals > 1).sum()))
    targets = F.one_hot(classes, n_classes).double()
    centred = features - weights @ features / weights.sum()
    targets = targets - weights @ targets / weights.sum()
    gram = centred.T @ (weights[:, None] * centred)
    gram.diagonal().add_(_RIDGE)
    factor = torch.linalg.cholesky(gram)
    solution = torch.cholesky_solve(centred.T @ (weights[:, None] * targets), factor)
    residuals = targets - centred @ solution
    solved = torch.cholesky_solve(centred.T, factor)
    order, sizes = torch.argsort(polygons, stable=True), torch.bincount(polygons)
    for own in torch.split(order, sizes[sizes > 0].tolist()):
        block = centred[own] @ solved[:, own] * weights[own]
        identity = torch.eye(len(own), dtype=block.dtype)
        residuals[own] = torch.linalg.solve(identity - block, residuals[own])
    return targets - residuals


def _means(predicted: Tensor, polygons: Tensor, n_polygons: int) -> NDArray[np.float64]:
    """Return the mean scores of each polygon, (polygons, C); NaN without samples."""
    sums = torch.zeros(n_polygons, predicted.shape[1], dtype=predicted.dtype)
    sums.index_add_(0, polygons, predicted)
    counts = torch.bincount(polygons, minlength=n_polygons)[:, None]
    means = torch.where(counts > 0, sums / counts.clamp(min=1), torch.nan)
    return np.asarray(means.numpy())
