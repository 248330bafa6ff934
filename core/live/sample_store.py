"""Token features of labelled pixels, kept between fits so that an edit reads only new pixels."""

import numpy as np
from numpy.typing import NDArray

from ..features.at_pixels import features_at
from ..features.feature_map import FeatureMap
from ..labels.sampling import LabelledPixels
from ..progress import Progress


class SampleStore:
    """Token features at pixels of a scene.

    Args:
        features: The feature map.
        max_unused: How many pixels are kept beyond those of the last call, so that an undo finds
            its pixels again.
    """

    def __init__(self, features: FeatureMap, max_unused: int) -> None:
        self._features, self._max_unused = features, max_unused
        self._places = np.empty(0, np.int64)  # sorted
        self._values = np.empty((0, features.width), np.float32)

    def at(self, pixels: LabelledPixels, progress: Progress) -> NDArray[np.float32]:
        """Return the token features of pixels, (n, D)."""
        places = pixels.rows.astype(np.int64) << 32 | pixels.columns.astype(np.int64)
        new = ~np.isin(places, self._places)
        if new.any():
            own = pixels.take(new)
            values = features_at(self._features, own.rows, own.columns, progress)
            self._add(places, places[new], values)
        return self._values[np.searchsorted(self._places, places)]

    def _add(
        self, used: NDArray[np.int64], places: NDArray[np.int64], values: NDArray[np.float32]
    ) -> None:
        """Add pixels; if too many are unused now, forget these."""
        if len(self._places) + len(places) > len(used) + self._max_unused:
            keep = np.isin(self._places, used)
            self._places, self._values = self._places[keep], self._values[keep]
        every = np.concatenate([self._places, places])
        order = np.argsort(every, kind="stable")
        self._places = every[order]
        self._values = np.concatenate([self._values, values])[order]
