"""Colours in CIELAB, where distances are about as large as they look (CIE 1976). Arrays only."""

import numpy as np
from numpy.typing import NDArray

# sRGB (IEC 61966-2-1) to XYZ, divided by the white point D65
_RGB_TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
_WHITE = _RGB_TO_XYZ.sum(axis=1)
_MATRIX = (_RGB_TO_XYZ / _WHITE[:, None]).astype(np.float32)
_LAST = 4095  # of the table of roots: L* is right to 0.1 near black, and better elsewhere


def _linear_intensities() -> NDArray[np.float32]:
    """Return the linear intensity of each 8-bit value of sRGB, (256,)."""
    value = np.arange(256) / 255
    curve = ((value + 0.055) / 1.055) ** 2.4
    return np.where(value <= 0.04045, value / 12.92, curve).astype(np.float32)


def _roots() -> NDArray[np.float32]:
    """Return the roots of 0..1 in steps of 1 / 4095; a line replaces the cube root near 0."""
    value = np.arange(_LAST + 1) / _LAST
    line = (24389 / 27 * value + 16) / 116
    return np.where(value <= 216 / 24389, line, np.cbrt(value)).astype(np.float32)


_LINEAR, _ROOTS = _linear_intensities(), _roots()


def cielab(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Convert red, green, blue 0..255 (3, h, w) to L* 0..100, a* and b* (3, h, w)."""
    red, green, blue = _LINEAR[pixels]
    x, y, z = (_ROOTS[_steps(row[0] * red + row[1] * green + row[2] * blue)] for row in _MATRIX)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _steps(values: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the nearest steps of the table of roots."""
    return (values * _LAST + np.float32(0.5)).astype(np.intp)


def smoothed(lab: NDArray[np.float32], valid: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the weighted mean of each pixel's 3 × 3 neighbours that have data; 0 without data.

    The weights are binomial (4 in the middle, 2 at the sides, 1 at the corners). They take single
    noisy pixels out of the colours, and leave edges where they are.

    Args:
        lab: Colours, (3, h, w).
        valid: Which pixels have data, (h, w).
    """
    weights = _binomial_sums(valid.astype(np.float32)[None])
    sums = _binomial_sums(np.where(valid, lab, np.float32(0)))
    sums /= np.maximum(weights, 1)
    sums *= valid
    return sums


def _binomial_sums(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sums of 3 × 3 neighbours with weights 1, 2, 1 along rows and columns."""
    along_rows = 2 * planes
    along_rows[:, :, 1:] += planes[:, :, :-1]
    along_rows[:, :, :-1] += planes[:, :, 1:]
    sums = 2 * along_rows
    sums[:, 1:] += along_rows[:, :-1]
    sums[:, :-1] += along_rows[:, 1:]
    return sums


def color_differences(
    lab: NDArray[np.float32], valid: NDArray[np.bool_], distance_px: int
) -> NDArray[np.float32]:
    """Return the differences of all pairs of valid pixels at a distance along rows or columns.

    Args:
        lab: Colours, (3, h, w).
        valid: Which pixels have data, (h, w).
        distance_px: Distance within a pair.

    Shape:
        (pairs,), in units of CIELAB.
    """
    d = distance_px
    along_rows = _differences(lab[:, :, d:], lab[:, :, :-d], valid[:, d:] & valid[:, :-d])
    along_columns = _differences(lab[:, d:], lab[:, :-d], valid[d:] & valid[:-d])
    return np.concatenate([along_rows, along_columns])


def _differences(
    first: NDArray[np.float32], second: NDArray[np.float32], valid: NDArray[np.bool_]
) -> NDArray[np.float32]:
    lightness, a, b = first - second
    distances: NDArray[np.float32] = np.sqrt(lightness * lightness + a * a + b * b)
    return distances[valid]
