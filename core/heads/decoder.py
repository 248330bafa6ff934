"""The image-guided decoder: tokens give the class, the image gives the outlines."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .dense import DenseHead, LayerNorm2d, PixelStage

_STEM = (12, 16, 24)  # channels at 1, 2 and 4 px
_MIXED, _HALF, _FULL = 48, 16, 12


class DecoderStage(PixelStage):
    """A small U-Net: image stem down to 4 px, where the planes join, and up again with skips."""

    STRIDES = (4,)
    PLANES = 32
    MARGIN_PX = 64

    def __init__(self, n_classes: int, n_channels: int) -> None:
        super().__init__(n_classes, n_channels)
        one, two, four = _STEM
        self.stem1 = nn.Conv2d(n_channels, one, 3, padding=1)
        self.stem2 = nn.Conv2d(one, two, 3, stride=2, padding=1)
        self.stem4 = nn.Conv2d(two, four, 3, stride=2, padding=1)
        self.mix = nn.Conv2d(four + self.PLANES, _MIXED, 3, padding=1)
        self.around = nn.Conv2d(_MIXED, _MIXED, 7, padding=3, groups=_MIXED)
        self.norm = LayerNorm2d(_MIXED)
        self.widen, self.narrow = nn.Conv2d(_MIXED, 2 * _MIXED, 1), nn.Conv2d(2 * _MIXED, _MIXED, 1)
        self.to_half = nn.Conv2d(_MIXED, _HALF, 1)
        self.merge2 = nn.Conv2d(_HALF + two, _HALF, 3, padding=1)
        self.merge1 = nn.Conv2d(_HALF + one, _FULL, 3, padding=1)
        self.out = nn.Conv2d(_FULL, n_classes, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)  # type: ignore[arg-type]

    def forward(self, levels: Sequence[Tensor], image: Tensor) -> Tensor:
        """Return the correction of the scores, see ``PixelStage``."""
        full = F.gelu(self.stem1(image))
        half = F.gelu(self.stem2(full))
        mixed = F.gelu(self.mix(torch.cat([F.gelu(self.stem4(half)), levels[0]], dim=1)))
        # A ConvNeXt block (Liu et al. 2022)
        mixed = mixed + self.narrow(F.gelu(self.widen(self.norm(self.around(mixed)))))
        up = F.gelu(self.merge2(torch.cat([_doubled(self.to_half(mixed)), half], dim=1)))
        up = F.gelu(self.merge1(torch.cat([_doubled(up), full], dim=1)))
        scores: Tensor = self.out(up)
        return scores


class DecoderHead(DenseHead):
    """The image-guided decoder."""

    kind = "decoder"
    stage_kind = DecoderStage


def _doubled(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
