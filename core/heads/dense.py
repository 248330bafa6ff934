"""Dense heads: pixel-crisp scores from tokens and the image, in two stages that keep "part = whole".

The *token stage* works on each token alone: linear scores, as a linear head gives them, and an embedding of a few
planes. Both are what a map's part files hold. The *pixel stage* is a small convolutional network on the native grid: it
sees the planes interpolated at its strides and the image, and adds a correction to the interpolated linear scores. Its
last layer starts at zero, so training begins exactly at the linear solution. Nothing in it pools over the window or
normalises over space (Buglakova et al. 2025, arXiv 2503.19545), so a pixel's score depends on ``margin_px`` around it
and on nothing else.
"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..imagery.token_grid import TokenGrid
from .head import SCORE_STEPS, Head

_HIDDEN = 128  # of the token stage, whatever the width of the backbone
_MEAN, _DEVIATION = 0.45, 0.225  # about those of natural images
_OWN = ("hidden", "planes", "plane_norm", "stage")  # what a dense head has beyond a linear one
RGB = 3


class PixelStage(nn.Module):
    """Base of the pixel stages: what they need to know before they see data.

    Attributes:
        STRIDES: Sides in native pixels of the squares at which planes are interpolated, finest first.
        PLANES: Planes of each stride.
        MARGIN_PX: Receptive radius in native pixels and some room; a multiple of the largest stride.
    """

    STRIDES: ClassVar[tuple[int, ...]]
    PLANES: ClassVar[int]
    MARGIN_PX: ClassVar[int]

    def __init__(self, n_classes: int, n_channels: int) -> None:
        super().__init__()
        self.n_classes, self.n_channels = n_classes, n_channels

    def forward(self, levels: Sequence[Tensor], image: Tensor) -> Tensor:
        """Correct scores: planes (B, PLANES, H/stride, W/stride) per stride, image (B, 3 + P, H, W) -> (B, C, H, W)."""
        raise NotImplementedError


class LayerNorm2d(nn.LayerNorm):
    """Layer norm over the channels of each pixel of (B, C, H, W)."""

    def forward(self, x: Tensor) -> Tensor:
        """Normalise each pixel."""
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class DenseNetwork(nn.Module):
    """The trainable form of a dense head.

    Args:
        stage: The pixel stage.
        base: The linear head to start from.
        mean, deviation: Of the token features, (D,).
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, stage: PixelStage, base: Head, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        weight, bias = base.tensors_by_name["weight"], base.tensors_by_name["bias"]
        n_classes, width = weight.shape
        self.register_buffer("mean", mean.clone())
        self.register_buffer("deviation", deviation.clone())
        self.scores = nn.Linear(width, n_classes)
        self.pixel_weight = nn.Parameter(base.tensors_by_name["pixel_weight"].clone())
        self.hidden = nn.Linear(width, _HIDDEN)
        self.planes = nn.Linear(_HIDDEN, stage.PLANES * len(stage.STRIDES))
        self.plane_norm = nn.LayerNorm(stage.PLANES * len(stage.STRIDES))
        self.stage = stage
        with torch.no_grad():
            self.scores.weight.copy_(weight * deviation)
            self.scores.bias.copy_(bias + weight @ mean)

    def parameter_roles(self) -> dict[str, str]:
        """Return the roles of parameters that optimisers treat apart: the linear start is slow, outputs are outputs."""
        return {
            "scores.weight": "slow",
            "scores.bias": "slow",
            "pixel_weight": "slow",
            "planes.weight": "output",
            "stage.out.weight": "output",
            "stage.out.bias": "output",
        }

    def embedded(self, standard: Tensor) -> Tensor:
        """Embed standardised tokens (…, D) -> (…, planes)."""
        planes: Tensor = self.plane_norm(self.planes(F.gelu(self.hidden(standard))))
        return planes

    def forward(self, tokens: Tensor, image: Tensor, *matrices: Tensor) -> tuple[Tensor, Tensor]:
        """Score crops.

        Args:
            tokens: (B, D, h, w) of the finest cells, standardised.
            image: (B, 3 + P, H, W) as ``guide`` gives it.
            matrices: Interpolation down and across, (B, H/s, h) and (B, W/s, w), for s = 1 and each stride.

        Returns:
            Scores and the auxiliary ones (what the linear part alone says), both (B, C, H, W).
        """
        standard = tokens.permute(0, 2, 3, 1)
        scores, planes = (
            self.scores(standard).permute(0, 3, 1, 2),
            self.embedded(standard).permute(0, 3, 1, 2),
        )
        linear = _interpolated(scores, matrices[0], matrices[1])
        if image.shape[1] > RGB:
            linear = linear + torch.einsum("cp,bphw->bchw", self.pixel_weight, image[:, RGB:])
        parts = torch.split(planes, self.stage.PLANES, dim=1)
        pairs = zip(parts, matrices[2::2], matrices[3::2], strict=True)
        levels = [_interpolated(part, down, across) for part, down, across in pairs]
        return linear + self.stage(levels, image), linear


