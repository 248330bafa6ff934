"""Samples of three classes for the heads' tests."""

import pytest
import torch

from landsketch.core.heads.lda import fit_lda
from landsketch.core.heads.linear import fit_logistic
from landsketch.core.heads.ridge import fit_ridge
from landsketch.core.heads.samples import Samples
from landsketch.core.job.recipe import Recipe
from landsketch.core.progress import Progress
from landsketch.core.training.loop.loop import train_network
from landsketch.core.training.loop.setup import Plan
from landsketch.core.training.mlp import DEFAULTS, descent_of


@pytest.fixture(scope="session")
def samples():
    """600 samples, 12 features of a token and 3 of its pixel, three classes that overlap a little, uneven weights."""
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
        plan = Plan(DEFAULTS, torch.device("cpu"), seed)
        names = [f"class {number}" for number in range(samples.n_classes)]
        descent = descent_of(samples, None, names, Recipe(head="mlp"), plan)
        return descent.head(train_network(descent, progress))

    return fit


@pytest.fixture(scope="session")
def fitted(samples, fit_mlp):
    """A function that returns a head of a kind, trained on the samples."""
    fits = {"lda": fit_lda, "ridge": fit_ridge, "linear": fit_logistic, "mlp": fit_mlp}
    return lambda kind: fits[kind](samples, Progress())
