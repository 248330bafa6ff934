"""The training setup of dense heads: they start at the linear head and learn a correction."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.data import default_collate

from ..heads.dense import RGB, DenseHead, DenseNetwork
from ..heads.linear import fit_logistic
from ..imagery.view import IDENTITY
from ..job.head_kinds import BY_NAME
from ..job.options import UNLABELLED
from ..job.recipe import OptimizerOptions, Recipe
from ..losses.objective import Objective
from ..progress import Progress
from .crops.crops import CropDataset, CropScene, CropShape, crop_scene
from .crops.source import CropFacts, CropSource, places_of
from .dataset import LabelledScene
from .loop.randomness import repeatable
from .loop.setup import Monitor, TrainConfig, TrainingSetup
from .sample_source import iou_metrics
from .task import FitTask

MaskedScene = tuple[LabelledScene, NDArray[np.bool_]]  # the mask is one of its labelled pixels

DEFAULTS = OptimizerOptions(kind="adamw", learning_rate=2e-3, epochs=12, batch=8)
_JITTER, _CHANNEL_DROPOUT = 0.2, 0.3  # without them a decoder overfits
_MAX_MONITORED = 64  # crops of the monitoring set


def dense_setup(task: FitTask, progress: Progress) -> TrainingSetup:
    """Return the training setup of a task whose head is ``decoder`` or ``dpt``.

    Raises:
        InvalidJob: The recipe's loss does not suit the labels, or a view does not exist at a
            scene's scale.
    """
    kind: type[DenseHead] = BY_NAME[task.recipe.head].head_class()
    shape = CropShape.of(kind.stage_kind)
    samples = task.samples
    base = fit_logistic(samples.expanded(), progress.subrange(0, 0.3))
    width = samples.tokens.shape[1]
    mean, deviation = (t[:width] for t in samples.statistics)
    labelled = _with_any(task, task.training_mask)
    views = (IDENTITY, *task.recipe.augment.views)
    viewed = [(scene.viewed(name), mask) for name in views for scene, mask in labelled]
    scenes = _crops(task, "training", viewed, shape, progress.subrange(0.3, 0.8))
    facts = CropFacts(
        samples.n_classes, len(labelled), mean, deviation, task.data.labels.background
    )
    config = TrainConfig.of(task, DEFAULTS)
    source = CropSource(
        CropDataset(scenes, shape),
        facts,
        _with_defaults(task.recipe),
        task.seed,
        pin=config.device.type == "cuda",
    )
    class_names = [one.name for one in task.data.labels.table]
    objective = Objective(task.recipe.loss, class_names, source.class_counts, dense=source.dense)
    with repeatable(config.seed, config.device, strict=False):
        network = DenseNetwork(
            kind.stage_kind(samples.n_classes, RGB + samples.extra.shape[1]), base, mean, deviation
        )
    monitoring = _monitoring_crops(task, shape, progress.subrange(0.8, 1))
    monitor = crop_monitor(monitoring, facts, objective) if monitoring is not None else None
    return TrainingSetup(
        network, source, objective, config, lambda trained: _head(kind, trained), monitor
    )


def _with_defaults(recipe: Recipe) -> Recipe:
    """Return the recipe with the dense heads' defaults for augmentation."""
    augment = recipe.augment.with_head_defaults(_JITTER, _CHANNEL_DROPOUT)
    return replace(recipe, augment=augment)


def _with_any(
    task: FitTask, mask_of: Callable[[LabelledScene], NDArray[np.bool_]]
) -> list[MaskedScene]:
    """Return the scenes in which a mask selects any labelled pixels, each with its mask."""
    masked = [(scene, mask_of(scene)) for scene in task.data.scenes]
    return [(scene, mask) for scene, mask in masked if mask.any()]


def _crops(
    task: FitTask,
    purpose: str,
    masked: list[MaskedScene],
    shape: CropShape,
    progress: Progress,
) -> list[CropScene]:
    """Prepare the crops of scenes, or of views of them, on the labelled pixels in their masks."""
    crops: list[CropScene] = []
    for (scene, mask), scene_progress in progress.each(masked):
        file = task.folder / f"{purpose}{len(crops)}.npy" if task.folder else None
        crops.append(crop_scene(scene, mask, shape, file, scene_progress))
    return crops


def _monitoring_crops(task: FitTask, shape: CropShape, progress: Progress) -> CropDataset | None:
    """Return the crops of the monitoring set; None where it is empty."""
    masked = _with_any(task, task.monitoring_mask)
    if not masked:
        return None
    return CropDataset(_crops(task, "monitoring", masked, shape, progress), shape)


def crop_monitor(dataset: CropDataset, facts: CropFacts, objective: Objective) -> Monitor:
    """Return a monitor that scores a network on at most 64 crops.

    Args:
        dataset: Crops on which the network is not trained.
        facts: Classes and statistics of the crops on which it is trained.
        objective: Called with the outputs, for the loss.
    """
    places = places_of(dataset, _MAX_MONITORED)

    def scores(network: nn.Module) -> dict[str, Any]:
        device = next(network.parameters()).device
        losses, labels, found = [], [], []
        for start in range(0, len(places), DEFAULTS.batch):
            tokens, image, classes, weights, *matrices = default_collate(
                [dataset[place] for place in places[start : start + DEFAULTS.batch]]
            )
            inputs = (facts.standardised(tokens), image, *matrices)
            moved = [tensor.to(device) for tensor in inputs]
            outputs = tuple(output.float().cpu() for output in network(*moved))
            losses.append(float(objective(outputs, classes.long(), weights, None, 1.0)["total"]))
            labels.append(classes.flatten())
            found.append(outputs[0].argmax(dim=1).flatten())
        known: Tensor = torch.cat(labels) != UNLABELLED
        metrics = iou_metrics(torch.cat(labels)[known], torch.cat(found)[known], facts.n_classes)
        return metrics | {"loss": sum(losses) / len(losses)}

    return scores


def _head(kind: type[DenseHead], trained: nn.Module) -> DenseHead:
    if not isinstance(trained, DenseNetwork):
        raise TypeError("the setup trains another network")
    return kind.of(trained)
