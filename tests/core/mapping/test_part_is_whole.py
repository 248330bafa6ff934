"""A part of a map equals the whole map for every extent, thread count and cache."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from landsketch.core.features import backbone
from landsketch.core.job.head_kinds import BY_NAME
from landsketch.core.job.options import SceneOptions
from landsketch.core.job.recipe import OptimizerOptions, Recipe
from landsketch.core.mapping import score_chunks
from landsketch.core.runtime.device import Device
from landsketch.tests.helpers.rasters import ground, write_raster

OVERLAPPING = [(0, 0, 150, 210), (0, 170, 140, 379), (120, 0, 277, 200), (100, 160, 277, 379)]
CORNERS = [
    (0, 0, 70, 90),
    (100, 120, 101, 121),
    (63, 17, 210, 305),
    (230, 300, 277, 379),
    (0, 374, 277, 379),
]


def extent_of(rows_columns):
    """Return (west, south, east, north) of rows and columns of the town's grid of 1 m."""
    top, left, bottom, right = rows_columns
    return (500_000.0 + left, 40_000.0 - bottom, 500_000.0 + right, 40_000.0 - top)


def assert_parts_equal(whole, predict, scene, model, corners=CORNERS, **options):
    for top, left, bottom, right in corners:
        parts = predict(scene, model, extent=extent_of((top, left, bottom, right)), **options)
        for part, one in zip(parts, whole, strict=True):
            assert np.array_equal(part, one[top:bottom, left:right])


@pytest.fixture(scope="module")
def trained(train_model, tmp_path_factory):
    """A function that trains a model on a town once per recipe."""
    folder, made = tmp_path_factory.mktemp("models"), {}

    def get(key, town, **options):
        if key not in made:
            made[key] = train_model(folder / f"{len(made)}.safetensors", town, **options)
        return made[key]

    return get


RECIPES = {
    "one lattice": {},
    "two lattices": {"lattices": 2},
    "four lattices and position mean": {"lattices": 4, "position_mean": True},
}


@pytest.mark.parametrize("recipe", RECIPES)
def test_any_extent_has_the_pixels_of_the_whole_map(
    predict, trained, odd_town, small_tiles, recipe
):
    model = trained(recipe, odd_town, backbone=replace(small_tiles, **RECIPES[recipe]))
    scene = SceneOptions(odd_town.path)
    whole = predict(scene, model)
    assert whole[0].shape == (277, 379)
    assert set(np.unique(whole[0])) == {1, 2}
    assert_parts_equal(
        whole, predict, scene, model, CORNERS if recipe == "one lattice" else CORNERS[2:4]
    )


def test_extra_bands_keep_the_promise(predict, trained, odd_town):
    scene = SceneOptions(odd_town.path, bands=(3, 2, 1), extra_bands=(4, 5))
    model = trained("extra", odd_town, scene=scene)
    whole = predict(SceneOptions(odd_town.path), model)
    assert_parts_equal(whole, predict, SceneOptions(odd_town.path), model, CORNERS[1:4])


@pytest.fixture
def batches(monkeypatch):
    """A function that sets the batch size of the built-in backbone (1 on a CPU)."""

    def see(count):
        monkeypatch.setattr(
            backbone,
            "choose_device",
            lambda _, threads: Device("cpu", torch.float32, threads, count),
        )

    return see


@pytest.mark.parametrize("head", BY_NAME)
def test_overlapping_extents_in_other_batches_by_other_threads_have_the_pixels_of_the_whole_map(
    predict, trained, odd_town, run_options, batches, head
):
    rate = 0.001 if head == "dpt" else 0.02  # at which a DPT would call everything one class
    recipe = Recipe(head=head, optimizer=OptimizerOptions(epochs=2, learning_rate=rate))
    model = trained(head, odd_town, head=recipe, max_samples=200)
    scene = SceneOptions(odd_town.path)
    whole = predict(scene, model)
    assert len(np.unique(whole[1])) > 5  # an empty map would agree with anything
    for corners, batch, threads in zip(OVERLAPPING, (1, 4, 16, 3), (3, 1, 2, 2), strict=True):
        batches(batch)
        run = replace(run_options, cache=f"{run_options.cache} none", threads=threads)
        assert_parts_equal(whole, predict, scene, model, [corners], run=run, batch=batch)


