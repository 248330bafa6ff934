"""Number of tiles per batch on a GPU: a power of two, from the memory of one and of two tiles.

Nothing is timed, so an otherwise idle GPU always gives the same number, and the same last bits.
"""

import torch

from ..runtime.device import Device, ran_out_of_memory
from .transfer import Encodes

_MAX_PX = 16 * 520 * 520  # 16 tiles of 512 px are 16,000 tokens: larger products are hardly faster
_FREE_FRACTION = 0.8  # of the free memory is used; allocators and other programs need the rest


def batch_for(encoder: Encodes, device: Device, side_px: int) -> int:
    """Return the number of tiles per batch that suits a device; on CUDA it is measured.

    Args:
        encoder: The backbone.
        device: The device.
        side_px: Side of a tile in pixels.
    """
    most = power_of_two(_MAX_PX // side_px**2)
    if device.kind == "cpu":
        return 1
    if device.kind != "cuda" or most == 1:
        return most
    try:
        one = _peak_bytes(encoder, 1, side_px)
        two = _peak_bytes(encoder, 2, side_px)
    except RuntimeError as error:
        if not ran_out_of_memory(error):
            raise
        return 1
    free, _ = torch.cuda.mem_get_info()
    free += torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
    return largest_fitting_batch(one, two, free, most)


def largest_fitting_batch(one: int, two: int, free: int, most: int) -> int:
    """Return the largest power of two of tiles, up to ``most``, that fits into the free memory.

    A batch needs a fixed number of bytes and a number of bytes per tile.

    Args:
        one: Bytes of a batch of one tile.
        two: Bytes of a batch of two tiles.
        free: Free bytes.
        most: Largest useful batch.
    """
    per_tile = max(1, two - one)
    fixed = one - per_tile
    return power_of_two(min(most, int(_FREE_FRACTION * free - fixed) // per_tile))


def power_of_two(number: int) -> int:
    """Return the largest power of two up to ``number``, at least 1."""
    return 1 << (max(1, number).bit_length() - 1)


def _peak_bytes(encoder: Encodes, count: int, side_px: int) -> int:
    """Return the peak memory of encoding a blank batch, in bytes."""
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    encoder.encode(
        torch.zeros((count, 3, side_px, side_px), dtype=torch.uint8),
        torch.ones((count, side_px, side_px), dtype=torch.bool),
    )
    torch.cuda.synchronize()
    return torch.cuda.max_memory_allocated() - before
