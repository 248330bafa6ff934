"""Blend overlapping tiles: the score of a token is a weighted mean over the tiles that cover it.

A tile's weight is that of the token's place in it.

Probabilities are averaged, not scores: a confident tile counts more than an uncertain one. Their
logarithm is a score again, so rendering, extra bands and confidence need not know where it came
from. The tiles of a token are summed in their order, plane by plane: no result depends on the
window that is read or on where chunks end.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..heads.head import SCORE_STEPS
from ..imagery.tile_grid import Window

_MIN = 1e-300  # a probability of 0 has no logarithm
# Place of a tile in finest cells, its scores (n, h, w) and its weights (h, w)
WeightedWindow = tuple[Window, NDArray[np.int32], NDArray[np.float64]]


def tukey(side: int, overlap: int) -> NDArray[np.float64]:
    """Return weights (side,): 1 in the middle, falling to 0 over ``overlap`` cells at both ends.

    Neighbours that overlap by as much sum to 1 (Tukey 1967; Hann if the overlap is half the side).
    """
    to_edge = np.minimum(np.arange(side) + 0.5, side - 0.5 - np.arange(side))
    weights: NDArray[np.float64] = np.sin(np.pi / 2 * np.minimum(1, to_edge / overlap)) ** 2
    return weights


def blend(
    windows: Iterable[WeightedWindow], cells: Window, n_planes: int, n_classes: int
) -> NDArray[np.int32]:
    """Blend the tiles that meet a window of the finest cells.

    The first ``n_classes`` planes are scores and blend as probabilities, the others (a dense
    head's) linearly. Planes of a cell that one tile covers stay as they are; without a tile they
    are 0.

    Shape:
        (n_planes, cells.height, cells.width), in steps of 1/4096.
    """
    single = np.zeros((n_planes, cells.height, cells.width), np.int32)
    total = np.zeros(single.shape)
    weights, count = np.zeros(single.shape[1:]), np.zeros(single.shape[1:], np.uint8)
    for place, scores, weight in windows:
        common = place.intersection(cells)
        if common.is_empty:
            continue
        here, there = common.slices_in(cells), common.slices_in(place)
        planes = scores[:, *there]
        single[:, *here] = planes
        total[:, *here] += _to_probabilities(planes, n_classes) * weight[there]
        weights[here] += weight[there]
        count[here] += 1
    many = count > 1
    mean = total[:, many] / weights[many]
    mean[:n_classes] = np.log(np.maximum(mean[:n_classes], _MIN)) * SCORE_STEPS
    single[:, many] = np.rint(mean).astype(np.int32)
    return single


def _to_probabilities(scores: NDArray[np.int32], n_classes: int) -> NDArray[np.float64]:
    """Return the planes with probabilities in place of scores."""
    result = scores.astype(np.float64)
    classes = result[:n_classes]
    np.exp((classes - classes.max(axis=0)) / SCORE_STEPS, out=classes)
    total = np.zeros(classes.shape[1:])
    for plane in classes:  # in this order for any shape, which numpy's sum does not promise
        total += plane
    classes /= total
    return result
