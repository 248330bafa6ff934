"""The linear stretch per band from raw numbers to 0..255, estimated once per scene. Arrays only.

8-bit imagery stays unchanged; everything else is stretched between robust percentiles of the whole
scene. With a stretch per tile, features would depend on the tile.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PERCENTILES = (0.5, 99.5)
# zscore: mean and deviation that backbones expect, as fractions of the full range
_TARGET_MEAN, _TARGET_DEVIATION = 0.45, 0.225


@dataclass(frozen=True)
class Stretch:
    """A stretch.

    Attributes:
        policy: ``none``, ``percentile``, ``zscore`` or ``range``.
        ranges: Per band number, the raw numbers that become 0 and 255.
    """

    policy: str
    ranges: dict[int, tuple[float, float]]

    def apply(self, values: NDArray[np.generic], bands: tuple[int, ...]) -> NDArray[np.uint8]:
        """Stretch raw numbers (bands, h, w) to 0..255; numbers that are not finite become 0."""
        if values.dtype == np.uint8 and self.policy == "none":
            return values.astype(np.uint8, copy=False)
        scaled = self.scaled(values, bands)
        return np.rint(np.clip(scaled, 0, 1) * 255).astype(np.uint8)

    def scaled(self, values: NDArray[np.generic], bands: tuple[int, ...]) -> NDArray[np.float32]:
        """Scale raw numbers (bands, h, w) so that the range becomes 0..1, clipped to -1..2."""
        low = np.array([self.ranges[band][0] for band in bands], np.float32)[:, None, None]
        high = np.array([self.ranges[band][1] for band in bands], np.float32)[:, None, None]
        with np.errstate(invalid="ignore", over="ignore"):
            scaled = (values.astype(np.float32) - low) / (high - low)
        finite = np.nan_to_num(scaled, nan=0.0, posinf=0.0, neginf=0.0)
        clipped: NDArray[np.float32] = np.clip(finite, -1, 2)
        return clipped


def resolve_policy(policy: str, dtype: str, limits: tuple[float, ...] = ()) -> str:
    """Return the policy.

    ``auto`` is ``range`` where limits are given, ``none`` for 8-bit imagery, otherwise
    ``percentile``.
    """
    if policy != "auto":
        return policy
    if limits:
        return "range"
    return "none" if dtype == "uint8" else "percentile"


def estimate(policy: str, sample: NDArray[np.generic]) -> tuple[float, float]:
    """Return the raw numbers of one band that become 0 and 255.

    Args:
        policy: ``percentile`` or ``zscore``.
        sample: Raw numbers of valid pixels, (pixels,).
    """
    values = sample.astype(np.float64)
    if values.size == 0:
        return 0.0, 1.0
    if policy == "zscore":
        mean, deviation = float(values.mean()), float(values.std()) or 1.0
        unit = deviation / _TARGET_DEVIATION
        return mean - unit * _TARGET_MEAN, mean + unit * (1 - _TARGET_MEAN)
    low, high = (float(value) for value in np.percentile(values, PERCENTILES))
    return (low, high) if high > low else (low, low + 1.0)


def raw_range(limits: tuple[float, float], scale: float, offset: float) -> tuple[float, float]:
    """Convert limits in physical units to raw numbers: physical = raw * scale + offset."""
    low, high = ((limit - offset) / (scale or 1.0) for limit in limits)
    return low, high


def full_range(dtype: str) -> tuple[float, float]:
    """Return 0 and the highest number of an integer type, or 0 and 1 for floating-point types."""
    kind = np.dtype(dtype)
    return 0.0, float(np.iinfo(kind).max) if kind.kind in "ui" else 1.0
