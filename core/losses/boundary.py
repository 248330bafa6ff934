"""Boundary loss: cross-entropy that counts more where labels of different classes meet."""

import math
from dataclasses import replace

import torch
from torch import Tensor

from .cross_entropy import cross_entropy
from .pixels import IGNORED, Pixels

_STRENGTH = 2.0
_FARTHEST = 6  # standard deviations; what lies beyond changes no digit of a float32 weight


def boundary(pixels: Pixels, class_weights: Tensor, smoothing: float, reach_px: float) -> Tensor:
    """Cross-entropy weighted by 1 + 2·exp(−d²/2σ²), d the distance to the nearest label boundary, σ its reach.

    Shape: pixels of label maps (N, H, W), class weights (classes,) -> ().
    """
    nearness = boundary_nearness(pixels.label_map, reach_px).flatten()[pixels.positions]
    weights = pixels.weights * (1 + _STRENGTH * nearness.to(pixels.weights))
    return cross_entropy(replace(pixels, weights=weights), class_weights, smoothing)


def boundary_nearness(label_map: Tensor, reach_px: float) -> Tensor:
    """Return exp(−d²/2σ²), d the exact distance to the nearest pixel whose neighbour has another label.

    The nearest pixel's value is the largest, and the Gaussian is a product of one along rows and one along columns;
    so two passes of maxima give the exact distance, on any device.

    Shape: (N, H, W), 255 = no label -> (N, H, W), float32; 0 everywhere where no boundary is near.
    """
    result = _is_boundary(label_map).float()
    for dim in (1, 2):
        result = _spread(result, dim, reach_px)
    return result


def _is_boundary(label_map: Tensor) -> Tensor:
    """Tell which pixels touch, by a side, a pixel of another class; a gap in the labels is no boundary."""
    result = torch.zeros_like(label_map, dtype=torch.bool)
    for dim in (1, 2):
        n = label_map.shape[dim] - 1
        here, there = label_map.narrow(dim, 0, n), label_map.narrow(dim, 1, n)
        differ = (here != there) & (here != IGNORED) & (there != IGNORED)
        result.narrow(dim, 0, n).logical_or_(differ)
        result.narrow(dim, 1, n).logical_or_(differ)
    return result


def _spread(values: Tensor, dim: int, reach_px: float) -> Tensor:
    """Give each pixel the largest value along one dimension, each fallen off by its distance."""
    result = values.clone()
    size = values.shape[dim]
    for step in range(1, min(size, math.ceil(_FARTHEST * reach_px) + 1)):
        fallen = values * math.exp(-(step**2) / (2 * reach_px**2))
        for start, source in ((0, step), (step, 0)):
            part = result.narrow(dim, start, size - step)
            torch.maximum(part, fallen.narrow(dim, source, size - step), out=part)
    return result
