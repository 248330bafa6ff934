"""Crops hold features, image and labels of one place and are sampled by class weight."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
import torch

from landsketch.core.features.feature_map import stack_on_finest_grid
from landsketch.core.heads.decoder import DecoderStage
from landsketch.core.heads.dense import guide_image
from landsketch.core.heads.dpt import DptStage
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.job.recipe import AugmentOptions, OptimizerOptions, Recipe, SamplerOptions
from landsketch.core.progress import Progress
from landsketch.core.training.crops import crops, source
from landsketch.core.training.crops.crops import CropDataset, CropPlace, CropShape, crop_scene
from landsketch.core.training.crops.cutmix import cut_mixed
from landsketch.core.training.crops.source import (
    CropFacts,
    CropSource,
    _kept,
    drawing_weights,
    positions_in_turn,
)
from landsketch.core.training.loop.batch import Batch

SHAPE = CropShape.of(DecoderStage)


@pytest.fixture(scope="module")
def everything(labelled):
    return np.ones(len(labelled.pixels), bool)


@pytest.fixture(scope="module")
def dataset(labelled, everything):
    return CropDataset([crop_scene(labelled, everything, SHAPE, None, Progress())], SHAPE)


def facts_of(dataset):
    width = dataset.scenes[0].tokens.window(Window(0, 0, 1, 1), (1, 1)).shape[0]
    return CropFacts(2, 1, torch.zeros(width), torch.ones(width))


def source_of(dataset, recipe=None, seed=0):
    recipe = recipe or Recipe()
    recipe = replace(recipe, augment=recipe.augment.with_head_defaults(0.0, 0.0))
    return CropSource(dataset, facts_of(dataset), recipe, seed)


def equal(one, other):
    return all(
        torch.equal(a, b)
        for a, b in zip(
            (*one.inputs, one.labels, one.weights),
            (*other.inputs, other.labels, other.weights),
            strict=True,
        )
    )


@pytest.mark.parametrize(
    "place", [CropPlace(0, 64, 128), CropPlace(0, -16, -32), CropPlace(0, 200, 300)]
)
def test_a_crop_is_its_place(dataset, labelled, place):
    tokens, image, labels, weights, *matrices = dataset[place]
    features = labelled.features
    whole = stack_on_finest_grid(
        features.read(Window(0, 0, features.rows, features.columns)), features.factors
    ).astype(np.float64)
    window = Window(place.row, place.column, SHAPE.side, SHAPE.side)
    rows = np.clip(np.arange(window.row, window.row_end), 0, features.scene.height - 1)
    columns = np.clip(np.arange(window.column, window.column_end), 0, features.scene.width - 1)
    inside_rows = np.arange(window.row, window.row_end) == rows
    inside_columns = np.arange(window.column, window.column_end) == columns
    found = (matrices[0].double() @ tokens.double() @ matrices[1].double().T).numpy()
    r, c, w = features.grid.corners(np.repeat(rows, len(columns)), np.tile(columns, len(rows)))
    expected = (whole[:, r, c] * w).sum(axis=2).reshape(found.shape)
    inside = np.outer(inside_rows, inside_columns)
    labelled_here = (labels.numpy() != 255) & inside
    assert labelled_here.any()
    assert np.abs(found - expected)[:, labelled_here].max() < 1e-3
    assert np.array_equal(image.numpy(), guide_image(labelled.scene, window))
    at = np.nonzero(labels.numpy() != 255)
    known = {
        (int(r), int(c)): int(k)
        for r, c, k in zip(
            labelled.pixels.rows, labelled.pixels.columns, labelled.pixels.classes, strict=True
        )
    }
    assert all(
        known[r + place.row, c + place.column] == labels[r, c] for r, c in zip(*at, strict=True)
    )
    rim = SHAPE.rim
    inner = [
        (r, c)
        for r, c in known
        if place.row + rim <= r < window.row_end - rim
        and place.column + rim <= c < window.column_end - rim
    ]
    assert len(inner) == len(at[0])
    assert (weights[labels != 255] > 0).all()


def test_held_out_labels_are_in_no_crop(labelled, everything):
    mask = labelled.pixels.polygons % 2 == 0
    one = crop_scene(labelled, mask, SHAPE, None, Progress())
    assert int(one.labels.counts(2).sum()) == mask.sum() < everything.sum()


def test_tokens_in_a_file_are_those_in_memory(labelled, everything, dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(crops, "_IN_MEMORY_BYTES", 0)
    stored = CropDataset(
        [crop_scene(labelled, everything, SHAPE, tmp_path / "tokens.npy", Progress())], SHAPE
    )
    travelled = pickle.loads(pickle.dumps(stored))
    place = CropPlace(0, 64, 128)
    assert len(pickle.dumps(stored.scenes[0].tokens)) < 10_000
    for one in (stored, travelled):
        assert all(torch.equal(a, b) for a, b in zip(one[place], dataset[place], strict=True))


def test_an_epoch_depends_on_seed_and_number_alone(dataset):
    def epochs(seed, number):
        return list(
            source_of(dataset, Recipe(augment=AugmentOptions(jitter=0.2, cutmix=0.5)), seed).epoch(
                number, 4
            )
        )

    first, again = epochs(0, 1), epochs(0, 1)
    assert all(map(equal, first, again))
    assert not equal(first[0], epochs(0, 2)[0])
    assert not equal(first[0], epochs(1, 1)[0])
    assert len(first) == source_of(dataset).n_batches(4)


def test_without_an_interpreter_of_its_own_there_are_no_loader_processes(dataset, monkeypatch):
    recipe = Recipe(optimizer=OptimizerOptions(workers=2))
    monkeypatch.setattr(source.sys, "executable", "/usr/bin/qgis")
    assert len(list(source_of(dataset, recipe).epoch(0, 4))) == source_of(dataset).n_batches(4)
    assert not source.can_spawn()


def test_crops_with_rare_classes_are_drawn_more_often_but_not_endlessly():
    counts = np.array([[100, 0]] * 98 + [[50, 50], [0, 1]])
    plain = drawing_weights(counts, SamplerOptions(kind="none"))
    assert (plain == 1).all()
    weights = drawing_weights(counts, SamplerOptions(cap=3.0))
    assert weights[-1] == weights[-2] == pytest.approx(3 * weights[0])
    free = drawing_weights(counts, SamplerOptions(cap=1000.0))
    assert free[-1] > free[-2] > free[0] > 0


def test_crops_of_nothing_but_background_are_thinned():
    counts = np.array([[5, 0]] * 20 + [[0, 5]] * 3 + [[5, 5]])
    assert _kept(counts, None, 0.15, 0).all()
    keep = _kept(counts, 0, 0.15, 0)
    assert keep[20:].all()
    assert keep[:20].sum() == 3
    assert _kept(counts, 0, 0.0, 0)[:20].sum() == 1
    assert not np.array_equal(keep, _kept(counts, 0, 0.15, 1))


def test_counts_are_those_of_the_labels(dataset, labelled):
    source = source_of(dataset)
    assert source.class_counts.tolist() == np.bincount(labelled.pixels.classes).tolist()
    assert not source.dense


def test_cutmix_moves_tokens_image_and_labels_together(dataset):
    step = dataset.common_step()
    assert step % 4 == 0
    items = [dataset[CropPlace(0, 0 + k * step, 64)] for k in range(4)]
    tokens, image, labels, weights, *matrices = (torch.stack(t) for t in zip(*items, strict=True))
    marks = torch.arange(4.0)
    tokens = marks[:, None, None, None].expand(4, *tokens.shape[1:]).clone()
    image = marks[:, None, None, None].expand(4, *image.shape[1:]).clone()
    labels = marks.long()[:, None, None].expand(4, *labels.shape[1:]).clone()
    same = [m[:1].expand(4, -1, -1) for m in matrices]
    mixed = cut_mixed(
        Batch((tokens, image, *same), labels, weights), 1.0, torch.Generator().manual_seed(3)
    )
    changed = (mixed.labels != labels).flatten(1).any(dim=1)
    assert changed.any()
    assert torch.equal(mixed.inputs[1][:, 0].long(), mixed.labels)
    upsampled = (same[0] @ mixed.inputs[0][:, 0] @ same[1].transpose(1, 2)).round().long()
    assert (
        upsampled == mixed.labels
    ).float().mean() > 0.9  # at the box's edge tokens are interpolated
    assert 0.03 < (mixed.labels != labels)[changed].float().mean() < 0.6
    untouched = cut_mixed(Batch((tokens, image, *same), labels, weights), 0.0, torch.Generator())
    assert equal(untouched, Batch((tokens, image, *same), labels, weights))


def test_dpt_crops_begin_where_its_coarsest_level_does(labelled, everything):
    shape = CropShape.of(DptStage)
    dataset = CropDataset([crop_scene(labelled, everything, shape, None, Progress())], shape)
    source = source_of(dataset)
    places = [place for batch in source._drawn(0, 4) for place in batch]
    assert all(place.row % 32 == 0 and place.column % 32 == 0 for place in places)


def drawn_cells(dataset, kind, epochs, seed=0):
    """Return the positions that the epochs draw, epoch after epoch."""
    crops_of = source_of(dataset, Recipe(sampler=SamplerOptions(kind=kind)), seed)
    generators = [torch.Generator().manual_seed(number) for number in range(epochs)]
    drawn = [crops_of._positions(number, one) for number, one in enumerate(generators)]
    return drawn, len(crops_of._anchors)


def test_without_a_sampler_every_crop_is_shown_once_per_epoch_in_a_new_order(dataset):
    epochs, n_crops = drawn_cells(dataset, "none", 3)
    assert [sorted(epoch) for epoch in epochs] == [list(range(n_crops))] * 3
    assert epochs[0] != epochs[1]
    assert drawn_cells(dataset, "none", 3)[0] == epochs
    assert drawn_cells(dataset, "none", 3, seed=1)[0] != epochs
    weighted, _ = drawn_cells(dataset, "weighted", 1)
    assert sorted(weighted[0]) != list(range(n_crops))


def test_without_a_sampler_crops_of_views_take_turns_with_those_of_the_image():
    epochs = [positions_in_turn(6, 2, number, seed=0) for number in range(6)]
    assert (
        sorted(np.concatenate(epochs[:3])) == sorted(np.concatenate(epochs[3:])) == list(range(6))
    )
    assert len(np.concatenate([positions_in_turn(5, 7, 0, seed=0)])) == 7
