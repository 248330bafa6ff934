"""The dense heads' training setup: they start at the linear head and learn its correction from crops."""

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

DEFAULTS = OptimizerOptions(kind="adamw", learning_rate=2e-3, epochs=12, batch=8)
_JITTER, _CHANNEL_DROPOUT = 0.2, 0.3  # without them a decoder learns its crops by heart
_MAX_MONITORED = 64  # crops that curves are drawn on


def dense_setup(task: FitTask, progress: Progress) -> TrainingSetup:
    """Return what trains the decoder or DPT of a task."""
    kind: type[DenseHead] = BY_NAME[task.recipe.head].head_class()
    shape = CropShape.of(kind.stage_kind)
    samples = task.samples
    base = fit_logistic(samples.expanded(), progress.subrange(0, 0.3))
    width = samples.tokens.shape[1]
    mean, deviation = (t[:width] for t in samples.statistics)
    parts = [
        (scene, mask) for scene in task.data.scenes if (mask := task.training_mask(scene)).any()
    ]
    seen = [
        (scene.viewed(name), mask)
        for name in (IDENTITY, *task.recipe.augment.views)
        for scene, mask in parts
    ]
    scenes = _crops(task, "training", seen, shape, progress.subrange(0.3, 0.8))
    facts = CropFacts(samples.n_classes, len(parts), mean, deviation, task.data.labels.background)
    config = TrainConfig.of(task, DEFAULTS)
    source = CropSource(
        CropDataset(scenes, shape),
        facts,
        _own(task.recipe),
        task.seed,
        pin=config.device.type == "cuda",
    )
    names = [one.name for one in task.data.labels.table]
    objective = Objective(task.recipe.loss, names, source.class_counts, dense=source.dense)
    with repeatable(config.seed, config.device, strict=False):
        network = DenseNetwork(
            kind.stage_kind(samples.n_classes, RGB + samples.extra.shape[1]), base, mean, deviation
        )
    monitoring = _monitoring_crops(task, shape, progress.subrange(0.8, 1))
    monitor = crop_monitor(monitoring, facts, objective) if monitoring is not None else None
    return TrainingSetup(
        network, source, objective, config, lambda trained: _head(kind, trained), monitor
    )


def _own(recipe: Recipe) -> Recipe:
    """Return the recipe with the dense heads' own augmentation where the user chose none."""
    own = recipe.augment.with_head_defaults(_JITTER, _CHANNEL_DROPOUT)
    return replace(recipe, augment=own)


def _crops(
    task: FitTask,
    purpose: str,
    seen: list[tuple[LabelledScene, NDArray[np.bool_]]],
    shape: CropShape,
    progress: Progress,
) -> list[CropScene]:
    """Prepare the crops of scenes (or views of them) on those of their labelled pixels that the mask names."""
    crops: list[CropScene] = []
    for (scene, mask), scene_progress in progress.each(seen):
        file = task.folder / f"{purpose}{len(crops)}.npy" if task.folder else None
        crops.append(crop_scene(scene, mask, shape, file, scene_progress))
    return crops


def _monitoring_crops(task: FitTask, shape: CropShape, progress: Progress) -> CropDataset | None:
    """Return the crops that curves are drawn on, None where there are none."""
    seen = [
        (scene, mask) for scene in task.data.scenes if (mask := task.monitoring_mask(scene)).any()
    ]
    return CropDataset(_crops(task, "monitoring", seen, shape, progress), shape) if seen else None


def crop_monitor(dataset: CropDataset, facts: CropFacts, objective: Objective) -> Monitor:
    """Return a function that scores a network on at most 64 crops of what it does not train on."""
    places = places_of(dataset, _MAX_MONITORED)

    def scores(network: nn.Module) -> dict[str, Any]:
        device = next(network.parameters()).device
        losses, labels, found = [], [], []
        for start in range(0, len(places), DEFAULTS.batch):
            tokens, image, own, weights, *matrices = default_collate(
                [dataset[place] for place in places[start : start + DEFAULTS.batch]]
            )
            inputs = (facts.standardised(tokens), image, *matrices)
            outputs = tuple(o.float().cpu() for o in network(*(t.to(device) for t in inputs)))
            losses.append(float(objective(outputs, own.long(), weights, None, 1.0)["total"]))
            labels.append(own.flatten())
            found.append(outputs[0].argmax(dim=1).flatten())
        known: Tensor = torch.cat(labels) != UNLABELLED
        metrics = iou_metrics(torch.cat(labels)[known], torch.cat(found)[known], facts.n_classes)
        return metrics | {"loss": sum(losses) / len(losses)}

    return scores


def _head(kind: type[DenseHead], trained: nn.Module) -> DenseHead:
    assert isinstance(trained, DenseNetwork)  # noqa: S101 (the setup's network)
    return kind.of(trained)
