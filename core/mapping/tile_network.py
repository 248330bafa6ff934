"""A model and its backbone as one network: raw numbers of a tile in, probabilities out.

It computes what a map shows of a scene of one tile, but rounds neither features nor scores:
stretch, scale, backbone, position mean, head, interpolation. An exported file is a trace of it.
"""

import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..features.backbone import LoadedBackbone
from ..features.position_mean import Means
from ..heads.dense import DenseHead, guide_from_colours, interpolation_matrices
from ..heads.head import Head
from ..imagery.tile_grid import Window
from ..imagery.token_grid import TokenAxis, TokenGrid

FULL = 255.0  # raw numbers arrive divided by it
Range = tuple[float, float]


@dataclass(frozen=True)
class TilePlan:
    """The tile a network is made for.

    Attributes:
        tokens: Side of the tile in tokens.
        token_px: Side of a token in scaled pixels.
        factors: Per layer, how many of its cells a token has along each side.
        scale: Scaled pixels per native pixel.
        ranges: Per band of the backbone, the raw numbers that it sees as 0 and 255.
    """

    tokens: int
    token_px: int
    factors: tuple[int, ...]
    scale: float
    ranges: tuple[Range, Range, Range]

    @property
    def side_px(self) -> int:
        """Side of the tile in native pixels."""
        return int(self.tokens * self.token_px / Fraction(self.scale))

    @property
    def grid(self) -> TokenGrid:
        """The finest cells under the tile's native pixels."""
        factor = max(self.factors)
        axis = TokenAxis(self.tokens * factor, self.token_px // factor, self.scale)
        return TokenGrid(axis, axis)


def tokens_step(token_px: int, scale: float) -> int:
    """Return the smallest number of tokens whose side is a whole number of native pixels."""
    return (token_px / Fraction(scale)).denominator


class TileNetwork(nn.Module):
    """Probabilities (1, classes, T, T) of a tile of raw numbers divided by 255 (1, 3, T, T)."""

    def __init__(
        self, backbone: LoadedBackbone, head: Head, plan: TilePlan, means: Means | None
    ) -> None:
        super().__init__()
        self._backbone, self._head, self._plan = backbone, head, plan
        self._means: list[Tensor] | None = None
        if means is not None:
            self._means = [torch.from_numpy(mean)[None] for mean in means]
        strides = head.stage_kind.STRIDES if isinstance(head, DenseHead) else ()
        stride = max(strides, default=1)
        self._padded_px = math.ceil(plan.side_px / stride) * stride
        cells = plan.tokens * max(plan.factors)
        window = Window(0, 0, self._padded_px, self._padded_px)
        self._matrices = interpolation_matrices(
            plan.grid, Window(0, 0, cells, cells), window, strides
        )

    def traceable(self) -> contextlib.AbstractContextManager[None]:
        """Give a context in which the backbone can be traced."""
        return self._backbone.encoder.for_side(self._plan.tokens * self._plan.token_px)

    def forward(self, fractions: Tensor) -> Tensor:
        """Map a tile."""
        pixels = _stretched(fractions * FULL, self._plan.ranges)
        layers = self._backbone.encoder.encode_colours(_scaled(pixels, self._plan.scale) / FULL)
        if self._means is not None:
            layers = [layer - mean for layer, mean in zip(layers, self._means, strict=True)]
        side, padding = self._plan.side_px, self._padded_px - self._plan.side_px
        # Zeros, as a map has them beyond the scene.
        image = F.pad(guide_from_colours(pixels / FULL), (0, padding, 0, padding))
        features = _to_fine(layers, self._plan.factors)[0]
        scores = self._head.tile_scores(features, image[0], self._matrices)
        probabilities: Tensor = scores[:, :side, :side].softmax(dim=0)[None]
        return probabilities


def _stretched(raw: Tensor, ranges: Sequence[Range]) -> Tensor:
    """Return raw numbers (1, 3, h, w) after the stretch, 0..255; see ``Stretch.apply``."""
    if all(limits == (0.0, FULL) for limits in ranges):
        return raw.round()  # 8-bit numbers that were divided by 255 come back whole
    low, high = torch.tensor(ranges).T[:, None, :, None, None]
    seen: Tensor = (((raw.nan_to_num() - low) / (high - low)).clamp(0, 1) * FULL).round()
    return seen


def _scaled(pixels: Tensor, scale: float) -> Tensor:
    """Resample native pixels (1, 3, h, w) to the scaled grid; see ``resample.to_scale``."""
    if scale > 1:
        grown = F.interpolate(pixels, scale_factor=scale, mode="bicubic", align_corners=False)
        return grown.round().clamp(0, FULL)
    return (F.avg_pool2d(pixels, round(1 / scale)) + 0.5).floor() if scale < 1 else pixels


def _to_fine(layers: Sequence[Tensor], factors: Sequence[int]) -> Tensor:
    """Stack layers (1, C, h*f, w*f) like ``feature_map.stack_on_finest_grid``."""
    finest, repeated = max(factors), []
    for layer, factor in zip(layers, factors, strict=True):
        if factor < finest:
            repeated.append(F.interpolate(layer, scale_factor=float(finest // factor)))
        else:
            repeated.append(layer)
    return torch.cat(repeated, dim=1)
