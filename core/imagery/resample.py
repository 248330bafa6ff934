"""Resampling from the native grid to the scaled one, and 9x9 statistics. Arrays only.

A scaled pixel depends only on the scene and its position, not on the window that is read, if the
native window has enough context (``source_window``).
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from .tile_grid import Window


def source_window(window: Window, scale: float, context_px: int) -> Window:
    """Return the native window that is needed for a window of the scaled grid."""
    row, column = math.floor(window.row / scale), math.floor(window.column / scale)
    row_end, column_end = math.ceil(window.row_end / scale), math.ceil(window.column_end / scale)
    native = Window(row, column, row_end - row, column_end - column)
    return native.grown(context_px) if scale > 1 else native


def to_scale(
    pixels: NDArray[np.uint8],
    valid: NDArray[np.bool_],
    native: Window,
    window: Window,
    scale: float,
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Resample a native window to the scaled grid.

    Args:
        pixels: (3, h, w).
        valid: (h, w).
        native: The native window, ``source_window`` of ``window``.
        window: The window of the scaled grid, H x W.
        scale: Scaled pixels per native pixel.

    Returns:
        Pixels (3, H, W) and validity (H, W).
    """
    if scale == 1:
        return pixels, valid
    if scale < 1:
        return _reduce(pixels, valid, round(1 / scale))
    factor = int(scale)
    row, column = window.row - native.row * factor, window.column - native.column * factor
    cut = np.s_[..., row : row + window.height, column : column + window.width]
    grown = F.interpolate(
        torch.from_numpy(pixels[None]).float(),
        scale_factor=factor,
        mode="bicubic",
        align_corners=False,
    )
    scaled = grown[0].round_().clamp_(0, 255).to(torch.uint8).numpy()[cut]
    mask = valid.repeat(factor, axis=0).repeat(factor, axis=1)[cut]
    return np.ascontiguousarray(scaled), np.ascontiguousarray(mask)


def _reduce(
    pixels: NDArray[np.uint8], valid: NDArray[np.bool_], factor: int
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Average ``factor`` x ``factor`` valid pixels.

    A scaled pixel is valid if at least half of its native pixels are.
    """
    bands, height, width = pixels.shape
    blocks = (height // factor, factor, width // factor, factor)
    weight = valid.reshape(blocks).sum(axis=(1, 3), dtype=np.int64)
    total = (pixels * valid).reshape(bands, *blocks).sum(axis=(2, 4), dtype=np.int64)
    mean = (total + weight // 2) // np.maximum(weight, 1)
    return mean.astype(np.uint8), 2 * weight >= factor * factor


def with_local_statistics(
    values: NDArray[np.float32], valid: NDArray[np.bool_], context_px: int
) -> NDArray[np.float32]:
    """Return values, and means and standard deviations of the valid pixels around them.

    Args:
        values: (bands, h, w), 0 at invalid pixels.
        valid: (h, w).
        context_px: The statistics are those of (2 * context_px + 1)² pixels.

    Shape:
        (3 * bands, h - 2 * context_px, w - 2 * context_px).
    """
    side = 2 * context_px + 1
    image = torch.from_numpy(values)[None]
    weight = _box(torch.from_numpy(valid).float()[None, None], side).clamp_(min=1e-6)
    mean = _box(image, side) / weight
    square = _box(image * image, side) / weight
    deviation = (square - mean * mean).clamp_(min=0).sqrt_()
    centre = image[:, :, context_px:-context_px, context_px:-context_px]
    return torch.cat([centre, mean, deviation], dim=1)[0].numpy()


def _box(values: torch.Tensor, side: int) -> torch.Tensor:
    """Average over ``side`` x ``side`` pixels, rows first."""
    return F.avg_pool2d(F.avg_pool2d(values, (side, 1), stride=1), (1, side), stride=1)
