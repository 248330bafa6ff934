"""A scene to be mapped is read as the model's training scene was, with its own numbers."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio

from landsketch.core.heads.model_file import load_model
from landsketch.core.mapping.model_scene import scene_for
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import write_raster


class Log(Progress):
    """Progress that keeps what is told."""

    def __init__(self):
        super().__init__()
        self.infos, self.warnings = [], []

    def info(self, text):
        self.infos.append(text)

    def warning(self, text):
        self.warnings.append(text)


@pytest.fixture(scope="module")
def range_model(town, train_model, tmp_path_factory):
    """A model that was trained with STRETCH_RANGE, without scale and offset."""
    path = tmp_path_factory.mktemp("range") / "model.safetensors"
    scene = replace(town.scene, stretch_range=(20.0, 220.0))
    return load_model(Path(train_model(path, town, scene=scene)))


@pytest.fixture
def other(tmp_path, town):
    """The town with its bands in the order green, blue, red, and as physical = raw * 0.5 + 10."""
    with rasterio.open(town.scene.path) as source:
        pixels, transform = source.read([2, 3, 1]), source.transform
    path = write_raster(
        tmp_path / "other.tif", pixels, transform=transform, photometric="minisblack"
    )
    with rasterio.open(path, "r+") as dataset:
        dataset.scales, dataset.offsets = (0.5,) * 3, (10.0,) * 3
        for band, name in enumerate(("green", "blue", "red"), start=1):
            dataset.set_band_description(band, name)
    return replace(town.scene, path=path)


def test_a_range_of_the_training_is_taken_over_in_physical_units(range_model, other, town):
    assert range_model.stretch.ranges == dict.fromkeys((1, 2, 3), (20, 220))
    assert scene_for(range_model, town.scene, Progress()).stretch == range_model.stretch
    scene = scene_for(range_model, other, Progress())
    assert scene.stretch.policy == "range"
    assert scene.stretch.ranges == dict.fromkeys((1, 2, 3), (20, 420))


def test_the_bands_are_the_models_unless_a_composite_is_asked_for(range_model, other):
    assert scene_for(range_model, other, Progress()).options.bands == (1, 2, 3)
    log = Log()
    scene = scene_for(range_model, replace(other, composite="rgb"), log)
    assert scene.options.bands == (3, 1, 2)
    assert log.infos == ["other.tif: the backbone sees bands 3, 1, 2, found by their descriptions."]


def test_the_models_numbers_follow_its_bands_to_other_places(model, other):
    loaded = load_model(Path(model))
    stretch = replace(loaded.stretch, ranges={1: (0.0, 1.0), 2: (0.0, 2.0), 3: (0.0, 3.0)})
    chosen = replace(other, bands=(3, 1, 2))
    scene = scene_for(replace(loaded, stretch=stretch), chosen, Log(), use_model_stretch=True)
    assert scene.stretch.ranges == {3: (0, 1), 1: (0, 2), 2: (0, 3)}


def test_a_scene_that_is_scaled_wrongly_is_told_once(model, town, tmp_path):
    with rasterio.open(town.scene.path) as source:
        pixels, transform = source.read(), source.transform
    dark = write_raster(tmp_path / "dark.tif", (pixels // 64).astype(np.uint8), transform=transform)
    log = Log()
    scene_for(load_model(Path(model)), replace(town.scene, path=dark), log)
    (warning,) = log.warnings
    assert warning.startswith("dark.tif seems to be scaled wrongly")
