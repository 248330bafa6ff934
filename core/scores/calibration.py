"""Whether probabilities mean what they say: calibration error and reliability diagram. Arrays in, numbers out."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reliability:
    """Confidence against accuracy in equally wide bins of confidence.

    Attributes:
        confidence, accuracy: Weighted means per bin; nan in empty bins.
        share: Share of the weight per bin.
        ece: Expected calibration error, the mean distance of confidence and accuracy over all weight.
    """

    confidence: tuple[float, ...]
    accuracy: tuple[float, ...]
    share: tuple[float, ...]
    ece: float


def reliability(
    confidence: NDArray[np.floating],
    right: NDArray[np.bool_],
    weights: NDArray[np.floating],
    bins: int = BINS,
) -> Reliability:
    """Compare the probability of the top class with how often it is right (Guo et al. 2017).

    Bin i holds confidences in (i/bins, (i+1)/bins].

    Shape: three arrays (samples,); without a sample the error is nan.
    """
    number = np.clip(
        np.ceil(np.asarray(confidence, np.float64) * bins).astype(np.int64) - 1, 0, bins - 1
    )
    weight, sure, hits = (
        np.bincount(number, weights=values, minlength=bins).astype(np.float64)
        for values in (np.asarray(weights, np.float64), weights * confidence, weights * right)
    )
    total = weight.sum()
    ece = float(np.abs(sure - hits).sum() / total) if total else math.nan
    share = weight / total if total else weight
    return Reliability(_means(sure, weight), _means(hits, weight), tuple(share.tolist()), ece)


def _means(sums: Floats, weights: Floats) -> tuple[float, ...]:
    return tuple(
        s / w if w else math.nan for s, w in zip(sums.tolist(), weights.tolist(), strict=True)
    )
