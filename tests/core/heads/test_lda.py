"""Discriminant analysis matches its closed form, weighs feature blocks and is calibrated."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from landsketch.core.heads import lda
from landsketch.core.heads.lda import fit_lda
from landsketch.core.heads.samples import Samples
from landsketch.core.progress import Progress
from landsketch.core.training.fit import best_inverse_temperature, logits_of


def prepared(samples):
    """Bounded tokens beside pixels that have the tokens' total variance."""
    x = torch.cat([samples.tokens, samples.extra], dim=1).double().numpy()
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    width = samples.tokens.shape[1]
    return np.hstack(
        [np.tanh(x[:, :width]), x[:, width:] * np.sqrt(width / max(1, x.shape[1] - width))]
    )


def closed_form(samples, shrinkage):
    """Weighted discriminant scores by textbook formulas, sample by sample."""
    x, classes = prepared(samples), samples.classes.numpy()
    weights = samples.weights.double().numpy() / float(samples.weights.double().sum())
    means = np.stack(
        [np.average(x[classes == c], axis=0, weights=weights[classes == c]) for c in range(3)]
    )
    left = x - means[classes]
    within = (weights[:, None] * left).T @ left
    target = np.diag(within)[: samples.tokens.shape[1]].mean()
    inverse = np.linalg.inv((1 - shrinkage) * within + shrinkage * target * np.eye(len(within)))
    shares = np.array([weights[classes == c].sum() for c in range(3)])
    return (
        x @ inverse @ means.T
        + np.log(shares)
        - 0.5 * np.einsum("cd,de,ce->c", means, inverse, means)
    )


@pytest.mark.parametrize("shrinkage", [0.1, 0.9])
def test_it_is_its_closed_form(samples, monkeypatch, shrinkage):
    monkeypatch.setattr(lda, "_SHRINKAGE", shrinkage)
    monkeypatch.setattr(lda, "_INVERSE_TEMPERATURES", [1.0])
    found = fit_lda(samples, Progress()).logits(samples.tokens, samples.extra).numpy()
    expected = closed_form(samples, shrinkage)
    assert np.abs(found - expected).max() < 1e-3 * np.abs(expected).max()


def test_the_units_of_features_do_not_matter(samples):
    units, offsets = torch.logspace(-1, 1, 15), torch.linspace(5, -5, 15)
    moved = replace(
        samples,
        tokens=samples.tokens * units[:12] + offsets[:12],
        extra=samples.extra * units[12:] + offsets[12:],
    )
    expected = fit_lda(samples, Progress()).logits(samples.tokens, samples.extra)
    assert torch.allclose(
        fit_lda(moved, Progress()).logits(moved.tokens, moved.extra), expected, atol=5e-3
    )


def test_one_odd_feature_outvotes_nothing(samples):
    head = fit_lda(samples, Progress())
    odd = samples.tokens.clone()
    odd[:, 0] += 1e4 * samples.tokens[:, 0].std()
    moved = head.logits(odd, samples.extra) - head.logits(samples.tokens, samples.extra)
    assert moved.abs().max() < 3 * head.tensors_by_name["weight"][:, 0].abs().max()


def test_three_bands_are_heard_among_hundreds_of_features():
    """Only the pixel tells the classes apart."""
    generator = torch.Generator().manual_seed(1)
    classes = torch.arange(200) % 2
    pixels = torch.randn(200, 3, generator=generator) + 2.0 * classes[:, None]
    tokens = torch.randn(200, 400, generator=generator)
    samples = Samples(tokens, pixels, classes, torch.ones(200), 2)
    unseen = torch.randn(2000, 3, generator=generator) + 2.0 * (torch.arange(2000) % 2)[:, None]
    found = (
        fit_lda(samples, Progress())
        .logits(torch.randn(2000, 400, generator=generator), unseen)
        .argmax(dim=1)
    )
    assert (found == torch.arange(2000) % 2).float().mean() > 0.9


