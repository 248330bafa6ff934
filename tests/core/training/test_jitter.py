"""Jitter changes features by the given amount, value by value, repeatably by seed."""

import numpy as np
import pytest
import torch

from landsketch.core.job.recipe import AugmentOptions
from landsketch.core.training.loop.batch import Batch
from landsketch.core.training.loop.jitter import augmented, drawn_views, dropped, jittered, mixed

SHAPES = [(4000, 6), (400, 6, 5, 3)]


def chance(seed=0):
    return torch.Generator().manual_seed(seed)


def features(shape, seed=1):
    return torch.randn(shape, generator=chance(seed))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_quarter_of_the_samples_is_not_jittered(shape):
    before = features(shape)
    untouched = (jittered(before, 0.2, chance()) == before).flatten(1).all(dim=1).float().mean()
    assert untouched == pytest.approx(0.25, abs=0.07)


@pytest.mark.parametrize("shape", SHAPES)
def test_jitter_stays_in_the_range_of_the_channel(shape):
    before = features(shape)
    after = jittered(before, 0.5, chance())
    rest = [0, *range(2, len(shape))]
    assert torch.equal(after.amin(dim=rest), before.amin(dim=rest))
    assert torch.equal(after.amax(dim=rest), before.amax(dim=rest))


def test_brightness_adds_a_share_of_the_range_to_each_channel():
    before = features((4000, 6)) * torch.tensor([1.0, 1, 1, 1, 1, 9])
    before[0], before[1] = -100, 100  # so that nothing is clipped: all ranges are 200
    added = (jittered(before, 0.1, chance()) - before)[2:]
    bright = added.abs().max(dim=1).values > 5  # contrast alone changes less
    assert bright.float().mean() == pytest.approx(0.5, abs=0.06)
    own = added[bright]
    assert own.abs().max() < 0.1 * 200 + 9 * 6 * 0.12
    assert own.std() == pytest.approx(20 / np.sqrt(3), rel=0.05)
    assert abs(float(torch.corrcoef(own.T)[0, 1])) < 0.1  # channels apart


def test_contrast_multiplies_all_channels_of_a_sample_by_one_factor():
    before = torch.ones(4000, 6)
    before[0], before[1] = -1e4, 1e4
    ratios = jittered(before, 0.2, chance())[2:]
    one_factor = ratios.std(dim=1) < 1e-5  # those without brightness
    changed = ratios[one_factor, 0]
    changed = changed[changed != 1]
    assert 0.25 * 4000 * 0.8 < len(changed) < 0.25 * 4000 * 1.2
    assert changed.min() >= 0.8
    assert changed.max() <= 1.25
    assert changed.mean() == pytest.approx(1.025, abs=0.02)


def test_crops_are_jittered_as_a_whole():
    before = torch.zeros(200, 6, 5, 3)
    before[0], before[1] = -50, 50
    after = jittered(before, 0.2, chance())
    assert (after.flatten(2).std(dim=2)[2:] < 1e-5).all()
    assert (after.flatten(1).std(dim=1)[2:] > 1).float().mean() == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_share_of_the_channels_becomes_the_mean(shape):
    before = features(shape)
    after = dropped(before, 0.1, chance())
    gone = (after == 0).flatten(2).all(dim=2) if len(shape) > 2 else after == 0
    assert gone.float().mean() == pytest.approx(0.1, abs=0.02)
    kept = ~gone.view(*gone.shape, *[1] * (len(shape) - 2)).expand(shape)
    assert torch.equal(after[kept], before[kept])


def test_nothing_asked_for_changes_nothing():
    before = features((50, 6))
    assert augmented(before, AugmentOptions(jitter=0.0, channel_dropout=0.0), chance()) is before
    batch = Batch((before,), torch.zeros(50, dtype=torch.long), torch.ones(50))
    assert mixed(batch, 0.0, chance()) is batch


@pytest.mark.parametrize("strength", [0.2, 1.0])
def test_the_same_seed_draws_the_same(strength):
    options = AugmentOptions(jitter=strength, channel_dropout=0.1)
    before = features((50, 6))
    kept = before.clone()
    first = augmented(before, options, chance(3))
    assert torch.isfinite(first).all()
    assert torch.equal(first, augmented(before, options, chance(3)))
    assert not torch.equal(first, augmented(before, options, chance(4)))
    assert torch.equal(before, kept)


def test_a_mixed_batch_is_two_orders_of_itself():
    batch = Batch(
        (features((64, 6)), features((64, 2), 5)),
        torch.arange(64) % 5,
        torch.rand(64, generator=chance(2)),
    )
    after = mixed(batch, 1.0, chance())
    assert after.mixed_labels is not None
    assert 0 <= after.fraction <= 1
    assert torch.equal(after.labels, batch.labels)
    other = (after.inputs[0] - after.fraction * batch.inputs[0]) / (1 - after.fraction)
    order = torch.cdist(other, batch.inputs[0]).argmin(dim=1)
    assert sorted(order.tolist()) == list(range(64))
    assert torch.equal(after.mixed_labels, batch.labels[order])
    for mix, one in zip(
        (*after.inputs, after.weights), (*batch.inputs, batch.weights), strict=True
    ):
        assert torch.allclose(
            mix, after.fraction * one + (1 - after.fraction) * one[order], atol=1e-5
        )


def test_a_share_of_the_batches_is_mixed_mostly_a_little():
    generator = chance()
    batch = Batch((features((4, 2)),), torch.arange(4), torch.ones(4))
    after = [mixed(batch, 0.3, generator) for _ in range(1500)]
    shares = np.array([one.fraction for one in after if one.mixed_labels is not None])
    assert len(shares) / 1500 == pytest.approx(0.3, abs=0.04)
    assert shares.mean() == pytest.approx(0.5, abs=0.05)
    assert ((shares < 0.1) | (shares > 0.9)).mean() > 0.6


def test_views_are_drawn_equally_often():
    drawn = drawn_views(9000, 2, chance())
    assert np.allclose(np.bincount(drawn.numpy()) / 9000, 1 / 3, atol=0.02)
    assert drawn_views(5, 0, chance()).tolist() == [0] * 5


def test_strengths_that_are_the_heads_default_change_nothing_by_themselves():
    features, generator = torch.randn(4, 3), torch.Generator()
    assert augmented(features, AugmentOptions(), generator) is features
