"""Boundary loss: cross-entropy with higher weights near boundaries of the labels."""

import math
from dataclasses import replace

import torch
from torch import Tensor

from .cross_entropy import cross_entropy
from .pixels import IGNORED, Pixels

_STRENGTH = 2.0
_FARTHEST = 6  # standard deviations; farther boundaries change no digit of a float32 weight


def boundary(pixels: Pixels, class_weights: Tensor, smoothing: float, reach_px: float) -> Tensor:
    """Return the cross-entropy weighted by 1 + 2·exp(−d²/2σ²), d the distance to a boundary.

    Args:
        pixels: Labelled pixels of label maps (N, H, W).
        class_weights: (classes,).
        smoothing: Label smoothing.
        reach_px: The standard deviation σ in pixels.
    """
    nearness = boundary_nearness(pixels.label_map, reach_px).flatten()[pixels.positions]
    weights = pixels.weights * (1 + _STRENGTH * nearness.to(pixels.weights))
    return cross_entropy(replace(pixels, weights=weights), class_weights, smoothing)


def boundary_nearness(label_map: Tensor, reach_px: float) -> Tensor:
    """Return exp(−d²/2σ²), d the exact distance to the nearest boundary pixel.

    The nearest pixel has the largest value, and the Gaussian is a product of one along rows and one
    along columns, so two passes of maxima give the exact result, on any device.

    Args:
        label_map: Class positions, 255 = unlabelled, (N, H, W).
        reach_px: The standard deviation σ in pixels.

    Shape:
        (N, H, W), float32.
    """
    result = _is_boundary(label_map).float()
    for dim in (1, 2):
        result = _spread(result, dim, reach_px)
    return result


def _is_boundary(label_map: Tensor) -> Tensor:
    """Tell which pixels have a 4-neighbour of another class; unlabelled pixels do not count."""
    result = torch.zeros_like(label_map, dtype=torch.bool)
    for dim in (1, 2):
        n = label_map.shape[dim] - 1
        here, there = label_map.narrow(dim, 0, n), label_map.narrow(dim, 1, n)
        differ = (here != there) & (here != IGNORED) & (there != IGNORED)
        result.narrow(dim, 0, n).logical_or_(differ)
        result.narrow(dim, 1, n).logical_or_(differ)
    return result


def _spread(values: Tensor, dim: int, reach_px: float) -> Tensor:
    """Return the largest value along one dimension, values multiplied by a Gaussian."""
    result = values.clone()
    size = values.shape[dim]
    for step in range(1, min(size, math.ceil(_FARTHEST * reach_px) + 1)):
        fallen = values * math.exp(-(step**2) / (2 * reach_px**2))
        for start, source in ((0, step), (step, 0)):
            part = result.narrow(dim, start, size - step)
            torch.maximum(part, fallen.narrow(dim, source, size - step), out=part)
    return result
