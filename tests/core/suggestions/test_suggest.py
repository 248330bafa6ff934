"""Suggested places: uncertain, unlike the labels, representative, and apart."""

import numpy as np
import pytest

from landsketch.core.suggestions.candidates import Candidates, Labelled
from landsketch.core.suggestions.suggest import (
    AUTO,
    BETWEEN,
    COVERAGE,
    MARGIN,
    NOVELTY,
    TYPICAL,
    UNLIKE,
    suggest,
)

SIDE, STEP, WIDTH = 20, 10, 24
NAMES = ("road", "roof", "water")
NOTHING = Labelled(np.empty((0, WIDTH)), np.empty(0, int), np.empty(0, int), np.empty(0, int))


def grid(kinds, probabilities=None):
    """Candidates on a grid whose features tell their kinds (SIDE, SIDE), with a little noise."""
    random = np.random.default_rng(0)
    centres = 3 * random.normal(size=(kinds.max() + 1, WIDTH))
    tokens = centres[kinds.ravel()] + 0.3 * random.normal(size=(kinds.size, WIDTH))
    rows, columns = np.indices(kinds.shape).reshape(2, -1) * STEP + STEP // 2
    return Candidates(tokens.astype(np.float16), rows, columns, probabilities)


def labelled_at(candidates, positions, classes=None):
    """Labels at candidates."""
    positions = np.asarray(positions)
    classes = np.zeros(len(positions), int) if classes is None else np.asarray(classes)
    own = candidates.take(positions)
    return Labelled(own.tokens, own.rows, own.columns, classes)


def sure(kinds, ambiguous=None):
    """Probabilities (n, 3) that are high for the kind, and even for two where it is ambiguous."""
    probabilities = np.full((kinds.size, 3), 0.02)
    probabilities[np.arange(kinds.size), kinds.ravel()] = 0.96
    if ambiguous is not None:
        probabilities[ambiguous.ravel()] = (0.5, 0.48, 0.02)
    return probabilities


def kinds_in_columns():
    """Most of the scene is of kind 0; kinds 1 and 2 have a stripe each."""
    kinds = np.zeros((SIDE, SIDE), int)
    kinds[:, 12:17], kinds[:, 17:] = 1, 2
    return kinds


def test_without_a_head_every_kind_of_ground_is_represented_the_largest_first():
    kinds = kinds_in_columns()
    found = suggest(grid(kinds), NOTHING, 3, 30)
    assert [kinds.ravel()[one.candidate] for one in found] == [0, 1, 2]
    assert {(one.predicted, one.second, one.reason) for one in found} == {(-1, -1, TYPICAL)}


def test_ground_that_is_labelled_needs_no_representative():
    kinds = kinds_in_columns()
    candidates = grid(kinds)
    known = labelled_at(candidates, [0, SIDE, 2 * SIDE])
    found = suggest(candidates, known, 2, 30)
    assert [kinds.ravel()[one.candidate] for one in found] == [1, 2]


@pytest.mark.parametrize("method", [AUTO, MARGIN, NOVELTY, COVERAGE])
@pytest.mark.parametrize("has_head", [True, False])
def test_places_keep_their_distance_to_labels_and_to_each_other(method, has_head):
    kinds = kinds_in_columns()
    candidates = grid(kinds, sure(kinds) if has_head else None)
    known = labelled_at(candidates, [0, SIDE * SIDE // 2])
    found = [one.candidate for one in suggest(candidates, known, 50, 45, method)]
    places = np.stack([candidates.rows, candidates.columns], axis=1)
    chosen = np.concatenate([places[found], np.stack([known.rows, known.columns], axis=1)])
    gaps = np.hypot(*(chosen[:, None] - chosen).transpose(2, 0, 1))
    assert 4 < len(found) < 50  # there is no room for more
    assert gaps[~np.eye(len(gaps), dtype=bool)].min() >= 45


def test_no_place_is_found_where_there_is_no_room():
    candidates = grid(np.zeros((3, 3), int))
    assert suggest(candidates, labelled_at(candidates, [4]), 3, 1000) == []
    assert suggest(candidates.take(np.empty(0, int)), NOTHING, 3, 10) == []


def test_a_doubtful_area_comes_before_a_doubtful_token():
    kinds = kinds_in_columns()
    ambiguous = np.zeros(kinds.shape, bool)
    ambiguous[2, 2] = ambiguous[10:15, 5:10] = True
    candidates = grid(kinds, sure(kinds, ambiguous))
    (first,) = suggest(candidates, labelled_at(candidates, [SIDE * SIDE - 1]), 1, 30, MARGIN)
    assert ambiguous.ravel()[first.candidate]
    assert 100 < candidates.rows[first.candidate] < 150
    assert (first.predicted, first.second) == (0, 1)
    assert first.margin == pytest.approx(0.02, abs=1e-6)
    assert first.reason == BETWEEN
    assert first.explained(NAMES) == "between road and roof"


def test_of_equally_sure_places_those_unlike_all_labels_come_first():
    kinds = kinds_in_columns()
    candidates = grid(kinds, sure(np.zeros_like(kinds)))  # the head takes all for roads
    known = labelled_at(candidates, np.flatnonzero(kinds.ravel() < 2)[::7])
    (first,) = suggest(candidates, known, 1, 1, NOVELTY)
    assert kinds.ravel()[first.candidate] == 2
    assert first.explained(NAMES) == UNLIKE


def test_predicted_classes_share_the_places():
    kinds = np.zeros((SIDE, SIDE), int)
    kinds[-2:] = 1
    even = np.where(kinds.ravel()[:, None] == 0, (0.5, 0.4, 0.1), (0.3, 0.6, 0.1))
    found = suggest(grid(kinds, even), NOTHING, 6, 20, MARGIN)
    counts = np.bincount([one.predicted for one in found], minlength=2)
    assert counts.min() >= 2


def test_the_same_scene_gives_the_same_places():
    kinds = kinds_in_columns()
    candidates = grid(kinds, sure(kinds))
    known = labelled_at(candidates, [0, 15])
    assert suggest(candidates, known, 5, 20) == suggest(candidates, known, 5, 20)


def test_more_tokens_than_features_and_constant_features_are_no_problem():
    candidates = grid(np.zeros((2, 2), int))
    constant = Candidates(np.ones((4, WIDTH), np.float16), candidates.rows, candidates.columns)
    for one in (candidates, constant):
        for method in (AUTO, NOVELTY):
            assert len(suggest(one, NOTHING, 2, 5, method)) == 2
