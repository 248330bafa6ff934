"""A mask of any shape: pixels of the whole map inside, nodata and no work outside."""

from dataclasses import replace

import numpy as np
import pytest
import rasterio.features
import rasterio.warp
import shapely

from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidLabels, InvalidScene
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import SceneOptions
from landsketch.core.job.recipe import OptimizerOptions, Recipe
from landsketch.core.job.sharpen_options import SharpenOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import write_raster
from landsketch.tests.helpers.vectors import write_polygons

WEST, NORTH = 500_000.0, 40_000.0
CIRCLE = shapely.Point(WEST + 80.3, NORTH - 60.7).buffer(31)
TRIANGLE = shapely.Polygon(
    [(WEST + 200, NORTH - 270), (WEST + 250, NORTH - 272), (WEST + 221, NORTH - 214)]
)


def burned(polygons, shape=(277, 379)):
    transform = rasterio.Affine(1, 0, WEST, 0, -1, NORTH)
    return rasterio.features.geometry_mask(polygons, shape, transform, invert=True)


@pytest.fixture
def layer(tmp_path):
    def write(polygons, name="mask.gpkg", **options):
        return write_polygons(
            tmp_path / name, polygons, number=list(range(len(polygons))), **options
        )

    return write


@pytest.fixture(scope="module")
def linear(train_model, odd_town, tmp_path_factory):
    return train_model(tmp_path_factory.mktemp("linear") / "model.safetensors", odd_town)


@pytest.fixture(scope="module")
def decoder(train_model, odd_town, tmp_path_factory):
    recipe = Recipe(head="decoder", optimizer=OptimizerOptions(epochs=2, learning_rate=0.02))
    path = tmp_path_factory.mktemp("decoder") / "model.safetensors"
    return train_model(path, odd_town, head=recipe, max_samples=200)


WAYS = {
    "one lattice": {},
    "taper": {"blend": "taper"},
    "lattices": {"lattices": 2},
    "views": {"tta": ("rot90", "shift")},
    "sharpened": {"sharpening": SharpenOptions("edges", 1.0)},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("head", ["linear", "decoder"])
def test_inside_are_the_pixels_of_the_whole_map_and_outside_is_nodata(
    request, predict, odd_town, layer, head, way
):
    model, scene = request.getfixturevalue(head), SceneOptions(odd_town.path)
    whole = predict(scene, model, **WAYS[way])
    masked = predict(scene, model, mask=layer([CIRCLE, TRIANGLE]), **WAYS[way])
    inside = burned([CIRCLE, TRIANGLE])
    for one, all_of_it in zip(masked, whole, strict=True):
        assert np.array_equal(one, np.where(inside, all_of_it, 255))


def test_tiles_that_no_polygon_touches_are_not_encoded(
    linear, odd_town, layer, run_options, tmp_path
):
    def encoded(polygons, **options):
        run = replace(run_options, cache=str(tmp_path / "no cache"))
        options = MapOptions(mask=layer(polygons) if polygons else "", **options)
        job = PredictJob(
            SceneOptions(odd_town.path), linear, str(tmp_path / "map.tif"), options=options, run=run
        )
        return run_job(job, Progress()).metrics["tiles_encoded"]

    assert encoded([]) == 30  # 5 x 6 cores of 64 px
    assert encoded([shapely.box(WEST + 80, NORTH - 110, WEST + 110, NORTH - 80)]) == 1
    assert (
        encoded([shapely.box(WEST + 80, NORTH - 110, WEST + 126, NORTH - 80)]) == 2
    )  # the next core's token counts
    assert encoded([CIRCLE, TRIANGLE]) < 12


def test_a_mask_of_another_crs_is_moved_onto_the_scene(predict, linear, odd_town, layer):
    def to_degrees(points):
        return np.column_stack(rasterio.warp.transform("EPSG:32636", "EPSG:4326", *points.T))

    degrees = shapely.transform(CIRCLE, to_degrees)
    scene = SceneOptions(odd_town.path)
    here = predict(scene, linear, mask=layer([CIRCLE]))
    there = predict(scene, linear, mask=layer([degrees], "degrees.gpkg", crs="EPSG:4326"))
    assert ((here[0] == 255) == (there[0] == 255)).mean() > 0.9999
    assert (there[0] != 255).sum() > 2900


def test_mask_and_extent_go_together(predict, linear, odd_town, layer):
    scene = SceneOptions(odd_town.path)
    whole, _ = predict(scene, linear, mask=layer([CIRCLE, TRIANGLE]))
    part, _ = predict(
        scene,
        linear,
        mask=layer([CIRCLE, TRIANGLE]),
        extent=(WEST + 60, NORTH - 90, WEST + 300, NORTH - 50),
    )
    assert np.array_equal(part, whole[50:90, 60:300])


def test_the_named_layer_is_taken(predict, linear, odd_town, tmp_path):
    import pyogrio

    for name, polygon in (("first", TRIANGLE), ("second", CIRCLE)):
        geometry, numbers = np.array([shapely.to_wkb(polygon)], object), [np.array([1])]
        pyogrio.raw.write(
            str(tmp_path / "two.gpkg"),
            geometry,
            numbers,
            ["number"],
            crs="EPSG:32636",
            geometry_type="Polygon",
            driver="GPKG",
            layer=name,
            append=name == "second",
        )
    mask = {"mask": str(tmp_path / "two.gpkg"), "mask_layer": "second"}
    assert np.array_equal(
        predict(SceneOptions(odd_town.path), linear, **mask)[0] != 255, burned([CIRCLE])
    )


@pytest.mark.parametrize(
    ("polygons", "options", "words"),
    [
        ([shapely.box(0, 0, 9, 9)], {}, r"No polygon of MASK touches scene\.tif"),
        ([shapely.Point(WEST + 9, NORTH - 9)], {"geometry_type": "Point"}, "holds no polygons"),
        ([CIRCLE], {"crs": None}, "mask polygons have no CRS"),
    ],
)
def test_a_mask_that_is_of_no_use_is_a_sentence(
    predict, linear, odd_town, layer, polygons, options, words
):
    with pytest.raises(InvalidLabels, match=words):
        predict(SceneOptions(odd_town.path), linear, mask=layer(polygons, **options))


def test_a_mask_over_nothing_but_nodata_is_a_sentence(predict, linear, layer, tmp_path):
    pixels = np.full((5, 277, 379), 4000, np.uint16)
    pixels[:, :150] = 0
    scene = SceneOptions(write_raster(tmp_path / "half.tif", pixels, nodata=0))
    with pytest.raises(InvalidScene, match="no valid pixel inside the mask.*another MASK"):
        predict(scene, linear, mask=layer([CIRCLE]))
    assert not list(tmp_path.rglob("*.work"))
