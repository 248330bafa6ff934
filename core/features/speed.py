"""How fast a backbone encodes on this computer."""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..runtime.device import torch_threads
from .backbone import LoadedBackbone


def measure_speed(backbone: LoadedBackbone) -> float:
    """Return how many megapixels of an image at scale 1 are encoded per second.

    Two tiles are encoded, or more where more are encoded at once; halos do not count. Reading
    the image and mapping are not included.

    Raises:
        OutOfMemory: The memory does not suffice for a single tile.
    """
    entry, device = backbone.entry, backbone.device
    at_once = device.workers if device.kind == "cpu" else backbone.batches.size
    rounds = 2 if at_once == 1 else 1
    with torch_threads(1), ThreadPoolExecutor(at_once) as pool:
        _encode(backbone, 1)  # the first tile is slower
        began = time.perf_counter()
        for _ in range(rounds):
            if device.kind == "cpu":
                list(pool.map(_encode, [backbone] * at_once, [1] * at_once))
            else:
                _encode(backbone, at_once)
        seconds = time.perf_counter() - began
    side_px = (entry.tile_tokens - 2 * entry.halo_tokens) * entry.patch
    return rounds * at_once * side_px**2 / 1e6 / seconds


def _encode(backbone: LoadedBackbone, count: int) -> None:
    """Encode tiles of random pixels."""
    side = backbone.entry.tile_tokens * backbone.entry.patch
    pixels = np.random.default_rng(0).integers(0, 255, (3, side, side), dtype=np.uint8)
    backbone.batches.encode([pixels] * count, [np.ones((side, side), bool)] * count)
