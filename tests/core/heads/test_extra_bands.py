"""Extra bands join every head: one that tells the classes is used, one that never changes is left alone."""

from dataclasses import replace

import pytest
import torch

from landsketch.core.heads.incremental_ridge import IncrementalRidge
from landsketch.core.heads.lda import fit_lda
from landsketch.core.heads.linear import fit_logistic
from landsketch.core.heads.ridge import fit_ridge
from landsketch.core.heads.samples import Samples
from landsketch.core.progress import Progress


def fit_incremental(samples, progress):
    """Fit the head of polygons, one per class."""
    ridge = IncrementalRidge(samples.n_classes)
    for position in range(samples.n_classes):
        own = samples.take(torch.nonzero(samples.classes == position).ravel())
        ridge.add(position, own.tokens, own.pixels, position, len(own))
    return ridge.head()


@pytest.fixture(params=["lda", "ridge", "incremental ridge", "linear", "mlp"])
def fit(request, fit_mlp):
    kinds = {
        "lda": fit_lda,
        "ridge": fit_ridge,
        "incremental ridge": fit_incremental,
        "linear": fit_logistic,
        "mlp": fit_mlp,
    }
    return kinds[request.param]


@pytest.mark.parametrize("count", [9, 600])  # fewer samples than features, and more
def test_a_constant_band_gets_no_weight(samples, fit, count):
    some = samples.take(torch.arange(count))
    constant = torch.tensor([10_000.1, 0.0, -3e38]).expand(count, 3)
    head = fit(replace(some, pixels=torch.cat([some.pixels, constant], dim=1)), Progress())
    weight = head.tensors_by_name["pixel_weight"]
    assert (weight[:, 3:] == 0).all()
    assert weight[:, :3].abs().max() > 0
    assert torch.isfinite(head.tensors_by_name["bias"]).all()


def test_a_band_that_tells_the_classes_is_used(samples, fit):
    """Heights of 3000 m that differ by centimetres, beside tokens without any sense."""
    generator = torch.Generator().manual_seed(3)
    classes = samples.classes.repeat(6)
    noise, blur = (torch.randn(3600, width, generator=generator) for width in (12, 3))
    heights = 3000 + 0.05 * torch.nn.functional.one_hot(classes, 3) + 0.005 * blur
    head = fit(Samples(noise, heights, classes, torch.ones(3600), 3), Progress())
    assert (head.logits(noise, heights).argmax(dim=1) == classes).float().mean() > 0.9


def test_heads_do_without_extra_bands(samples, fit):
    head = fit(replace(samples, pixels=samples.pixels[:, :0]), Progress())
    assert head.tensors_by_name["pixel_weight"].shape == (3, 0)
    assert (
        head.logits(samples.tokens, samples.pixels[:, :0]).argmax(dim=1) == samples.classes
    ).float().mean() > 0.8
