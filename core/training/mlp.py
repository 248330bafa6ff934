"""The token MLP's training setup: network, batches and defaults."""

from collections.abc import Sequence

from torch import nn

from ..heads.mlp import MlpHead, MlpNetwork
from ..heads.samples import Samples
from ..job.recipe import OptimizerOptions, Recipe
from ..losses.objective import Objective
from ..progress import Progress
from .loop.randomness import repeatable
from .loop.setup import TrainConfig, TrainingSetup
from .sample_source import SampleSource, sample_monitor
from .task import FitTask

DEFAULTS = OptimizerOptions(kind="muon", learning_rate=2e-3, epochs=20, batch=512)


def mlp_setup(task: FitTask, progress: Progress) -> TrainingSetup:
    """Return the training setup of a task whose head is ``mlp``.

    Raises:
        InvalidJob: The recipe's loss does not suit the labels.
    """
    progress.check()
    names = [one.name for one in task.data.labels.table]
    return setup_of(
        task.samples, task.monitoring_samples, names, task.recipe, TrainConfig.of(task, DEFAULTS)
    )


def setup_of(
    samples: Samples,
    monitoring: Samples | None,
    class_names: Sequence[str],
    recipe: Recipe,
    config: TrainConfig,
) -> TrainingSetup:
    """Return the training setup of an MLP.

    Args:
        samples: The training samples.
        monitoring: The monitoring set; None = there is none.
        class_names: Names of the classes, by position.
        recipe: Losses and augmentation.
        config: How the network is trained.
    """
    source = SampleSource(samples, config.seed, recipe.augment.with_head_defaults(0.0, 0.0))
    objective = Objective(recipe.loss, class_names, source.class_counts, dense=source.dense)
    with repeatable(config.seed, config.device, strict=False):
        network = MlpNetwork(samples.tokens.shape[1], samples.extra.shape[1], samples.n_classes)
    monitor = (
        sample_monitor(monitoring, samples.statistics, objective)
        if monitoring is not None and len(monitoring)
        else None
    )
    return TrainingSetup(
        network, source, objective, config, lambda trained: _head(trained, samples), monitor
    )


def _head(trained: nn.Module, samples: Samples) -> MlpHead:
    if not isinstance(trained, MlpNetwork):
        raise TypeError("the setup trains another network")
    return trained.head(*samples.statistics)
