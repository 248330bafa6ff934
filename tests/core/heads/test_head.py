"""Scores of a head are integers and do not depend on the batch size."""

import numpy as np
import pytest
import torch

from landsketch.core.heads.head import SCORE_STEPS
from landsketch.core.job.head_kinds import BY_NAME

CORE = np.random.default_rng(0).normal(size=(12, 9, 7)).astype(np.float16) * 20


@pytest.fixture(scope="module", params=BY_NAME)
def head(request, fitted):
    return fitted(request.param)


def test_padded_rows_do_not_change_scores(head):
    whole = head.token_scores(CORE, 100)
    assert whole.dtype == np.int32
    assert whole.shape == (head.n_planes, 9, 7)
    for height, width in [(1, 1), (9, 1), (2, 5), (8, 7)]:
        assert np.array_equal(
            head.token_scores(CORE[:, :height, :width], 100), whole[:, :height, :width]
        )


def test_scores_are_logits_in_steps(head):
    sharp = head.with_inverse_temperature(1.5)
    tokens = torch.from_numpy(CORE.astype(np.float32).reshape(12, -1).T.copy())
    expected = sharp.token_logits(tokens) * 1.5 * SCORE_STEPS
    found = torch.from_numpy(sharp.token_scores(CORE, 63)[:3].reshape(3, -1).T.copy())
    assert (found - expected).abs().max() < 0.5 + 1e-6 * expected.abs().max() + 0.01


def test_pixel_scores_are_padded_alike(head):
    pixels = np.random.default_rng(1).normal(size=(3, 6, 5)).astype(np.float32) * 100
    whole = head.extra_scores(pixels, 64)
    assert np.array_equal(head.extra_scores(pixels[:, 2:3, 1:4], 64), whole[:, 2:3, 1:4])
    tokens = torch.zeros(30, 12)
    both = head.logits(tokens, torch.from_numpy(pixels.reshape(3, -1).T.copy()))
    only = torch.from_numpy(whole.reshape(3, -1).T / SCORE_STEPS)
    assert torch.allclose(both - head.token_logits(tokens), only.float(), atol=2e-3, rtol=1e-3)


def test_sharpness_changes_no_order(head):
    soft, sharp = head.with_inverse_temperature(0.5), head.with_inverse_temperature(8.0)
    assert sharp.inverse_temperature == 8.0
    assert head.inverse_temperature == 1.0
    orders = [one.token_scores(CORE, 63)[:3].argmax(axis=0) for one in (soft, sharp)]
    assert np.array_equal(*orders)


def test_absurd_features_give_finite_scores(head):
    scores = head.token_scores(np.full((12, 2, 2), 65504, np.float16), 16)
    assert np.abs(scores.astype(np.int64)).max() <= 2**26
