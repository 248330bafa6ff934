"""Which places are still far enough from labels and from each other. Arrays only."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .candidates import Candidates, Labelled


class Room:
    """The candidates that can still be chosen.

    Args:
        candidates: All places.
        labelled: Pixels to keep away from.
        min_distance_px: Least distance in native pixels.

    Attributes:
        is_free: Which candidates are far enough from all of these and from the taken ones, (n,).
    """

    def __init__(self, candidates: Candidates, labelled: Labelled, min_distance_px: float) -> None:
        self._places = np.stack([candidates.rows, candidates.columns], axis=1).astype(np.float64)
        self._distance = min_distance_px
        self.is_free: NDArray[np.bool_] = np.ones(len(candidates), bool)
        if len(labelled):
            known = np.stack([labelled.rows, labelled.columns], axis=1)
            nearest, _ = cKDTree(known).query(self._places)
            self.is_free = nearest >= min_distance_px

    def take(self, candidate: int) -> None:
        """Choose a candidate: it and those that are too near to it are not free any more."""
        offsets = self._places - self._places[candidate]
        self.is_free &= (offsets * offsets).sum(axis=1) >= self._distance**2
        self.is_free[candidate] = False
