"""A space of few dimensions in which distances between tokens are meaningful. Arrays only."""

import numpy as np
from numpy.typing import NDArray

from .candidates import Values

_COMPONENTS = 48  # of hundreds of features; distances hardly change with more
_SAMPLE = 2000  # tokens from which the axes are estimated
_OVERSAMPLING = 8
_SMALLEST_DEVIATION = 1e-4


class Space:
    """Principal components of standardised tokens.

    Args:
        tokens: Features from which the space is estimated, (n, D).
    """

    def __init__(self, tokens: Values) -> None:
        sample = tokens[spread(len(tokens), _SAMPLE)].astype(np.float32)
        self._mean = sample.mean(axis=0)
        deviation = sample.std(axis=0) + np.float32(_SMALLEST_DEVIATION)
        self._axes = _principal_axes((sample - self._mean) / deviation) / deviation[:, None]

    def project(self, tokens: Values) -> NDArray[np.float32]:
        """Return tokens (n, D) as points (n, components)."""
        points: NDArray[np.float32] = tokens.astype(np.float32) @ self._axes
        points -= self._mean @ self._axes
        return points


def spread(n: int, most: int) -> NDArray[np.int64]:
    """Return at most so many of n positions, evenly spaced."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(np.int64))


def squared_distances(
    first: NDArray[np.float32], second: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the squared distances of points (n, d) and (m, d), (n, m)."""
    result: NDArray[np.float32] = first @ (-2 * second.T)
    result += (first * first).sum(axis=1)[:, None]
    result += (second * second).sum(axis=1)
    result.clip(min=0, out=result)
    return result


def _principal_axes(centred: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the first principal axes (D, components) of centred tokens (n, D).

    They are found by a randomised projection (Halko, Martinsson and Tropp 2011).
    """
    width = min(_COMPONENTS + _OVERSAMPLING, *centred.shape)
    probe = np.random.default_rng(0).normal(size=(len(centred), width)).astype(np.float32)
    for _ in range(2):
        basis, _ = np.linalg.qr(centred.T @ probe)
        probe = centred @ basis
    _, _, axes = np.linalg.svd(probe, full_matrices=False)
    result: NDArray[np.float32] = (basis @ axes.T)[:, :_COMPONENTS]
    return result
