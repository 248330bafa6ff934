"""From scores of tokens to classes of pixels: interpolate exactly, add pixel scores, take the best class.

Map, preview and evaluation all render here, so a score is measured on the very pixels a map would show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..features.feature_map import FeatureMap
from ..heads.dense import DenseHead, guide, matrices_of
from ..heads.head import SCORE_STEPS, Head
from ..imagery.tile_grid import BLOCK_PX, Window
from ..job.options import UNLABELLED

_ROWS = 64


class ScoreSource(Protocol):
    """Where rendered blocks find the scores of tokens, those of a scene or of one of its views."""

    @property
    def features(self) -> FeatureMap:
        """What was scored."""

    def window(self, cells: Window) -> NDArray[np.int32]:
        """Return the integer planes (scores of classes first, h, w) of a window of the finest cells."""


class ScoreTable:
    """Scores kept in memory, inner window by inner window."""

    def __init__(self, features: FeatureMap, n_planes: int) -> None:
        self.features, self._n_planes = features, n_planes
        self._parts: list[tuple[Window, NDArray[np.int32]]] = []

    def put(self, cells: Window, scores: NDArray[np.int32]) -> None:
        """Add the planes (n, h, w) of an inner window."""
        self._parts.append((cells, scores))

    def window(self, cells: Window) -> NDArray[np.int32]:
        """Return the scores of a window; cells that were never put are 0."""
        result = np.zeros((self._n_planes, cells.height, cells.width), np.int32)
        for place, scores in self._parts:
            paste(result, cells, scores, place)
        return result


@dataclass(frozen=True)
class Rendered:
    """A block of a map; 255 where the scene has no data.

    Attributes:
        classes: Positions of the most likely classes (h, w).
        confidence: Their probability in per cent (h, w).
        probabilities: That of every class in per cent (classes, h, w); None where nobody asked for it.
    """

    classes: NDArray[np.uint8]
    confidence: NDArray[np.uint8]
    probabilities: NDArray[np.uint8] | None


def paste(
    target: NDArray[np.int32], frame: Window, source: NDArray[np.int32], place: Window
) -> None:
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
    """Score one inner window's stacked features at the fixed shape of a full inner window."""
    return head.token_scores(
        values, (features.tile_grids[0].inner_side * features.fine_factor) ** 2
    )


def cells_of(features: FeatureMap, tokens: Window) -> Window:
    """Return a window of tokens in finest cells."""
    f = features.fine_factor
    return Window(tokens.row * f, tokens.column * f, tokens.height * f, tokens.width * f)


def render_block(
    head: Head, sources: Sequence[ScoreSource], block: Window, *, with_probabilities: bool = False
) -> Rendered:
    """Render a block of the scene's fixed 512-pixel grid.

    Args:
        head: What scored the tokens.
        sources: Scores of the scene, and of its views where probabilities are averaged over them.
        block: The block, in native pixels of the scene.
        with_probabilities: Whether the probability of every class is wanted.
    """
    valid = sources[0].features.scene.read_valid(block)
    if not valid.any():
        nothing = np.full((head.n_classes, *valid.shape), UNLABELLED, np.uint8)
        return Rendered(nothing[0], nothing[0], nothing if with_probabilities else None)
    if len(sources) == 1:
        total = _block_scores(head, sources[0], block)
        classes = total.max(dim=0).indices.numpy()  # of exact numbers: rounding decides no tie
        shares = _shares(head, sources[0], total).numpy()
    else:
        shares = mean_probabilities(head, sources, block)
        classes = shares.argmax(axis=0)
    chosen = shares if with_probabilities else shares.max(axis=0, keepdims=True)
    percent = np.where(valid, np.rint(100 * chosen), UNLABELLED).astype(np.uint8)
    best = np.where(valid, classes, UNLABELLED).astype(np.uint8)
    return Rendered(best, percent.max(axis=0), percent if with_probabilities else None)


def mean_probabilities(
    head: Head, sources: Sequence[ScoreSource], block: Window
) -> NDArray[np.float64]:
    """Return the probability of each class in a block, averaged over a scene and its views in their order."""
    total = block_probabilities(head, sources[0], block).astype(np.float64)
    for source in sources[1:]:
        total += block_probabilities(head, source, block)
    total /= len(sources)
    return total


def block_probabilities(head: Head, source: ScoreSource, block: Window) -> NDArray[np.float32]:
    """Return the probability of each class in a block of the scene's fixed grid, also where there is no data.

    Of a view, it is what the view shows there, turned back. The window that is rendered in a view depends on the
    scene's block alone, so that maps of any extent and scores at single pixels have the same numbers.

    Shape:
        (classes, h, w).
    """
    scene = source.features.scene
    scores = _block_scores(head, source, scene.window_here(block))
    return scene.view.turned_back(_shares(head, source, scores).numpy())


def _shares(head: Head, source: ScoreSource, total: Tensor) -> Tensor:
    """Turn exact scores into probabilities (classes, h, w), some rows at a time: they stay in the processor's cache."""
    shares = torch.empty(total.shape, dtype=torch.float32)
    steps = source.features.grid.denominator * SCORE_STEPS
    for top in range(0, total.shape[1], _ROWS):
        given, made = total[:, top : top + _ROWS], shares[:, top : top + _ROWS]
        made.copy_((given - given.amax(dim=0)).div_(steps)).exp_()
        made.div_(made.sum(dim=0))
    return shares


def _block_scores(head: Head, source: ScoreSource, block: Window) -> Tensor:
    """Return exact scores (classes, h, w) in whole steps of 1 / (4096 * the grid's denominator)."""
    features = source.features
    grid = features.grid
    cells = grid.cells_under(block)
    total = torch.from_numpy(grid.interpolate(source.window(cells)[: head.n_classes], cells, block))
    if features.scene.options.extra_bands:
        extra = head.extra_scores(features.scene.read_extra(block), BLOCK_PX * BLOCK_PX)
        total += torch.from_numpy(extra).double() * grid.denominator
    if isinstance(head, DenseHead):
        total += torch.from_numpy(_detail(head, source, block)).double() * grid.denominator
    return total


def _detail(head: DenseHead, source: ScoreSource, block: Window) -> NDArray[np.int32]:
    """Return a dense head's correction of a block; its window always has one shape, also at the scene's border."""
    features, margin = source.features, head.margin_px
    window = Window(
        block.row - margin, block.column - margin, BLOCK_PX + 2 * margin, BLOCK_PX + 2 * margin
    )
    cells = features.grid.cells_under(window)
    matrices = matrices_of(features.grid, cells, window, head.stage_kind.STRIDES)
    image = torch.from_numpy(guide(features.scene, window))
    detail = head.detail_scores(source.window(cells)[head.n_classes :], matrices, image)
    return detail[:, margin : margin + block.height, margin : margin + block.width]