def test_probabilities_fit_polygons_that_did_not_train():
    """Samples of a polygon repeat each other, so a head that trusts them all is far too sure."""
    generator = torch.Generator().manual_seed(2)
    polygons = torch.arange(48).repeat_interleave(20)
    classes, places = polygons % 3, torch.randn(48, 60, generator=generator)
    places[:, :3] += 1.2 * F.one_hot(torch.arange(48) % 3, 3)
    tokens = places[polygons] + 0.1 * torch.randn(960, 60, generator=generator)
    samples = Samples(tokens, torch.empty(960, 0), classes, torch.ones(960), 3, polygons=polygons)
    head = fit_lda(samples, Progress())
    new = torch.arange(900) % 3
    unseen = torch.randn(900, 60, generator=generator)
    unseen[:, :3] += 1.2 * F.one_hot(new, 3)
    scores = head.logits(unseen, torch.empty(900, 0))
    own = float(F.cross_entropy(scores, new))
    assert own < float(F.cross_entropy(scores * 3, new))
    assert own < np.log(3)


def test_a_class_nobody_labelled_never_wins_and_constant_features_are_no_trouble(samples):
    tokens = samples.tokens.clone()
    tokens[:, 3] = 7
    head = fit_lda(
        Samples(tokens, samples.extra[:, :0], samples.classes, samples.weights, 5), Progress()
    )
    scores = head.logits(tokens, samples.extra[:, :0])
    assert torch.isfinite(scores).all()
    assert (scores.argmax(dim=1) < 3).all()


@pytest.mark.parametrize("count", [1, 2])
def test_a_sample_or_a_polygon_per_class_is_enough(samples, count):
    chosen = torch.cat([torch.nonzero(samples.classes == c).flatten()[:count] for c in range(3)])
    head = fit_lda(samples.take(chosen), Progress())
    scores = head.logits(samples.tokens, samples.extra)
    assert torch.isfinite(scores).all()
    assert (scores[chosen].argmax(dim=1) == samples.classes[chosen]).all()


def test_weights_count(samples):
    heavy = replace(samples, weights=torch.where(samples.classes == 1, 50.0, 0.1))
    found = fit_lda(heavy, Progress()).logits(samples.tokens, samples.extra).argmax(dim=1)
    assert (found == 1).sum() > (samples.classes == 1).sum()


def test_a_dozen_polygons_never_make_it_certain():
    generator = torch.Generator().manual_seed(4)
    polygons = torch.arange(12).repeat_interleave(30)
    tokens = 10.0 * (polygons % 2)[:, None] + torch.randn(360, 20, generator=generator)
    samples = Samples(
        tokens, torch.empty(360, 0), polygons % 2, torch.ones(360), 2, polygons=polygons
    )
    shares = (
        fit_lda(samples, Progress())
        .logits(tokens, torch.empty(360, 0))
        .softmax(dim=1)
        .max(dim=1)
        .values
    )
    assert (
        0.9 < shares.mean() < 1 - 0.25 / 14
    )  # Laplace: after n that were right, one in n + 2 may be wrong


def misleading_samples():
    """Two classes; half of the polygons of each have the features of the other class."""
    generator = torch.Generator().manual_seed(0)
    polygons = torch.arange(8).repeat_interleave(100)
    classes = polygons % 2
    is_odd = polygons // 2 % 2  # every other polygon of a class
    tokens = torch.randn(800, 12, generator=generator)
    tokens[:, 0] += 6.0 * (2 * (classes ^ is_odd) - 1)
    nothing = torch.empty(800, 0)
    return Samples(tokens, nothing, classes, torch.ones(800), 2, polygons=polygons)


def test_classes_stay_apart_where_all_held_out_samples_are_wrong():
    samples = misleading_samples()
    head = fit_lda(samples, Progress())
    logits = logits_of(head, samples)
    wrong = replace(logits, classes=1 - logits.scores.argmax(dim=1))
    head = head.with_inverse_temperature(best_inverse_temperature([wrong]))
    probabilities = (head.inverse_temperature * logits.scores).softmax(dim=1)
    assert probabilities.max() < 0.6
    scores = head.token_scores(samples.tokens.T[:, :, None].half().numpy(), 800)[:, :, 0]
    assert (scores.argmax(axis=0) == logits.scores.argmax(dim=1).numpy()).mean() > 0.98
