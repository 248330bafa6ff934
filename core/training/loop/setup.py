"""What gradient descent needs, whatever the head: network, batches, objective, options."""

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

# (outputs, labels, weights, mixed labels, share) -> "total", to be minimised, and parts of it for the record
Objective = Callable[[tuple[Tensor, ...], Tensor, Tensor, Tensor | None, float], dict[str, Tensor]]
# A network in eval mode, without gradients -> "miou", "loss", "class_iou" (a list in the order of the classes)
Monitor = Callable[[nn.Module], dict[str, Any]]


@dataclass(frozen=True)
class Plan:
    """How a network is trained.

    Attributes:
        options: With the head's own optimiser, learning rate, epochs and batch where the user gave none.
        device: Where the network is trained.
        seed: For everything random.
        folder: Checkpoints and events; None = none are kept.
        tensorboard: TensorBoard's folder; None = none.
        signature: What a checkpoint must carry to be gone on from.
        chooses: Whether the monitor's scores may choose weights and the end; otherwise they are only recorded.
    """

    options: OptimizerOptions
    device: torch.device
    seed: int = 0
    folder: Path | None = None
    tensorboard: Path | None = None
    signature: str = ""
    chooses: bool = False

    @classmethod
    def of(cls, task: FitTask, own: OptimizerOptions, *facts: object) -> "Plan":
        """Return a task's plan; ``own`` are the head's defaults, ``facts`` tell fits apart beyond what a task knows."""
        given = task.recipe.optimizer
        options = replace(
            given,
            kind=own.kind if given.kind == "auto" else given.kind,
            learning_rate=given.learning_rate or own.learning_rate,
            epochs=given.epochs or own.epochs,
            batch=given.batch or own.batch,
        )
        return cls(
            options=options,
            device=torch.device(task.device),
            seed=task.seed,
            folder=task.folder,
            tensorboard=task.tensorboard,
            signature=task.signature(options, *facts) if task.folder else "",
            chooses=task.stopping is not None,
        )


@dataclass(frozen=True)
class TrainingSetup:
    """One fit by gradient descent.

    Attributes:
        network: Its ``forward(*inputs)`` returns a tuple of logits, the main output first; may have
            ``parameter_roles`` (see ``optimizers``).
        source: Its batches.
        objective: Called with float32 outputs outside of autocast.
        plan: How it is trained.
        head: Turns the trained network, in eval mode on the CPU, into the head.
        monitor: Scores the network after every epoch; None = nobody does.
    """

    network: nn.Module
    source: BatchSource
    objective: Objective
    plan: Plan
    head: Callable[[nn.Module], Head]
    monitor: Monitor | None = None
