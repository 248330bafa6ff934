"""Batches of tiles for the backbone: of one shape, padded, and halved if memory runs out."""

import itertools
import threading
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import OutOfMemory
from ..runtime.device import Device, ran_out_of_memory
from .cache import Features
from .transfer import Encodes, transfer_for


class Batches:
    """Encodes tiles in batches; shared by all scenes of a job and used from several threads.

    If memory runs out, the batch is encoded again in halves and later batches stay as small. On a
    GPU, features then differ in their last bits at most, as with any other batch shape. On a CPU a
    batch is one tile.

    Attributes:
        size: Current number of tiles per batch.
    """

    def __init__(self, encoder: Encodes, device: Device) -> None:
        self._transfer, self._device = transfer_for(encoder, device), device
        self.size = device.batch
        self._lock = threading.Lock()
        self._reported = device.batch

    def encode(
        self, pixels: Sequence[NDArray[np.uint8]], valid: Sequence[NDArray[np.bool_]]
    ) -> list[list[Features]]:
        """Encode whole tiles.

        Args:
            pixels: (3, H, W) per tile.
            valid: (H, W) per tile.

        Returns:
            Features (C, h, w) per tile and layer.

        Raises:
            OutOfMemory: The memory does not suffice for a single tile.
        """
        done: list[list[Features]] = []
        while len(done) < len(pixels):
            size, first = self.size, len(done)
            batch = slice(first, first + size)
            encoded = self._encode_batch(pixels[batch], valid[batch], size)
            if encoded is None:
                self._halve(size)
            else:
                done += encoded
        return done

    def shrink_message(self) -> str:
        """Return, once, the message that batches became smaller; empty if they did not."""
        before, self._reported = self._reported, self.size
        if before == self._reported:
            return ""
        return (
            f"Memory ran out; a batch of the backbone now has {self._reported} instead of "
            f"{before} tiles."
        )

    def _encode_batch(
        self, pixels: Sequence[NDArray[np.uint8]], valid: Sequence[NDArray[np.bool_]], size: int
    ) -> list[list[Features]] | None:
        """Encode at most ``size`` tiles, padded to ``size``.

        Returns None if memory runs out: the error itself would keep that memory in use.
        """
        padding = size - len(pixels)
        padded_pixels = [*pixels, *[pixels[0]] * padding]
        padded_valid = [*valid, *[valid[0]] * padding]
        try:
            layers = self._transfer.features(padded_pixels, padded_valid)
        except RuntimeError as error:
            if not ran_out_of_memory(error):
                raise
            return None
        tiles = zip(*layers, strict=True)
        return [list(tile) for tile in itertools.islice(tiles, len(pixels))]

    def _halve(self, size: int) -> None:
        """Make batches smaller after one of ``size`` ran out of memory."""
        if size == 1:
            raise OutOfMemory(_out_of_memory_text(self._device))
        with self._lock:
            self.size = min(self.size, size // 2)
        if self._device.kind == "cuda":
            torch.cuda.empty_cache()  # fragments of the larger batch would block memory


def _out_of_memory_text(device: Device) -> str:
    if device.kind == "cpu":
        return (
            "The computer has too little memory for this backbone; choose a smaller backbone, "
            "lower the number of threads or close other programs."
        )
    return (
        "The device has too little memory for this backbone; choose a smaller backbone or the CPU."
    )
