"""What changes while a network is trained: weights, their average, optimisers, scaler, buffers and generators."""

import copy
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

    ``snapshot`` remembers what a batch changes besides gradients (buffers, random generators) after a
    step; ``rollback`` restores it. Checkpoints hold the snapshot, so a fit that stops between two
    steps loses nothing.

    Attributes:
        average: Moving average of the weights, None where the options want none.
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
        """The average where there is one, else the network: what is scored and kept."""
        return self.network if self.average is None else self.average

    def snapshot(self) -> None:
        """Remember buffers and states of random generators."""
        self._states = random_states(self._device)
        self._buffers = {
            name: buffer.detach().clone() for name, buffer in self.network.named_buffers()
        }

    def rollback(self) -> None:
        """Restore the snapshot; gradients are dropped."""
        self.clear_gradients()
        restore_states(self._states)
        for name, buffer in self.network.named_buffers():
            buffer.copy_(self._buffers[name])

    def clear_gradients(self) -> None:
        """Forget all gradients."""
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)

    def follow(self, step: int) -> None:
        """Let the average follow the weights; its decay rises, so that it soon forgets the first steps."""
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
        """Return everything, with the position that belongs to it."""
        parts: dict[str, dict[str, Tensor]] = {
            "model": {**self.network.state_dict(), **self._snapshot_buffers()},
            "average": {} if self.average is None else self.average.state_dict(),
            "states": self._states,
        }
        for number, optimizer in enumerate(self.optimizers):
            state = optimizer.state_dict()["state"]
            parts[f"optimizer{number}"] = {
                f"{i}.{k}": v for i, values in state.items() for k, v in values.items()
            }
        tensors = {
            f"{part}.{key}": value
            for part, values in parts.items()
            for key, value in values.items()
        }
        return Checkpoint(tensors, {"position": position, "scaler": self.scaler.state_dict()})

    def restore(self, checkpoint: Checkpoint) -> None:
        """Restore a checkpoint."""
        self.take_weights(checkpoint)
        for number, optimizer in enumerate(self.optimizers):
            state: dict[int, dict[str, Tensor]] = {}
            for key, value in checkpoint.part(f"optimizer{number}").items():
                index, _, name = key.partition(".")
                state.setdefault(int(index), {})[name] = value
            optimizer.load_state_dict(
                {"state": state, "param_groups": optimizer.state_dict()["param_groups"]}
            )
        self.scaler.load_state_dict(checkpoint.facts["scaler"])
        restore_states(checkpoint.part("states"))
        self.snapshot()

    def take_weights(self, checkpoint: Checkpoint) -> None:
        """Restore only the weights and their average."""
        self.network.load_state_dict(checkpoint.part("model"))
        if self.average is not None:
            self.average.load_state_dict(checkpoint.part("average"))

    def _snapshot_buffers(self) -> dict[str, Tensor]:
        """Return the buffers of the snapshot that weights are saved with."""
        saved = self.network.state_dict()
        return {name: buffer for name, buffer in self._buffers.items() if name in saved}
