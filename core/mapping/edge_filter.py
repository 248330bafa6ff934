"""The edge-avoiding filter: smooths class probabilities, but not across edges of the image.

Scores of tokens are smooth over a token, so borders between classes lie where tokens do. The filter
moves them to the nearest edge of the image: a pixel becomes the weighted mean of pixels around it
that have its colour (Dammertz, Sewtz, Hanika and Lensch 2010, "Edge-avoiding À-Trous wavelet
transform for fast global illumination filtering").

In five passes, with steps d of 16, 8, 4, 2 and 1 pixels, a pixel x becomes the mean of itself and
its eight neighbours x + d k, with the weights h(k) exp(-|I(x + d k) - I(x)|² / 2 σ²). I is the
image in CIELAB, smoothed over 3 x 3 pixels, so that a noisy pixel is not taken for an object. h is
1 in the middle, 1/2 at the sides and 1/4 at the corners. The weights depend on the image alone, so
all classes share them.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..imagery.cielab import cielab, smoothed

# Width of the frame around a window that the filter needs: the sum of the steps, and one pixel of
# smoothing. A dense head's strides divide it
MARGIN_PX = 32
MIN_SIGMA = 1.0  # in units of CIELAB: smaller differences are hardly seen
_STEPS = (16, 8, 4, 2, 1)
_TILE_PX = 256  # filtered at once, so that planes stay in the processor's cache
_SIDE, _CORNER = float(np.log(1 / 2)), float(np.log(1 / 4))  # logarithms of h
# Colours are integers in units of σ / 24, so that three squares fit in 16 bits. Differences of a
# channel beyond 104 count as 104: the weight is below 1/10 000 there
_UNITS_PER_SIGMA, _LARGEST = 24, 104
_INVALID = 16_000  # as colour: far from all others in every channel
_TOLERANCE = 1e-3  # far above the rounding of filtered probabilities


class EdgeFilter:
    """The filter of one window of an image.

    Args:
        pixels: The bands that the backbone sees, 0..255 (3, h + 64, w + 64).
        valid: Which pixels have data; others neither give nor take, (h + 64, w + 64).
        sigma: Standard deviation of the weights, in units of CIELAB, at least 1.
    """

    def __init__(self, pixels: NDArray[np.uint8], valid: NDArray[np.bool_], sigma: float) -> None:
        self._pixels, self._valid, self._sigma = pixels, valid, sigma

    def filtered(self, probabilities: NDArray[np.floating]) -> NDArray[np.float32]:
        """Filter the probabilities of all classes.

        Shape:
            (classes, h + 64, w + 64) -> (classes, h, w).
        """
        values = self._without_nodata(probabilities)
        result = np.empty(_inner_shape(values), np.float32)
        for inner, outer in _tiles(*result.shape[1:]):
            result[:, *inner] = _filtered(values[:, *outer], self._guide[:, *outer])
        return result

    def most_likely(self, probabilities: NDArray[np.floating]) -> NDArray[np.uint8]:
        """Return the class of each pixel with the highest filtered probability.

        A filtered probability is a mean of probabilities. So a class that is less likely than 1 / n
        everywhere around, n being the number of classes, is so after the filter, and another class
        is more likely. Only the other classes are filtered; where one is left, none is.

        Shape:
            (classes, h + 64, w + 64) -> (h, w).
        """
        values = self._without_nodata(probabilities)
        result = np.zeros(_inner_shape(values)[1:], np.uint8)
        for inner, outer in _tiles(*result.shape):
            window = values[:, *outer]
            candidates = _candidates(window)
            if len(candidates) > 1:
                best = _filtered(window[candidates], self._guide[:, *outer]).argmax(axis=0)
                result[inner] = candidates[best]
            elif len(candidates):
                result[inner] = candidates[0]
        return result

    @cached_property
    def _guide(self) -> NDArray[np.int16]:
        """Colours in units of σ / 24, (3, h + 64, w + 64)."""
        units = smoothed(cielab(self._pixels), self._valid)
        units *= np.float32(_UNITS_PER_SIGMA / self._sigma)
        guide: NDArray[np.int16] = np.rint(units, out=units).astype(np.int16)
        guide[:, ~self._valid] = _INVALID
        return guide

    def _without_nodata(self, probabilities: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return the probabilities, 0 where there is no data."""
        return np.where(self._valid, probabilities, 0).astype(np.float32, copy=False)


