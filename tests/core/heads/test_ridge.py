"""Ridge is its closed form, by features or by samples, and counts polygons rather than pixels."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from landsketch.core.heads import ridge
from landsketch.core.heads.ridge import RIDGE_STRENGTHS, GramSums, fit_ridge, solve_dual
from landsketch.core.progress import Progress


def standardised(samples):
    x = torch.cat([samples.tokens, samples.extra], dim=1).double().numpy()
    return (x - x.mean(axis=0)) / x.std(axis=0)


def ridge_scores(samples, strength):
    """Weighted ridge regression to one-hot classes with an intercept, by normal equations."""
    x, weights = standardised(samples), samples.weights.double().numpy()
    design = np.column_stack([x, np.ones(len(x))])
    targets = np.eye(3)[samples.classes.numpy()]
    penalty = np.diag([strength * len(x)] * x.shape[1] + [0.0])
    solution = np.linalg.solve(
        design.T @ (weights[:, None] * design) + penalty, design.T @ (weights[:, None] * targets)
    )
    return design @ solution


@pytest.mark.parametrize("strength", [1e-3, 0.1, 10.0])
def test_ridge_is_its_closed_form(samples, monkeypatch, strength):
    monkeypatch.setattr(ridge, "RIDGE_STRENGTHS", (strength,))
    head = fit_ridge(samples, Progress())
    found = head.logits(samples.tokens, samples.extra).numpy()
    assert np.abs(found - ridge_scores(samples, strength)).max() < 1e-4


def test_ridge_chooses_its_strength_by_generalised_cross_validation(samples):
    few = samples.take(torch.arange(25))
    x, weights = standardised(few), few.weights.double().numpy()
    root = np.sqrt(weights)[:, None]
    targets = np.eye(3)[few.classes.numpy()]
    design = root * (x - (weights[:, None] * x).mean(axis=0))
    answer = root * (targets - (weights[:, None] * targets).mean(axis=0))
    scores = {}
    for strength in RIDGE_STRENGTHS:
        hat = design @ np.linalg.solve(
            design.T @ design / 25 + strength * np.eye(15), design.T / 25
        )
        left = answer - hat @ answer
        scores[strength] = (left * left).mean(axis=0).sum() / (1 - np.trace(hat) / 25) ** 2
    best = min(scores, key=scores.get)
    head = fit_ridge(few, Progress())
    assert np.abs(head.logits(few.tokens, few.extra).numpy() - ridge_scores(few, best)).max() < 1e-4
    assert 0.01 <= best <= 10  # 25 samples of 15 features need help


def largest_difference(one, other):
    """Compare weights and biases relative to the largest of each."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in ("weight", "bias")]
    return max(float((a - b).abs().max() / b.abs().max()) for a, b in pairs)


@pytest.mark.parametrize("count", [4, 10, 60, 600])
def test_both_forms_give_the_same_weights(samples, count):
    some = samples.take(torch.arange(count))
    sums = GramSums(some.statistics[0].double(), 3)
    sums.add(some)
    assert largest_difference(sums.solve(*some.statistics), solve_dual(some)) < 1e-6


def test_sums_hold_the_standardisation_too(samples):
    sums = GramSums(torch.zeros(15, dtype=torch.float64), 3)
    for part in torch.arange(600).split(170):
        sums.add(samples.take(part))
    for found, expected in zip(sums.statistics, samples.statistics, strict=True):
        assert torch.allclose(found.float(), expected, rtol=1e-5)


def test_pixels_of_one_polygon_are_not_as_many_witnesses(samples):
    """Every sample is there 50 times, as neighbours in a polygon are; weights are to stay small."""
    copies = torch.arange(25).repeat_interleave(50)
    alone = samples.take(copies)
    in_polygons = replace(alone, polygons=copies // 8)
    assert alone.effective_sample_size == 1250
    assert in_polygons.effective_sample_size < 33
    assert solve_dual(in_polygons).weight.norm() < 0.8 * solve_dual(alone).weight.norm()


def test_a_polygon_is_worth_its_samples_while_they_are_few_and_no_more_than_eight(samples):
    for count, low, high in [(1, 1, 1), (2, 1.7, 1.9), (600, 7.8, 8)]:
        some = replace(samples, polygons=torch.zeros(600, dtype=torch.int64)).take(
            torch.arange(count)
        )
        assert low <= some.effective_sample_size <= high
