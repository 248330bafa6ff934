"""A DPT head (Ranftl et al. 2021): layers reassembled at 4 to 32 px, fused from coarse to fine."""

from collections.abc import Sequence

import torch.nn.functional as F
from torch import Tensor, nn

from .dense import DenseHead, PixelStage

_WIDTH = 48


class _ResidualUnit(nn.Module):
    """Two 3x3 convolutions with a residual connection."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = (nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1) for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        """Refine (B, width, h, w)."""
        refined: Tensor = self.second(F.relu(self.first(F.relu(x))))
        return x + refined


class DptStage(PixelStage):
    """Fusion of four levels without the image, so outlines are as coarse as the tokens."""

    STRIDES = (4, 8, 16, 32)
    PLANES = _WIDTH
    MARGIN_PX = 192

    def __init__(self, n_classes: int, n_channels: int) -> None:
        super().__init__(n_classes, n_channels)
        self.skips = nn.ModuleList(_ResidualUnit() for _ in self.STRIDES)
        self.fusions = nn.ModuleList(_ResidualUnit() for _ in self.STRIDES[:-1])
        self.last = nn.Conv2d(_WIDTH, _WIDTH // 2, 3, padding=1)
        self.out = nn.Conv2d(_WIDTH // 2, n_classes, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)  # type: ignore[arg-type]

    def forward(self, levels: Sequence[Tensor], image: Tensor) -> Tensor:
        """Return the correction of the scores, see ``PixelStage``."""
        path = self.skips[-1](levels[-1])
        finer = zip(reversed(self.skips[:-1]), reversed(levels[:-1]), self.fusions, strict=True)
        for skip, level, fusion in finer:
            path = fusion(_enlarged(path, 2) + skip(level))
        scores: Tensor = _enlarged(self.out(F.relu(self.last(path))), self.STRIDES[0])
        return scores[..., : image.shape[-2], : image.shape[-1]]


class DptHead(DenseHead):
    """The DPT head."""

    kind = "dpt"
    stage_kind = DptStage


def _enlarged(x: Tensor, times: int) -> Tensor:
    return F.interpolate(x, scale_factor=float(times), mode="bilinear", align_corners=False)
