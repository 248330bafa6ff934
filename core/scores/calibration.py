"""Calibration error and reliability diagram of probabilities. Arrays in, numbers out."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .confusion import divided

BINS = 15


@dataclass(frozen=True)
class Reliability:
    """Confidence against accuracy in equally wide bins of confidence.

    Attributes:
        confidence, accuracy: Weighted means per bin; nan in empty bins.
        fraction: Fraction of the weight per bin.
        ece: Expected calibration error, the weighted mean difference of confidence and accuracy.
    """

    confidence: tuple[float, ...]
    accuracy: tuple[float, ...]
    fraction: tuple[float, ...]
    ece: float


def reliability(
    confidence: NDArray[np.floating],
    is_correct: NDArray[np.bool_],
    weights: NDArray[np.floating],
    bins: int = BINS,
) -> Reliability:
    """Compare the probability of the top class with its accuracy (Guo et al. 2017).

    Bin i holds confidences in (i/bins, (i+1)/bins]. Without samples the error is nan.

    Args:
        confidence: Probability of the top class, (samples,).
        is_correct: Whether the top class is correct, (samples,).
        weights: (samples,).
        bins: Number of bins.
    """
    positions = np.ceil(np.asarray(confidence, np.float64) * bins).astype(np.int64) - 1
    positions = np.clip(positions, 0, bins - 1)

    def sums(values: NDArray[np.floating]) -> NDArray[np.float64]:
        return np.bincount(positions, weights=values, minlength=bins).astype(np.float64)

    weight = sums(np.asarray(weights, np.float64))
    confident, correct = sums(weights * confidence), sums(weights * is_correct)
    total = weight.sum()
    return Reliability(
        confidence=tuple(divided(confident, weight).tolist()),
        accuracy=tuple(divided(correct, weight).tolist()),
        fraction=tuple((weight / total if total else weight).tolist()),
        ece=float(np.abs(confident - correct).sum() / total) if total else math.nan,
    )
