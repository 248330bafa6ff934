"""Scores of pixels from scores of tokens: interpolated, plus those of extra bands and dense heads.

Scores are exact: sums of integers in steps of 1 / (4096 * the grid's denominator).
"""

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..features.feature_map import FeatureMap
from ..heads.dense import DenseHead, guide_image, interpolation_matrices
from ..heads.head import SCORE_STEPS, Head
from ..imagery.tile_grid import BLOCK_PX, Window

_ROWS = 64  # of a softmax at once, so that they stay in the processor's cache


class ScoreSource(Protocol):
    """Where rendered blocks find the scores of tokens, those of a scene or of one of its views."""

    @property
    def features(self) -> FeatureMap:
        """What was scored."""

    def window(self, cells: Window) -> NDArray[np.int32]:
        """Return the planes (n, h, w) of a window of the finest cells, scores of classes first."""


class ScoreTable:
    """Scores kept in memory, inner window by inner window."""

    def __init__(self, features: FeatureMap, n_planes: int) -> None:
        self.features, self._n_planes = features, n_planes
        self._windows: list[tuple[Window, NDArray[np.int32]]] = []

    def put(self, cells: Window, scores: NDArray[np.int32]) -> None:
        """Add the planes (n, h, w) of an inner window."""
        self._windows.append((cells, scores))

    def window(self, cells: Window) -> NDArray[np.int32]:
        """Return the scores of a window; cells that were never put are 0."""
        result = np.zeros((self._n_planes, cells.height, cells.width), np.int32)
        for place, scores in self._windows:
            paste(result, cells, scores, place)
        return result


def paste(
    target: NDArray[np.int32], frame: Window, source: NDArray[np.int32], place: Window
) -> None:
    """Copy ``source`` (n, h, w) at ``place`` into ``target`` (n, h, w) at ``frame``."""
    common = frame.intersection(place)
    if not common.is_empty:
        target[:, *common.slices_in(frame)] = source[:, *common.slices_in(place)]


def block_scores(head: Head, source: ScoreSource, window: Window, margin_px: int) -> Tensor:
    """Return the scores of a block with a margin.

    Args:
        head: What scored the tokens.
        source: Scores of tokens.
        window: The block with its margin, in native pixels of what was scored.
        margin_px: The margin. Results that depend in their last bits on the shape of an array are
            computed in the shape of a whole block with this margin.

    Shape:
        (classes, h, w), in steps of 1 / (4096 * the grid's denominator).
    """
    features, side = source.features, BLOCK_PX + 2 * margin_px
    grid = features.grid
    cells = grid.cells_under(window)
    token_scores = source.window(cells)[: head.n_classes]
    total = torch.from_numpy(grid.interpolate(token_scores, cells, window))
    if features.scene.options.extra_bands:
        extra = head.extra_scores(features.scene.read_extra(window), side**2)
        total += torch.from_numpy(extra).double() * grid.denominator
    if isinstance(head, DenseHead):
        detail = _detail(head, source, window, side)
        total += torch.from_numpy(detail).double() * grid.denominator
    return total


def softmax(source: ScoreSource, scores: Tensor, inverse_temperature: float = 1.0) -> Tensor:
    """Turn exact scores into probabilities (classes, h, w).

    Args:
        source: Where they are from.
        scores: (classes, h, w).
        inverse_temperature: That by which scores have been multiplied and shall not be.
    """
    probabilities = torch.empty(scores.shape, dtype=torch.float32)
    steps = source.features.grid.denominator * SCORE_STEPS * inverse_temperature
    for top in range(0, scores.shape[1], _ROWS):
        rows, result = scores[:, top : top + _ROWS], probabilities[:, top : top + _ROWS]
        result.copy_((rows - rows.amax(dim=0)).div_(steps)).exp_()
        result.div_(result.sum(dim=0))
    return probabilities


def _detail(head: DenseHead, source: ScoreSource, window: Window, side: int) -> NDArray[np.int32]:
    """Return a dense head's correction of a window, (classes, h, w).

    It is computed in a square of one size, also at the border of the scene.
    """
    features, margin = source.features, head.margin_px
    whole = side + 2 * margin
    square = Window(window.row - margin, window.column - margin, whole, whole)
    cells = features.grid.cells_under(square)
    matrices = interpolation_matrices(features.grid, cells, square, head.stage_kind.STRIDES)
    image = torch.from_numpy(guide_image(features.scene, square))
    detail = head.detail_scores(source.window(cells)[head.n_classes :], matrices, image)
    return detail[:, margin : margin + window.height, margin : margin + window.width]