def _inner_shape(probabilities: NDArray[np.float32]) -> tuple[int, int, int]:
    n_classes, height, width = probabilities.shape
    return n_classes, height - 2 * MARGIN_PX, width - 2 * MARGIN_PX


def _tiles(height: int, width: int) -> Iterator[tuple[tuple[slice, slice], tuple[slice, slice]]]:
    """Yield the tiles of a window: where they are in it, and with margin in the grown window."""
    for top in range(0, height, _TILE_PX):
        for left in range(0, width, _TILE_PX):
            bottom, right = min(top + _TILE_PX, height), min(left + _TILE_PX, width)
            inner = slice(top, bottom), slice(left, right)
            outer = slice(top, bottom + 2 * MARGIN_PX), slice(left, right + 2 * MARGIN_PX)
            yield inner, outer


def _candidates(probabilities: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the classes that can be the most likely one after the filter."""
    highest = probabilities.max(axis=(1, 2))
    return np.flatnonzero(highest > (1 - _TOLERANCE) / len(probabilities)).astype(np.uint8)


def _filtered(probabilities: NDArray[np.float32], guide: NDArray[np.int16]) -> NDArray[np.float32]:
    """Filter (classes, h + 64, w + 64) to (classes, h, w)."""
    rim = MARGIN_PX - sum(_STEPS)  # where neighbours outside the window lack in the colours
    values = torch.from_numpy(probabilities)[:, rim:-rim, rim:-rim]
    colours = torch.from_numpy(guide)[:, rim:-rim, rim:-rim]
    for step in _STEPS:
        values = _pass(values, colours, step)
        colours = colours[:, step:-step, step:-step]
    return values.numpy()


def _pass(values: Tensor, colours: Tensor, d: int) -> Tensor:
    """Return the means (classes, h - 2 d, w - 2 d) of values (classes, h, w)."""
    height, width = values.shape[1:]
    total = values[:, d:-d, d:-d].clone()
    weights = torch.ones(total.shape[1:])
    for down, right, weight in _weights(colours, d):
        rows = slice(d + down, height - d + down)
        columns = slice(d + right, width - d + right)
        total.addcmul_(weight, values[:, rows, columns])
        weights.add_(weight)
    return total.div_(weights)


def _weights(colours: Tensor, d: int) -> Iterator[tuple[int, int, Tensor]]:
    """Yield the eight neighbours (rows down, columns right) and their weights (h - 2 d, w - 2 d).

    A pair of opposite neighbours shares its weights: they are those of the pairs of pixels.
    """
    across = _pair_weights(colours[:, d:-d, :-d], colours[:, d:-d, d:], _SIDE)
    yield 0, d, across[:, d:]
    yield 0, -d, across[:, :-d]
    along = _pair_weights(colours[:, :-d, d:-d], colours[:, d:, d:-d], _SIDE)
    yield d, 0, along[d:]
    yield -d, 0, along[:-d]
    falling = _pair_weights(colours[:, :-d, :-d], colours[:, d:, d:], _CORNER)
    yield d, d, falling[d:, d:]
    yield -d, -d, falling[:-d, :-d]
    rising = _pair_weights(colours[:, :-d, d:], colours[:, d:, :-d], _CORNER)
    yield d, -d, rising[d:, :-d]
    yield -d, d, rising[:-d, d:]


def _pair_weights(first: Tensor, second: Tensor, log_h: float) -> Tensor:
    """Return h exp(-|I - I'|² / 2 σ²) of pairs of colours (3, h, w), (h, w)."""
    difference = torch.sub(first, second).clamp_(-_LARGEST, _LARGEST)
    squares = difference.mul_(difference)
    distance = squares[0].add_(squares[1]).add_(squares[2])
    exponent = distance.float().mul_(-0.5 / _UNITS_PER_SIGMA**2).add_(log_h)
    return exponent.exp_()
