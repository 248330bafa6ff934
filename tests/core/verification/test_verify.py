"""Faults of every kind are planted in a dataset, one at a time: each is found, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from affine import Affine

from landsketch.core.engine.run import run_job
from landsketch.core.engine.verbs import verifydataset
from landsketch.core.errors import InvalidJob, OutputNotWritable
from landsketch.core.job.dataset_jobs import PrepareDatasetJob, VerifyDatasetJob
from landsketch.core.job.options import BackboneOptions, LabelOptions, SceneOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import NORTH, WEST, write_raster
from landsketch.tests.helpers.vectors import square, write_polygons

SIDE, ROWS, COLUMNS = 48, 12, 16
# Inner windows of 32 tokens = 128 px
TILES = BackboneOptions("builtin", tile_tokens=64, halo_tokens=16)


@pytest.fixture(scope="module")
def place():
    """Two kinds of ground in patches of 48 px, which no two tiles show alike."""
    random = np.random.default_rng(0)
    kinds = (np.add.outer(np.arange(ROWS), np.arange(COLUMNS)) % 2).astype(np.uint8)
    truth = kinds.repeat(SIDE, 0).repeat(SIDE, 1)
    green, grey = np.array([60, 120, 50]), np.array([150, 142, 132])
    color = np.where(truth[None] == 0, green[:, None, None], grey[:, None, None])
    rough = random.normal(size=truth.shape) * np.where(truth == 0, 4, 20)
    pixels = np.clip(color + rough, 1, 254).astype(np.uint8)
    return pixels, kinds


class World:
    """A dataset in the making: what a case changes before or after it is prepared."""

    def __init__(self, folder, place, run):
        self.folder, self.run = folder, run
        self.pixels, self.kinds = place[0].copy(), place[1]
        places = [(r, c) for r in range(ROWS) for c in range(COLUMNS) if (r * 5 + c * 3) % 7 < 2]
        self.shapes = [square(r * SIDE, c * SIDE, SIDE, 6) for r, c in places]
        self.classes = [("meadow", "stone")[self.kinds[place]] for place in places]
        self.splits = [("a", "b", "c")[c // 6] for _, c in places]
        self.profile, self.crs = {}, "EPSG:32636"
        self.images, self.options = [], {}
        self.labels = {}
        self.after = lambda: None

    def add(self, shape, name, split="a"):
        self.shapes.append(shape)
        self.classes.append(name)
        self.splits.append(split)

    def prepare(self):
        image = write_raster(self.folder / "scene.tif", self.pixels, **self.profile)
        path = write_polygons(
            self.folder / "labels.gpkg",
            self.shapes,
            geometry_type="Unknown",
            kind=self.classes,
            part=self.splits,
        )
        labels = LabelOptions(path=path, class_field="kind", **self.labels)
        scenes = (SceneOptions(image), *(SceneOptions(str(one)) for one in self.images))
        job = PrepareDatasetJob(
            scenes=scenes,
            labels=labels,
            folder=str(self.folder / "dataset"),
            backbone=TILES,
            run=self.run,
            **{"encode": "all", **self.options},
        )
        run_job(job, Progress())

    def verify(self, **options):
        options = {"report": str(self.folder / "report.html"), "run": self.run, **options}
        options = {"find_shift": False, "find_mislabelled": False, **options}
        progress = options.pop("progress", Progress())
        job = VerifyDatasetJob(folder=str(self.folder / "dataset"), **options)
        return run_job(job, progress)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """A feature cache for all worlds, most of which have the same image."""
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def world(place, run_options, cache, tmp_path):
    return World(tmp_path, place, replace(run_options, cache=cache))


def not_finite(world):
    world.pixels = world.pixels.astype(np.float32)
    world.pixels[0, 200:203, 210] = (np.nan, np.inf, -np.inf)
    return {"not_finite": "1 tiles have 3 pixels"}


def constant(world):
    world.pixels[:, 0:132, 0:132] = 90
    return {"constant": "1 tiles are a single colour"}


def constant_with_nan(world):
    world.pixels = world.pixels.astype(np.float32)
    world.pixels[:, 0:132, 0:132] = 90
    world.pixels[:, 5, 5] = np.nan
    return {"constant": "1 tiles", "not_finite": "1 tiles have 1 pixels"}


def no_data(world):
    world.profile = {"nodata": 0}
    world.pixels[:, 0:132, 0:132] = 0
    return {"nodata": "1 tiles have no data in more than 50%"}


def other_scale(world):
    world.pixels = world.pixels.astype(np.uint16) * 100
    world.pixels[:, 0:132, 0:132] //= 100
    return {"tile_scale": "by a factor of 16 or more"}


def twin_tiles(world):
    world.pixels[:, 0:128, 512:640] = world.pixels[:, 0:128, 0:128]
    world.options = {"validation": "none"}
    return {"duplicate_tiles": "2 tiles have exactly the pixels"}


def twin_tiles_of_two_folds(world):
    world.pixels[:, 0:128, 512:640] = world.pixels[:, 0:128, 0:128]
    world.options = {"validation": "field"}
    world.labels = {"split_field": "part"}
    world.splits = ["a" if box.centroid.x < WEST + 400 else "b" for box in world.shapes]
    return {"duplicate_tiles": "2 tiles", "leakage": "2 tiles have the same pixels as a tile of"}


def the_same_image_twice(world):
    world.images = [write_raster(world.folder / "copy.tif", world.pixels)]
    n_tiles = 2 * 5 * 6
    return {"duplicate_images": "are the same image", "duplicate_tiles": f"{n_tiles} tiles"}


def another_pixel_size(world):
    transform = Affine(2, 0, WEST + 5000, 0, -2, NORTH)
    world.images = [write_raster(world.folder / "b.tif", world.pixels[:, ::2], transform=transform)]
    return {"pixel_sizes": "Pixels of scene.tif are 1 m and those of b.tif 2 m wide"}


def another_data_type(world):
    transform = Affine(1, 0, WEST + 5000, 0, -1, NORTH)
    pixels = world.pixels[:, ::-1].astype(np.uint16) * 40
    world.images = [write_raster(world.folder / "b.tif", pixels, transform=transform)]
    return {"image_scales": "have different scales"}


def a_changed_image(world):
    def change():
        write_raster(world.folder / "scene.tif", 255 - world.pixels)

    world.after = change
    return {"changed_image": "has changed since", "stale_cache": "of an earlier version of scene"}


def a_damaged_file(world):
    world.run = replace(world.run, cache=str(world.folder / "cache"))

    def damage():
        file = min(Path(world.run.cache).glob("*/0_000001_000001*.safetensors"))
        data = bytearray(file.read_bytes())
        data[-5] ^= 1
        file.write_bytes(data)

    world.after = damage
    return {"damaged_cache": "Cached features of 1 tiles are damaged"}


def no_class(world):
    world.classes[3] = None
    return {"no_class": "1 label(s) have no class"}


def class_outside_the_table(world):
    table = [
        {"value": 1, "name": "meadow", "color": "#00ff00"},
        {"value": 2, "name": "stone", "color": "#888888"},
    ]
    path = world.folder / "classes.json"
    path.write_text(json.dumps(table))
    world.labels = {"class_table": str(path)}
    world.classes[3] = "water"
    return {"unknown_class": "not in the class table and are left out: water"}


def names_that_differ_in_case(world):
    for number in (0, 5, 9, 14, 20, 25, 30, 35):
        if world.classes[number] == "meadow":
            world.classes[number] = " Meadow"
    return {"similar_names": "'Meadow', 'meadow'"}


def crossing_outline(world):
    west, south, east, north = world.shapes[4].bounds
    bow = [(west, south), (east, north), (east, south), (west, north)]
    world.shapes[4] = shapely.Polygon(bow)
    return {"invalid_geometry": "1 label(s) have outlines that cross"}


def no_shape(world):
    world.shapes[4] = None
    return {"empty_geometry": "1 label(s) have no shape"}


def outside(world):
    world.add(square(0, 5000, 30), "stone")
    return {"outside": "1 label(s) are outside all images"}


def partly_outside(world):
    world.shapes[0] = shapely.box(WEST - 20, NORTH - 20, WEST + 20, NORTH - 2)
    return {"partly_outside": "1 label(s) reach beyond"}


def smaller_than_a_pixel(world):
    world.add(shapely.box(WEST + 60.1, NORTH - 60.5, WEST + 60.6, NORTH - 60.1), "stone")
    return {"small": "1 polygon(s) are smaller than a pixel"}


def a_sliver(world):
    world.add(shapely.box(WEST + 60, NORTH - 60.6, WEST + 90, NORTH - 60.1), "meadow")
    return {"sliver": "1 polygon(s) are narrower than a pixel"}


def a_small_square(world):
    world.add(shapely.box(WEST + 60.2, NORTH - 61.8, WEST + 61.8, NORTH - 60.2), "meadow")
    return {}


def one_class(world):
    world.classes = ["meadow"] * len(world.shapes)
    world.options = {"validation": "none"}
    return {"one_class": "All labels are of the class 'meadow', but a map needs at least two"}


def a_copy(world):
    world.add(world.shapes[7], world.classes[7])
    return {"duplicate_labels": "1 polygon(s) are copies"}


def contradiction(world):
    other = "stone" if world.classes[7] == "meadow" else "meadow"
    world.add(shapely.buffer(world.shapes[7].centroid, 8), other)
    return {"contradiction": "2 polygons overlap polygons of another class"}


def few_polygons(world):
    world.classes[7] = "quarry"
    world.options = {"validation": "none"}
    return {"few_polygons": "Fewer than 3 polygons: quarry (1)"}


def imbalance(world):
    keep = [i for i, name in enumerate(world.classes) if name == "meadow"]
    world.shapes = [world.shapes[i] for i in keep]
    world.classes = ["meadow"] * len(keep)
    world.splits = ["a"] * len(keep)
    for column in (1, 97, 193):
        world.add(square(49, column, 4), "stone")
    world.options = {"validation": "none"}
    return {"imbalance": "more than 100 times fewer"}


def one_fold_only(world):
    world.options = {"validation": "field"}
    world.labels = {"split_field": "part"}
    world.splits = ["a" if name == "stone" else split for name, split in zip(
        world.classes, world.splits, strict=True)]  # fmt: skip
    return {"folds": "All labels of class 'stone' are in one fold"}


def overlapping_folds(world):
    world.options = {"validation": "field"}
    world.labels = {"split_field": "part"}
    other = "b" if world.splits[7] == "a" else "a"
    part = shapely.buffer(world.shapes[7].centroid, 8)
    world.add(part, world.classes[7], other)
    return {"leakage": "2 polygons overlap polygons with another value of SPLIT_FIELD"}


def nothing(world):
    return {}


CASES = [
    nothing, not_finite, constant, constant_with_nan, no_data, other_scale, twin_tiles,
    twin_tiles_of_two_folds, the_same_image_twice, another_pixel_size, another_data_type,
    a_changed_image, a_damaged_file, no_class, class_outside_the_table, names_that_differ_in_case,
    crossing_outline, no_shape, outside, partly_outside, smaller_than_a_pixel, a_sliver,
    a_small_square, one_class, a_copy,
    contradiction, few_polygons, imbalance, one_fold_only, overlapping_folds,
]  # fmt: skip


@pytest.mark.parametrize("plant", CASES, ids=lambda case: case.__name__)
def test_each_planted_fault_is_found_and_nothing_else(world, plant):
    expected = plant(world)
    world.prepare()
    world.after()
    found = {check: text for check, _, text in world.verify().metrics["findings"]}
    assert found.keys() == expected.keys(), found
    for check, words in expected.items():
        assert words in found[check]


def test_flags_are_on_the_layers_and_in_the_files(world):
    contradiction(world)
    world.pixels[:, 0:132, 0:132] = 90
    world.prepare()
    tiles, labels = str(world.folder / "t.gpkg"), str(world.folder / "l.gpkg")
    result = world.verify(tiles=tiles, labels=labels)
    meta, _, _, columns = pyogrio.raw.read(labels, layer="l")
    flagged = dict(zip(map(str, meta["fields"]), columns, strict=True))
    assert sorted(flagged["flags"])[-3:] == ["", "contradiction", "contradiction"]
    assert set(flagged["level"]) == {0, 3}
    meta, _, _, columns = pyogrio.raw.read(tiles, layer="t")
    flagged = dict(zip(map(str, meta["fields"]), columns, strict=True))
    assert list(flagged["flags"]).count("constant") == 1
    facts = json.loads((world.folder / "report.json").read_text())
    assert (facts["n_errors"], facts["n_warnings"]) == (1, 1)
    assert result.metrics["n_errors"] == 1
    page = (world.folder / "report.html").read_text()
    assert "2 polygons overlap polygons of another class" in page
    assert page.count("<image ") == 3  # two labels and a tile


def test_damaged_features_are_repaired_with_a_flag(world):
    a_damaged_file(world)
    world.prepare()
    world.after()
    assert world.verify(repair=True).metrics["findings"][0][:2] == ["damaged_cache", "note"]
    assert world.verify().metrics["findings"] == []


def test_swapped_classes_are_ranked_first(world):
    swapped = [3, 20, 40]
    for number in swapped:
        world.classes[number] = "stone" if world.classes[number] == "meadow" else "meadow"
    world.prepare()
    labels = str(world.folder / "l.gpkg")
    result = world.verify(find_mislabelled=True, labels=labels)
    assert [check for check, _, _ in result.metrics["findings"]] == ["mislabelled"]
    meta, _, _, columns = pyogrio.raw.read(labels, layer="l")
    found = dict(zip(map(str, meta["fields"]), columns, strict=True))
    order = np.argsort(-found["suspicion"])
    assert sorted(order[:3].tolist()) == swapped
    assert (found["suspicion"][order[3:]] < 0).all()
    for number in swapped:
        assert found["suggestion"][number] != found["class"][number]


def test_tiles_that_are_not_in_the_cache_are_looked_at_in_part(world, monkeypatch):
    world.run = replace(world.run, cache=str(world.folder / "cache"))
    world.options = {"encode": "none"}
    world.prepare()
    listener = Listener()
    monkeypatch.setattr(verifydataset, "_MOST_ENCODED", 2)
    labels = str(world.folder / "l.gpkg")
    world.verify(find_mislabelled=True, labels=labels, progress=listener)
    assert listener.warnings[-1].startswith("Not checked: mislabelled polygons in ")
    meta, _, _, columns = pyogrio.raw.read(labels, layer="l")
    found = dict(zip(map(str, meta["fields"]), columns, strict=True))
    n_first = np.isfinite(found["suspicion"]).sum()
    assert 0 < n_first < len(found["suspicion"])
    world.verify(find_mislabelled=True, labels=labels)  # two tiles more
    meta, _, _, columns = pyogrio.raw.read(labels, layer="l")
    found = dict(zip(map(str, meta["fields"]), columns, strict=True))
    assert np.isfinite(found["suspicion"]).sum() > n_first


def test_suggestions_are_written_as_the_labels_write_classes(world):
    table = [
        {"value": 4, "name": "meadow", "color": "#00ff00"},
        {"value": 7, "name": "stone", "color": "#888888"},
    ]
    path = world.folder / "classes.json"
    path.write_text(json.dumps(table))
    world.labels = {"class_table": str(path)}
    world.classes = ["4" if name == "meadow" else "7" for name in world.classes]
    world.prepare()
    labels = str(world.folder / "l.gpkg")
    world.verify(find_mislabelled=True, labels=labels)
    meta, _, _, columns = pyogrio.raw.read(labels, layer="l")
    found = dict(zip(map(str, meta["fields"]), columns, strict=True))
    assert set(found["suggestion"]) == {"4", "7"}


def test_a_fold_that_leaves_one_class_is_an_error(world):
    world.options = {"validation": "field"}
    world.labels = {"split_field": "part"}
    world.splits = ["a" if name == "stone" else "b" for name in world.classes]
    world.prepare()
    errors = [text for _, level, text in world.verify().metrics["findings"] if level == "error"]
    assert len(errors) == 1
    assert "fewer than two classes are left to train" in errors[0]


def test_outputs_do_not_replace_files_of_the_dataset(world):
    world.prepare()
    for name in ("dataset/labels.gpkg", "dataset/tiles.gpkg", "labels.gpkg"):
        before = (world.folder / name).read_bytes()
        with pytest.raises(OutputNotWritable, match="is an input of this run"):
            world.verify(labels=str(world.folder / name))
        assert (world.folder / name).read_bytes() == before


def test_the_smallest_of_overlapping_labels_is_shown_first(world):
    contradiction(world)
    world.prepare()
    world.verify()
    facts = json.loads((world.folder / "report.json").read_text())
    assert "contradiction" in json.dumps(facts)
    page = (world.folder / "report.html").read_text()
    assert page.index(f"{len(world.shapes)}: contradiction") < page.index("8: contradiction")


def test_a_shift_is_found_and_offered(world):
    whole = shapely.buffer(np.array(world.shapes), 6, join_style="mitre")
    world.shapes = list(shapely.transform(whole, lambda places: places + np.array((9, -6))))
    world.prepare()
    vectors = str(world.folder / "v.gpkg")
    result = world.verify(find_shift=True, vectors=vectors)
    assert [check for check, _, _ in result.metrics["findings"] if check != "partly_outside"] == [
        "shift"
    ]
    assert result.metrics["is_shifted"]
    assert abs(result.metrics["shift_x"] + 9) < 1
    assert abs(result.metrics["shift_y"] - 6) < 1
    assert pyogrio.read_info(vectors)["features"] > 2


def test_label_rasters_are_verified(world, run_options):
    kinds = world.kinds.repeat(SIDE, 0).repeat(SIDE, 1) + 1
    image = write_raster(world.folder / "scene.tif", world.pixels)
    raster = write_raster(world.folder / "labels.tif", kinds)
    job = PrepareDatasetJob(
        (SceneOptions(image),),
        LabelOptions(raster=raster),
        str(world.folder / "dataset"),
        run=world.run,
    )
    run_job(job, Progress())
    result = world.verify(find_mislabelled=True, find_shift=True)
    assert result.metrics["findings"] == []


def test_a_dataset_without_tiles_is_told(world):
    world.prepare()
    (world.folder / "dataset" / "tiles.gpkg").unlink()
    with pytest.raises(InvalidJob, match=r"tiles.gpkg is missing or damaged; prepare the dataset"):
        world.verify()
