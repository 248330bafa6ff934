"""From scores of tokens to classes of pixels: interpolate, add pixel scores, take the best class.

Maps and evaluations render here, so a score is measured on the very pixels that a map shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..features.feature_map import FeatureMap
from ..heads.dense import DenseHead, guide_image, interpolation_matrices
from ..heads.head import SCORE_STEPS, Head
from ..imagery.scene import Scene
from ..imagery.tile_grid import BLOCK_PX, Window
from ..job.options import UNLABELLED
from .mask import Mask

_ROWS = 64  # rendered at once, so that they stay in the processor's cache


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


@dataclass(frozen=True)
class Rendered:
    """A block of a map; 255 where the scene has no data.

    Attributes:
        classes: Positions of the most likely classes (h, w).
        confidence: Their probability in per cent (h, w).
        probabilities: That of every class in per cent (classes, h, w); None unless asked for.
    """

    classes: NDArray[np.uint8]
    confidence: NDArray[np.uint8]
    probabilities: NDArray[np.uint8] | None


@dataclass(frozen=True)
class Rendering:
    """How the scores of tokens become pixels.

    Attributes:
        head: What scored the tokens.
        mask: Polygons outside which pixels are nodata; None = there are none.
    """

    head: Head
    mask: Mask | None = None

    @property
    def margin_px(self) -> int:
        """Native pixels around a pixel, beyond its four tokens, on which it depends.

        Whoever selects tokens for a map asks here: a step of rendering that looks at neighbouring
        pixels adds its own margin.
        """
        return self.head.margin_px

    def render_block(
        self, sources: Sequence[ScoreSource], block: Window, *, with_probabilities: bool = False
    ) -> Rendered:
        """Render a block of the scene's fixed 512-pixel grid.

        Args:
            sources: Scores of the scene, and of the views over which probabilities are averaged.
            block: The block, in native pixels of the scene.
            with_probabilities: Whether to return the probability of every class.
        """
        valid = self._valid(sources[0].features.scene, block)
        if not valid.any():
            return self._nodata(valid.shape, with_probabilities=with_probabilities)
        classes, probabilities = self._classes(sources, block)
        best = np.where(valid, classes, UNLABELLED).astype(np.uint8)
        if not with_probabilities:
            probabilities = probabilities.max(axis=0, keepdims=True)
        percent = np.where(valid, np.rint(100 * probabilities), UNLABELLED).astype(np.uint8)
        return Rendered(best, percent.max(axis=0), percent if with_probabilities else None)

    def mean_probabilities(
        self, sources: Sequence[ScoreSource], block: Window
    ) -> NDArray[np.float64]:
        """Return the probabilities of a block, averaged over a scene and its views in their order.

        Shape:
            (classes, h, w).
        """
        total = self.block_probabilities(sources[0], block).astype(np.float64)
        for source in sources[1:]:
            total += self.block_probabilities(source, block)
        total /= len(sources)
        return total

    def block_probabilities(self, source: ScoreSource, block: Window) -> NDArray[np.float32]:
        """Return the probability of each class in a block, also where there is no data.

        Of a view, it is what the view shows there, turned back. The window that is rendered in a
        view depends on the scene's block alone, so that maps of any extent and scores at single
        pixels have the same numbers.

        Shape:
            (classes, h, w).
        """
        scene = source.features.scene
        scores = self._block_scores(source, scene.window_here(block))
        return scene.view.turned_back(_softmax(source, scores).numpy())

    def _valid(self, scene: Scene, block: Window) -> NDArray[np.bool_]:
        """Tell which pixels of a block have data and lie inside the mask, (h, w)."""
        if self.mask is None:
            return scene.read_valid(block)
        inside = self.mask.inside(block)
        return inside & scene.read_valid(block) if inside.any() else inside

    def _nodata(self, shape: tuple[int, ...], *, with_probabilities: bool) -> Rendered:
        nothing = np.full((self.head.n_classes, *shape), UNLABELLED, np.uint8)
        return Rendered(nothing[0], nothing[0], nothing if with_probabilities else None)

    def _classes(
        self, sources: Sequence[ScoreSource], block: Window
    ) -> tuple[NDArray[np.int64], NDArray[np.floating]]:
        """Return the best class (h, w) and the probabilities (classes, h, w) of a block."""
        if len(sources) > 1:
            mean = self.mean_probabilities(sources, block)
            return mean.argmax(axis=0), mean
        scores = self._block_scores(sources[0], block)
        best = scores.max(dim=0).indices.numpy()  # of exact numbers: rounding decides no tie
        return best, _softmax(sources[0], scores).numpy()

    def _block_scores(self, source: ScoreSource, block: Window) -> Tensor:
        """Return exact scores (classes, h, w) in steps of 1 / (4096 * the grid's denominator)."""
        head, features = self.head, source.features
        grid = features.grid
        cells = grid.cells_under(block)
        token_scores = source.window(cells)[: head.n_classes]
        total = torch.from_numpy(grid.interpolate(token_scores, cells, block))
        if features.scene.options.extra_bands:
            extra = head.extra_scores(features.scene.read_extra(block), BLOCK_PX * BLOCK_PX)
            total += torch.from_numpy(extra).double() * grid.denominator
        if isinstance(head, DenseHead):
            total += torch.from_numpy(_detail(head, source, block)).double() * grid.denominator
        return total


def paste(
    target: NDArray[np.int32], frame: Window, source: NDArray[np.int32], place: Window
) -> None:
    """Copy ``source`` (n, h, w) at ``place`` into ``target`` (n, h, w) at ``frame``."""
    common = frame.intersection(place)
    if not common.is_empty:
        target[:, *common.slices_in(frame)] = source[:, *common.slices_in(place)]


def _softmax(source: ScoreSource, scores: Tensor) -> Tensor:
    """Turn exact scores into probabilities (classes, h, w)."""
    probabilities = torch.empty(scores.shape, dtype=torch.float32)
    steps = source.features.grid.denominator * SCORE_STEPS
    for top in range(0, scores.shape[1], _ROWS):
        rows, result = scores[:, top : top + _ROWS], probabilities[:, top : top + _ROWS]
        result.copy_((rows - rows.amax(dim=0)).div_(steps)).exp_()
        result.div_(result.sum(dim=0))
    return probabilities


def _detail(head: DenseHead, source: ScoreSource, block: Window) -> NDArray[np.int32]:
    """Return a dense head's correction of a block, (classes, h, w).

    The window it is computed in always has one shape, also at the border of the scene.
    """
    features, margin = source.features, head.margin_px
    side = BLOCK_PX + 2 * margin
    window = Window(block.row - margin, block.column - margin, side, side)
    cells = features.grid.cells_under(window)
    matrices = interpolation_matrices(features.grid, cells, window, head.stage_kind.STRIDES)
    image = torch.from_numpy(guide_image(features.scene, window))
    detail = head.detail_scores(source.window(cells)[head.n_classes :], matrices, image)
    return detail[:, margin : margin + block.height, margin : margin + block.width]
