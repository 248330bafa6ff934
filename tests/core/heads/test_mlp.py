"""The token MLP: reproducible, and the same as an inference formula as it was in training."""

import pytest
import torch

from landsketch.core.errors import Cancelled
from landsketch.core.heads.samples import Samples
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener


@pytest.fixture(scope="module")
def head(fit_mlp, samples):
    return fit_mlp(samples, Progress(), 4)


def equal(a, b):
    return all(
        torch.equal(a.tensors_by_name[name], b.tensors_by_name[name]) for name in a.tensors_by_name
    )


def test_the_same_seed_gives_the_same_head(fit_mlp, samples, head):
    torch.manual_seed(99)
    assert equal(fit_mlp(samples, Progress(), 4), head)


def test_another_seed_gives_another_head(fit_mlp, samples, head):
    assert not equal(fit_mlp(samples, Progress(), 5), head)


def test_training_leaves_torchs_own_chance_alone(fit_mlp, samples):
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    fit_mlp(samples.take(torch.arange(20)), Progress(), 4)
    assert torch.equal(torch.rand(1), expected)


def test_most_samples_are_recognised(samples, head):
    assert (
        head.logits(samples.tokens, samples.extra).argmax(dim=1) == samples.classes
    ).float().mean() > 0.9


def test_it_learns_what_no_linear_head_can(fit_mlp):
    generator = torch.Generator().manual_seed(0)
    tokens = torch.randn(800, 2, generator=generator)
    classes = ((tokens[:, 0] > 0) ^ (tokens[:, 1] > 0)).long()
    head = fit_mlp(Samples(tokens, torch.zeros(800, 0), classes, torch.ones(800), 2), Progress(), 0)
    assert (head.token_logits(tokens).argmax(dim=1) == classes).float().mean() > 0.9


def test_it_can_be_cancelled(fit_mlp, samples):
    with pytest.raises(Cancelled):
        fit_mlp(samples, Listener(stop_after=2), 0)
