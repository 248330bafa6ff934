"""Views repeat the samples; held-out ones never train; prediction averages over views."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from landsketch.core.assessment.pixels import pixel_probabilities, predict_pixels
from landsketch.core.assessment.tta import mean_maps
from landsketch.core.errors import InvalidJob
from landsketch.core.features.at_pixels import extra_features_at, features_at
from landsketch.core.features.session import open_session
from landsketch.core.heads.ridge import fit_ridge
from landsketch.core.imagery.scene import Scene
from landsketch.core.job.options import SceneOptions
from landsketch.core.job.recipe import VIEWS, Recipe
from landsketch.core.labels.label_reader import read_labels
from landsketch.core.labels.sampling import labelled_pixels
from landsketch.core.labels.split import spatial_blocks
from landsketch.core.mapping.rendering import Rendering
from landsketch.core.progress import Progress
from landsketch.core.training.dataset import LabelledScene, training_data
from landsketch.core.training.task import FitTask

SOME = ("hflip", "rot90", "shift", "half")


@pytest.fixture(scope="module")
def data(labelled):
    return training_data((labelled,), 200, 0, Progress(), SOME)


@pytest.fixture(scope="module")
def split(labelled):
    return spatial_blocks(labelled.labels, 5, 60.0, 20.0)


@pytest.mark.parametrize("name", ["identity", *VIEWS])
def test_a_viewed_scene_has_the_same_labelled_pixels_in_the_same_order(labelled, name):
    some = replace(labelled, pixels=labelled.pixels.take(np.arange(0, len(labelled.pixels), 211)))
    viewed = some.viewed(name)
    assert np.array_equal(viewed.pixels.classes, some.pixels.classes)
    assert np.array_equal(viewed.pixels.polygons, some.pixels.polygons)
    assert np.allclose(
        viewed.pixels.coordinates(viewed.scene),
        some.pixels.coordinates(some.scene),
        rtol=0,
        atol=1e-6,
    )
    values, expected = (
        extra_features_at(one.scene, one.pixels.rows, one.pixels.columns) for one in (viewed, some)
    )
    assert np.allclose(values, expected, atol=1e-2)
    assert (viewed is some) == (name == "identity")


def test_variants_are_the_features_of_the_samples_in_each_view(labelled, data):
    sampled = replace(labelled, pixels=labelled.pixels.take(data.chosen[0]))
    plain = training_data((labelled,), 200, 0, Progress())
    assert torch.equal(data.samples.tokens, plain.samples.tokens)
    assert len(data.samples.view_tokens) == len(SOME)
    for name, variant in zip(SOME, data.samples.view_tokens, strict=True):
        viewed = sampled.viewed(name)
        expected = features_at(
            viewed.features, viewed.pixels.rows, viewed.pixels.columns, Progress()
        )
        assert np.abs(variant.float().numpy() - expected).max() < 2e-3
        assert np.abs(variant.float().numpy() - data.samples.tokens.numpy()).max() > 0.01
    assert plain.samples.view_tokens == ()
    assert data.digest != plain.digest


def test_samples_of_views_are_encoded_once(labelled, data):
    before = labelled.features.n_encoded
    again = training_data((labelled,), 200, 0, Progress(), SOME)
    assert labelled.features.n_encoded == before
    assert all(
        torch.equal(a, b)
        for a, b in zip(again.samples.view_tokens, data.samples.view_tokens, strict=True)
    )


def test_variants_stay_with_their_samples(data):
    chosen = torch.tensor([5, 3, 40])
    taken = data.samples.take(chosen)
    assert all(
        torch.equal(t, v[chosen])
        for t, v in zip(taken.view_tokens, data.samples.view_tokens, strict=True)
    )
    seen = data.samples.tokens_in_views(chosen, torch.tensor([0, 2, 4]))
    expected = [
        data.samples.tokens[5],
        data.samples.view_tokens[1][3].float(),
        data.samples.view_tokens[3][40].float(),
    ]
    assert torch.equal(seen, torch.stack(expected))


def test_expanded_samples_are_all_views_standardised_as_the_map_sees_them(data):
    samples = data.samples
    every = samples.expanded()
    assert len(every) == len(samples) * (1 + len(SOME))
    assert float(every.weights.mean()) == pytest.approx(1, abs=1e-5)
    assert torch.equal(every.tokens[: len(samples)], samples.tokens)
    assert torch.equal(every.tokens[-len(samples) :], samples.view_tokens[-1].float())
    for name in ("extra", "classes"):
        assert torch.equal(getattr(every, name)[-len(samples) :], getattr(samples, name))
    assert torch.equal(every.standardised()[: len(samples)], samples.standardised())
    plain = replace(samples, view_tokens=())
    assert plain.expanded() is plain


def test_no_view_of_what_is_held_out_trains(data, split):
    for fold in range(split.n_folds):
        training = FitTask(Recipe(), data).holding_out(split, fold).samples
        mask = split.training_mask(fold, data.x, data.y, data.polygons)
        for taken, variant in zip(training.view_tokens, data.samples.view_tokens, strict=True):
            assert torch.equal(taken, variant[torch.from_numpy(mask)])
        assert len(training.expanded()) == mask.sum() * (1 + len(SOME))


def test_what_is_allowed_in_a_scene_is_allowed_in_its_views(labelled, data, split):
    task = FitTask(Recipe(), data).holding_out(split, 1)
    assert 0 < task.training_mask(labelled).sum() < len(labelled.pixels)
    for name in ("hflip", "rot90", "offset", "double"):
        assert np.array_equal(
            task.training_mask(labelled.viewed(name)), task.training_mask(labelled)
        )


def test_without_views_the_mean_over_views_is_the_map(labelled, data):
    head = fit_ridge(data.samples, Progress())
    some = replace(labelled, pixels=labelled.pixels.take(np.arange(0, len(labelled.pixels), 13)))
    rendering = Rendering(head)
    shares = pixel_probabilities(some, rendering, Progress())
    assert np.array_equal(
        shares.argmax(axis=1), predict_pixels(some, [rendering], some.pixels, Progress())[0]
    )
    assert np.allclose(shares.sum(axis=1), 1)


def test_probabilities_are_averaged_over_views(labelled, data):
    head = fit_ridge(data.samples, Progress())
    some = replace(labelled, pixels=labelled.pixels.take(np.arange(0, len(labelled.pixels), 131)))
    rendering = Rendering(head)
    scene = pixel_probabilities(some, rendering, Progress())
    with_one = [
        pixel_probabilities(some, rendering, Progress(), [name]) for name in ("rot90", "shift")
    ]
    in_views = [2 * mean - scene for mean in with_one]
    together = pixel_probabilities(some, rendering, Progress(), ("rot90", "shift"))
    assert np.allclose(together, np.mean([scene, *in_views], axis=0))
    assert np.abs(in_views[0] - scene).max() > 0.001
    assert (together.argmax(axis=1) == some.pixels.classes).mean() > 0.9


def test_each_fold_is_shown_by_its_own_head_over_all_views(labelled, data, split):
    heads = [
        fit_ridge(FitTask(Recipe(), data).holding_out(split, f).samples, Progress())
        for f in range(2)
    ]
    some = replace(labelled, pixels=labelled.pixels.take(np.arange(0, len(labelled.pixels), 131)))
    renderings = [Rendering(head) for head in heads]
    shown = mean_maps([some], renderings, split, ("hflip",), Progress())[0]
    of_pixel = split.folds[some.pixels.polygons]
    for fold, rendering in enumerate(renderings):
        own = of_pixel == fold
        part = replace(some, pixels=some.pixels.take(own))
        expected = pixel_probabilities(part, rendering, Progress(), ["hflip"]).argmax(axis=1)
        assert np.array_equal(shown[fold, own], expected)
        assert (shown[fold, ~own] == 255).all()


def test_a_view_that_a_scale_does_not_allow_is_refused_before_anything_is_encoded(
    odd_town, small_tiles, run_options, tmp_path
):
    scene = Scene(SceneOptions(odd_town.path, scale=0.25))
    labels = read_labels(odd_town.label_options, scene)
    features = open_session(
        small_tiles, replace(run_options, cache=str(tmp_path)), Progress()
    ).features(scene)
    labelled = LabelledScene(features, labels, labelled_pixels(labels, scene, Progress()))
    with pytest.raises(InvalidJob, match="'half' of .* has the scale 0.125"):
        training_data((labelled,), 200, 0, Progress(), ("hflip", "half"))
    assert features.n_encoded == 0
