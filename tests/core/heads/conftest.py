"""Samples of three classes for the heads' tests."""

import pytest
import torch

from landsketch.core.heads.samples import Samples


@pytest.fixture(scope="session")
def samples():
    """600 samples, 12 features of a token and 3 of its pixel, three classes that overlap a little, uneven weights."""
    generator = torch.Generator().manual_seed(0)
    classes = torch.randint(0, 3, (600,), generator=generator)
    centres = torch.randn(3, 15, generator=generator) * 1.2
    features = centres[classes] + torch.randn(600, 15, generator=generator)
    features = features * torch.logspace(-2, 2, 15) + torch.linspace(-50, 50, 15)  # every feature in units of its own
    weights = torch.rand(600, generator=generator) + 0.2
    return Samples(features[:, :12], features[:, 12:], classes, weights / weights.mean(), 3)
