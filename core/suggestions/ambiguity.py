"""How doubtful the class of a place is. Arrays only."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .candidates import Candidates, Values

_AROUND = 9  # a place and the eight nearest ones


def ambiguity(candidates: Candidates, probabilities: Values) -> NDArray[np.float32]:
    """Return 1 - margin of each candidate, as the mean over the nearest ones, (n,).

    So the middle of a doubtful area counts more than a single token at the border of classes.

    Args:
        candidates: The places.
        probabilities: Of each class, (n, classes).
    """
    values = 1 - margins(probabilities)
    places = np.stack([candidates.rows, candidates.columns], axis=1)
    _, nearest = cKDTree(places).query(places, min(_AROUND, len(places)))
    mean: NDArray[np.float32] = values[nearest.reshape(len(places), -1)].mean(axis=1)
    return mean


def margins(probabilities: Values) -> NDArray[np.float32]:
    """Return the difference of the two highest of probabilities (n, classes), (n,)."""
    two = np.partition(probabilities, -2, axis=1)[:, -2:]
    return (two[:, 1] - two[:, 0]).astype(np.float32)
