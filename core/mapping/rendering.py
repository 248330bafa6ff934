"""From scores of tokens to classes of pixels: interpolate, filter, take the most likely class.

Maps and evaluations render here, so a score is measured on the very pixels that a map shows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..heads.head import Head
from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..job.options import UNLABELLED
from ..job.sharpen_options import NOT_SHARPENED, SharpenOptions
from . import edge_filter
from .block_scores import ScoreSource, block_scores, softmax
from .edge_filter import EdgeFilter
from .mask import Mask

CONFIDENCE, PROBABILITIES = "confidence", "probabilities"


@dataclass(frozen=True)
class Rendered:
    """A block of a map; 255 where there is no data.

    Attributes:
        classes: Positions of the most likely classes (h, w).
        confidence: Their probability in per cent (h, w); None unless asked for.
        probabilities: That of every class in per cent (classes, h, w); None unless asked for.
    """

    classes: NDArray[np.uint8]
    confidence: NDArray[np.uint8] | None = None
    probabilities: NDArray[np.uint8] | None = None


@dataclass(frozen=True)
class Rendering:
    """How the scores of tokens become pixels.

    The pixels of a block depend on the block alone, not on what else is rendered. So maps of any
    extent, shards, and scores at single pixels have the same pixels.

    Attributes:
        head: What scored the tokens.
        mask: Polygons outside which pixels are nodata; None = there are none.
        sharpening: How probabilities are filtered before the most likely class is taken.
    """

    head: Head
    mask: Mask | None = None
    sharpening: SharpenOptions = NOT_SHARPENED

    @property
    def margin_px(self) -> int:
        """Native pixels around a pixel, beyond its four tokens, on which it depends.

        Whoever selects tokens for a map asks here: a step of rendering that looks at neighbouring
        pixels adds its own margin.
        """
        return self.head.margin_px + self._filter_margin_px

    @property
    def _filter_margin_px(self) -> int:
        return edge_filter.MARGIN_PX if self.sharpening.is_on else 0

    def sigma(self, scene: Scene) -> float:
        """Return the standard deviation of the edge filter in a scene, in units of CIELAB."""
        return max(edge_filter.MIN_SIGMA, self.sharpening.sharpen_factor * scene.color_difference)

    def sharpening_text(self, scene: Scene) -> str:
        """Return how maps of a scene are sharpened, for their metadata."""
        if not self.sharpening.is_on:
            return self.sharpening.sharpen
        return f"{self.sharpening.sharpen}, sigma {self.sigma(scene):.4g} CIELAB"

    def render_block(
        self, sources: Sequence[ScoreSource], block: Window, wanted: Collection[str] = ()
    ) -> Rendered:
        """Render a block of the scene's fixed 512-pixel grid.

        Args:
            sources: Scores of the scene, and of the views over which probabilities are averaged.
            block: The block, in native pixels of the scene.
            wanted: What is returned beside the classes: ``CONFIDENCE``, ``PROBABILITIES``.
        """
        valid = self._valid(sources[0].features.scene, block)
        if not valid.any():
            nothing = np.full((self.head.n_classes, *valid.shape), UNLABELLED, np.uint8)
            return Rendered(nothing[0], nothing[0], nothing)
        classes, probabilities = self._pixels(sources, block, with_probabilities=bool(wanted))
        best = np.where(valid, classes, UNLABELLED).astype(np.uint8)
        if probabilities is None:
            return Rendered(best)
        if PROBABILITIES not in wanted:
            probabilities = probabilities.max(axis=0, keepdims=True)
        percent = np.where(valid, np.rint(100 * probabilities), UNLABELLED).astype(np.uint8)
        return Rendered(best, percent.max(axis=0), percent)

    def probabilities(self, sources: Sequence[ScoreSource], block: Window) -> NDArray[np.floating]:
        """Return the probability of each class in a block, also where there is no data.

        Args:
            sources: Scores of the scene, and of the views over which probabilities are averaged.
            block: The block, in native pixels of the scene.

        Shape:
            (classes, h, w).
        """
        _, probabilities = self._pixels(sources, block, with_probabilities=True)
        if probabilities is None:
            raise RuntimeError("a block was rendered without its probabilities")
        return probabilities

    def _valid(self, scene: Scene, block: Window) -> NDArray[np.bool_]:
        """Tell which pixels of a block have data and lie inside the mask, (h, w)."""
        if self.mask is None:
            return scene.read_valid(block)
        inside = self.mask.inside(block)
        return inside & scene.read_valid(block) if inside.any() else inside

    def _pixels(
        self, sources: Sequence[ScoreSource], block: Window, *, with_probabilities: bool
    ) -> tuple[NDArray[np.integer], NDArray[np.floating] | None]:
        """Return the most likely classes (h, w) of a block, and (classes, h, w) probabilities."""
        if self.sharpening.is_on:
            return self._sharpened(sources, block, with_probabilities=with_probabilities)
        if len(sources) > 1:
            mean = self._mean_probabilities(sources, block)
            return mean.argmax(axis=0), mean
        scores = block_scores(self.head, sources[0], block, 0)
        best = scores.max(dim=0).indices.numpy()  # of exact numbers: rounding decides no tie
        return best, softmax(sources[0], scores).numpy() if with_probabilities else None

    def _sharpened(
        self, sources: Sequence[ScoreSource], block: Window, *, with_probabilities: bool
    ) -> tuple[NDArray[np.integer], NDArray[np.floating] | None]:
        """Return the same of a block whose probabilities are filtered.

        The temperature is that of the filtered probabilities. Classes do not depend on it.
        """
        scene, window = sources[0].features.scene, block.grown(self._filter_margin_px)
        temperature = self.head.inverse_temperature
        probabilities = self._mean_probabilities(sources, window, temperature)
        edges = EdgeFilter(*scene.read_native(window), self.sigma(scene))
        if not with_probabilities:
            return edges.most_likely(probabilities), None
        filtered = edges.filtered(probabilities)
        return filtered.argmax(axis=0), _with_temperature(filtered, temperature)

    def _mean_probabilities(
        self, sources: Sequence[ScoreSource], window: Window, inverse_temperature: float = 1.0
    ) -> NDArray[np.floating]:
        """Return probabilities (classes, h, w), averaged over a scene and its views in their order.

        Args:
            sources: Scores of the scene and of its views.
            window: A block, with the margin of the filter if there is one.
            inverse_temperature: That of the scores, which is taken out of them.
        """
        parts = (self._in_view(source, window, inverse_temperature) for source in sources)
        first = next(parts)
        if len(sources) == 1:
            return first
        total = first.astype(np.float64)
        for part in parts:
            total += part
        total /= len(sources)
        return total

    def _in_view(
        self, source: ScoreSource, window: Window, inverse_temperature: float
    ) -> NDArray[np.float32]:
        """Return the probabilities that a scene or a view has in a window of the scene."""
        scene = source.features.scene
        here = scene.window_here(window)
        scores = block_scores(self.head, source, here, self._filter_margin_px)
        return scene.view.turned_back(softmax(source, scores, inverse_temperature).numpy())


def _with_temperature(
    probabilities: NDArray[np.float32], inverse_temperature: float
) -> NDArray[np.float32]:
    """Return probabilities (classes, h, w) to the power of an inverse temperature.

    They sum to 1; where there is no data they are 0.
    """
    if inverse_temperature == 1:
        return probabilities
    powers = probabilities ** np.float32(inverse_temperature)
    powers /= np.maximum(powers.sum(axis=0), np.finfo(np.float32).tiny)
    return powers
