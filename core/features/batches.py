"""Batches of tiles through the backbone.

One shape, padded, and half of it where memory runs out.
"""

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
    """What stands between tiles and an encoder; shared by all scenes of an engine, used from several threads at once.

    A batch that finds no room is encoded again in halves, later ones are as small from the start: nothing is lost, and
    on a GPU features differ in their last bits at most, as with any other batch shape. On a CPU a batch is one tile.

    Attributes:
        size: Tiles of a batch now.
    """

    def __init__(self, encoder: Encodes, device: Device) -> None:
        self._transfer, self._device = transfer_for(encoder, device), device
        self.size = device.batch
        self._lock = threading.Lock()
        self._reported = device.batch

    def encode(
        self, pixels: Sequence[NDArray[np.uint8]], valid: Sequence[NDArray[np.bool_]]
    ) -> list[list[Features]]:
        """Encode whole tiles (3, H, W) with validity (H, W); returns float16 (C, h, w) per tile and layer.

        Raises:
            OutOfMemory: There is no room for even one tile.
        """
        done: list[list[Features]] = []
        while len(done) < len(pixels):
            size, first = self.size, len(done)
            encoded = self._encoded(pixels[first : first + size], valid[first : first + size], size)
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
        return f"Memory ran out; the backbone now sees {self._reported} instead of {before} tiles at a time."

    def _encoded(
        self, pixels: Sequence[NDArray[np.uint8]], valid: Sequence[NDArray[np.bool_]], size: int
    ) -> list[list[Features]] | None:
        """Encode at most ``size`` tiles.

        Returns None where memory ran out, since the error itself would keep that memory in use.
        """
        padding = size - len(pixels)
        try:
            maps = self._transfer.features(
                [*pixels, *[pixels[0]] * padding], [*valid, *[valid[0]] * padding]
            )
        except RuntimeError as error:
            if not ran_out_of_memory(error):
                raise
            return None
        return [[layer[i] for layer in maps] for i in range(len(pixels))]

    def _halve(self, size: int) -> None:
        """Make batches smaller than one of ``size`` that found no room."""
        if size == 1:
            raise OutOfMemory(_no_room(self._device))
        with self._lock:
            self.size = min(self.size, size // 2)
        if self._device.kind == "cuda":
            torch.cuda.empty_cache()  # pieces of the larger batch would be in the way


def _no_room(device: Device) -> str:
    if device.kind == "cpu":
        return (
            "The computer has too little memory for this backbone; choose a smaller backbone, lower the number of "
            "threads or close other programs."
        )
    return (
        "The device has too little memory for this backbone; choose a smaller backbone or the CPU."
    )
