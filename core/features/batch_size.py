"""How many tiles a GPU takes at once: a power of two, from what one and two tiles were seen to need.

Nothing is timed, so a GPU that is otherwise idle finds the same number, and the same last bits, every time.
"""

import torch

from ..runtime.device import Device, ran_out_of_memory
from .transfer import Encodes

_MAX_PX = 16 * 520 * 520  # 16 tiles of 512 px are 16,000 tokens: larger products are hardly faster
_SHARE = 0.8  # of the free memory; allocators and other programs want some


def batch_for(encoder: Encodes, device: Device, side_px: int) -> int:
    """Return the number of tiles of ``side_px`` that suits a device, measured on blank ones where it is CUDA."""
    most = power_of_two(_MAX_PX // side_px**2)
    if device.kind == "cpu":
        return 1
    if device.kind != "cuda" or most == 1:
        return most
    try:
        one, two = (_peak_bytes(encoder, count, side_px) for count in (1, 2))
    except RuntimeError as error:
        if not ran_out_of_memory(error):
            raise
        return 1
    free, _ = torch.cuda.mem_get_info()
    free += torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
    return largest_fitting_batch(one, two, free, most)


def largest_fitting_batch(one: int, two: int, free: int, most: int) -> int:
    """Return the largest power of two of tiles, up to ``most``, whose need fits into the free bytes.

    Args:
        one: Bytes that a batch of one tile needs.
        two: Bytes that a batch of two tiles needs; a batch needs a fixed part and one per tile.
        free: Bytes that are free.
        most: A larger batch does not pay.
    """
    each = max(1, two - one)
    return power_of_two(min(most, int(_SHARE * free - (one - each)) // each))


def power_of_two(number: int) -> int:
    """Return the largest power of two up to ``number``, at least 1."""
    return 1 << (max(1, number).bit_length() - 1)


def _peak_bytes(encoder: Encodes, count: int, side_px: int) -> int:
    """Return the bytes that encoding takes at its peak."""
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    encoder.encode(
        torch.zeros((count, 3, side_px, side_px), dtype=torch.uint8),
        torch.ones((count, side_px, side_px), dtype=torch.bool),
    )
    torch.cuda.synchronize()
    return torch.cuda.max_memory_allocated() - before
