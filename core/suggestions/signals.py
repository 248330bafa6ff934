"""What speaks for a label at a place, beside its novelty. Arrays only."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .candidates import Candidates, Labelled, Values
from .space import spread

_AROUND = 9  # a place and the eight nearest ones
_ALIKE = 5  # labelled pixels that vote for the class of a colour
_MAX_LABELLED = 2000  # of these


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


def disagreement(candidates: Candidates, labelled: Labelled) -> NDArray[np.float32]:
    """Return how few labelled pixels of similar colour have the predicted class, 0..1, (n,).

    It is 0 without a head, without colours and without labels.
    """
    n = len(candidates)
    if candidates.probabilities is None or candidates.colors is None:
        return np.zeros(n, np.float32)
    if labelled.colors is None or not len(labelled):
        return np.zeros(n, np.float32)
    known = spread(len(labelled), _MAX_LABELLED)
    tree = cKDTree(labelled.colors[known])
    _, nearest = tree.query(candidates.colors, min(_ALIKE, len(known)))
    votes = labelled.classes[known][nearest.reshape(n, -1)]
    predicted = candidates.probabilities.argmax(axis=1)
    share: NDArray[np.float32] = (votes != predicted[:, None]).mean(axis=1, dtype=np.float32)
    return share
