"""Views, tapers, shifted tiles and probabilities: a part equals the whole map in each mode."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch

from landsketch.core.assessment.pixels import pixel_probabilities
from landsketch.core.class_table import ClassTable, LandClass
from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidJob, InvalidLabels, OutputNotWritable
from landsketch.core.features.feature_map import stack_on_finest_grid
from landsketch.core.features.session import open_session
from landsketch.core.heads.model_file import load_model, save_model
from landsketch.core.imagery import map_writer
from landsketch.core.imagery.class_map import ClassMap
from landsketch.core.imagery.scene import Scene
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import BackboneOptions, LabelOptions, SceneOptions
from landsketch.core.job.recipe import OptimizerOptions, Recipe
from landsketch.core.job.sharpen_options import NOT_SHARPENED, SharpenOptions
from landsketch.core.labels.label_reader import read_labels
from landsketch.core.labels.sampling import labelled_pixels
from landsketch.core.mapping import score_chunks
from landsketch.core.mapping.blend import tukey
from landsketch.core.mapping.rendering import Rendering
from landsketch.core.progress import Progress
from landsketch.core.training.dataset import LabelledScene
from landsketch.tests.helpers.rasters import ground, write_raster
from landsketch.tests.helpers.vectors import square, write_polygons

SIZE = (530, 620)  # four blocks of the rendering grid
CORNERS = [(0, 0, 70, 90), (490, 500, 530, 620), (63, 17, 520, 305), (505, 300, 530, 515)]
EDGES = SharpenOptions("edges", 1.0)
MODES = {
    "sharpened": {"sharpening": EDGES},
    "two lattices": {"lattices": 2},
    "taper": {"blend": "taper"},
    "taper over half a tile": {"blend": "taper", "overlap": 0.5},
    "views": {"tta": ("hflip", "rot90", "shift")},
    "tapered views": {"blend": "taper", "tta": ("rot270", "half")},
    "sharpened tapered views": {
        "blend": "taper",
        "tta": ("rot270", "half"),
        "sharpening": EDGES,
    },
}


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """A scene of five 8-bit bands that ends beside no block and no tile."""
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]] // 48
    pixels = ground((rows + columns) % 2, 2, 5)
    pixels[:, 500:515, 100:130] = 0
    return SceneOptions(
        write_raster(tmp_path_factory.mktemp("wide") / "scene.tif", pixels, nodata=0)
    )


@pytest.fixture
def mapped(run_options, tmp_path):
    """A function that maps a scene and returns classes, confidence and probabilities."""
    count = 0

    def run(scene, model, run=run_options, **options):
        nonlocal count
        count += 1
        folder = tmp_path / str(count)
        paths = [str(folder / f"{name}.tif") for name in ("map", "sure", "shares")]
        run_job(
            PredictJob(
                scene, model, *paths, MapOptions(**options), replace(run, cache=str(tmp_path / "c"))
            ),
            Progress(),
        )
        bands = []
        for path in paths:
            with rasterio.open(path) as dataset:
                bands.append(dataset.read())
        return bands[0][0], bands[1][0], bands[2]

    return run


@pytest.fixture(scope="module")
def models(train_model, odd_town, town, tiny_backbones, tmp_path_factory):
    """A function that trains one model per kind on a small transformer backbone."""
    folder, made = tmp_path_factory.mktemp("models"), {}
    backbone = BackboneOptions(str(tiny_backbones["dinov3"]), tile_tokens=8, halo_tokens=1)
    recipe = Recipe(head="decoder", optimizer=OptimizerOptions(epochs=2, learning_rate=0.02))
    extra = SceneOptions(odd_town.path, bands=(3, 2, 1), extra_bands=(4,))
    kinds = {
        "linear": (town, {}),
        "as encoded": (town, {"backbone": replace(backbone, position_mean=False)}),
        "large": (town, {"scene": SceneOptions(town.path, scale=4.0)}),
        "extra bands": (odd_town, {"scene": extra}),
        "decoder": (town, {"head": recipe, "max_samples": 200}),
    }

    def get(kind):
        if kind not in made:
            where, options = kinds[kind]
            made[kind] = train_model(
                folder / f"{kind}.safetensors", where, **{"backbone": backbone, **options}
            )
        return made[kind]

    return get


def extent_of(top, left, bottom, right):
    return (500_000.0 + left, 40_000.0 - bottom, 500_000.0 + right, 40_000.0 - top)


def assert_parts_equal(mapped, whole, scene, model, corners, **options):
    for top, left, bottom, right in corners:
        part = mapped(scene, model, extent=extent_of(top, left, bottom, right), **options)
        for one, all_of_it in zip(part, whole, strict=True):
            assert np.array_equal(one, all_of_it[..., top:bottom, left:right])


@pytest.mark.parametrize("mode", MODES)
def test_any_extent_has_the_pixels_of_the_whole_map(mapped, models, wide, mode):
    whole = mapped(wide, models("linear"), **MODES[mode])
    plain = mapped(wide, models("linear"))
    assert not np.array_equal(whole[2], plain[2])
    assert_parts_equal(mapped, whole, wide, models("linear"), CORNERS, **MODES[mode])


@pytest.mark.parametrize("mode", ["tapered views", "views", "sharpened"])
@pytest.mark.parametrize("kind", ["extra bands", "decoder"])
def test_extra_bands_and_dense_heads_keep_the_promise(mapped, models, wide, kind, mode):
    whole = mapped(wide, models(kind), **MODES[mode])
    assert_parts_equal(mapped, whole, wide, models(kind), CORNERS[1:2], **MODES[mode])


@pytest.mark.parametrize("mode", ["taper", "views", "sharpened"])
def test_neither_threads_nor_the_width_of_parts_change_a_pixel(
    mapped, models, wide, run_options, monkeypatch, mode
):
    whole = mapped(wide, models("linear"), **MODES[mode])
    one = mapped(wide, models("linear"), run=replace(run_options, threads=1), **MODES[mode])
    monkeypatch.setattr(score_chunks, "_MAX_COLUMNS_PX", 200)
    narrow = mapped(wide, models("linear"), **MODES[mode])
    for other in (one, narrow):
        assert all(np.array_equal(a, b) for a, b in zip(other, whole, strict=True))


def test_a_taper_of_one_tile_is_the_plain_map(mapped, models, tmp_path):
    rows, columns = np.mgrid[:100, :120] // 40
    small = SceneOptions(write_raster(tmp_path / "small.tif", ground((rows + columns) % 2, 4)))
    plain, tapered = mapped(small, models("linear")), mapped(small, models("linear"), blend="taper")
    assert np.array_equal(tapered[0], plain[0])
    assert np.abs(tapered[2].astype(int) - plain[2]).max() <= 1


def test_a_taper_is_the_weighted_mean_of_whole_tiles_probabilities(
    mapped, models, wide, run_options
):
    """The same pixels by floating point; only near-ties may differ."""
    model = load_model(Path(models("linear")))
    base = open_session(model.backbone, run_options, Progress()).features(Scene(wide))
    features = base.overlapping(2)
    weights = torch.from_numpy(tukey(8, 2))
    total = torch.zeros(2, features.rows, features.columns, dtype=torch.float64)
    for inner in features.inner_features():
        values = torch.from_numpy(stack_on_finest_grid(inner.layers, features.factors)).float()
        assert values.shape[1:] == (8, 8)
        scores = (
            model.head.token_logits(values.flatten(1).T).double() * model.head.inverse_temperature
        )
        shares = scores.softmax(dim=1).T.reshape(2, 8, 8) * weights[:, None] * weights
        at = inner.window
        total[:, at.row : at.row_end, at.column : at.column_end] += shares
    logarithm = (total / total.sum(dim=0)).log()
    smooth = torch.nn.functional.interpolate(logarithm[None], scale_factor=16, mode="bilinear")[0]
    expected = 100 * smooth.softmax(dim=0)[:, : SIZE[0], : SIZE[1]].numpy()
    found = mapped(wide, models("linear"), blend="taper")[2]
    valid = found[0] != 255
    assert np.abs(expected - found)[:, valid].max() <= 0.7


def test_views_average_the_maps_of_turned_images(mapped, models, wide, tmp_path):
    with rasterio.open(wide.path) as dataset:
        pixels = dataset.read()
    flipped = SceneOptions(write_raster(tmp_path / "flipped.tif", pixels[:, :, ::-1], nodata=0))
    plain, turned = (
        mapped(wide, models("as encoded"))[2],
        mapped(flipped, models("as encoded"))[2][:, :, ::-1],
    )
    valid = plain[0] != 255
    found = mapped(wide, models("as encoded"), tta=("hflip",))
    expected = (plain.astype(float) + turned) / 2
    assert np.abs(expected - found[2])[:, valid].max() <= 1
    assert (
        np.abs(plain.astype(float) - found[2])[:, valid].max() > 5
    )  # the view says something of its own


@pytest.mark.parametrize("sharpening", [NOT_SHARPENED, EDGES], ids=["plain", "sharpened"])
@pytest.mark.parametrize("kind", ["linear", "decoder"])
def test_scores_are_measured_on_the_map_with_the_same_views_and_filter(
    mapped, models, wide, run_options, kind, sharpening, tmp_path
):
    views, model = ("vflip", "offset", "transpose"), load_model(Path(models(kind)))
    scene = Scene(wide)
    places = [square(490, 490, 36), square(0, 0, 30), square(300, 560, 60), square(500, 10, 30)]
    labels = read_labels(
        LabelOptions(
            write_polygons(tmp_path / "l.gpkg", places, kind=list("abab")), class_field="kind"
        ),
        scene,
    )
    features = open_session(model.backbone, run_options, Progress()).features(scene)
    labelled = LabelledScene(features, labels, labelled_pixels(labels, scene, Progress()))
    shares = pixel_probabilities(
        labelled, Rendering(model.head, sharpening=sharpening), Progress(), views
    )
    classes, _, percent = mapped(wide, models(kind), tta=views, sharpening=sharpening)
    rows, columns = labelled.pixels.rows, labelled.pixels.columns
    assert np.array_equal(
        np.array(model.table.values)[shares.argmax(axis=1)], classes[rows, columns]
    )
    assert np.array_equal(np.rint(100 * shares).T, percent[:, rows, columns])


def test_probabilities_confidence_and_classes_tell_one_story(mapped, models, wide):
    classes, sure, shares = mapped(wide, models("linear"))
    valid = classes != 255
    assert not valid[505, 110]
    assert np.array_equal(sure, shares.max(axis=0))
    assert np.isin(shares[:, valid].sum(axis=0), (99, 100, 101)).all()
    clear = valid & (sure > 50)
    assert np.array_equal(shares.argmax(axis=0)[clear] + 1, classes[clear])
    assert (shares[:, ~valid] == 255).all()


def map_only(path, scene, model, run, **options):
    run_job(PredictJob(scene, model, str(path), options=MapOptions(**options), run=run), Progress())
    with rasterio.open(path) as dataset:
        return dataset.read(1), dataset.tags()


@pytest.mark.parametrize("tta", [(), ("hflip",)], ids=["scene", "views"])
@pytest.mark.parametrize("sharpening", [NOT_SHARPENED, EDGES], ids=["plain", "sharpened"])
def test_classes_do_not_depend_on_the_other_rasters(
    mapped, models, wide, run_options, tmp_path, tta, sharpening
):
    options = {"tta": tta, "sharpening": sharpening}
    classes, _ = map_only(tmp_path / "map.tif", wide, models("linear"), run_options, **options)
    assert np.array_equal(classes, mapped(wide, models("linear"), **options)[0])


def test_maps_are_sharpened_as_the_model_was_validated(models, wide, run_options, tmp_path):
    """By default; a map may choose otherwise, and says what it was."""
    model = load_model(Path(models("linear")))
    sharpened = tmp_path / "sharpened.safetensors"
    save_model(replace(model, sharpening=EDGES), sharpened)
    maps = {
        name: map_only(tmp_path / f"{name}.tif", wide, path, run_options, **options)
        for name, path, options in (
            ("plain", models("linear"), {}),
            ("as validated", str(sharpened), {}),
            ("chosen", models("linear"), {"sharpening": EDGES}),
            ("other factor", str(sharpened), {"sharpening": SharpenOptions("model", 3.0)}),
            ("switched off", str(sharpened), {"sharpening": SharpenOptions("none")}),
        )
    }
    pixels = {name: classes for name, (classes, _) in maps.items()}
    assert np.array_equal(pixels["as validated"], pixels["chosen"])
    assert np.array_equal(pixels["switched off"], pixels["plain"])
    assert 0.001 < (pixels["as validated"] != pixels["plain"]).mean() < 0.5
    assert not np.array_equal(pixels["other factor"], pixels["as validated"])
    sigma = Scene(wide).color_difference
    assert sigma > 1
    tags = {name: found.get("LANDSKETCH_SHARPEN") for name, (_, found) in maps.items()}
    assert tags == {
        "plain": "none",
        "as validated": f"edges, sigma {sigma:.4g} CIELAB",
        "chosen": f"edges, sigma {sigma:.4g} CIELAB",
        "other factor": f"edges, sigma {3 * sigma:.4g} CIELAB",
        "switched off": "none",
    }


def test_calibrated_confidence_is_that_of_filtered_probabilities(mapped, models, wide, tmp_path):
    """The temperature follows the filter, so classes do not depend on it."""
    model = load_model(Path(models("linear")))
    plain = mapped(wide, models("linear"), sharpening=EDGES)
    inverse = 2.5 * model.head.inverse_temperature
    path = tmp_path / "certain.safetensors"
    save_model(replace(model, head=model.head.with_inverse_temperature(inverse)), path)
    certain = mapped(wide, str(path), sharpening=EDGES)
    valid = plain[0] != 255
    assert (certain[0] != plain[0]).mean() < 0.001  # scores are rounded
    powers = (plain[2][:, valid] / 100.0) ** 2.5
    expected = 100 * powers / powers.sum(axis=0)
    assert np.abs(expected - certain[2][:, valid]).max() < 2


def recorded(folder, job):
    result = run_job(job, Progress())
    with rasterio.open(folder / "map.tif") as dataset:
        return (
            result,
            dataset.read(1),
            json.loads(dataset.tags()["LANDSKETCH_CLASSES"]),
            dataset.colormap(1),
        )


def test_pixels_below_a_confidence_are_unknown(mapped, models, wide, run_options, tmp_path):
    plain, sure, _ = mapped(wide, models("linear"))
    paths = [str(tmp_path / "out" / name) for name in ("map.tif", "sure.tif")]
    options = MapOptions(unknown_below=80)
    job = PredictJob(wide, models("linear"), *paths, options=options, run=run_options)
    result, classes, legend, colors = recorded(tmp_path / "out", job)
    assert 0.001 < (sure < 80).mean() < 0.5
    assert np.array_equal(classes, np.where(sure < 80, 0, plain))
    assert legend[-1] == {"value": 0, "name": "unknown", "color": "#9e9e9e"}
    assert result.metrics["classes"] == legend
    assert result.metrics["unknown_share"] == pytest.approx((sure < 80).sum() / (sure != 255).sum())
    assert colors[0][:3] == (0x9E, 0x9E, 0x9E)
    with ClassMap(paths[0]) as what_tools_see:
        assert what_tools_see.legend[-1] == (0, "unknown", "#9e9e9e")
    for side in ("map.tif.aux.xml", "map.qml"):
        assert "unknown" in (tmp_path / "out" / side).read_text()


def with_table(model, path, table):
    save_model(replace(load_model(Path(model)), table=table), path)
    return str(path)


def test_unknown_takes_the_first_free_value_and_a_free_name(models, wide, run_options, tmp_path):
    table = ClassTable((LandClass(0, "unknown", "#112233"), LandClass(2, "b", "#445566")))
    model = with_table(models("linear"), tmp_path / "m.safetensors", table)
    options = MapOptions(unknown_below=80)
    job = PredictJob(wide, model, str(tmp_path / "map.tif"), options=options, run=run_options)
    _, classes, legend, _ = recorded(tmp_path, job)
    assert set(np.unique(classes)) == {0, 1, 2, 255}
    assert [(c["value"], c["name"]) for c in legend] == [(0, "unknown"), (2, "b"), (1, "unknown 2")]


def test_a_full_class_table_leaves_no_room_for_unknown():
    full = ClassTable(tuple(LandClass(value, f"c{value}", "#000000") for value in range(255)))
    with pytest.raises(InvalidLabels, match="All 255 values have a class"):
        full.with_added("unknown", "#9e9e9e")


def test_a_view_that_the_scale_forbids_is_a_sentence(models, wide, run_options, tmp_path):
    options = MapOptions(tta=("hflip", "double"))
    job = PredictJob(
        replace(wide), models("large"), str(tmp_path / "map.tif"), options=options, run=run_options
    )
    with pytest.raises(InvalidJob, match="the scale 8"):
        run_job(job, Progress())
    assert list(tmp_path.iterdir()) == []


def test_rasters_of_a_map_get_their_names_together_or_not_at_all(
    models, wide, run_options, tmp_path, monkeypatch
):
    paths = [tmp_path / f"{name}.tif" for name in ("map", "sure", "shares")]
    paths[2].write_text("an earlier one")
    real = map_writer.check_whole

    def full_for_the_map(path):
        real(path)
        if path.name.startswith("map"):
            raise OSError

    monkeypatch.setattr(map_writer, "check_whole", full_for_the_map)
    with pytest.raises(OutputNotWritable):
        run_job(PredictJob(wide, models("linear"), *map(str, paths), run=run_options), Progress())
    assert set(tmp_path.iterdir()) == {
        paths[2],
        tmp_path / "map.tif.work",
    }  # parts stay for the next run
    assert paths[2].read_text() == "an earlier one"
