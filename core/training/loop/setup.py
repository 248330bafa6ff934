"""What the training loop needs from a head: network, batches, objective and configuration."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ...heads.head import Head
from ...job.recipe import OptimizerOptions
from ..task import FitTask
from .batch import BatchSource

# (outputs, labels, weights, mixed labels, fraction) -> "total", which is minimised, and each loss
Objective = Callable[[tuple[Tensor, ...], Tensor, Tensor, Tensor | None, float], dict[str, Tensor]]
# Network in eval mode, without gradients -> "miou", "loss", "class_iou" (list by class position)
Monitor = Callable[[nn.Module], dict[str, Any]]


@dataclass(frozen=True)
class TrainConfig:
    """How a network is trained.

    Attributes:
        options: Options with the head's defaults for those that the user did not set.
        device: Device of the network.
        seed: Random seed.
        folder: Folder of checkpoints and events; None = none are written.
        tensorboard: TensorBoard's folder; None = none.
        signature: A checkpoint is resumed only if it has this signature.
        selects_weights: Whether the monitor's scores decide which weights are kept and when to
            stop; otherwise they are only logged.
    """

    options: OptimizerOptions
    device: torch.device
    seed: int = 0
    folder: Path | None = None
    tensorboard: Path | None = None
    signature: str = ""
    selects_weights: bool = False

    @classmethod
    def of(cls, task: FitTask, defaults: OptimizerOptions, *facts: object) -> "TrainConfig":
        """Return a task's configuration.

        Args:
            task: The fit.
            defaults: The head's defaults, for options that the user did not set.
            facts: Further values that become part of the signature.
        """
        chosen = task.recipe.optimizer
        options = replace(
            chosen,
            kind=defaults.kind if chosen.kind == "auto" else chosen.kind,
            learning_rate=chosen.learning_rate or defaults.learning_rate,
            epochs=chosen.epochs or defaults.epochs,
            batch=chosen.batch or defaults.batch,
        )
        return cls(
            options=options,
            device=torch.device(task.device),
            seed=task.seed,
            folder=task.folder,
            tensorboard=task.tensorboard,
            signature=task.signature(options, *facts) if task.folder else "",
            selects_weights=task.stopping is not None,
        )


@dataclass(frozen=True)
class TrainingSetup:
    """Everything that one fit by gradient descent needs.

    Attributes:
        network: Its ``forward(*inputs)`` returns a tuple of logits, the main output first. It may
            have ``parameter_roles`` (see ``optimizers``).
        source: The batches.
        objective: The losses; called with float32 outputs, outside of autocast.
        config: How the network is trained.
        head: Returns the head of the trained network, which is in eval mode on the CPU.
        monitor: Returns scores of the network after each epoch; None = no scores.
    """

    network: nn.Module
    source: BatchSource
    objective: Objective
    config: TrainConfig
    head: Callable[[nn.Module], Head]
    monitor: Monitor | None = None
