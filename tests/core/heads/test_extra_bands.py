"""Every head uses an informative extra band and ignores a constant one."""

from dataclasses import replace

import pytest
import torch

from landsketch.core.heads.samples import Samples
from landsketch.core.job.head_kinds import BY_NAME
from landsketch.core.progress import Progress


@pytest.fixture(params=BY_NAME)
def fit(request, fit_of):
    return fit_of(request.param)


@pytest.mark.parametrize("count", [9, 600])  # fewer samples than features, and more
def test_a_constant_band_changes_no_score(samples, fit, count):
    some = samples.take(torch.arange(count))
    constant = torch.tensor([10_000.1, 0.0, -3e38]).expand(count, 3)
    head = fit(replace(some, extra=torch.cat([some.extra, constant], dim=1)), Progress())
    bands = torch.cat([some.extra, constant], dim=1)
    other, useful = bands.clone(), bands.clone()
    other[:, 3:] = torch.tensor([-7.0, 1e6, 3e38])
    useful[:, :3] += bands[:, :3].std(dim=0)
    scores = head.logits(some.tokens, bands)
    assert torch.isfinite(scores).all()
    assert torch.equal(head.logits(some.tokens, other), scores)
    assert not torch.equal(head.logits(some.tokens, useful), scores)


def test_a_band_that_tells_the_classes_is_used(samples, fit):
    """Heights of 3000 m that differ by centimetres, beside tokens without any sense."""
    generator = torch.Generator().manual_seed(3)
    classes = samples.classes.repeat(6)
    noise, blur = (torch.randn(3600, width, generator=generator) for width in (12, 3))
    heights = 3000 + 0.05 * torch.nn.functional.one_hot(classes, 3) + 0.005 * blur
    head = fit(Samples(noise, heights, classes, torch.ones(3600), 3), Progress())
    assert (head.logits(noise, heights).argmax(dim=1) == classes).float().mean() > 0.9


def test_heads_do_without_extra_bands(samples, fit):
    head = fit(replace(samples, extra=samples.extra[:, :0]), Progress())
    assert (
        head.logits(samples.tokens, samples.extra[:, :0]).argmax(dim=1) == samples.classes
    ).float().mean() > 0.8
