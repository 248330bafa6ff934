"""From scores of tokens to classes of pixels: interpolate exactly, add pixel scores, take the best class.

Map, preview and evaluation all render here, so a score is measured on the very pixels a map would show.
"""

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..features.feature_map import FeatureMap
from ..heads.dense import DenseHead, guide, matrices_of
from ..heads.head import SCORE_STEPS, Head
from ..imagery.lattice import Window
from ..jobs import UNLABELLED
from ..labels.sampling import BLOCK_PX


class ScoreSource(Protocol):
    """Where rendered blocks find the scores of tokens."""

    def window(self, cells: Window) -> NDArray[np.int32]:
        """Return the integer planes (scores of classes first, h, w) of a window of the finest cells."""


class ScoreTable:
    """Scores kept in memory, core by core."""

    def __init__(self, n_planes: int) -> None:
        self._n_planes = n_planes
        self._parts: list[tuple[Window, NDArray[np.int32]]] = []

    def put(self, cells: Window, scores: NDArray[np.int32]) -> None:
        """Add the planes (n, h, w) of a core."""
        self._parts.append((cells, scores))

    def window(self, cells: Window) -> NDArray[np.int32]:
        """Return the scores of a window; cells that were never put are 0."""
        result = np.zeros((self._n_planes, cells.height, cells.width), np.int32)
        for place, scores in self._parts:
            paste(result, cells, scores, place)
        return result


def paste(target: NDArray[np.int32], frame: Window, source: NDArray[np.int32], place: Window) -> None:
    """Copy the common part of ``source`` (covering ``place``) into ``target`` (covering ``frame``)."""
    common = frame.intersection(place)
    if common.is_empty:
        return
    to = np.s_[
        :,
        common.row - frame.row : common.row_end - frame.row,
        common.column - frame.column : common.column_end - frame.column,
    ]
    at = np.s_[
        :,
        common.row - place.row : common.row_end - place.row,
        common.column - place.column : common.column_end - place.column,
    ]
    target[to] = source[at]


def core_scores(features: FeatureMap, head: Head, values: NDArray[np.float16]) -> NDArray[np.int32]:
    """Score one core's stacked features at the fixed shape of a full core."""
    return head.token_scores(values, (features.step * features.fine_factor) ** 2)


def cells_of(features: FeatureMap, tokens: Window) -> Window:
    """Return a window of tokens in finest cells."""
    f = features.fine_factor
    return Window(tokens.row * f, tokens.column * f, tokens.height * f, tokens.width * f)


def render_block(
    features: FeatureMap, head: Head, scores: ScoreSource, block: Window
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Render a block of the fixed 512-pixel native grid.

    Shape:
        Class positions (h, w), 255 where the scene has no data, and confidence in per cent (h, w), 255 likewise.
    """
    valid = features.scene.read_valid(block)
    if not valid.any():
        return np.full(valid.shape, UNLABELLED, np.uint8), np.full(valid.shape, UNLABELLED, np.uint8)
    total = _block_scores(features, head, scores, block)
    best, classes = total.max(dim=0)
    shares = ((total - best) / (features.grid.denominator * SCORE_STEPS)).float().exp_().sum(dim=0)
    confidence = (100 / shares).round_().to(torch.uint8).numpy()
    invalid = ~valid
    result = classes.to(torch.uint8).numpy()
    result[invalid], confidence[invalid] = UNLABELLED, UNLABELLED
    return result, confidence


def block_probabilities(features: FeatureMap, head: Head, scores: ScoreSource, block: Window) -> NDArray[np.float64]:
    """Return the probability of each class in a block of the fixed grid, (classes, h, w), also where there is no data.

    The most likely class is the one that ``render_block`` shows.
    """
    total = _block_scores(features, head, scores, block)
    shares: NDArray[np.float64] = (total / (features.grid.denominator * SCORE_STEPS)).softmax(dim=0).numpy()
    return shares


def _block_scores(features: FeatureMap, head: Head, scores: ScoreSource, block: Window) -> Tensor:
    """Return exact scores (classes, h, w) in whole steps of 1 / (4096 * the grid's denominator)."""
    grid = features.grid
    cells = grid.cells_under(block)
    total = torch.from_numpy(grid.interpolate(scores.window(cells)[: head.n_classes], cells, block))
    if features.scene.options.extra_bands:
        extra = head.pixel_scores(features.scene.read_extra(block), BLOCK_PX * BLOCK_PX)
        total += torch.from_numpy(extra).double() * grid.denominator
    if isinstance(head, DenseHead):
        total += torch.from_numpy(_detail(features, head, scores, block)).double() * grid.denominator
    return total


def _detail(features: FeatureMap, head: DenseHead, scores: ScoreSource, block: Window) -> NDArray[np.int32]:
    """Return a dense head's correction of a block; its window always has one shape, also at the scene's border."""
    margin = head.margin_px
    window = Window(block.row - margin, block.column - margin, BLOCK_PX + 2 * margin, BLOCK_PX + 2 * margin)
    cells = features.grid.cells_under(window)
    matrices = matrices_of(features.grid, cells, window, head.stage_kind.STRIDES)
    image = torch.from_numpy(guide(features.scene, window))
    detail = head.detail_scores(scores.window(cells)[head.n_classes :], matrices, image)
    return detail[:, margin : margin + block.height, margin : margin + block.width]
