"""Base of all heads: scores of tokens, plus scores of the extra-band features.

A pixel's score is the bilinear mean of the scores of its four tokens, plus the score of its
extra-band features. For linear heads this equals the score of the interpolated features, so
training on interpolated features is training on the pixels of a map.
"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

SCORE_STEPS = 4096  # scores are rounded to 1/4096: sums become exact and equal in every window
# Bound of rounded scores: far beyond any sensible score, far below what float64 sums exactly
_LIMIT = 2.0**26


class Head:
    """Base of all heads; subclasses define how tokens are scored.

    ``n_classes``, ``width`` and ``extra_logits`` suit heads with a weight matrix. Another head,
    such as nearest neighbours, overrides them and ``REQUIRED_TENSORS``.

    Attributes:
        kind: The head's name in ``job.head_kinds.HEAD_KINDS``.
        REQUIRED_TENSORS: Names of tensors without which a model file is damaged. ``sharpness`` (),
            the inverse temperature, belongs to every head.
        tensors_by_name: The tensors of the model file: by default at least ``weight`` (classes,
            features), ``bias`` (classes,), and ``pixel_weight`` (classes, extra-band features).
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
        """Numbers per token in the score chunks of a map."""
        return self.n_classes

    @property
    def margin_px(self) -> int:
        """Native pixels around a pixel, beyond its four tokens, on which its score depends."""
        return 0

    @property
    def width(self) -> int:
        """Features per token of the training."""
        return int(self.tensors_by_name.get("mean", self.tensors_by_name["weight"]).shape[-1])

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Score tokens (n, features) -> (n, classes)."""
        raise NotImplementedError

    def extra_logits(self, extra: Tensor) -> Tensor:
        """Score extra-band features (n, P) -> (n, classes)."""
        return extra @ self.tensors_by_name["pixel_weight"].T

    def logits(self, tokens: Tensor, extra: Tensor) -> Tensor:
        """Score samples from their tokens (n, D) and extra-band features (n, P) -> (n, classes)."""
        scores = self.token_logits(tokens)
        if extra.shape[1]:
            return scores + self.extra_logits(extra)
        return scores

    def tile_scores(self, features: Tensor, image: Tensor, matrices: Sequence[Tensor]) -> Tensor:
        """Score all pixels of a tile without rounding, as an exported network does.

        Args:
            features: Tokens of the finest grid, (D, h, w).
            image: The guide image, (3, H, W); only dense heads use it.
            matrices: Interpolation of rows and columns, (H, h) and (W, w), for 1 px and, for dense
                heads, each stride.

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
        """Score an inner window, in units of 1/4096.

        Args:
            features: (D, h, w).
            n_rows: The matrix product is padded to so many rows, because its last bits depend on
                the number of rows.

        Shape:
            (classes, h, w).
        """
        channels, height, width = features.shape
        tokens = torch.zeros(n_rows, channels)
        tokens[: height * width] = torch.from_numpy(features.reshape(channels, -1).T)
        scores = self.token_logits(tokens)[: height * width]
        return self._rounded(scores).T.reshape(-1, height, width)

    @torch.inference_mode()
    def extra_scores(self, features: NDArray[np.float32], n_rows: int) -> NDArray[np.int32]:
        """Score extra-band features (P, h, w) -> (classes, h, w), like ``token_scores``."""
        channels, height, width = features.shape
        extra = torch.zeros(n_rows, channels)
        extra[: height * width] = torch.from_numpy(features.reshape(channels, -1).T)
        scores = self.extra_logits(extra)[: height * width]
        return self._rounded(scores).T.reshape(-1, height, width)

    def _rounded(self, scores: Tensor) -> NDArray[np.int32]:
        steps = (scores * (self.inverse_temperature * SCORE_STEPS)).clamp(-_LIMIT, _LIMIT)
        return steps.round().to(torch.int32).numpy()
