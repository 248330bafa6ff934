"""A threshold of similarity by Otsu's method: both parts vary as little as possible (Otsu 1979)."""

import numpy as np
from numpy.typing import NDArray

_BINS = 256


def automatic_threshold(similarities: NDArray[np.floating]) -> float:
    """Return the threshold that divides the positive similarities of tokens (n,), 0 to 1.

    What is searched is usually rare. Among all similarities the threshold would be near 0, which
    half of the scene exceeds.
    """
    positive = similarities[similarities > 0]
    if not len(positive):
        return 0.5
    return _otsu(positive)


def _otsu(values: NDArray[np.floating]) -> float:
    """Return the threshold of numbers (n,); those at or above it are one part."""
    counts, edges = np.histogram(values, _BINS, (0, 1))
    middles = (edges[:-1] + edges[1:]) / 2
    below, sums = counts.cumsum()[:-1], (counts * middles).cumsum()
    above = len(values) - below
    between = (sums[-1] * below / len(values) - sums[:-1]) ** 2 / np.maximum(below * above, 1)
    return float(edges[1 + int(between.argmax())])
