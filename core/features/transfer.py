"""Transfer of tiles to the device and of features back; on CUDA it overlaps with computing.

A CUDA batch uses three streams: one copies pixels to the device through pinned memory, the default
stream computes, and a third one copies float16 features back into pinned memory; the streams wait
for each other. Each encoder thread owns its pinned buffers and waits for its batch, so two threads
are a double buffer: while one waits, the other fills its buffers and queues the next batch. Tensors
are referenced until the last copy has ended, so no stream reuses memory that another one reads.
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
    """A backbone."""

    def encode(self, pixels: Tensor, valid: Tensor) -> list[Tensor]:
        """Encode a batch.

        Args:
            pixels: uint8, (B, 3, H, W), on the CPU or the device.
            valid: (B, H, W), on the CPU or the device.

        Returns:
            One map (B, C, h, w) per layer.
        """


class Transfer(Protocol):
    """Runs batches through a backbone."""

    def features(
        self, pixels: Sequence[NDArray[np.uint8]], valid: Sequence[NDArray[np.bool_]]
    ) -> list[Features]:
        """Encode a batch of tiles.

        Args:
            pixels: uint8, (3, H, W) per tile.
            valid: (H, W) per tile.

        Returns:
            float16 (B, C, h, w) per layer, in pageable memory.
        """


class Direct:
    """Transfers and computes one after the other: for a CPU, and for GPUs that use its memory."""

    def __init__(self, encoder: Encodes) -> None:
        self._encoder = encoder

    def features(
        self, pixels: Sequence[NDArray[np.uint8]], valid: Sequence[NDArray[np.bool_]]
    ) -> list[Features]:
        """Encode a batch, see ``Transfer``."""
        stacked_pixels = torch.from_numpy(np.stack(pixels))
        stacked_valid = torch.from_numpy(np.stack(valid))
        maps = self._encoder.encode(stacked_pixels, stacked_valid)
        return [layer.to(torch.float16).cpu().numpy() for layer in maps]


class HostBuffers:
    """Named tensors in the computer's memory, reused from batch to batch.

    Args:
        pinned: Whether the memory is pinned, so that copies to and from a device are asynchronous.
    """

    def __init__(self, *, pinned: bool) -> None:
        self._pinned = pinned
        self._buffers: dict[str, Tensor] = {}

    def of(self, name: str, shape: Sequence[int], dtype: torch.dtype) -> Tensor:
        """Return a buffer of a shape, with the content of the last batch; it grows if needed."""
        buffer = self._buffers.get(name)
        if buffer is None or not _fits(buffer, shape, dtype):
            buffer = torch.empty(tuple(shape), dtype=dtype, pin_memory=self._pinned)
            self._buffers[name] = buffer
        return buffer[: shape[0]]

    def filled(self, name: str, arrays: Arrays) -> Tensor:
        """Return a buffer with arrays of one shape, stacked."""
        dtype = torch.from_numpy(arrays[0]).dtype
        buffer = self.of(name, (len(arrays), *arrays[0].shape), dtype)
        np.stack(arrays, out=buffer.numpy())
        return buffer


def _fits(buffer: Tensor, shape: Sequence[int], dtype: torch.dtype) -> bool:
    """Tell whether the front of a buffer can hold a tensor."""
    is_alike = buffer.dtype == dtype and buffer.shape[1:] == torch.Size(shape[1:])
    return is_alike and len(buffer) >= shape[0]


class Overlapped:
    """Copies and computes different batches at the same time, on CUDA."""

    def __init__(self, encoder: Encodes) -> None:
        self._encoder = encoder
        self._to_device = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        self._to_host = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        # Batches are queued one after the other, so only one needs memory for activations
        self._queueing = threading.Lock()
        self._of_thread = threading.local()

    def features(
        self, pixels: Sequence[NDArray[np.uint8]], valid: Sequence[NDArray[np.bool_]]
    ) -> list[Features]:
        """Encode a batch, see ``Transfer``; other threads may queue batches meanwhile."""
        buffers = self._buffers()
        host = buffers.filled("pixels", pixels), buffers.filled("valid", valid)
        with self._queueing:
            on_device = self._copy_to_device(*host)
            maps = self._encode(*on_device)
            copies, end = self._copy_to_host(maps, buffers)
        end.synchronize()
        return [copy.numpy().copy() for copy in copies]  # the next batch reuses the buffers

    def _buffers(self) -> HostBuffers:
        """Return the buffers of this thread."""
        if not hasattr(self._of_thread, "buffers"):
            self._of_thread.buffers = HostBuffers(pinned=True)
        buffers: HostBuffers = self._of_thread.buffers
        return buffers

    def _copy_to_device(self, *host: Tensor) -> list[Tensor]:
        with torch.cuda.stream(self._to_device):
            return [tensor.to("cuda", non_blocking=True) for tensor in host]

    def _encode(self, pixels: Tensor, valid: Tensor) -> list[Tensor]:
        """Encode a batch on the device, float16 (B, C, h, w) per layer."""
        torch.cuda.current_stream().wait_stream(self._to_device)
        maps = self._encoder.encode(pixels, valid)
        contiguous = torch.contiguous_format
        return [layer.to(torch.float16, memory_format=contiguous) for layer in maps]

    def _copy_to_host(
        self, maps: list[Tensor], buffers: HostBuffers
    ) -> tuple[list[Tensor], torch.cuda.Event]:
        """Start copying; return the copies and the event of their completion."""
        self._to_host.wait_stream(torch.cuda.current_stream())
        copies = []
        with torch.cuda.stream(self._to_host):
            for number, layer in enumerate(maps):
                copy = buffers.of(f"layer {number}", layer.shape, layer.dtype)
                copies.append(copy.copy_(layer, non_blocking=True))
            return copies, self._to_host.record_event()


def transfer_for(encoder: Encodes, device: Device) -> Transfer:
    """Return the transfer that suits the device."""
    return Overlapped(encoder) if device.kind == "cuda" else Direct(encoder)
