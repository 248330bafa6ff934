"""Blend tiles that overlap: one score per token from all tiles that see it, weighted by its place in them.

Probabilities are averaged, not scores: a tile that is sure says more than one that is not. Their logarithm is a score
again, so rendering, extra bands and confidence need not know where it came from. What a token's tiles say is summed in
the order of the tiles, plane by plane: no result depends on the window that is read or on where part files end.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..heads.head import SCORE_STEPS
from ..imagery.tile_grid import Window

_MIN = 1e-300  # a probability of 0 has no logarithm
Piece = tuple[
    Window, NDArray[np.int32], NDArray[np.float64]
]  # place in finest cells, scores, weights


def tukey(side: int, overlap: int) -> NDArray[np.float64]:
    """Return weights (side,): 1 in the middle, falling to 0 over ``overlap`` cells at both ends.

    Neighbours that overlap by as much sum to 1 (Tukey 1967; Hann where the overlap is half the side).
    """
    to_edge = np.minimum(np.arange(side) + 0.5, side - 0.5 - np.arange(side))
    weights: NDArray[np.float64] = np.sin(np.pi / 2 * np.minimum(1, to_edge / overlap)) ** 2
    return weights


def blended(
    pieces: Iterable[Piece], cells: Window, n_planes: int, n_classes: int
) -> NDArray[np.int32]:
    """Blend the pieces of tiles that lie in a window of the finest cells.

    The first ``n_classes`` planes are scores and blend as probabilities, the others (a dense head's) linearly. Where
    one tile alone sees a cell its planes stay as they are; where none does they are 0.

    Shape:
        (n_planes, cells.height, cells.width), whole steps of 1/4096.
    """
    single = np.zeros((n_planes, cells.height, cells.width), np.int32)
    total = np.zeros(single.shape)
    weights, count = np.zeros(single.shape[1:]), np.zeros(single.shape[1:], np.uint8)
    for place, scores, weight in pieces:
        common = place.intersection(cells)
        if common.is_empty:
            continue
        here, there = _slices(common, cells), _slices(common, place)
        single[here] = scores[there]
        total[here] += _shares(scores[there], n_classes) * weight[there[1:]]
        weights[here[1:]] += weight[there[1:]]
        count[here[1:]] += 1
    many = count > 1
    mean = total[:, many] / weights[many]
    mean[:n_classes] = np.log(np.maximum(mean[:n_classes], _MIN)) * SCORE_STEPS
    single[:, many] = np.rint(mean).astype(np.int32)
    return single


def _shares(scores: NDArray[np.int32], n_classes: int) -> NDArray[np.float64]:
    """Return the planes with probabilities in place of scores."""
    result = scores.astype(np.float64)
    classes = result[:n_classes]
    np.exp((classes - classes.max(axis=0)) / SCORE_STEPS, out=classes)
    total = np.zeros(classes.shape[1:])
    for plane in classes:  # in this order for any shape, which numpy's sum does not promise
        total += plane
    classes /= total
    return result


def _slices(common: Window, frame: Window) -> tuple[slice, slice, slice]:
    row, column = common.row - frame.row, common.column - frame.column
    return slice(None), slice(row, row + common.height), slice(column, column + common.width)