def test_an_encoder_on_a_cpu_gives_the_same_map_whatever_batch_is_asked_for(
    predict, trained, odd_town, tiny_backbones, small_tiles
):
    options = replace(small_tiles, name=str(tiny_backbones["dinov3"]), tile_tokens=8, halo_tokens=1)
    model = trained("batches", odd_town, backbone=options)
    maps = [predict(SceneOptions(odd_town.path), model, batch=batch) for batch in (1, 5, 16)]
    assert all(
        np.array_equal(a, b) for other in maps[1:] for a, b in zip(other, maps[0], strict=True)
    )


def test_a_decoder_with_extra_bands_at_another_scale_keeps_the_promise(predict, trained, odd_town):
    scene = SceneOptions(odd_town.path, bands=(3, 2, 1), extra_bands=(4,), scale=2.0)
    recipe = Recipe(head="decoder", optimizer=OptimizerOptions(epochs=2, learning_rate=0.02))
    model = trained("decoder with extra bands", odd_town, head=recipe, scene=scene)
    whole = predict(SceneOptions(odd_town.path), model)
    assert_parts_equal(whole, predict, SceneOptions(odd_town.path), model, CORNERS[1:4])


@pytest.mark.parametrize(
    ("kind", "scale"),
    [
        ("dinov2", 2.0),
        ("dinov2 registers", 1.0),
        ("dinov3", 1.0),
        ("convnext", 1.0),
        ("dinov3", 0.5),
    ],
)
def test_every_encoder_and_scale_keeps_the_promise(
    predict, trained, odd_town, tiny_backbones, small_tiles, kind, scale
):
    """Floating-point upsampling would fail for patch 14 at scale 2 and for two strides."""
    backbone = replace(small_tiles, name=str(tiny_backbones[kind]), tile_tokens=8, halo_tokens=1)
    model = trained(
        (kind, scale), odd_town, backbone=backbone, scene=SceneOptions(odd_town.path, scale=scale)
    )
    scene = SceneOptions(odd_town.path)
    whole = predict(scene, model)
    assert_parts_equal(whole, predict, scene, model, [CORNERS[0], CORNERS[2]])


@pytest.mark.parametrize("kind", ["builtin", "dinov3", "convnext"])
def test_threads_do_not_change_a_pixel(
    predict, trained, odd_town, tiny_backbones, run_options, small_tiles, kind
):
    options = (
        {}
        if kind == "builtin"
        else {"name": str(tiny_backbones[kind]), "tile_tokens": 8, "halo_tokens": 1}
    )
    model = trained(("threads", kind), odd_town, backbone=replace(small_tiles, **options))
    maps = []
    for threads in (1, 2, 3):
        run = replace(run_options, cache=f"{run_options.cache} {threads}", threads=threads)
        maps.append(predict(SceneOptions(odd_town.path), model, run=run))
    assert all(
        np.array_equal(a, b) for other in maps[1:] for a, b in zip(other, maps[0], strict=True)
    )


def test_cached_and_computed_maps_are_equal(predict, trained, odd_town, run_options):
    model = trained("one lattice", odd_town)
    scene = SceneOptions(odd_town.path)
    computed = predict(scene, model)
    cached = predict(scene, model, run=run_options)  # training wrote this cache
    assert all(np.array_equal(a, b) for a, b in zip(cached, computed, strict=True))


