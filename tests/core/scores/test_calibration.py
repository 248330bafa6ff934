"""Calibration errors of probabilities made for it."""

import math

import numpy as np
import pytest

from landsketch.core.scores.calibration import reliability


def of(confidence, right, weights=None):
    weights = np.ones(len(confidence)) if weights is None else np.array(weights, float)
    return reliability(np.array(confidence, float), np.array(right, bool), weights)


def test_probabilities_that_come_true_have_no_error():
    assert of([0.8] * 5, [1, 1, 1, 1, 0]).ece == pytest.approx(0)


def test_overconfidence_is_the_distance():
    found = of([1.0] * 4, [1, 1, 1, 0])
    assert found.ece == pytest.approx(0.25)
    assert (found.confidence[-1], found.accuracy[-1], found.fraction[-1]) == (1.0, 0.75, 1.0)


def test_bins_weigh_what_lies_in_them():
    # bin 15 of 15: three samples 0.1 too sure; bin 8: one sample 0.5 too unsure
    found = of([1.0, 1.0, 0.7, 0.5], [1, 1, 0, 1], [4, 4, 1, 1])
    assert found.ece == pytest.approx((0 * 8 + 0.7 * 1 + 0.5 * 1) / 10)
    assert sum(found.fraction) == pytest.approx(1)


def test_errors_in_one_bin_cancel_and_in_two_do_not():
    assert of([0.45, 0.45], [0, 1]).ece == pytest.approx(0.05)
    assert of([0.30, 0.60], [0, 1]).ece == pytest.approx((0.3 + 0.4) / 2)


def test_a_bin_holds_its_upper_edge():
    found = of([1 / 15, 2 / 15, 1.0], [1, 1, 1])
    assert [i for i, share in enumerate(found.fraction) if share] == [0, 1, 14]


def test_empty_bins_have_no_means_and_nothing_has_no_error():
    assert math.isnan(of([0.9], [1]).accuracy[0])
    assert math.isnan(of([], []).ece)
