"""The token MLP's descent: network, batches and defaults."""

from collections.abc import Sequence

from torch import nn

from ..heads.mlp import MlpHead, MlpNetwork
from ..heads.samples import Samples
from ..job.recipe import OptimizerOptions, Recipe
from ..losses.objective import Objective
from ..progress import Progress
from .loop.randomness import repeatable
from .loop.setup import Plan, TrainingSetup
from .sample_source import SampleSource, sample_monitor
from .task import FitTask

DEFAULTS = OptimizerOptions(kind="muon", learning_rate=2e-3, epochs=20, batch=512)


def mlp_setup(task: FitTask, progress: Progress) -> TrainingSetup:
    """Return what trains the MLP of a task."""
    progress.check()
    names = [one.name for one in task.data.labels.table]
    return descent_of(task.samples, task.monitored, names, task.recipe, Plan.of(task, DEFAULTS))


def descent_of(
    samples: Samples,
    watched: Samples | None,
    class_names: Sequence[str],
    recipe: Recipe,
    plan: Plan,
) -> TrainingSetup:
    """Return what trains an MLP on samples; curves are drawn on those ``watched``."""
    source = SampleSource(samples, plan.seed, recipe.augment)
    objective = Objective(recipe.loss, class_names, source.class_counts, dense=source.dense)
    with repeatable(plan.seed, plan.device, strict=False):
        network = MlpNetwork(samples.tokens.shape[1], samples.pixels.shape[1], samples.n_classes)
    monitor = (
        sample_monitor(watched, samples.statistics, objective)
        if watched is not None and len(watched)
        else None
    )
    return TrainingSetup(
        network, source, objective, plan, lambda trained: _head(trained, samples), monitor
    )


def _head(trained: nn.Module, samples: Samples) -> MlpHead:
    assert isinstance(trained, MlpNetwork)  # noqa: S101 (what the descent was given)
    return trained.head(*samples.statistics)
