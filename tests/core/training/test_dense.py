"""Training data of dense heads: no held-out labels, extra views, files never overwritten."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
import torch

from landsketch.core.job.recipe import AugmentOptions, Recipe
from landsketch.core.labels.split import Split
from landsketch.core.progress import Progress
from landsketch.core.training.crops import crops
from landsketch.core.training.dataset import training_data
from landsketch.core.training.dense import dense_setup
from landsketch.core.training.task import FitTask, HeldOut


@pytest.fixture(scope="module")
def two_dates(labelled, odd_town):
    """Two scenes of one town: one has the labels of the left half, the other of the right."""
    left = labelled.pixels.columns < 190
    return tuple(replace(labelled, pixels=labelled.pixels.take(half)) for half in (left, ~left))


def task_of(scenes, views=(), held_out=(), folder=None):
    data = training_data(scenes, 200, 0, Progress(), views)
    return FitTask(
        Recipe(head="decoder", augment=AugmentOptions(views=views)), data, held_out, folder=folder
    )


def halves(labels):
    """Two folds of polygons: those left of the town's middle and the others."""
    inside = shapely.get_x(shapely.centroid(labels.geometries)) >= 500_190
    regions = tuple(shapely.union_all(labels.geometries[inside == side]) for side in (False, True))
    return Split(inside.astype(np.int64), regions, 0.0, 0.0)


def test_a_scene_that_is_held_out_whole_leaves_the_others_as_they_are(two_dates):
    split = halves(two_dates[0].labels)
    setup = dense_setup(task_of(two_dates, ("hflip",), (HeldOut(split, 0),)), Progress())
    seen = task_of(two_dates, (), (HeldOut(split, 0),))
    allowed = [seen.training_mask(scene) for scene in two_dates]
    expected = sum(
        np.bincount(s.pixels.classes[m], minlength=2)
        for s, m in zip(two_dates, allowed, strict=True)
    )
    assert expected.sum() > 1000
    assert setup.source.class_counts.tolist() == expected.tolist()


def test_a_scene_without_a_label_that_may_train_makes_no_crops(two_dates):
    alone = replace(
        two_dates[0], pixels=two_dates[0].pixels.take(two_dates[0].pixels.columns < 150)
    )
    right = replace(
        two_dates[1], pixels=two_dates[1].pixels.take(two_dates[1].pixels.columns > 230)
    )
    split = halves(alone.labels)
    setup = dense_setup(task_of((alone, right), ("hflip",), (HeldOut(split, 0),)), Progress())
    assert len(setup.source._dataset.scenes) == 2  # the right half and its view
    assert (
        setup.source.class_counts.tolist()
        == np.bincount(right.pixels.classes, minlength=2).tolist()
    )


def test_features_in_files_are_those_in_memory_also_once_others_are_monitoring_crops(
    two_dates, tmp_path, monkeypatch
):
    labels = two_dates[0].labels
    folds = (
        np.arange(len(labels)) % 2
    )  # both scenes have labels that train and labels that are monitoring
    regions = tuple(shapely.union_all(labels.geometries[folds == fold]) for fold in (0, 1))
    held_out = (HeldOut(Split(folds, regions, 0.0, 0.0), 0),)
    in_memory = dense_setup(task_of(two_dates, (), held_out), Progress())
    monkeypatch.setattr(crops, "_IN_MEMORY_BYTES", 0)
    in_files = dense_setup(task_of(two_dates, (), held_out, tmp_path / "fit"), Progress())
    assert len(list((tmp_path / "fit").glob("*.npy"))) == 4  # two scenes to train on, two to watch
    pairs = zip(in_memory.source.epoch(0, 4), in_files.source.epoch(0, 4), strict=True)
    for one, other in pairs:
        assert all(torch.equal(a, b) for a, b in zip(one.inputs, other.inputs, strict=True))
