"""The feature map: the same values computed or cached, and a key of all that matters."""

from dataclasses import replace

import numpy as np
import pytest
import rasterio
import torch
from safetensors.numpy import load_file

from landsketch.core.features import backbone
from landsketch.core.features.cache import FeatureCache, key_of
from landsketch.core.features.feature_map import FeatureMap
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.stretch import Stretch
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.job.options import BackboneOptions, RunOptions, SceneOptions
from landsketch.core.progress import Progress
from landsketch.core.runtime import device
from landsketch.tests.helpers.rasters import ground, write_raster

TILES = {"tile_tokens": 48, "halo_tokens": 16}
WHOLE = Window(0, 0, 72, 96)
KINDS = {
    "builtin": {},
    "two lattices": {"lattices": 2},
    "four lattices": {"lattices": 4},
    "position mean": {"position_mean": True},
    "all remedies": {"lattices": 4, "position_mean": True},
}


@pytest.fixture
def feature_map(town, tmp_path):
    """A function that makes a feature map of the town; all share one cache."""

    def make(
        scene=None, cache=True, threads=2, write=True, numbers=None, dtype="float32", **options
    ):
        chosen = BackboneOptions(**{"name": "builtin", **TILES, **options})
        loaded = backbone.load(
            chosen,
            RunOptions(offline=True),
            device.choose_device("cpu", dtype, threads),
            Progress(),
        )
        store = FeatureCache(tmp_path / "cache", 1.0) if cache else None
        return FeatureMap(Scene(scene or town.scene, numbers), loaded, chosen, store, write=write)

    return make


