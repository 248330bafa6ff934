"""Dense heads: sharp scores from tokens and the image, in two stages that keep "part = whole".

The *token stage* works on single tokens: it gives linear scores, as a linear head does, and an
embedding of a few planes. A map's score chunks hold both. The *pixel stage* is a small
convolutional network on the native grid: its inputs are the planes, interpolated at its strides,
and the image; its output is a correction that is added to the interpolated linear scores. Its last
layer starts at zero, so training begins exactly at the linear solution. It neither pools over the
window nor normalises over space (Buglakova et al. 2025, arXiv 2503.19545), so a pixel's score
depends only on ``margin_px`` around it.
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

_HIDDEN = 128  # units of the token stage, independent of the backbone's width
_MEAN, _DEVIATION = 0.45, 0.225  # about those of natural images
_NETWORK_PARTS = ("hidden", "planes", "plane_norm", "stage")  # modules that a linear head lacks
RGB = 3


class PixelStage(nn.Module):
    """Base of the pixel stages.

    Attributes:
        STRIDES: Strides in native pixels at which planes are interpolated, finest first.
        PLANES: Planes of each stride.
        MARGIN_PX: At least the receptive radius in native pixels; a multiple of the largest stride.
    """

    STRIDES: ClassVar[tuple[int, ...]]
    PLANES: ClassVar[int]
    MARGIN_PX: ClassVar[int]

    def __init__(self, n_classes: int, n_channels: int) -> None:
        super().__init__()
        self.n_classes, self.n_channels = n_classes, n_channels

    def forward(self, levels: Sequence[Tensor], image: Tensor) -> Tensor:
        """Return the correction of the scores, (B, C, H, W).

        Args:
            levels: Planes per stride, each (B, PLANES, H/stride, W/stride).
            image: (B, 3 + P, H, W).
        """
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
        mean: Mean of the token features, (D,).
        deviation: Standard deviation of the token features, (D,).
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
        """Return the roles of parameters with their own optimiser settings.

        ``slow`` are those of the linear start, ``output`` those of last layers.
        """
        return {
            "scores.weight": "slow",
            "scores.bias": "slow",
            "pixel_weight": "slow",
            "planes.weight": "output",
            "stage.out.weight": "output",
            "stage.out.bias": "output",
        }

    def embed(self, standard: Tensor) -> Tensor:
        """Embed standardised tokens (…, D) -> (…, planes)."""
        planes: Tensor = self.plane_norm(self.planes(F.gelu(self.hidden(standard))))
        return planes

    def forward(self, tokens: Tensor, image: Tensor, *matrices: Tensor) -> tuple[Tensor, Tensor]:
        """Score crops.

        Args:
            tokens: Standardised tokens of the finest grid, (B, D, h, w).
            image: ``guide_image``, (B, 3 + P, H, W).
            matrices: Interpolation of rows and columns, (B, H/s, h) and (B, W/s, w), for s = 1 and
                each stride.

        Returns:
            Scores, and the auxiliary scores of the linear part, both (B, C, H, W).
        """
        standard = tokens.permute(0, 2, 3, 1)
        scores = self.scores(standard).permute(0, 3, 1, 2)
        planes = self.embed(standard).permute(0, 3, 1, 2)
        linear = _interpolated(scores, matrices[0], matrices[1])
        if image.shape[1] > RGB:
            linear = linear + torch.einsum("cp,bphw->bchw", self.pixel_weight, image[:, RGB:])
        levels = _levels(planes, matrices, self.stage.PLANES)
        return linear + self.stage(levels, image), linear


class DenseHead(Head):
    """A head with a pixel stage; subclasses set the stage's class."""

    stage_kind: ClassVar[type[PixelStage]]

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        super().__init__(tensors)
        named = self.tensors_by_name
        n_classes, n_extra = named["pixel_weight"].shape
        stage = self.stage_kind(n_classes, RGB + n_extra)
        self._network = DenseNetwork(stage, self, named["mean"], named["deviation"])
        state = self._network.state_dict()
        for name, tensor in named.items():
            if name.startswith("net."):
                state[name.removeprefix("net.")] = tensor
        self._network.load_state_dict(state)
        self._network.eval().requires_grad_(requires_grad=False)

    @classmethod
    def of(cls, network: DenseNetwork) -> "DenseHead":
        """Return the head of a trained network."""
        state = network.state_dict()
        own = {f"net.{n}": v for n, v in state.items() if n.split(".")[0] in _NETWORK_PARTS}
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
        """Numbers per token in the score chunks: scores and planes."""
        return self.n_classes + self.stage_kind.PLANES * len(self.stage_kind.STRIDES)

    @property
    def margin_px(self) -> int:
        """Native pixels around a pixel on which its score depends."""
        return self.stage_kind.MARGIN_PX

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Score tokens linearly (n, features) -> (n, classes)."""
        return torch.addmm(self.tensors_by_name["bias"], tokens, self.tensors_by_name["weight"].T)

    def tile_scores(self, features: Tensor, image: Tensor, matrices: Sequence[Tensor]) -> Tensor:
        """Score the pixels of a tile, see ``Head``; H and W are multiples of the largest stride."""
        mean = self.tensors_by_name["mean"][:, None, None]
        deviation = self.tensors_by_name["deviation"][:, None, None]
        standard = (features - mean) / deviation
        batched = [matrix[None] for matrix in matrices]
        scores, _ = self._network(standard[None], image[None], *batched)
        calibrated: Tensor = scores[0] * self.inverse_temperature
        return calibrated

    @torch.inference_mode()
    def token_scores(self, features: NDArray[np.float16], n_rows: int) -> NDArray[np.int32]:
        """Score and embed an inner window, in units of 1/4096.

        Args:
            features: (D, h, w).
            n_rows: Rows of the matrix product, see ``Head``.

        Shape:
            (classes + planes, h, w).
        """
        scores = super().token_scores(features, n_rows)
        channels, height, width = features.shape
        tokens = torch.zeros(n_rows, channels)
        tokens[: height * width] = torch.from_numpy(features.reshape(channels, -1).T)
        standard = (tokens - self.tensors_by_name["mean"]) / self.tensors_by_name["deviation"]
        planes = self._network.embed(standard)[: height * width] * SCORE_STEPS
        rounded = planes.round().to(torch.int32).numpy().T.reshape(-1, height, width)
        return np.concatenate([scores, rounded])

    @torch.inference_mode()
    def detail_scores(
        self, planes: NDArray[np.int32], matrices: Sequence[Tensor], image: Tensor
    ) -> NDArray[np.int32]:
        """Return the pixel stage's correction of a window, in units of 1/4096.

        Args:
            planes: Planes of the window's tokens, (K, h, w), in units of 1/4096.
            matrices: ``interpolation_matrices`` of the window.
            image: ``guide_image`` of the window, (3 + P, H, W).

        Shape:
            (classes, H, W).
        """
        stage = self._network.stage
        cells = torch.from_numpy(planes).float()[None] / SCORE_STEPS
        batched = [matrix[None] for matrix in matrices]
        levels = _levels(cells, batched, stage.PLANES)
        return self._rounded(stage(levels, image[None])[0])


def _levels(planes: Tensor, matrices: Sequence[Tensor], n_planes: int) -> list[Tensor]:
    """Interpolate the planes of each stride; ``matrices`` begins with the two of 1 px."""
    parts = torch.split(planes, n_planes, dim=1)
    pairs = zip(parts, matrices[2::2], matrices[3::2], strict=True)
    return [_interpolated(part, rows, columns) for part, rows, columns in pairs]


def _interpolated(cells: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Interpolate (B, C, h, w) by (B, H, h) and (B, W, w) -> (B, C, H, W)."""
    return rows[:, None] @ cells @ columns[:, None].transpose(2, 3)


