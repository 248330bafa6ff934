"""Training samples are the features that a map interpolates, and no fold sees what it validates."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
import torch

from landsketch.core.assessment.evaluate import collect_folds, cross_validate, outside_training
from landsketch.core.assessment.pixels import predict_pixels
from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidLabels
from landsketch.core.features.at_pixels import extra_features_at, features_at
from landsketch.core.features.feature_map import stack_on_finest_grid
from landsketch.core.heads.model_file import load_model
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.options import SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.labels.checks import tile_warnings
from landsketch.core.labels.split import Split, spatial_blocks
from landsketch.core.mapping.rendering import Rendering
from landsketch.core.progress import Progress
from landsketch.core.training.dataset import training_data
from landsketch.core.training.fit import best_inverse_temperature, fit_head, logits_of
from landsketch.core.training.labelled_data import tile_side
from landsketch.core.training.task import FitTask
from landsketch.tests.helpers.rasters import read_band


@pytest.fixture(scope="module")
def data(labelled):
    return training_data((labelled,), 300, 0, Progress())


@pytest.fixture(scope="module")
def split(labelled):
    return spatial_blocks(labelled.labels, 5, 60.0, 20.0)


def test_samples_are_the_bilinear_features_of_their_pixels(labelled):
    features, pixels = (
        labelled.features,
        labelled.pixels.take(np.arange(0, len(labelled.pixels), 97)),
    )
    fine = torch.from_numpy(
        stack_on_finest_grid(
            features.read(Window(0, 0, features.rows, features.columns)), features.factors
        )
    )
    smooth = torch.nn.functional.interpolate(
        fine.float()[None], scale_factor=4, mode="bilinear", align_corners=False
    )[0]
    expected = smooth[:, pixels.rows, pixels.columns].T.numpy()
    values = features_at(features, pixels.rows, pixels.columns, Progress())
    assert np.abs(values - expected).max() < 1e-3


def test_samples_of_any_pixels_are_the_same(labelled):
    features, pixels = labelled.features, labelled.pixels.take(np.arange(5, 20_000, 4001))
    together = features_at(features, pixels.rows, pixels.columns, Progress())
    second = features_at(features, pixels.rows[1:2], pixels.columns[1:2], Progress())
    assert np.array_equal(second[0], together[1])


def test_extra_features_are_those_of_their_pixels(labelled):
    pixels = labelled.pixels.take(np.arange(0, len(labelled.pixels), 501))
    whole = labelled.scene.read_extra(Window(0, 0, labelled.scene.height, labelled.scene.width))
    values = extra_features_at(labelled.scene, pixels.rows, pixels.columns)
    assert np.allclose(values, whole[:, pixels.rows, pixels.columns].T, atol=1e-5)


def test_samples_lie_in_their_polygons(data, labelled):
    import shapely

    assert shapely.contains_xy(labelled.labels.geometries[data.polygons], data.x, data.y).all()
    assert (labelled.labels.classes[data.polygons] == data.samples.classes.numpy()).all()
    assert np.bincount(data.samples.classes.numpy()).max() <= 300 + len(labelled.labels)


def leaking_samples(data, split):
    """Count training samples of validation polygons or within the buffer around them."""
    import shapely

    count = 0
    for fold in range(split.n_folds):
        training = FitTask(Recipe(), data).holding_out(split, fold).samples
        mask = split.training_mask(fold, data.x, data.y, data.polygons)
        assert len(training) == mask.sum()
        assert torch.equal(training.tokens, data.samples.tokens[torch.from_numpy(mask)])
        distance = shapely.distance(split.regions[fold], shapely.points(data.x[mask], data.y[mask]))
        count += int(((distance < split.buffer) | (split.folds[data.polygons[mask]] == fold)).sum())
    return count


def test_no_fold_trains_on_or_near_what_it_validates(data, split):
    assert leaking_samples(data, split) == 0


def test_a_leaked_polygon_is_noticed(data, split):
    class Leaky(Split):
        def training_mask(self, fold, x, y, polygons):
            return super().training_mask(fold, x, y, polygons) | (polygons == data.polygons[0])

    assert leaking_samples(data, Leaky(split.folds, split.regions, split.block, split.buffer)) > 0


def test_every_pixel_of_a_fold_is_scored_once_by_a_head_that_never_saw_it(data, split, labelled):
    folds, calibration = cross_validate(FitTask(Recipe(head="ridge"), data), split, Progress())
    assert folds.pooled.sum() == len(labelled.pixels)
    assert (
        folds.per_polygon.sum(axis=(1, 2)).tolist()
        == np.bincount(labelled.pixels.polygons).tolist()
    )
    assert np.diag(folds.pooled).sum() / folds.pooled.sum() > 0.95
    assert 0.03 < calibration.inverse_temperature < 32
    assert 0 <= calibration.after.ece < calibration.before.ece
    masks = [split.training_mask(f, data.x, data.y, data.polygons).sum() for f in range(5)]
    assert list(folds.n_training) == masks


def test_a_class_of_one_fold_counts_in_no_score(data, labelled):
    pixels, classes = labelled.pixels, labelled.labels.classes
    folds = np.where(classes == 1, 2, np.arange(len(classes)) % 2)
    split = Split(folds, (shapely.Polygon(),) * 3, 0.0, 0.0)
    assert split.can_validate(classes).tolist() == (classes != 1).tolist()
    maps = [np.tile(pixels.classes.astype(np.uint8), (3, 1))]
    counts = collect_folds(data.scenes, split, maps, (1, 1, 1))
    reference = counts.pooled.sum(axis=1)
    assert reference[1] == 0
    assert reference.sum() == (pixels.classes != 1).sum()


def test_a_fold_that_leaves_one_class_is_refused(data, labelled):
    one_sided = Split(
        np.where(labelled.labels.classes == 0, 0, -1), (labelled.labels.geometries[0],), 0.0, 0.0
    )
    with pytest.raises(InvalidLabels, match="With fold 1 held out"):
        cross_validate(FitTask(Recipe(head="ridge"), data), one_sided, Progress())


def test_scored_pixels_are_the_pixels_of_the_map(
    labelled, odd_town, train_model, run_options, tmp_path
):
    scene = SceneOptions(odd_town.path, bands=(1, 2, 3), extra_bands=(5,))
    path = train_model(tmp_path / "m.safetensors", odd_town, scene=scene)
    output = str(tmp_path / "map.tif")
    run_job(PredictJob(scene, path, output, run=run_options), Progress())
    rendering = Rendering(load_model(Path(path)).head)
    scored = predict_pixels(labelled, [rendering], labelled.pixels, Progress())[0]
    assert np.array_equal(
        scored + 1, read_band(output)[labelled.pixels.rows, labelled.pixels.columns]
    )


def test_a_head_is_asked_only_for_its_own_pixels(labelled, data):
    heads = [fit_head(FitTask(Recipe(head=kind), data), Progress()) for kind in ("ridge", "linear")]
    renderings = [Rendering(head) for head in heads]
    every = predict_pixels(labelled, renderings, labelled.pixels, Progress())
    asked = labelled.pixels.polygons % 3 - 1
    own = predict_pixels(labelled, renderings, labelled.pixels, Progress(), asked)
    for number in range(2):
        assert np.array_equal(own[number, asked == number], every[number, asked == number])
        assert (own[number, asked != number] == 255).all()
    assert (asked == -1).any()


def test_training_polygons_are_left_out_of_an_evaluation(labelled):
    geometries = labelled.labels.geometries
    kept = outside_training(labelled, geometries[:3])
    assert set(kept.polygons) == set(range(3, len(geometries)))
    import shapely

    moved = shapely.affinity.translate(geometries[0], 10, 0)
    partly = outside_training(labelled, np.array([moved], object))
    assert (partly.polygons == 0).sum() == 30 * 10
    assert len(outside_training(labelled, np.array([], object))) == len(labelled.pixels)


def test_one_class_cannot_train(data):
    one = replace(
        data, samples=replace(data.samples, classes=torch.zeros_like(data.samples.classes))
    )
    with pytest.raises(InvalidLabels, match="Only one class"):
        fit_head(FitTask(Recipe(head="ridge"), one), Progress())


def test_the_sharpness_fits_probabilities_to_what_was_seen(data):
    head = fit_head(FitTask(Recipe(head="ridge"), data), Progress())
    seen = logits_of(head, data.samples)
    doubled = type(seen)(seen.scores * 2, seen.classes, seen.weights)
    assert best_inverse_temperature([doubled]) == pytest.approx(
        best_inverse_temperature([seen]) / 2, rel=0.13
    )
    unlucky = type(seen)(seen.scores, torch.randint(0, 2, seen.classes.shape), seen.weights)
    assert best_inverse_temperature([unlucky]) < best_inverse_temperature([seen])


def test_labels_closer_together_than_a_tile_are_worth_a_warning(labelled):
    labels = labelled.labels
    side = tile_side(labelled.features, labels)
    assert tile_warnings(labels, side) == []
    west, south, *_ = shapely.total_bounds(labels.geometries)
    near = shapely.box(west, south, west + 9, south + 9)
    (warning,) = tile_warnings(replace(labels, geometries=np.array([near] * 3)), side)
    assert "folds are neighbours" in warning
