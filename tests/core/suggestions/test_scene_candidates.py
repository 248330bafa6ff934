"""Candidates of a scene: one per token with data, the same in every part of the scene."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from landsketch.core.features.feature_map import stack_on_finest_grid
from landsketch.core.features.session import open_session
from landsketch.core.heads.model_file import load_model
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.progress import Progress
from landsketch.core.suggestions.scene_candidates import away_from, candidates_of, cell_px
from landsketch.tests.helpers.rasters import NORTH, WEST


@pytest.fixture
def features(town, run_options, small_tiles):
    return open_session(small_tiles, run_options, Progress()).features(Scene(town.scene))


def inner_windows(features, region=None):
    for inner in features.inner_features(region):
        yield inner.window, stack_on_finest_grid(inner.layers, features.factors)


def places(candidates):
    return set(zip(candidates.rows.tolist(), candidates.columns.tolist(), strict=True))


def test_every_token_is_a_candidate_at_the_pixel_in_its_middle(features, town):
    found = candidates_of(features, inner_windows(features))
    side = cell_px(features)
    height, width = town.truth.shape
    assert len(found) == height * width / side**2
    assert places(found) == {
        (int(r + side / 2), int(c + side / 2))
        for r in range(0, height, int(side))
        for c in range(0, width, int(side))
    }
    assert found.probabilities is None


def test_a_sample_is_that_of_the_places_and_keeps_squares_of_neighbours(features):
    found = candidates_of(features, inner_windows(features), share=0.25)
    every = candidates_of(features, inner_windows(features))
    assert 0.1 < len(found) / len(every) < 0.4
    part = candidates_of(features, inner_windows(features, Window(0, 0, 16, 16)), share=0.25)
    assert places(part) < places(found)
    assert len(found) % 16 == 0
    twice = candidates_of(features, inner_windows(features), share=0.5)
    assert places(found) < places(twice)


def test_probabilities_are_those_of_the_head(features, model):
    head = load_model(Path(model)).head
    found = candidates_of(features, inner_windows(features), head)
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1, atol=1e-5)
    import torch

    logits = head.token_logits(torch.from_numpy(found.tokens.astype(np.float32)))
    expected = (logits * head.inverse_temperature).softmax(dim=1).numpy()
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-3)


def test_places_without_data_are_no_candidates(features, monkeypatch):
    def no_data_on_the_left(window):
        valid = np.ones((window.height, window.width), bool)
        valid[:, : max(0, 100 - window.column)] = False
        return valid

    monkeypatch.setattr(features.scene, "read_valid", no_data_on_the_left)
    assert candidates_of(features, inner_windows(features)).columns.min() >= 100


def test_extra_bands_count(odd_town, run_options, small_tiles, train_model, tmp_path):
    scene = replace(odd_town.scene, extra_bands=(4, 5))
    head = load_model(Path(train_model(tmp_path / "m.safetensors", odd_town, scene=scene))).head
    features = open_session(small_tiles, run_options, Progress()).features(Scene(scene))
    found = candidates_of(features, inner_windows(features), head)
    predicted = found.probabilities.argmax(axis=1)
    correct = predicted == odd_town.truth[found.rows, found.columns]
    assert correct.mean() > 0.8


def test_candidates_in_and_near_polygons_are_left_out(features):
    found = candidates_of(features, inner_windows(features))
    polygon = shapely.box(WEST + 50, NORTH - 200, WEST + 150, NORTH - 100)
    free = away_from(found, np.array([polygon]), features.scene, 10)
    points = shapely.points(WEST + free.columns + 0.5, NORTH - free.rows - 0.5)
    assert shapely.distance(points, polygon).min() > 10
    every = shapely.points(WEST + found.columns + 0.5, NORTH - found.rows - 0.5)
    is_inside = (found.rows >= 5) & (found.rows < features.scene.height - 5)
    is_inside &= (found.columns >= 5) & (found.columns < features.scene.width - 5)
    assert len(free) == ((shapely.distance(every, polygon) > 10) & is_inside).sum() < len(found)


@pytest.mark.parametrize(("distance", "margin"), [(40, 20), (100_000, 0.25)])
def test_half_the_distance_is_kept_from_the_border_of_the_image(features, distance, margin):
    found, scene = candidates_of(features, inner_windows(features)), features.scene
    free = away_from(found, np.empty(0, object), scene, distance)
    for places, length in ((free.rows, scene.height), (free.columns, scene.width)):
        least = margin * length if margin < 1 else margin
        assert least <= places.min() < least + cell_px(features)
        assert length - least - cell_px(features) <= places.max() < length - least
