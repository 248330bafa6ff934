"""The built-in backbone: a multi-scale filter bank for colour and texture, without weights.

Per cell of 4x4 pixels it computes the mean colour, the standard deviation of the colour and the
energy of four edge directions, each averaged over boxes of 1, 3, 7 and 15 cells (4 to 60 pixels).
No filter is wider than the halo, so there are no seams.
"""

import contextlib

import torch
import torch.nn.functional as F
from torch import Tensor

STRIDE = 4
BOXES = (1, 3, 7, 15)
_MAPS = 10
WIDTH = _MAPS * len(BOXES)


class FilterBank:
    """A backbone without weights; same interface as ``TransformersBackbone``."""

    strides = (STRIDE,)
    widths = (WIDTH,)
    weights_bytes = 0

    @property
    def identity(self) -> dict[str, str]:
        """Everything that changes its features, for the cache key."""
        return {"name": "builtin", "version": "1", "torch": torch.__version__}

    @torch.inference_mode()
    def encode(self, pixels: Tensor, valid: Tensor) -> list[Tensor]:
        """Filter uint8 ``pixels`` (B, 3, H, W) with ``valid`` (B, H, W).

        Returns:
            One layer, (B, C, H/4, W/4).

        Raises:
            TypeError: The pixels are not uint8.
        """
        if pixels.dtype != torch.uint8:
            raise TypeError("pixels must be uint8: normalisation happens here, once")
        return _filtered(pixels.float().div_(127.5).sub_(1.0) * valid[:, None])

    def encode_colours(self, colours: Tensor) -> list[Tensor]:
        """Filter valid colours 0..1 (B, 3, H, W), as an exported network does."""
        return _filtered(colours * 2 - 1)

    def for_side(self, _side_px: int) -> contextlib.AbstractContextManager[None]:
        """Do nothing: the filters have no position embeddings."""
        return contextlib.nullcontext()


def _filtered(image: Tensor) -> list[Tensor]:
    """Filter an image of -1 to 1 (B, 3, H, W)."""
    cells = F.avg_pool2d(torch.cat([image, _edges(image.mean(dim=1, keepdim=True))], dim=1), STRIDE)
    squares = F.avg_pool2d(image * image, STRIDE)
    return [torch.cat([_summary(cells, squares, box) for box in BOXES], dim=1)]


def _edges(grey: Tensor) -> Tensor:
    """Return the absolute differences in four directions, (B, 4, H, W)."""
    padded = F.pad(grey, (1, 1, 1, 1), mode="replicate")
    height, width = grey.shape[-2:]

    def shifted(row: int, column: int) -> Tensor:
        return padded[..., 1 + row : 1 + row + height, 1 + column : 1 + column + width]

    pairs = [((0, -1), (0, 1)), ((-1, 0), (1, 0)), ((-1, -1), (1, 1)), ((-1, 1), (1, -1))]
    return torch.cat([(shifted(*a) - shifted(*b)).abs_() for a, b in pairs], dim=1)


def _summary(cells: Tensor, squares: Tensor, box: int) -> Tensor:
    """Average over ``box`` x ``box`` cells: colour (3), colour deviation (3), edge energy (4)."""
    mean, square = _box_mean(cells, box), _box_mean(squares, box)
    colour, edges = mean[:, :3], mean[:, 3:]
    deviation = (square - colour * colour).clamp_(min=0).sqrt_()
    return torch.cat([colour, 4 * deviation, 4 * edges], dim=1)


def _box_mean(values: Tensor, side: int) -> Tensor:
    """Average over a box of odd ``side``, rows first; at the edge only cells inside count."""
    if side == 1:
        return values
    rows = F.avg_pool2d(
        values, (side, 1), stride=1, padding=(side // 2, 0), count_include_pad=False
    )
    return F.avg_pool2d(rows, (1, side), stride=1, padding=(0, side // 2), count_include_pad=False)
