"""Measurements of one epoch of training."""

import time
from typing import Any

import torch
from torch import Tensor

from ...runtime.memory import peak_rss_mb


class Meter:
    """Losses, gradient norms, speed and memory of an epoch, or of its rest after resuming."""

    def __init__(self, device: torch.device) -> None:
        self._device, self._began = device, time.monotonic()
        self._losses: dict[str, float] = {}
        self._batches = self._samples = self._steps = 0
        self._norms = 0.0
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device)

    def add(self, losses: dict[str, Tensor], n_samples: int) -> None:
        """Add the losses of a batch, scalars by name, and its number of samples."""
        self._batches += 1
        self._samples += n_samples
        for name, value in losses.items():
            self._losses[name] = self._losses.get(name, 0.0) + float(value.detach())

    def step(self, norm: Tensor) -> None:
        """Add the gradient norm of a step; the scaler skips steps without a finite norm."""
        if bool(torch.isfinite(norm)):
            self._steps += 1
            self._norms += float(norm)

    def event(self) -> dict[str, Any]:
        """Return mean losses, mean gradient norm before clipping, samples/s and peak memory.

        The memory is that of the GPU on CUDA, otherwise that of this process.
        """
        is_cuda = self._device.type == "cuda"
        memory = torch.cuda.max_memory_allocated(self._device) / 2**20 if is_cuda else peak_rss_mb()
        return {
            "losses": {name: value / max(1, self._batches) for name, value in self._losses.items()},
            "gradient_norm": self._norms / max(1, self._steps),
            "samples_per_s": self._samples / max(1e-9, time.monotonic() - self._began),
            "peak_memory_mb": memory,
        }