def interpolation_matrices(
    grid: TokenGrid, cells: Window, window: Window, strides: Sequence[int]
) -> list[Tensor]:
    """Return the matrices that interpolate tokens to a native window.

    Args:
        grid: The token grid.
        cells: The tokens, h x w.
        window: The native pixels, H x W.
        strides: Strides in native pixels.

    Returns:
        Matrices (H, h) and (W, w) for 1 px, then (H/stride, h) and (W/stride, w) for each stride.
    """
    matrices = []
    for stride in (1, *strides):
        for axis, start, length, first, count in (
            (grid.rows, window.row, window.height, cells.row, cells.height),
            (grid.columns, window.column, window.width, cells.column, cells.width),
        ):
            matrix = axis.matrix(start, length, first, count, stride) / axis.denominator
            matrices.append(torch.from_numpy(matrix.astype(np.float32)))
    return matrices


def guide_image(scene: Scene, window: Window) -> NDArray[np.float32]:
    """Return the image that guides a dense head: colours of about -2..2, and extra-band features.

    Pixels without data are 0.

    Shape:
        (3 + 3 * extra bands, height, width).
    """
    pixels, valid = scene.read_native(window)
    colours = pixels.astype(np.float32) / np.float32(255)
    image: NDArray[np.float32] = (colours - _MEAN) / np.float32(_DEVIATION)
    image[:, ~valid] = 0
    if not scene.options.extra_bands:
        return image
    return np.concatenate([image, scene.read_extra(window)])


def guide_from_colours(colours: Tensor) -> Tensor:
    """Return the guide image of colours 0..1 without nodata, (3, H, W) -> (3, H, W)."""
    return (colours - _MEAN) / _DEVIATION
