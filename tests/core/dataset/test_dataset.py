"""Datasets: what is prepared is what a training reads, and nothing is encoded twice."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
from affine import Affine

from landsketch.core.dataset.dataset_file import load_dataset
from landsketch.core.engine.run import run_job
from landsketch.core.errors import (
    InvalidJob,
    InvalidLabels,
    InvalidModel,
    InvalidScene,
    OutputNotWritable,
)
from landsketch.core.job.dataset_jobs import PrepareDatasetJob
from landsketch.core.job.jobs import EvaluateJob, PredictJob, TrainJob
from landsketch.core.job.options import LabelOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import NORTH, WEST, ground, read_band, write_raster
from landsketch.tests.helpers.town import make_town
from landsketch.tests.helpers.vectors import square, write_polygons

NOTHING = LabelOptions()


class Heard(Progress):
    """Keeps what a job reports."""

    def __init__(self):
        super().__init__()
        self.warnings, self.infos = [], []

    def warning(self, text):
        self.warnings.append(text)

    def info(self, text):
        self.infos.append(text)


@pytest.fixture
def prepare(town, small_tiles, run_options, tmp_path):
    """A function that prepares a dataset of the town; it returns folder and result."""
    count = 0

    def prepare(progress=None, **options):
        nonlocal count
        count += 1
        folder = options.pop("folder", tmp_path / f"dataset {count}")
        options = {
            "scenes": (town.scene,),
            "labels": town.label_options,
            "backbone": small_tiles,
            "run": replace(run_options, cache=str(tmp_path / "cache")),
            **options,
        }
        job = PrepareDatasetJob(folder=str(folder), **options)
        return folder, run_job(job, progress or Progress())

    return prepare


@pytest.fixture
def train(small_tiles, run_options, tmp_path):
    """A function that trains a head and returns the bytes of the model and the figures."""

    def train(scenes=(), labels=NOTHING, **options):
        model = tmp_path / "model.safetensors"
        model.unlink(missing_ok=True)
        options = {
            "recipe": Recipe(head="ridge"),
            "max_samples": 200,
            "run": replace(run_options, cache=str(tmp_path / "cache")),
            **options,
        }
        result = run_job(TrainJob(scenes, labels, str(model), **options), Progress())
        return model.read_bytes(), result.metrics

    return train


def columns_of(folder):
    meta, _, _, columns = pyogrio.raw.read(folder / "tiles.gpkg", layer="tiles")
    return dict(zip(map(str, meta["fields"]), columns, strict=True))


def polygons(town, tmp_path, **options):
    return town.label_options


def points(town, tmp_path):
    places = [square(r, c, 2, 0.6).centroid for r in (20, 70, 120, 200) for c in (20, 70, 120, 300)]
    kinds = ["a", "b"] * 8
    path = write_polygons(tmp_path / "points.gpkg", places, geometry_type="Point", kind=kinds)
    return LabelOptions(path=path, class_field="kind", point_radius=3)


def numbers_and_splits(town, tmp_path):
    return replace(town.label_options, class_field="code", split_field="fold")


def corrected(town, tmp_path):
    path = write_polygons(
        tmp_path / "c.gpkg", [square(0, 0, 60), square(96, 0, 30)], kind=["stone", "meadow"]
    )
    return replace(town.label_options, corrections=path, corrections_weight=2)


def with_area(town, tmp_path):
    path = write_polygons(tmp_path / "a.gpkg", [square(0, 0, 144)], name=["x"])
    return replace(town.label_options, area=path)


def raster(town, tmp_path):
    values = np.where(np.arange(384) < 200, town.truth + 1, 255).astype(np.uint8)
    return LabelOptions(raster=write_raster(tmp_path / "labels.tif", values, nodata=255))


KINDS = (polygons, points, numbers_and_splits, corrected, with_area, raster)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_training_on_a_dataset_is_that_on_its_images_and_labels(
    town, prepare, train, small_tiles, tmp_path, kind
):
    labels = kind(town, tmp_path)
    plain, _ = train((town.scene,), labels, backbone=small_tiles, folds=3)
    folder, _ = prepare(labels=labels, folds=3)
    from_dataset, metrics = train(dataset=str(folder))
    assert from_dataset == plain
    assert metrics["tiles_encoded"] == 0


def test_the_folder_can_be_moved_and_the_sources_deleted(town, prepare, train, tmp_path):
    labels = Path(town.labels)
    copy = tmp_path / "copy.gpkg"
    copy.write_bytes(labels.read_bytes())
    folder, _ = prepare(labels=replace(town.label_options, path=str(copy)))
    before, _ = train(dataset=str(folder))
    copy.unlink()
    moved = folder.rename(tmp_path / "moved")
    after, _ = train(dataset=str(moved))
    assert after == before


def test_a_second_run_encodes_nothing_and_writes_the_same(prepare, tmp_path):
    folder, first = prepare(encode="all", views=("hflip",))
    files = ("dataset.json", "labels.gpkg", "tiles.gpkg")
    before = [(folder / name).read_bytes() for name in files]
    _, second = prepare(encode="all", views=("hflip",), folder=folder)
    assert first.metrics["tiles_encoded"] == first.metrics["n_tiles"] > 0
    assert second.metrics["tiles_encoded"] == 0
    assert [(folder / name).read_bytes() for name in files] == before


def test_tiles_tell_the_labels_in_them(town, prepare):
    folder, result = prepare(encode="all", views=("rot90",))
    columns = columns_of(folder)
    is_plain = columns["view"] == "identity"
    assert is_plain.sum() == (~is_plain).sum() == result.metrics["n_tiles"] / 2
    assert columns["cached"].all()
    assert (columns["nodata_share"] == 0).all()
    shares = columns["share_meadow"] + columns["share_stone"]
    assert np.allclose(shares, columns["labelled_share"])
    # Inner windows of 64 px; the sum over all tiles is all labelled pixels, in every view
    labelled = sum(entry["n_pixels"] for entry in load_dataset(folder).facts["classes"])
    assert labelled > 1000
    _, _, wkb, _ = pyogrio.raw.read(folder / "tiles.gpkg", layer="tiles")
    import shapely

    areas = shapely.area(shapely.from_wkb(wkb))
    assert round((areas * shares)[is_plain].sum()) == labelled
    assert round((areas * shares)[~is_plain].sum()) == labelled
    assert {part for text in columns["fold"] for part in text.split(", ") if part} == set("12345")


def test_labelled_tiles_only_are_encoded(town, prepare, tmp_path):
    labels = write_polygons(
        tmp_path / "two.gpkg", [square(0, 0, 30), square(200, 300, 30)], kind=["a", "b"]
    )
    folder, result = prepare(
        labels=LabelOptions(path=labels, class_field="kind"), validation="none"
    )
    assert 2 <= result.metrics["n_tiles"] <= 6
    assert set(columns_of(folder)["fold"]) == {""}


def test_an_extent_limits_the_tiles(prepare, tmp_path):
    town = make_town(tmp_path, columns=24)  # three blocks
    source = {"scenes": (town.scene,), "labels": town.label_options}
    part = (WEST, NORTH - 64, WEST + 64, NORTH)
    _, some = prepare(**source, encode="extent", extent=part)
    _, every = prepare(**source, encode="all")
    assert 0 < some.metrics["n_tiles"] < every.metrics["n_tiles"]
    with pytest.raises(InvalidScene, match="outside all images"):
        prepare(encode="extent", extent=(0, 0, 1, 1))


def test_nothing_is_encoded_where_that_is_asked(prepare):
    folder, result = prepare(encode="none")
    assert result.metrics["tiles_encoded"] == 0
    assert not columns_of(folder)["cached"].any()


def test_several_images_are_one_dataset(town, other_town, prepare, train):
    labels = pyogrio.raw.read(town.labels), pyogrio.raw.read(other_town.labels)
    folder, result = prepare(scenes=(town.scene, other_town.scene), validation="none")
    assert set(columns_of(folder)["image"]) == {"scene.tif"}
    assert len(load_dataset(folder).facts["images"]) == 2
    assert labels[0][0]["crs"] == labels[1][0]["crs"]
    _, metrics = train(dataset=str(folder))
    assert metrics["n_polygons"] == result.metrics["n_labels"]


# -- background ------------------------------------------------------------------------------------


def fully_labelled(town, tmp_path):
    """Labels of one kind in a corner, everything else is 'other'."""
    path = write_polygons(tmp_path / "few.gpkg", [square(0, 0, 30)], kind=["stone"])
    area = write_polygons(tmp_path / "all.gpkg", [square(0, 0, 288)], name=["x"])
    return LabelOptions(path=path, class_field="kind", area=area)


@pytest.mark.parametrize(("background", "share"), [("keep", 1), ("thin", 0.5), ("drop", 0)])
def test_background_tiles_are_kept_thinned_or_dropped(
    town, prepare, train, tmp_path, background, share
):
    heard = Heard()
    folder, _ = prepare(
        heard,
        labels=fully_labelled(town, tmp_path),
        background=background,
        background_keep=0.5,
        validation="none",
    )
    columns = columns_of(folder)
    n_background = int(columns["background"].sum())
    n_kept = int((columns["background"] & columns["kept"]).sum())
    assert n_background > 10
    assert columns["kept"][~columns["background"]].all()
    assert n_kept in range(round(n_background * share) - 5, round(n_background * share) + 6)
    assert any("are background only: 'keep' uses" in text for text in heard.infos)
    _, metrics = train(dataset=str(folder), max_samples=100_000, validation="none")
    n_other = load_dataset(folder).facts["classes"][1]["n_pixels"]
    n_stone = load_dataset(folder).facts["classes"][0]["n_pixels"]
    assert metrics["n_samples"] == n_other + n_stone


def test_background_of_a_label_raster_is_erased(town, prepare, train, tmp_path):
    values = np.ones((288, 384), np.uint8)
    values[:40, :40] = 2
    labels = LabelOptions(raster=write_raster(tmp_path / "labels.tif", values))
    folder, _ = prepare(
        labels=labels, background="drop", background_class="class 1", validation="none"
    )
    left = read_band(folder / "labels.tif")
    assert (left[:64, :64] == values[:64, :64]).all()
    assert (left[64:, :] == 255).all()


def test_a_background_has_to_be_known(prepare):
    with pytest.raises(InvalidJob, match="choose BACKGROUND_CLASS among meadow, stone"):
        prepare(background="drop")


# -- two dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_same_grid", [True, False])
def test_bands_of_a_second_date_are_extra_bands(
    town, prepare, train, run_options, tmp_path, is_same_grid
):
    pixels = ground(town.truth, 5, 3)
    transform = Affine(1, 0, WEST, 0, -1, NORTH)
    if not is_same_grid:
        pixels, transform = pixels[:, ::2, ::2], Affine(2, 0, WEST, 0, -2, NORTH)
    second = write_raster(tmp_path / "second.tif", pixels, transform=transform)
    heard = Heard()
    folder, result = prepare(heard, second=second)
    assert load_dataset(folder).job.scenes[0].extra_bands == (4, 5, 6)
    assert any("has other pixels" in text for text in heard.warnings) == (not is_same_grid)
    with rasterio.open(result.outputs["stack"]) as stack:
        assert stack.count == 6
        assert (stack.read(1) == read_band(town.path)).all()
        difference = np.abs(stack.read(4).astype(int) - ground(town.truth, 5, 3)[0])
        assert difference.max() == 0 if is_same_grid else difference.mean() < 30
    _, metrics = train(dataset=str(folder))
    assert metrics["tiles_encoded"] == 0
    one_date = PredictJob(
        town.scene, str(tmp_path / "model.safetensors"), str(tmp_path / "map.tif"), run=run_options
    )
    with pytest.raises(InvalidModel, match=r"extra bands up to number 6, but scene.tif has 3 band"):
        run_job(one_date, Progress())


def test_a_second_date_of_another_place_is_refused(town, other_town, prepare):
    with pytest.raises(InvalidScene, match="does not overlap scene.tif"):
        prepare(second=other_town.path)


# -- evaluation ------------------------------------------------------------------------------------


def test_a_dataset_is_evaluated_like_its_image(town, prepare, model, run_options):
    folder, _ = prepare()
    options = {"include_training": True, "run": run_options}
    plain = EvaluateJob((town.scene,), model, town.label_options, **options)
    from_dataset = EvaluateJob((), model, NOTHING, dataset=str(folder), **options)
    one, other = (run_job(job, Progress()).metrics for job in (plain, from_dataset))
    assert one["miou"] == other["miou"]
    assert one["labelled_pixels"] == other["labelled_pixels"]


def test_an_evaluation_on_two_images_pools_their_pixels(town, other_town, model, run_options):
    def counts(*towns):
        labels = write_labels(towns)
        job = EvaluateJob(
            tuple(one.scene for one in towns), model, labels, include_training=True, run=run_options
        )
        return run_job(job, Progress()).metrics

    folder = Path(town.labels).parent

    def write_labels(towns):
        import shapely

        geometries, kinds = [], []
        for one in towns:
            _, _, wkb, columns = pyogrio.raw.read(one.labels, columns=["kind"])
            geometries += list(shapely.from_wkb(wkb))
            kinds += list(columns[0])
        path = write_polygons(folder / f"both {len(towns)}.gpkg", geometries, kind=kinds)
        return LabelOptions(path=path, class_field="kind")

    first, both = counts(town), counts(town, other_town)
    assert both["labelled_pixels"] > 1.9 * first["labelled_pixels"]


# -- errors ------------------------------------------------------------------------------------


def test_too_little_room_says_what_would_fit(prepare, run_options, tmp_path):
    tiny = replace(run_options, cache=str(tmp_path / "tiny"), cache_gb=0.0003)
    with pytest.raises(OutputNotWritable, match=r"is allowed \(CACHE_GB\)") as caught:
        prepare(encode="all", run=tiny)
    assert "ENCODE=labels" in str(caught.value) or "fewer LAYERS" in str(caught.value)


def test_a_folder_that_is_no_dataset_is_told(train, tmp_path):
    with pytest.raises(InvalidJob, match=r"is no dataset: it has no dataset.json"):
        train(dataset=str(tmp_path))
    (tmp_path / "dataset.json").write_text("{")
    with pytest.raises(InvalidJob, match=r"cannot be read \("):
        train(dataset=str(tmp_path))
    (tmp_path / "dataset.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(InvalidJob, match="another version"):
        train(dataset=str(tmp_path))
    (tmp_path / "dataset.json").write_text(json.dumps({"format": 1, "job": {}}))
    with pytest.raises(InvalidJob):
        train(dataset=str(tmp_path))


def test_a_folder_with_other_files_is_not_touched(town, prepare, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "labels.gpkg").write_bytes(Path(town.labels).read_bytes())
    before = sorted((file.name, file.read_bytes()) for file in folder.iterdir())
    with pytest.raises(OutputNotWritable, match="holds other files; choose a new or empty folder"):
        prepare(folder=folder)
    assert sorted((file.name, file.read_bytes()) for file in folder.iterdir()) == before


def test_a_preparation_that_fails_leaves_what_was_there(town, prepare, tmp_path):
    folder = tmp_path / "again"
    wrong = replace(town.label_options, class_field="none")
    with pytest.raises(InvalidLabels):
        prepare(folder=folder, labels=wrong)
    assert not folder.exists()
    prepare(folder=folder)
    before = sorted((file.name, file.read_bytes()) for file in folder.iterdir())
    with pytest.raises(InvalidLabels):
        prepare(folder=folder, labels=wrong)
    assert sorted((file.name, file.read_bytes()) for file in folder.iterdir()) == before
    assert not list(tmp_path.glob("*.part"))


def test_an_image_that_has_changed_is_told(town, prepare, train, tmp_path):
    path = tmp_path / "scene.tif"
    path.write_bytes(Path(town.path).read_bytes())
    folder, _ = prepare(scenes=(SceneOptions(str(path)),))
    train(dataset=str(folder))
    write_raster(path, ground(town.truth, 9))
    with pytest.raises(InvalidScene, match="scene.tif has changed since the dataset was prepared"):
        train(dataset=str(folder))
    path.unlink()
    with pytest.raises(InvalidJob, match="scene.tif, an image of the dataset .* does not exist"):
        train(dataset=str(folder))


@pytest.mark.parametrize(
    "changes",
    [{"images": "x"}, {"images": []}, {"images": [{}]}, {"labels": [{}]}, {"job": {}}, {"job": 3}],
)
def test_a_damaged_dataset_is_told(prepare, train, changes):
    folder, _ = prepare()
    file = folder / "dataset.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
    with pytest.raises(InvalidJob, match=r"dataset.json is damaged.*prepare the dataset again"):
        train(dataset=str(folder))


def test_a_file_is_no_dataset(train, town):
    with pytest.raises(InvalidJob, match="is no dataset"):
        train(dataset=town.path)


def test_labels_in_the_folder_of_the_dataset_are_left_alone(prepare, town, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    labels = folder / "labels.gpkg"
    labels.write_bytes(Path(town.label_options.path).read_bytes())
    before = labels.read_bytes()
    with pytest.raises(OutputNotWritable, match="is an input of this run and would be lost"):
        prepare(folder=folder, labels=replace(town.label_options, path=str(labels)))
    assert labels.read_bytes() == before


def test_dropping_all_labels_is_told(prepare, town, tmp_path):
    path = write_polygons(tmp_path / "one.gpkg", [square(20, 20, 30)], kind=["a"])
    labels = LabelOptions(path=path, class_field="kind")
    with pytest.raises(InvalidJob, match="BACKGROUND=drop leaves no labelled tile"):
        prepare(labels=labels, background="drop", background_class="a")


def test_a_dataset_and_images_exclude_each_other(town):
    with pytest.raises(InvalidJob, match="DATASET stands for images and labels"):
        TrainJob((town.scene,), NOTHING, "m", dataset="d")
    with pytest.raises(InvalidJob, match="DATASET stands for images and labels"):
        EvaluateJob((), "m", town.label_options, dataset="d")
    with pytest.raises(InvalidJob, match=r"INPUT \(Images\) is required, or a DATASET"):
        TrainJob((), town.label_options, "m")


def test_labels_outside_are_told(prepare, other_town):
    with pytest.raises(InvalidLabels, match="No label is inside"):
        prepare(scenes=(other_town.scene,))


def test_a_model_of_a_dataset_maps_a_scene(town, prepare, train, run_options, tmp_path):
    folder, _ = prepare()
    train(dataset=str(folder))
    output = str(tmp_path / "map.tif")
    model = str(tmp_path / "model.safetensors")
    run_job(PredictJob(SceneOptions(town.path), model, output, run=run_options), Progress())
    assert (read_band(output) == town.truth + 1).mean() > 0.8