class DenseHead(Head):
    """A head with a pixel stage. Subclasses name its class."""

    stage_kind: ClassVar[type[PixelStage]]

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        super().__init__(tensors)
        t = self.tensors_by_name
        n_classes, n_pixels = t["pixel_weight"].shape
        stage = self.stage_kind(n_classes, RGB + n_pixels)
        self._network = DenseNetwork(stage, self, t["mean"], t["deviation"])
        state = {
            name.removeprefix("net."): tensor
            for name, tensor in t.items()
            if name.startswith("net.")
        }
        self._network.load_state_dict({**self._network.state_dict(), **state})
        self._network.eval().requires_grad_(requires_grad=False)

    @classmethod
    def of(cls, network: DenseNetwork) -> "DenseHead":
        """Return the head that a trained network is."""
        state = network.state_dict()
        own = {f"net.{n}": v for n, v in state.items() if n.split(".")[0] in _OWN}
        weight = state["scores.weight"] / state["deviation"]
        return cls(
            {
                "weight": weight,
                "bias": state["scores.bias"] - weight @ state["mean"],
                "pixel_weight": state["pixel_weight"],
                "mean": state["mean"],
                "deviation": state["deviation"],
                "sharpness": torch.tensor(1.0),
                **own,
            }
        )

    @property
    def n_planes(self) -> int:
        """Numbers per token that a map keeps: scores and planes."""
        return self.n_classes + self.stage_kind.PLANES * len(self.stage_kind.STRIDES)

    @property
    def margin_px(self) -> int:
        """Native pixels around a pixel that its score depends on."""
        return self.stage_kind.MARGIN_PX

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Score tokens linearly (n, features) -> (n, classes)."""
        return torch.addmm(self.tensors_by_name["bias"], tokens, self.tensors_by_name["weight"].T)

    def tile_scores(self, features: Tensor, image: Tensor, matrices: Sequence[Tensor]) -> Tensor:
        """Score the pixels of a tile in one go, see ``Head``; H and W are multiples of the largest stride."""
        mean, deviation = (
            self.tensors_by_name[name][:, None, None] for name in ("mean", "deviation")
        )
        standard = (features - mean) / deviation
        scores, _ = self._network(
            standard[None], image[None], *(matrix[None] for matrix in matrices)
        )
        sharp: Tensor = scores[0] * self.inverse_temperature
        return sharp

    @torch.inference_mode()
    def token_scores(self, features: NDArray[np.float16], n_rows: int) -> NDArray[np.int32]:
        """Score and embed an inner window (D, h, w) -> integers (classes + planes, h, w), 4096 steps per unit."""
        scores = super().token_scores(features, n_rows)
        channels, height, width = features.shape
        tokens = torch.zeros(n_rows, channels)
        tokens[: height * width] = torch.from_numpy(features.reshape(channels, -1).T)
        standard = (tokens - self.tensors_by_name["mean"]) / self.tensors_by_name["deviation"]
        planes = self._network.embedded(standard)[: height * width] * SCORE_STEPS
        whole = planes.round().to(torch.int32).numpy().T.reshape(-1, height, width)
        return np.concatenate([scores, whole])

    @torch.inference_mode()
    def detail_scores(
        self, planes: NDArray[np.int32], matrices: Sequence[Tensor], image: Tensor
    ) -> NDArray[np.int32]:
        """Correct a window: planes (K, h, w) of its cells, its matrices and image -> integers (classes, H, W)."""
        stage = self._network.stage
        whole = torch.from_numpy(planes).float()[None] / SCORE_STEPS
        parts = torch.split(whole, stage.PLANES, dim=1)
        pairs = zip(parts, matrices[2::2], matrices[3::2], strict=True)
        levels = [_interpolated(part, down[None], across[None]) for part, down, across in pairs]
        return self._rounded(stage(levels, image[None])[0])


def _interpolated(cells: Tensor, down: Tensor, across: Tensor) -> Tensor:
    """Interpolate (B, C, h, w) by (B, H, h) and (B, W, w) -> (B, C, H, W)."""
    return down[:, None] @ cells @ across[:, None].transpose(2, 3)


def matrices_of(
    grid: TokenGrid, cells: Window, window: Window, strides: Sequence[int]
) -> list[Tensor]:
    """Return the interpolation from ``cells`` to a native window, down and across, at 1 px and at each stride."""
    found = []
    for side in (1, *strides):
        for axis, start, length, first, count in (
            (grid.rows, window.row, window.height, cells.row, cells.height),
            (grid.columns, window.column, window.width, cells.column, cells.width),
        ):
            matrix = axis.matrix(start, length, first, count, side) / axis.denominator
            found.append(torch.from_numpy(matrix.astype(np.float32)))
    return found


def guide(scene: Scene, window: Window) -> NDArray[np.float32]:
    """Return the image that guides a dense head: colours about -2..2 and extra bands; 0 where there is no data.

    Shape:
        (3 + 3 * extra bands, height, width).
    """
    pixels, valid = scene.read_native(window)
    image: NDArray[np.float32] = (pixels.astype(np.float32) / np.float32(255) - _MEAN) / np.float32(
        _DEVIATION
    )
    image[:, ~valid] = 0
    if not scene.options.extra_bands:
        return image
    return np.concatenate([image, scene.read_extra(window)])


def guide_of(colours: Tensor) -> Tensor:
    """Return the same of colours from 0 to 1 (3, H, W) that all hold data."""
    return (colours - _MEAN) / _DEVIATION