def equal(a, b):
    return len(a) == len(b) and all(
        x.dtype == y.dtype and np.array_equal(x, y) for x, y in zip(a, b, strict=True)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_cached_features_equal_computed_ones_bit_for_bit(feature_map, kind):
    computed = feature_map(cache=False, **KINDS[kind]).read(WHOLE)
    first, second = feature_map(**KINDS[kind]), feature_map(**KINDS[kind])
    assert equal(first.read(WHOLE), computed)
    assert equal(second.read(WHOLE), computed)
    assert first.n_encoded > 0
    assert second.n_encoded == 0


@pytest.mark.parametrize("kind", KINDS)
def test_cores_that_training_and_maps_use_are_the_same_computed_and_cached(feature_map, kind):
    computed, cached = (list(feature_map(**KINDS[kind]).inner_features()) for _ in range(2))
    assert all(
        a.window == b.window and equal(a.layers, b.layers)
        for a, b in zip(computed, cached, strict=True)
    )
    assert {layer.dtype for inner in computed for layer in inner.layers} == {np.dtype(np.float16)}


@pytest.mark.parametrize("kind", ["dinov3", "convnext", "dinov2 registers"])
def test_cached_features_of_an_encoder_equal_computed_ones(feature_map, tiny_backbones, kind):
    options = {"name": str(tiny_backbones[kind]), "tile_tokens": 6, "halo_tokens": 1}
    window = Window(2, 1, 7, 9)
    computed = feature_map(cache=False, **options).read(window)
    assert equal(feature_map(**options).read(window), computed)
    cached = feature_map(**options)
    assert equal(cached.read(window), computed)
    assert cached.n_encoded == 0
    assert len({a.shape for a in computed}) == (2 if kind == "convnext" else 1)


@pytest.mark.parametrize("kind", KINDS)
def test_every_window_reads_the_same_features(feature_map, kind):
    features = feature_map(**KINDS[kind])
    whole = features.read(WHOLE)[0]
    random = np.random.default_rng(0)
    for _ in range(12):
        row, column = int(random.integers(72)), int(random.integers(96))
        height, width = int(random.integers(1, 73 - row)), int(random.integers(1, 97 - column))
        part = features.read(Window(row, column, height, width))[0]
        assert np.array_equal(part, whole[:, row : row + height, column : column + width])


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_do_not_change_features(feature_map, threads):
    expected = feature_map(cache=False).read(WHOLE)
    assert equal(feature_map(cache=False, threads=threads).read(WHOLE), expected)


def test_a_feature_is_the_backbones_output_in_the_one_tile_whose_core_holds_it(feature_map):
    features = feature_map(cache=False)
    whole = features.read(WHOLE)[0]
    for tile in features.tile_grids[0].tiles():
        w = tile.window
        pixels, valid = features.scene.read_pixels(
            Window(w.row * 4, w.column * 4, w.height * 4, w.width * 4)
        )
        with device.torch_threads(1):
            output = features.backbone.encoder.encode(
                torch.from_numpy(pixels)[None], torch.from_numpy(valid)[None]
            )[0][0]
        inner = tile.inner
        top, left = inner.row - w.row, inner.column - w.column
        expected = output[:, top : top + inner.height, left : left + inner.width].half().numpy()
        assert np.array_equal(
            whole[:, inner.row : inner.row_end, inner.column : inner.column_end], expected
        )


def test_nothing_is_written_unless_asked(feature_map, tmp_path):
    features = feature_map(write=False, position_mean=True, lattices=2)
    features.read(WHOLE)
    assert list((tmp_path / "cache").glob("*/*.safetensors")) == []


def test_a_damaged_file_is_computed_again_and_replaced(feature_map, tmp_path):
    expected = feature_map().read(WHOLE)
    files = sorted((tmp_path / "cache").glob("*/0_*.safetensors"))
    with files[0].open("r+b") as file:
        file.truncate(100)
    content = bytearray(files[1].read_bytes())
    content[-7] ^= 0x10
    files[1].write_bytes(bytes(content))
    files[2].unlink()
    again = feature_map()
    assert equal(again.read(WHOLE), expected)
    assert again.n_encoded == 3
    assert all(load_file(file) for file in files)


def _nodata(path, pixels, there):
    return write_raster(path, np.where(there, pixels, 0).astype(np.uint8), nodata=0)


def _not_a_number(path, pixels, there):
    return write_raster(path, np.where(there, pixels, np.nan).astype(np.float32))


def _alpha(path, pixels, there):
    alpha = np.where(there, 255, 0).astype(np.uint8)[None]
    return write_raster(path, np.concatenate([pixels, alpha]), photometric="RGB", alpha="yes")


def _mask(path, pixels, there):
    write_raster(path, pixels)
    with rasterio.open(path, "r+") as dataset:
        dataset.write_mask(there)
    return str(path)


@pytest.mark.parametrize("hide", [_nodata, _not_a_number, _alpha, _mask])
def test_tiles_without_data_never_meet_the_backbone(feature_map, tmp_path, hide):
    pixels = np.random.default_rng(0).integers(1, 255, (3, 288, 384), dtype=np.uint8)
    there = np.broadcast_to(np.arange(384) < 160, (288, 384))
    features = feature_map(SceneOptions(hide(tmp_path / "half.tif", pixels, there)))
    values = features.read(WHOLE)[0]
    with_data = [
        t for t in features.tile_grids[0].tiles() if t.window.column * features.token_px < 160
    ]
    assert features.n_encoded == len(with_data) < len(list(features.tile_grids[0].tiles()))
    assert np.isfinite(values).all()
    assert (values[:, :, 96 - 16 :] == 0).all()


def test_a_scene_smaller_than_a_tile_is_one_tile(feature_map, tmp_path):
    small = write_raster(tmp_path / "small.tif", ground(np.zeros((37, 61), int), 0))
    features = feature_map(SceneOptions(small))
    assert (features.rows, features.columns) == (10, 16)
    assert features.read(Window(0, 0, 10, 16))[0].shape[1:] == (10, 16)
    assert features.n_encoded == 1


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_scales_change_how_many_tokens_a_pixel_gets(feature_map, town, scale):
    features = feature_map(replace(town.scene, scale=scale))
    assert (features.rows, features.columns) == (72 * scale, 96 * scale)


# -- the key --------------------------------------------------------------------------------------


def test_every_ingredient_changes_the_key(
    feature_map, odd_town, other_town, tiny_backbones, monkeypatch
):
    scene = SceneOptions(odd_town.path, bands=(1, 2, 3))
    v3 = {"name": str(tiny_backbones["dinov3"]), "tile_tokens": 8, "halo_tokens": 1}
    maps = {
        "as it is": feature_map(scene),
        "scene": feature_map(SceneOptions(other_town.path)),
        "bands": feature_map(replace(scene, bands=(3, 2, 1))),
        "validity": feature_map(replace(scene, extra_bands=(5,))),
        "scale": feature_map(replace(scene, scale=2.0)),
        "stretch": feature_map(replace(scene, stretch="zscore")),
        "numbers": feature_map(
            scene, numbers=Stretch("percentile", {1: (0, 9), 2: (0, 9), 3: (0, 9)})
        ),
        "tile": feature_map(scene, tile_tokens=49),
        "halo": feature_map(scene, halo_tokens=17),
        "backbone": feature_map(scene, **v3),
        "dtype": feature_map(scene, **v3, dtype="bfloat16"),
        "weights": feature_map(scene, **{**v3, "name": str(tiny_backbones["dinov2"])}),
    }
    keys = {name: key_of(made.key_facts()) for name, made in maps.items()}
    monkeypatch.setattr("landsketch.core.features.feature_map.CACHE_FORMAT", 99)
    keys["format"] = key_of(maps["as it is"].key_facts())
    facts = maps["as it is"].key_facts()
    keys["device"] = key_of({**facts, "device": "cuda"})
    keys["library"] = key_of({**facts, "backbone": {**facts["backbone"], "torch": "0"}})
    assert len(set(keys.values())) == len(keys), keys


def test_nothing_else_changes_the_key(feature_map, town, tiny_backbones, tmp_path):
    import shutil

    copy = shutil.copy(town.path, tmp_path / "elsewhere.tif")
    v3 = {"name": str(tiny_backbones["dinov3"]), "tile_tokens": 8, "halo_tokens": 1}
    groups = [
        [
            feature_map(),
            feature_map(SceneOptions(str(copy))),
            feature_map(threads=1),
            feature_map(write=False),
            feature_map(lattices=4),
            feature_map(position_mean=True),
            feature_map(replace(town.scene, bands=(1, 2, 3))),
        ],
        [feature_map(**v3), feature_map(**v3, layers=(0,)), feature_map(**v3, layers=(1, 3))],
    ]
    for group in groups:
        assert len({key_of(one.key_facts()) for one in group}) == 1


def test_layers_share_the_cache(feature_map, tiny_backbones):
    options = {"name": str(tiny_backbones["dinov3"]), "tile_tokens": 8, "halo_tokens": 1}
    window = Window(0, 0, 6, 6)
    both = feature_map(**options, layers=(1, 3)).read(window)
    one = feature_map(**options, layers=(1,))
    assert equal(one.read(window), both[:1])
    assert one.n_encoded == 0


def test_position_means_flatten_what_the_place_in_a_tile_adds(
    feature_map, tiny_backbones, tmp_path
):
    grey = write_raster(tmp_path / "grey.tif", np.full((3, 640, 640), 120, np.uint8))
    options = {
        "name": str(tiny_backbones["dinov2"]),
        "tile_tokens": 8,
        "halo_tokens": 1,
        "layers": (1,),
    }
    window = Window(0, 0, 22, 22)
    plain = (
        feature_map(SceneOptions(grey), **options, position_mean=False)
        .read(window)[0]
        .astype(float)
    )
    flat = (
        feature_map(SceneOptions(grey), **options, position_mean=True).read(window)[0].astype(float)
    )
    assert flat.std(axis=(1, 2)).mean() < plain.std(axis=(1, 2)).mean() / 3
    assert np.allclose(flat.mean(axis=(1, 2)), plain.mean(axis=(1, 2)), atol=0.3)


@pytest.mark.parametrize("room", [2**27, 0])
def test_tiles_of_the_position_mean_are_encoded_once_though_nothing_is_stored(
    feature_map, tiny_backbones, monkeypatch, room
):
    monkeypatch.setattr("landsketch.core.features.tile_encoder._MAX_KEPT_BYTES", room)
    options = {
        "name": str(tiny_backbones["dinov2"]),
        "tile_tokens": 8,
        "halo_tokens": 2,
        "layers": (1,),
    }
    features = feature_map(**options, write=False, cache=False)
    whole = Window(0, 0, features.rows, features.columns)
    values = features.read(whole)
    tiles = len(list(features.tile_grids[0].tiles()))
    assert features.n_encoded == tiles if room else features.n_encoded > tiles
    assert equal(values, feature_map(**options).read(whole))


def test_a_strip_that_is_done_is_forgotten(feature_map, monkeypatch):
    features = feature_map(cache=False, lattices=4, threads=1, tile_tokens=24, halo_tokens=4)
    tiles = list(features.tile_grids[0].tiles())
    middle = features.columns // 2
    strips = [[t for t in tiles if (t.inner.column < middle) == left] for left in (True, False)]
    held, taken = [], FeatureMap._take_next

    def counting(self, waiting, pipeline):
        found = taken(self, waiting, pipeline)
        held.append(len(pipeline._futures))
        return found

    monkeypatch.setattr(FeatureMap, "_take_next", counting)
    list(features.inner_features(wanted=[*strips[0], *strips[1]]))
    n = len(strips[0])
    assert held[n] < held[n - 2], "the last row's shifted tiles are of no use in the next strip"
