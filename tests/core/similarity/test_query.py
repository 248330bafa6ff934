"""Similarity of tokens: what examples look like is found, and nothing else changes it."""

import numpy as np
import pytest

from landsketch.core.heads.head import SCORE_STEPS
from landsketch.core.similarity.query import make_query, similarity

WIDTH = 24
COMMON = 8.0  # what all tokens have in common, far above their differences


@pytest.fixture
def kinds():
    """Tokens of four kinds, 100 each, (4, 100, WIDTH)."""
    random = np.random.default_rng(1)
    centres = random.normal(size=(4, 1, WIDTH))
    tokens = COMMON + centres + 0.5 * random.normal(size=(4, 100, WIDTH))
    return tokens.astype(np.float32)


def test_tokens_of_the_examples_kind_are_similar_and_others_are_not(kinds):
    query = make_query(kinds.reshape(-1, WIDTH), kinds[0, :5])
    found = [similarity(query, tokens) for tokens in kinds]
    assert found[0].min() > 0.3
    assert max(other.max() for other in found[1:]) < found[0].min()
    assert abs(np.concatenate(found)).max() <= 1 + 1e-6


def test_what_all_tokens_have_in_common_does_not_count(kinds):
    scene = kinds.reshape(-1, WIDTH)
    near, far = (
        similarity(make_query(scene + shift, kinds[0, :5] + shift), kinds[1] + shift)
        for shift in (0.0, 40.0)
    )
    np.testing.assert_allclose(near, far, atol=1e-4)


def test_negative_examples_lower_their_kind(kinds):
    scene = kinds.reshape(-1, WIDTH)
    both = np.concatenate([kinds[0, :5], kinds[1, :5]])
    without = similarity(make_query(scene, both), kinds[1]).mean()
    assert similarity(make_query(scene, both, kinds[1, 5:9]), kinds[1]).mean() < without - 0.1
    none = make_query(scene, both, np.empty((0, WIDTH), np.float32))
    assert similarity(none, kinds[1]).mean() == without


def test_long_examples_do_not_count_more(kinds):
    scene, mean = kinds.reshape(-1, WIDTH), kinds.reshape(-1, WIDTH).mean(axis=0)
    long = mean + 100 * (kinds[1, :1] - mean)
    query = make_query(scene, np.concatenate([kinds[0, :9], long]))
    assert similarity(query, kinds[0]).mean() > similarity(query, kinds[1]).mean() + 0.3


def test_a_tile_has_the_similarity_of_its_tokens(kinds):
    query = make_query(kinds.reshape(-1, WIDTH), kinds[0, :5])
    planes = kinds[2].T.reshape(WIDTH, 10, 10).astype(np.float16)
    scores = query.token_scores(planes, 144)
    assert scores.shape == (1, 10, 10)
    tokens = planes.reshape(WIDTH, -1).T
    np.testing.assert_allclose(
        scores.ravel() / SCORE_STEPS, similarity(query, tokens), atol=1 / SCORE_STEPS
    )
