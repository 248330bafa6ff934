"""Linear heads are what their formulas say."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from landsketch.core.heads.linear import fit_logistic, logistic_strength
from landsketch.core.heads.ridge import fit_ridge
from landsketch.core.heads.samples import Samples
from landsketch.core.progress import Progress

FITS = [fit_ridge, fit_logistic]


def standardised(samples):
    x = torch.cat([samples.tokens, samples.extra], dim=1).double().numpy()
    return (x - x.mean(axis=0)) / x.std(axis=0)


def test_logistic_regression_has_converged(samples):
    head = fit_logistic(samples, Progress())
    x = torch.from_numpy(standardised(samples))
    mean, deviation = (t.double() for t in samples.statistics)
    raw = torch.cat(
        [head.tensors_by_name["weight"], head.tensors_by_name["pixel_weight"]], dim=1
    ).double()
    weight = (raw * deviation).requires_grad_()
    bias = (head.tensors_by_name["bias"].double() + raw @ mean).requires_grad_()
    losses = F.cross_entropy(F.linear(x, weight, bias), samples.classes, reduction="none")
    loss = (losses * samples.weights).mean() + logistic_strength(samples) / 2 * (
        weight * weight
    ).sum()
    loss.backward()
    assert weight.grad.abs().max() < 1e-4
    assert bias.grad.abs().max() < 1e-4
    assert loss < 0.6 * np.log(3)


@pytest.mark.parametrize("fit", FITS)
def test_standardisation_is_folded_into_the_weights(samples, fit):
    head = fit(samples, Progress())
    units, offsets = torch.logspace(-1, 1, 15), torch.linspace(5, -5, 15)
    moved = Samples(
        samples.tokens * units[:12] + offsets[:12],
        samples.extra * units[12:] + offsets[12:],
        samples.classes,
        samples.weights,
        3,
    )
    other = fit(moved, Progress())
    expected = head.logits(samples.tokens, samples.extra)
    assert torch.allclose(other.logits(moved.tokens, moved.extra), expected, atol=5e-3)


@pytest.mark.parametrize("fit", FITS)
def test_most_samples_are_recognised(samples, fit):
    head = fit(samples, Progress())
    assert (
        head.logits(samples.tokens, samples.extra).argmax(dim=1) == samples.classes
    ).float().mean() > 0.9


@pytest.mark.parametrize("fit", FITS)
def test_a_feature_that_never_changes_and_samples_without_pixels_are_no_trouble(samples, fit):
    tokens = samples.tokens.clone()
    tokens[:, 3] = 7
    head = fit(
        Samples(tokens, samples.extra[:, :0], samples.classes, samples.weights, 4), Progress()
    )
    scores = head.logits(tokens, samples.extra[:, :0])
    assert scores.shape == (600, 4)
    assert torch.isfinite(scores).all()
    assert (scores.argmax(dim=1) != 3).all()  # nobody ever saw class 3


@pytest.mark.parametrize("fit", FITS)
def test_weights_count(samples, fit):
    heavy = Samples(
        samples.tokens,
        samples.extra,
        samples.classes,
        torch.where(samples.classes == 1, 50.0, 0.1),
        3,
    )
    found = fit(heavy, Progress()).logits(samples.tokens, samples.extra).argmax(dim=1)
    assert (found == 1).sum() > (samples.classes == 1).sum()


def test_the_penalty_grows_with_features_and_falls_with_polygons(samples):
    polygons = torch.arange(600) % 6
    sixth = replace(samples, polygons=polygons)
    assert logistic_strength(sixth) > 2 * logistic_strength(samples)
    half = replace(samples, tokens=samples.tokens[:, :3], extra=samples.extra[:, :0])
    assert logistic_strength(half) == pytest.approx(logistic_strength(samples) / 5)
