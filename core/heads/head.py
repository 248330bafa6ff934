"""What every head has in common: scores of tokens, plus scores of the extra bands' pixels, one row per sample.

A head's answer for a pixel is the bilinear mean of its four tokens' scores plus the pixel scores. For linear heads that
equals scoring the interpolated features, so training on interpolated features is training on the map itself.
"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

SCORE_STEPS = 4096  # scores are rounded to 1/4096: sums become exact and equal in every window
_LIMIT = (
    2.0**26
)  # of rounded scores: far beyond any sensible one, far below what float64 sums exactly


class Head:
    """Base of all heads; subclasses say how tokens are scored.

    ``n_classes``, ``width`` and ``extra_logits`` are those of a head with weights. A head of another form, such as
    nearest neighbours, overrides them and ``REQUIRED_TENSORS``.

    Attributes:
        kind: The head's name in ``job.head_kinds.HEAD_KINDS``.
        REQUIRED_TENSORS: Names of tensors without which a model file is damaged. "sharpness" (), the inverse
            temperature, belongs to every head.
        tensors_by_name: What the model file holds: by default at least ``weight`` (classes, features), ``bias``
            (classes,), and ``pixel_weight`` (classes, extra-band features).
    """

    kind: ClassVar[str]
    REQUIRED_TENSORS: ClassVar[frozenset[str]] = frozenset(
        {"bias", "weight", "pixel_weight", "sharpness"}
    )

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        self.tensors_by_name = {
            name: tensor.detach().float().contiguous() for name, tensor in tensors.items()
        }

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return len(self.tensors_by_name["bias"])

    @property
    def n_planes(self) -> int:
        """Numbers per token that a map keeps until it is rendered."""
        return self.n_classes

    @property
    def margin_px(self) -> int:
        """Native pixels around a pixel, beyond its four tokens, that its score depends on."""
        return 0

    @property
    def width(self) -> int:
        """Features per token that the head was trained on."""
        return int(self.tensors_by_name.get("mean", self.tensors_by_name["weight"]).shape[-1])

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Score tokens (n, features) -> (n, classes)."""
        raise NotImplementedError

    def extra_logits(self, pixels: Tensor) -> Tensor:
        """Score extra pixel features (n, features) -> (n, classes)."""
        return pixels @ self.tensors_by_name["pixel_weight"].T

    def logits(self, tokens: Tensor, pixels: Tensor) -> Tensor:
        """Score samples from their tokens and pixel features (n, classes)."""
        scores = self.token_logits(tokens)
        return scores + self.extra_logits(pixels) if pixels.shape[1] else scores

    def tile_scores(self, features: Tensor, image: Tensor, matrices: Sequence[Tensor]) -> Tensor:
        """Score the pixels of a tile in one go, without rounding: what an exported graph computes.

        Args:
            features: (D, h, w) of the finest cells.
            image: (3, H, W) as ``guide`` gives it; only dense heads look at it.
            matrices: Interpolation down and across, (H, h) and (W, w), for 1 px and, for dense heads, each stride.

        Shape:
            (classes, H, W).
        """
        cells = self.token_logits(features.flatten(1).T).T.reshape(-1, *features.shape[1:])
        scores: Tensor = matrices[0] @ cells @ matrices[1].T * self.inverse_temperature
        return scores

    @property
    def inverse_temperature(self) -> float:
        """1 / temperature of the probabilities."""
        return float(self.tensors_by_name["sharpness"])

    def with_inverse_temperature(self, value: float) -> "Head":
        """Return the head with calibrated probabilities."""
        return type(self)({**self.tensors_by_name, "sharpness": torch.tensor(value)})

    @torch.inference_mode()
    def token_scores(self, features: NDArray[np.float16], n_rows: int) -> NDArray[np.int32]:
        """Score an inner window (C, h, w) -> integers (classes, h, w), 4096 steps per unit.

        The product always has ``n_rows`` rows, padded: its last bits would change with the number of rows.
        """
        channels, height, width = features.shape
        tokens = torch.zeros(n_rows, channels)
        tokens[: height * width] = torch.from_numpy(features.reshape(channels, -1).T)
        scores = self.token_logits(tokens)[: height * width]
        return self._rounded(scores).T.reshape(-1, height, width)

    @torch.inference_mode()
    def extra_scores(self, features: NDArray[np.float32], n_rows: int) -> NDArray[np.int32]:
        """Score extra pixel features (P, h, w) -> integers (classes, h, w); padded to ``n_rows`` as above."""
        channels, height, width = features.shape
        pixels = torch.zeros(n_rows, channels)
        pixels[: height * width] = torch.from_numpy(features.reshape(channels, -1).T)
        return self._rounded(self.extra_logits(pixels)[: height * width]).T.reshape(
            -1, height, width
        )

    def _rounded(self, scores: Tensor) -> NDArray[np.int32]:
        steps = (scores * (self.inverse_temperature * SCORE_STEPS)).clamp(-_LIMIT, _LIMIT)
        return steps.round().to(torch.int32).numpy()
