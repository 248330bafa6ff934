"""Colours in CIELAB, where distances are about as large as they look (CIE 1976). Arrays only."""

import numpy as np
import torch
from numpy.typing import NDArray

# sRGB (IEC 61966-2-1) to XYZ, divided by the white point D65
_RGB_TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
_WHITE = np.array([0.9505, 1.0, 1.089])
_MATRIX = torch.from_numpy((_RGB_TO_XYZ / _WHITE[:, None]).astype(np.float32))
_LINE_BELOW = 216 / 24389  # there, a line replaces the cube root
_SLOPE, _OFFSET = 24389 / 27 / 116, 16 / 116


def _linear_intensities() -> NDArray[np.float32]:
    """Return the linear intensity of each 8-bit value of sRGB, (256,)."""
    value = np.arange(256) / 255
    curve = ((value + 0.055) / 1.055) ** 2.4
    return np.where(value <= 0.04045, value / 12.92, curve).astype(np.float32)


_LINEAR = _linear_intensities()


def cielab(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Convert red, green, blue 0..255 (3, h, w) to L* 0..100, a* and b* (3, h, w)."""
    linear = torch.from_numpy(_LINEAR[pixels])
    xyz = torch.tensordot(_MATRIX, linear, dims=1)
    root = torch.exp(torch.log(xyz) / 3)  # several times as fast as pow
    x, y, z = torch.where(xyz > _LINE_BELOW, root, xyz * _SLOPE + _OFFSET)
    lab: NDArray[np.float32] = torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)]).numpy()
    return lab


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
    distances: NDArray[np.float32] = np.linalg.norm(first - second, axis=0)[valid]
    return distances
