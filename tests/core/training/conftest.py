"""A labelled town, and a small network with samples for the tests of gradient descent."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from landsketch.core.features.session import open_session
from landsketch.core.heads.samples import Samples
from landsketch.core.imagery.scene import Scene
from landsketch.core.job.options import SceneOptions
from landsketch.core.job.recipe import AugmentOptions, LossOptions, OptimizerOptions
from landsketch.core.labels.label_reader import read_labels
from landsketch.core.labels.sampling import labelled_pixels
from landsketch.core.losses.objective import Objective
from landsketch.core.progress import Progress
from landsketch.core.runtime.device import torch_threads
from landsketch.core.training.dataset import LabelledScene
from landsketch.core.training.loop.setup import TrainConfig, TrainingSetup
from landsketch.core.training.sample_source import SampleSource, sample_monitor

NAMES = ("a", "b", "c")


class Network(nn.Module):
    """A hidden matrix, a norm with buffers, chance, and an output."""

    def __init__(self):
        super().__init__()
        self.slow = nn.Linear(32, 3)
        self.hidden = nn.Linear(32, 40)
        self.norm = nn.BatchNorm1d(40)
        self.wide = nn.Linear(40, 36)
        self.conv = nn.Conv1d(1, 1, 3, padding=1)
        self.out = nn.Linear(36, 3)

    def parameter_roles(self):
        return {
            "slow.weight": "slow",
            "slow.bias": "slow",
            "out.weight": "output",
            "out.bias": "output",
        }

    def forward(self, x):
        y = torch.dropout(torch.relu(self.norm(self.hidden(x))), 0.2, self.training)
        y = self.conv(self.wide(y)[:, None])[:, 0]
        linear = self.slow(x)
        return self.out(torch.relu(y)) + linear, linear


class Greedy(nn.Module):
    """A network whose device has room for so many samples at once."""

    def __init__(self, inner, room):
        super().__init__()
        self.inner, self.room, self.sizes = inner, room, []

    def forward(self, x):
        if self.training:
            if len(x) > self.room:
                raise torch.OutOfMemoryError("no room")
            self.sizes.append(len(x))
        return self.inner(x)


def samples_of(n, seed):
    generator = torch.Generator().manual_seed(seed)
    classes = torch.randint(0, 3, (n,), generator=generator)
    centres = torch.randn(3, 30, generator=torch.Generator().manual_seed(0)) * 0.5
    features = centres[classes] + torch.randn(n, 30, generator=generator)
    return Samples(features, torch.randn(n, 2, generator=generator), classes, torch.ones(n), 3)


@pytest.fixture(autouse=True)
def _one_thread():
    with torch_threads(1):  # small networks gain nothing by more
        yield


@pytest.fixture(scope="session")
def toy_samples():
    return samples_of(100, 1)


@pytest.fixture
def make_setup(toy_samples):
    """A function that makes a seeded network's setup from optimiser options and config fields."""

    def make(*, network=Network, monitor=True, augment=None, source=None, **given):
        config = {
            name: given.pop(name)
            for name in ("seed", "folder", "signature", "selects_weights", "tensorboard")
            if name in given
        }
        options = OptimizerOptions(**{"learning_rate": 1e-2, "epochs": 4, "batch": 24, **given})
        torch.manual_seed(5)
        augment = (augment or AugmentOptions()).with_head_defaults(0.0, 0.0)
        source = source or SampleSource(toy_samples, 3, augment)
        objective = Objective(LossOptions(), NAMES, source.class_counts, dense=False)
        scored = (
            sample_monitor(samples_of(60, 2), toy_samples.statistics, objective)
            if monitor is True
            else monitor
        )
        return TrainingSetup(
            network(),
            source,
            objective,
            TrainConfig(options, torch.device("cpu"), **config),
            None,
            scored,
        )

    return make


@pytest.fixture
def greedy():
    """A function that makes a network with room for so many samples at once."""
    return lambda room: Greedy(Network(), room)


@pytest.fixture
def with_plan():
    """A function that changes fields of a setup's config."""
    return lambda setup, **changes: replace(setup, config=replace(setup.config, **changes))


@pytest.fixture(scope="session")
def labelled(odd_town, small_tiles, run_options):
    """The odd town with an extra band, its labels, and its features on small tiles."""
    scene = Scene(SceneOptions(odd_town.path, bands=(1, 2, 3), extra_bands=(5,)))
    features = open_session(small_tiles, run_options, Progress()).features(scene)
    labels = read_labels(odd_town.label_options, scene)
    return LabelledScene(features, labels, labelled_pixels(labels, scene, Progress()))
