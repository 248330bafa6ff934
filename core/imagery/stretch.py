"""Radiometry: a linear stretch per band from raw numbers to 0..255, estimated once per scene. Arrays only.

8-bit imagery stays as it is; everything else is stretched between robust percentiles of the whole scene, never per tile
(a tile-dependent stretch would make features depend on the tile).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PERCENTILES = (0.5, 99.5)
# zscore: put a band's mean and deviation where encoders expect them (mean .45, deviation .225 of
# the full range).
_TARGET_MEAN, _TARGET_DEVIATION = 0.45, 0.225


@dataclass(frozen=True)
class Stretch:
    """``policy`` and, per band number, the raw values that become 0 and 255."""

    policy: str
    ranges: dict[int, tuple[float, float]]

    def apply(self, values: NDArray[np.generic], bands: tuple[int, ...]) -> NDArray[np.uint8]:
        """Stretch ``values`` (band, row, column) to 0..255.

        Numbers that are not finite become 0.
        """
        if values.dtype == np.uint8 and self.policy == "none":
            return values.astype(np.uint8, copy=False)
        scaled = self.scaled(values, bands)
        return np.rint(np.clip(scaled, 0, 1) * 255).astype(np.uint8)

    def scaled(self, values: NDArray[np.generic], bands: tuple[int, ...]) -> NDArray[np.float32]:
        """Return ``values`` (band, row, column) with the range mapped to 0..1, clipped to -1..2."""
        low = np.array([self.ranges[b][0] for b in bands], np.float32)[:, None, None]
        high = np.array([self.ranges[b][1] for b in bands], np.float32)[:, None, None]
        with np.errstate(invalid="ignore", over="ignore"):
            scaled = (values.astype(np.float32) - low) / (high - low)
        clipped: NDArray[np.float32] = np.clip(
            np.nan_to_num(scaled, nan=0.0, posinf=0.0, neginf=0.0), -1, 2
        )
        return clipped


def resolve_policy(policy: str, dtype: str) -> str:
    """Return the policy that ``auto`` stands for."""
    if policy != "auto":
        return policy
    return "none" if dtype == "uint8" else "percentile"


def estimate(
    policy: str, dtype: str, band: int, sample: NDArray[np.generic]
) -> tuple[float, float]:
    """Return the raw values of one band that become 0 and 255, from a ``sample`` of its valid pixels."""
    if policy == "none":
        return 0.0, _full_range(dtype)
    values = sample.astype(np.float64)
    if values.size == 0:
        return 0.0, 1.0
    if policy == "zscore":
        mean, deviation = float(values.mean()), float(values.std()) or 1.0
        unit = deviation / _TARGET_DEVIATION
        return mean - unit * _TARGET_MEAN, mean + unit * (1 - _TARGET_MEAN)
    low, high = (float(v) for v in np.percentile(values, PERCENTILES))
    return (low, high) if high > low else (low, low + 1.0)


def _full_range(dtype: str) -> float:
    """Return what counts as full brightness when numbers are taken as they are."""
    kind = np.dtype(dtype)
    return float(np.iinfo(kind).max) if kind.kind in "ui" else 1.0
