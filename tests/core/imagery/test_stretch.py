"""Raw numbers to 0..255 by one linear rule per band."""

import numpy as np
import pytest

from landsketch.core.imagery.stretch import Stretch, estimate, full_range, resolve_policy


@pytest.mark.parametrize(
    ("policy", "dtype", "resolved"),
    [
        ("auto", "uint8", "none"),
        ("auto", "uint16", "percentile"),
        ("auto", "float32", "percentile"),
        ("zscore", "uint8", "zscore"),
    ],
)
def test_auto_leaves_only_8_bit_imagery_alone(policy, dtype, resolved):
    assert resolve_policy(policy, dtype) == resolved


def test_percentiles_ignore_a_few_extreme_pixels():
    sample = np.concatenate([np.linspace(1000, 2000, 10_000), [60_000] * 20])
    low, high = estimate("percentile", sample)
    assert low == pytest.approx(1005, abs=2)
    assert high == pytest.approx(1997, abs=3)


def test_zscore_puts_mean_and_deviation_where_encoders_expect_them():
    sample = np.random.default_rng(0).normal(500, 30, 20_000)
    stretch = Stretch("zscore", {1: estimate("zscore", sample)})
    scaled = stretch.scaled(sample[None, None].astype(np.float32), (1,))
    assert scaled.mean() == pytest.approx(0.45, abs=0.002)
    assert scaled.std() == pytest.approx(0.225, abs=0.002)


@pytest.mark.parametrize("sample", [np.empty(0), np.full(50, 7.0)])
@pytest.mark.parametrize("policy", ["percentile", "zscore"])
def test_an_empty_or_flat_sample_gives_a_usable_range(policy, sample):
    low, high = estimate(policy, sample)
    assert np.isfinite([low, high]).all()
    assert high > low


@pytest.mark.parametrize(
    ("dtype", "high"), [("uint8", 255), ("uint16", 65535), ("int16", 32767), ("float32", 1)]
)
def test_no_stretch_takes_the_full_range_of_the_type(dtype, high):
    assert full_range(dtype) == (0.0, high)


def test_8_bit_pixels_pass_unchanged():
    pixels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    assert np.array_equal(Stretch("none", {1: (0.0, 255.0)}).apply(pixels, (1,)), pixels)


def test_ends_of_the_range_become_0_and_255_and_beyond_is_clipped():
    values = np.array([[[90, 100, 150, 200, 900]]], np.int32)
    assert Stretch("percentile", {4: (100.0, 200.0)}).apply(values, (4,)).ravel().tolist() == [
        0,
        0,
        128,
        255,
        255,
    ]


def test_numbers_that_are_not_finite_become_0():
    values = np.array([[[np.nan, np.inf, -np.inf, 150]]], np.float32)
    assert Stretch("percentile", {1: (100.0, 200.0)}).apply(values, (1,)).ravel().tolist() == [
        0,
        0,
        0,
        128,
    ]


def test_bands_keep_their_own_ranges_in_any_order():
    stretch = Stretch("percentile", {1: (0.0, 10.0), 2: (0.0, 100.0)})
    values = np.full((3, 1, 1), 10, np.uint16)
    assert stretch.apply(values, (2, 1, 2)).ravel().tolist() == [26, 255, 26]