def test_a_scene_wider_than_one_part_has_the_same_pixels(predict, trained, odd_town, monkeypatch):
    model = trained("one lattice", odd_town)
    scene = SceneOptions(odd_town.path)
    whole = predict(scene, model)
    for columns_px in (64, 150):
        monkeypatch.setattr(score_chunks, "_MAX_COLUMNS_PX", columns_px)
        assert all(np.array_equal(a, b) for a, b in zip(predict(scene, model), whole, strict=True))
        assert_parts_equal(whole, predict, scene, model, CORNERS[:3])


def test_lattices_of_a_wide_scene_have_the_same_pixels(
    predict, trained, odd_town, small_tiles, monkeypatch
):
    model = trained("two lattices", odd_town, backbone=replace(small_tiles, lattices=2))
    scene = SceneOptions(odd_town.path)
    whole = predict(scene, model)
    monkeypatch.setattr(score_chunks, "_MAX_COLUMNS_PX", 128)
    assert all(np.array_equal(a, b) for a, b in zip(predict(scene, model), whole, strict=True))


def test_a_scene_smaller_than_a_tile_is_mapped(predict, trained, town, tmp_path):
    truth = np.zeros((50, 70), int)
    truth[:, 35:] = 1
    small = SceneOptions(write_raster(tmp_path / "small.tif", ground(truth, 5)))
    classes, sure = predict(small, trained("town", town))
    assert (classes == truth + 1).mean() > 0.9
    assert sure.max() <= 100
    parts = predict(small, trained("town", town), extent=extent_of((10, 20, 31, 64)))
    assert np.array_equal(parts[0], classes[10:31, 20:64])


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (3, 200), (513, 2)])
def test_any_size_is_mapped(predict, trained, town, tmp_path, size):
    path = write_raster(tmp_path / "odd.tif", ground(np.zeros(size, int), 1))
    classes, _ = predict(SceneOptions(path), trained("town", town))
    assert classes.shape == size
    assert set(np.unique(classes)) <= {1, 2}


def test_nodata_stays_nodata(predict, trained, town, tmp_path):
    pixels = ground(np.zeros((200, 300), int), 1)
    pixels[:, 40:90, 100:] = 0
    scene = SceneOptions(write_raster(tmp_path / "holed.tif", pixels, nodata=0))
    classes, sure = predict(scene, trained("town", town))
    hole = np.zeros((200, 300), bool)
    hole[40:90, 100:] = True
    assert np.array_equal(classes == 255, hole)
    assert np.array_equal(sure == 255, hole)


def test_a_map_is_the_head_applied_to_interpolated_features(
    predict, trained, town, small_tiles, run_options
):
    """The same pixels by floating point from the feature map; only near-ties may differ."""
    from pathlib import Path

    import torch

    from landsketch.core.features.feature_map import stack_on_finest_grid
    from landsketch.core.features.session import open_session
    from landsketch.core.heads.model_file import load_model
    from landsketch.core.imagery.scene import Scene
    from landsketch.core.imagery.tile_grid import Window
    from landsketch.core.progress import Progress

    model = load_model(Path(trained("town", town)))
    features = open_session(small_tiles, run_options, Progress()).features(Scene(town.scene))
    fine = torch.from_numpy(
        stack_on_finest_grid(features.read(Window(0, 0, 72, 96)), features.factors)
    ).float()[None]
    smooth = torch.nn.functional.interpolate(
        fine, scale_factor=4, mode="bilinear", align_corners=False
    )[0]
    scores = (
        model.head.logits(smooth.flatten(1).T, torch.zeros(288 * 384, 0))
        * model.head.inverse_temperature
    )
    classes, sure = predict(town.scene, trained("town", town))
    agree = scores.argmax(dim=1).reshape(288, 384).numpy() + 1 == classes
    assert agree.mean() > 0.9999
    expected = 100 * scores.softmax(dim=1).max(dim=1).values.reshape(288, 384).numpy()
    assert np.abs(expected - sure).max() <= 0.6
