"""Features of a view are those of the transformed image, cached under a key of their own."""

import numpy as np
import pytest

from landsketch.core.errors import InvalidJob
from landsketch.core.features import backbone
from landsketch.core.features.cache import FeatureCache, key_of
from landsketch.core.features.feature_map import FeatureMap
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.job.options import BackboneOptions, RunOptions, SceneOptions
from landsketch.core.job.recipe import VIEWS
from landsketch.core.progress import Progress
from landsketch.core.runtime import device
from landsketch.tests.helpers.rasters import write_raster

BUILTIN = {"name": "builtin", "tile_tokens": 48, "halo_tokens": 16}


@pytest.fixture
def feature_map(town, tmp_path):
    """A function that makes a feature map of the town; all share one cache."""

    def make(scene=None, **options):
        chosen = BackboneOptions(**{**BUILTIN, **options})
        loaded = backbone.load(
            chosen, RunOptions(offline=True), device.choose_device("cpu", "float32", 2), Progress()
        )
        return FeatureMap(
            Scene(scene or town.scene), loaded, chosen, FeatureCache(tmp_path / "cache", 1.0)
        )

    return make


@pytest.fixture
def vit(tiny_backbones):
    return {
        "name": str(tiny_backbones["dinov3"]),
        "tile_tokens": 8,
        "halo_tokens": 1,
        "layers": (1,),
    }


def read(features):
    return features.read(Window(0, 0, features.rows, features.columns))[0].astype(float)


def transformed(town, path, turn):
    """Write the town's pixels, turned, as a raster of its own."""
    whole = Window(0, 0, *town.truth.shape)
    return SceneOptions(
        write_raster(path, np.ascontiguousarray(turn(Scene(town.scene).read_pixels(whole)[0])))
    )


@pytest.mark.parametrize(("name", "axis"), [("hflip", 2), ("vflip", 1)])
def test_a_view_has_the_features_of_the_flipped_image(feature_map, vit, town, tmp_path, name, axis):
    view = read(feature_map(**vit, position_mean=False).viewed(name))
    flipped = transformed(town, tmp_path / "flipped.tif", lambda a: np.flip(a, axis))
    assert np.array_equal(view, read(feature_map(flipped, **vit, position_mean=False)))


def test_features_of_the_flipped_image_are_not_flipped_features(feature_map, vit):
    features = feature_map(**vit, position_mean=False)
    plain, view = read(features), read(features.viewed("hflip"))
    apart = np.abs(view - np.flip(plain, 2)).mean() / plain.std()
    assert apart > 0.1
    again = feature_map(**vit, position_mean=False).viewed("hflip")  # now out of the cache
    assert np.array_equal(read(again), view)
    assert again.n_encoded == 0


def test_colours_of_the_filter_bank_turn_with_the_image(feature_map):
    features = feature_map()
    plain, view = read(features), read(features.viewed("rot90"))
    assert (
        np.abs(view[:3] - np.rot90(plain[:3], 1, axes=(1, 2))).max() < 1e-3
    )  # mean colour of 4 x 4 pixels
    assert (
        np.abs(view[3:] - np.rot90(plain[3:], 1, axes=(1, 2))).max() > 0.01
    )  # edges have a direction


def test_every_view_is_encoded_once(feature_map):
    first, second = feature_map(), feature_map()
    wanted = [next(first.tile_grids[0].tiles())]
    for name in VIEWS:
        list(first.viewed(name).inner_features(wanted=wanted))
    assert first.n_encoded == len(VIEWS)
    for name in VIEWS:
        assert second.viewed(name).is_cached(wanted[0])
        list(second.viewed(name).inner_features(wanted=wanted))
    assert second.n_encoded == 0


def test_views_have_keys_of_their_own_and_identity_is_the_map_itself(feature_map):
    features = feature_map()
    keys = {key_of(features.viewed(name).key_facts()) for name in ("identity", *VIEWS)}
    assert len(keys) == len(VIEWS) + 1
    assert features.viewed("identity") is features
    assert features.viewed("hflip") is features.viewed("hflip")


def test_a_zoomed_view_shares_the_cache_of_the_scene_at_that_scale(feature_map, town):
    list(feature_map(SceneOptions(town.path, scale=0.5)).inner_features())
    view = feature_map().viewed("half")
    list(view.inner_features())
    assert view.n_encoded == 0


def test_a_view_subtracts_the_position_means_of_its_scene(feature_map, vit, town):
    assert town.truth.shape == (
        288,
        384,
    )  # 3 x 4 inner windows: too few to estimate from; the same at scale 2: enough
    scene = SceneOptions(town.path, scale=2.0)
    plain, flat = (feature_map(scene, **vit, position_mean=mean) for mean in (False, True))
    tile = next(plain.tile_grids[0].tiles())

    def values(features):
        return next(features.inner_features(wanted=[tile])).layers[0].astype(float)

    subtracted = values(plain) - values(flat)
    assert np.abs(subtracted).max() > 0.05
    assert np.allclose(
        values(plain.viewed("rot180")) - values(flat.viewed("rot180")), subtracted, atol=0.01
    )
    assert np.allclose(
        values(plain.viewed("half")) - values(flat.viewed("half")), subtracted, atol=0.01
    )


def test_a_view_beyond_the_scales_is_refused(feature_map, town):
    with pytest.raises(InvalidJob, match="leave the view out"):
        feature_map(SceneOptions(town.path, scale=0.25)).viewed("half")
