"""Samples of three classes for the heads' tests."""

import pytest
import torch

from landsketch.core.heads.dense import RGB, DenseNetwork
from landsketch.core.heads.linear import fit_logistic
from landsketch.core.heads.samples import Samples
from landsketch.core.job.head_kinds import BY_NAME
from landsketch.core.job.recipe import Recipe
from landsketch.core.progress import Progress
from landsketch.core.training.loop.loop import train_network
from landsketch.core.training.loop.setup import TrainConfig
from landsketch.core.training.mlp import DEFAULTS, setup_of


@pytest.fixture(scope="session")
def samples():
    """600 weighted samples of three overlapping classes: 12 token and 3 pixel features."""
    generator = torch.Generator().manual_seed(0)
    classes = torch.randint(0, 3, (600,), generator=generator)
    centres = torch.randn(3, 15, generator=generator) * 1.2
    features = centres[classes] + torch.randn(600, 15, generator=generator)
    features = features * torch.logspace(-2, 2, 15) + torch.linspace(
        -50, 50, 15
    )  # every feature in units of its own
    weights = torch.rand(600, generator=generator) + 0.2
    return Samples(features[:, :12], features[:, 12:], classes, weights / weights.mean(), 3)


@pytest.fixture(scope="session")
def fit_mlp():
    """A function that trains the token MLP on samples."""

    def fit(samples, progress, seed=0):
        config = TrainConfig(DEFAULTS, torch.device("cpu"), seed)
        names = [f"class {number}" for number in range(samples.n_classes)]
        setup = setup_of(samples, None, names, Recipe(head="mlp"), config)
        return setup.head(train_network(setup, progress))

    return fit


def fit_start(kind):
    """Return a function that fits a dense head's start and sets weights of its pixel stage."""
    head_class = kind.head_class()

    def fit(samples, progress):
        width = samples.tokens.shape[1]
        mean, deviation = (values[:width] for values in samples.statistics)
        torch.manual_seed(0)
        stage = head_class.stage_kind(samples.n_classes, RGB + samples.extra.shape[1])
        network = DenseNetwork(stage, fit_logistic(samples, progress), mean, deviation)
        with torch.no_grad():
            torch.nn.init.normal_(network.stage.out.weight)
        return head_class.of(network.eval())

    return fit


@pytest.fixture(scope="session")
def fit_of(fit_mlp):
    """A function that returns, for a name of the table of heads, what fits the head to samples."""

    def fit_of(name):
        kind = BY_NAME[name]
        if kind.is_dense:
            return fit_start(kind)
        return fit_mlp if kind.is_gradient else kind.fit_function()

    return fit_of


@pytest.fixture(scope="session")
def fitted(samples, fit_of):
    """A function that returns a head of a kind, trained on the samples."""
    return lambda name: fit_of(name)(samples, Progress())
