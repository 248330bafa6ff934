"""The state of a training: weights, EMA, optimisers, scaler, buffers and random generators."""

import copy
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from ...progress import Progress
from .checkpoint import Checkpoint
from .optimizers import optimizers_of
from .randomness import random_states, restore_states
from .setup import TrainConfig


class TrainerState:
    """The state of a fit.

    After a step ``snapshot`` stores what batches change besides gradients: buffers and random
    generators. ``rollback`` restores it. Checkpoints contain the snapshot, so a fit that is
    interrupted between two steps resumes exactly.

    Args:
        network: The network; it is moved to the device.
        config: How it is trained.
        progress: For messages.
        scales: Whether gradients are scaled, for float16.

    Attributes:
        network: The network.
        average: EMA of the weights; None without EMA.
        optimizers: The optimisers.
        scaler: The gradient scaler.
    """

    def __init__(
        self, network: nn.Module, config: TrainConfig, progress: Progress, *, scales: bool
    ) -> None:
        self._device, self._decay = config.device, config.options.ema
        self.network = network.to(config.device)
        self.average = (
            copy.deepcopy(self.network).requires_grad_(requires_grad=False) if self._decay else None
        )
        self.optimizers = optimizers_of(self.network, config.options, progress)
        self.scaler = torch.amp.GradScaler(config.device.type, enabled=scales)
        self.snapshot()

    @property
    def evaluated(self) -> nn.Module:
        """The network that is scored and kept: the average, or without EMA the network itself."""
        return self.network if self.average is None else self.average

    def snapshot(self) -> None:
        """Store buffers and states of random generators."""
        self._states = random_states(self._device)
        self._buffers = {
            name: buffer.detach().clone() for name, buffer in self.network.named_buffers()
        }

    def rollback(self) -> None:
        """Restore the snapshot and clear all gradients."""
        self.clear_gradients()
        restore_states(self._states)
        for name, buffer in self.network.named_buffers():
            buffer.copy_(self._buffers[name])

    def clear_gradients(self) -> None:
        """Clear all gradients."""
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)

    def follow(self, step: int) -> None:
        """Update the EMA after a step; its decay rises, so the first steps have little weight."""
        if self.average is None:
            return
        decay = min(self._decay, (1 + step) / (10 + step))
        for mean, now in zip(
            self.average.state_dict().values(), self.network.state_dict().values(), strict=True
        ):
            if mean.is_floating_point():
                mean.lerp_(now, 1 - decay)
            else:
                mean.copy_(now)

    def checkpoint(self, position: dict[str, Any]) -> Checkpoint:
        """Return a checkpoint with the position in the training."""
        groups: dict[str, dict[str, Tensor]] = {
            "model": {**self.network.state_dict(), **self._snapshot_buffers()},
            "average": {} if self.average is None else self.average.state_dict(),
            "states": self._states,
        }
        for number, optimizer in enumerate(self.optimizers):
            state = optimizer.state_dict()["state"]
            groups[f"optimizer{number}"] = _flattened(state)
        tensors = _flattened(groups)
        return Checkpoint(tensors, {"position": position, "scaler": self.scaler.state_dict()})

    def restore(self, checkpoint: Checkpoint) -> None:
        """Restore everything from a checkpoint."""
        self.take_weights(checkpoint)
        for number, optimizer in enumerate(self.optimizers):
            state: dict[int, dict[str, Tensor]] = {}
            for key, value in checkpoint.tensors_of(f"optimizer{number}").items():
                index, _, name = key.partition(".")
                state.setdefault(int(index), {})[name] = value
            optimizer.load_state_dict(
                {"state": state, "param_groups": optimizer.state_dict()["param_groups"]}
            )
        self.scaler.load_state_dict(checkpoint.facts["scaler"])
        restore_states(checkpoint.tensors_of("states"))
        self.snapshot()

    def take_weights(self, checkpoint: Checkpoint) -> None:
        """Restore only the weights and their EMA from a checkpoint."""
        self.network.load_state_dict(checkpoint.tensors_of("model"))
        if self.average is not None:
            self.average.load_state_dict(checkpoint.tensors_of("average"))

    def _snapshot_buffers(self) -> dict[str, Tensor]:
        """Return the buffers of the snapshot that are saved with the weights."""
        saved = self.network.state_dict()
        return {name: buffer for name, buffer in self._buffers.items() if name in saved}


def _flattened(groups: Mapping[Any, Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """Return the tensors of all groups, by names that begin with that of the group and a dot."""
    flat: dict[str, Tensor] = {}
    for group, tensors in groups.items():
        flat |= {f"{group}.{name}": tensor for name, tensor in tensors.items()}
    return flat
