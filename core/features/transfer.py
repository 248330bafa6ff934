"""Tiles to the device and features back; on CUDA, copies run beside the computing.

A CUDA batch takes three streams: pixels go in through pinned memory on one, the backbone computes
on the device's own, float16 features come out into pinned memory on a third; events order them.
Each encoder thread owns its pinned buffers
and waits for its batch, so two threads are a double buffer: while one waits, the other fills its
buffers and queues the next batch. Tensors are held until the last copy has ended, so no stream
reuses memory that another still reads.
"""

import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..runtime.device import Device
from .cache import Features

Arrays = Sequence[NDArray[np.uint8]] | Sequence[NDArray[np.bool_]]


class Encodes(Protocol):
    """A backbone: uint8 pixels (B, 3, H, W) and validity (B, H, W) to one map (B, C, h, w) per layer."""

    def encode(self, pixels: Tensor, valid: Tensor) -> list[Tensor]:
        """Encode a batch; tensors may lie on the CPU or the device."""


class Transfer(Protocol):
    """A way of a batch through the backbone."""

    def features(
        self, pixels: Sequence[NDArray[np.uint8]], valid: Sequence[NDArray[np.bool_]]
    ) -> list[Features]:
        """Encode tiles (3, H, W) with validity (H, W).

        Returns float16 (B, C, h, w) per layer, in ordinary memory.
        """


class Direct:
    """One step after the other: for a CPU, and for GPUs that share its memory."""

    def __init__(self, encoder: Encodes) -> None:
        self._encoder = encoder

    def features(
        self, pixels: Sequence[NDArray[np.uint8]], valid: Sequence[NDArray[np.bool_]]
    ) -> list[Features]:
        """Encode a batch."""
        maps = self._encoder.encode(
            torch.from_numpy(np.stack(pixels)), torch.from_numpy(np.stack(valid))
        )
        return [m.to(torch.float16).cpu().numpy() for m in maps]


class HostBuffers:
    """Memory of the computer by name, reused from batch to batch.

    Pinned, a device copies it without waiting.
    """

    def __init__(self, *, pinned: bool) -> None:
        self._pinned = pinned
        self._kept: dict[str, Tensor] = {}

    def of(self, name: str, shape: Sequence[int], dtype: torch.dtype) -> Tensor:
        """Return a buffer; its content is what the last batch left there.

        Smaller batches use the front of it.
        """
        kept = self._kept.get(name)
        fits = kept is not None and kept.dtype == dtype and kept.shape[1:] == torch.Size(shape[1:])
        if kept is None or not fits or len(kept) < shape[0]:
            kept = self._kept[name] = torch.empty(
                tuple(shape), dtype=dtype, pin_memory=self._pinned
            )
        return kept[: shape[0]]

    def filled(self, name: str, arrays: Arrays) -> Tensor:
        """Return a buffer that holds arrays of one shape, stacked."""
        dtype = torch.from_numpy(arrays[0]).dtype
        buffer = self.of(name, (len(arrays), *arrays[0].shape), dtype)
        np.stack(arrays, out=buffer.numpy())
        return buffer


class Overlapped:
    """Copies in, computing and copies out of different batches at the same time, on CUDA."""

    def __init__(self, encoder: Encodes) -> None:
        self._encoder = encoder
        self._inward, self._outward = (torch.cuda.Stream() for _ in range(2))  # type: ignore[no-untyped-call]
        self._queueing = threading.Lock()
        self._own = threading.local()

    def features(
        self, pixels: Sequence[NDArray[np.uint8]], valid: Sequence[NDArray[np.bool_]]
    ) -> list[Features]:
        """Encode a batch; other threads may queue theirs meanwhile."""
        buffers = self._buffers()
        host = buffers.filled("pixels", pixels), buffers.filled("valid", valid)
        with (
            self._queueing
        ):  # batches follow one another, so only one at a time needs room for activations
            here = self._moved_in(*host)
            halves = self._computed(*here)
            ready, ended = self._moved_out(halves, buffers)
        ended.synchronize()
        return [tensor.numpy().copy() for tensor in ready]  # the buffers are the next batch's

    def _buffers(self) -> HostBuffers:
        if not hasattr(self._own, "buffers"):
            self._own.buffers = HostBuffers(pinned=True)
        buffers: HostBuffers = self._own.buffers
        return buffers

    def _moved_in(self, *host: Tensor) -> list[Tensor]:
        with torch.cuda.stream(self._inward):
            return [tensor.to("cuda", non_blocking=True) for tensor in host]

    def _computed(self, pixels: Tensor, valid: Tensor) -> list[Tensor]:
        torch.cuda.current_stream().wait_stream(self._inward)
        maps = self._encoder.encode(pixels, valid)
        return [m.to(torch.float16, memory_format=torch.contiguous_format) for m in maps]

    def _moved_out(
        self, halves: list[Tensor], buffers: HostBuffers
    ) -> tuple[list[Tensor], torch.cuda.Event]:
        self._outward.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self._outward):
            ready = [
                buffers.of(f"layer {i}", half.shape, half.dtype) for i, half in enumerate(halves)
            ]
            for host, half in zip(ready, halves, strict=True):
                host.copy_(half, non_blocking=True)
            return ready, self._outward.record_event()


def transfer_for(encoder: Encodes, device: Device) -> Transfer:
    """Return the way that suits the device."""
    return Overlapped(encoder) if device.kind == "cuda" else Direct(encoder)
