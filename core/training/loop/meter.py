"""What one epoch of training measures."""

import time
from typing import Any

import torch
from torch import Tensor

from ...runtime.memory import peak_rss_mb


class Meter:
    """Losses, gradient norms, speed and memory of an epoch (of its rest, where a fit goes on)."""

    def __init__(self, device: torch.device) -> None:
        self._device, self._began = device, time.monotonic()
        self._losses: dict[str, float] = {}
        self._batches = self._samples = self._steps = 0
        self._norms = 0.0
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device)

    def add(self, losses: dict[str, Tensor], n_samples: int) -> None:
        """Count a batch."""
        self._batches += 1
        self._samples += n_samples
        for name, value in losses.items():
            self._losses[name] = self._losses.get(name, 0.0) + float(value.detach())

    def step(self, norm: Tensor) -> None:
        """Count a step; one with an infinite gradient was skipped by the scaler."""
        if bool(torch.isfinite(norm)):
            self._steps += 1
            self._norms += float(norm)

    def event(self) -> dict[str, Any]:
        """Return mean losses by part, mean gradient norm before clipping, samples per second, peak memory.

        The memory is that of the GPU, or of this process where it computes.
        """
        is_cuda = self._device.type == "cuda"
        memory = torch.cuda.max_memory_allocated(self._device) / 2**20 if is_cuda else peak_rss_mb()
        return {
            "losses": {name: value / max(1, self._batches) for name, value in self._losses.items()},
            "gradient_norm": self._norms / max(1, self._steps),
            "samples_per_s": self._samples / max(1e-9, time.monotonic() - self._began),
            "peak_memory_mb": memory,
        }
