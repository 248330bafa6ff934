"""Bad input gives one clear error and the right exit code, and leaves no files behind."""

import json
import os
import re
import shutil
import signal
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from affine import Affine
from safetensors.torch import save_file

from landsketch.core.engine.command_line import main
from landsketch.core.engine.run import run_job
from landsketch.core.heads.model_file import load_model, save_model
from landsketch.core.job.job_json import to_dict
from landsketch.core.job.jobs import EvaluateJob, PredictJob, PrepareJob, TrainJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import LabelOptions, SceneOptions
from landsketch.core.job.recipe import LossOptions, Recipe
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import write_raster
from landsketch.tests.helpers.vectors import square, write_polygons

TRACE = re.compile(r"Traceback|File \"|Error:|Exception")
BOW_TIE = shapely.Polygon(
    [(500_100, 39_900), (500_150, 39_850), (500_150, 39_900), (500_100, 39_850)]
)


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch):
    """The command line sets environment variables and listens to Ctrl-C."""
    monkeypatch.setenv("GDAL_CACHEMAX", "64")
    monkeypatch.setenv("PYTORCH_ALLOC_CONF", "")
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@dataclass
class World:
    """What bad input is made from."""

    tmp: Path
    town: object
    run: object
    model: str
    backbone: object
    raster: object
    polygons: object
    square: object
    tiny: dict

    @property
    def out(self):
        return self.tmp / "out"

    def write(self, name, pixels, **options):
        return SceneOptions(self.raster(self.tmp / name, pixels, **options))

    def labels(self, geometries, field="kind", values=("a", "b"), **options):
        values = [values[i % len(values)] for i in range(len(geometries))]
        path = self.polygons(self.tmp / "labels.gpkg", geometries, **{field: values}, **options)
        return LabelOptions(path=path, class_field="kind")

    def train(self, **options):
        return TrainJob(
            **{
                "scenes": (self.town.scene,),
                "labels": self.town.label_options,
                "model": str(self.out / "m.safetensors"),
                "report": str(self.out / "r.html"),
                "backbone": self.backbone,
                "recipe": Recipe(head="ridge"),
                "max_samples": 100,
                "run": self.run,
                **options,
            }
        )

    def predict(self, **options):
        output, sure = str(self.out / "map.tif"), str(self.out / "sure.tif")
        return PredictJob(
            **{
                "scene": self.town.scene,
                "model": self.model,
                "output": output,
                "confidence": sure,
                "run": self.run,
                **options,
            }
        )

    def evaluate(self, **options):
        return EvaluateJob(
            **{
                "scenes": (self.town.scene,),
                "model": self.model,
                "labels": self.town.label_options,
                "report": str(self.out / "r.html"),
                "run": self.run,
                **options,
            }
        )

    def prepare(self, **options):
        tiles = str(self.out / "tiles.gpkg")
        return PrepareJob(
            **{
                "scene": self.town.scene,
                "tiles": tiles,
                "backbone": self.backbone,
                "run": self.run,
                **options,
            }
        )

    def squares(self, n=6):
        return [self.square(20 + 40 * (i // 3), 20 + 100 * (i % 3), 20) for i in range(n)]

    def noise(self, bands=3, dtype=np.uint8):
        return np.random.default_rng(0).integers(1, 200, (bands, 288, 384)).astype(dtype)


@pytest.fixture
def world(town, run_options, model, small_tiles, tiny_backbones, tmp_path):
    run = replace(run_options, cache=str(tmp_path / "cache"))
    return World(
        tmp_path,
        town,
        run,
        model,
        small_tiles,
        write_raster,
        write_polygons,
        square,
        tiny_backbones,
    )


def _file(path, content=b"nothing"):
    path.write_bytes(content)
    return str(path)


def _copy_model(w, **changes):
    model = load_model(Path(w.model))
    save_model(replace(model, **changes), w.tmp / "changed.safetensors")
    return str(w.tmp / "changed.safetensors")


def _foreign(w):
    import torch

    save_file({"x": torch.zeros(2)}, w.tmp / "foreign.safetensors")
    return str(w.tmp / "foreign.safetensors")


def _damaged_backbone(w):
    shutil.copytree(w.tiny["dinov3"], w.tmp / "weights")
    _file(w.tmp / "weights" / "model.safetensors")
    return replace(w.backbone, name=str(w.tmp / "weights"), tile_tokens=8, halo_tokens=1)


def _checkpoint(w):
    import torch

    save_file({"x": torch.zeros(2)}, w.tmp / "last.safetensors", {"landsketch_checkpoint": "{}"})
    return str(w.tmp / "last.safetensors")


def _exchanged_backbone(w):
    """A model on a folder that now holds other weights, with features of another width."""
    return _copy_model(
        w, backbone=replace(w.backbone, name=str(w.tiny["dinov3"]), tile_tokens=8, halo_tokens=1)
    )


def _changed(job, **changes):
    return {**to_dict(job), **changes}


FAR = [shapely.box(600_000, 39_000, 600_050, 39_050), shapely.box(601_000, 39_000, 601_050, 39_050)]
POINTS = [shapely.Point(500_010 + i, 39_990) for i in range(4)]
LINES = [shapely.LineString([(500_010, 39_990), (500_050 + i, 39_950)]) for i in range(4)]
FLAT = {"transform": Affine(1, 0, 500_000, 0, -1, 40_000)}
ROTATED = Affine.translation(500_000, 40_000) * Affine.rotation(20) * Affine.scale(1, -1)

# what is wrong: (job, exit code, words of the sentence)
ROWS = {
    "missing raster": (
        lambda w: w.predict(scene=SceneOptions(str(w.tmp / "no.tif"))),
        2,
        r"no\.tif cannot be opened",
    ),
    "not a raster": (
        lambda w: w.predict(scene=SceneOptions(_file(w.tmp / "a.tif"))),
        2,
        r"cannot be opened as a raster",
    ),
    "a folder": (
        lambda w: w.train(scenes=(SceneOptions(str(w.tmp)),)),
        2,
        r"cannot be opened as a raster",
    ),
    "labels as raster": (
        lambda w: w.train(scenes=(SceneOptions(w.town.labels),)),
        2,
        r"cannot be opened as a raster",
    ),
    "fewer bands": (
        lambda w: w.train(scenes=(replace(w.town.scene, bands=(1, 2, 7)),)),
        2,
        r"has 3 band\(s\), but band 7",
    ),
    "extra band missing": (
        lambda w: w.train(scenes=(replace(w.town.scene, extra_bands=(9,)),)),
        2,
        r"band 9",
    ),
    "rotated": (
        lambda w: w.predict(scene=w.write("r.tif", w.noise(), transform=ROTATED)),
        2,
        r"rotated.*north-up grid",
    ),
    "south-up": (
        lambda w: w.prepare(
            scene=w.write("s.tif", w.noise(), transform=Affine(1, 0, 500_000, 0, 1, 40_000))
        ),
        2,
        r"south-up.*north-up grid",
    ),
    "complex": (
        lambda w: w.prepare(scene=w.write("c.tif", w.noise(1, np.complex64))),
        2,
        r"complex numbers",
    ),
    "damaged raster": (lambda w: w.prepare(scene=_cut_raster(w)), 2, r"cut\.tif could not be read"),
    "all nodata": (
        lambda w: w.train(scenes=(w.write("n.tif", w.noise() * 0, nodata=0),)),
        2,
        r"cover no valid pixel",
    ),
    "all NaN": (
        lambda w: w.train(scenes=(w.write("n.tif", w.noise(3, np.float32) * np.nan),)),
        2,
        r"cover no valid pixel",
    ),
    "all nodata, predict": (
        lambda w: w.predict(scene=w.write("n.tif", w.noise() * 0, nodata=0)),
        2,
        r"no valid pixel",
    ),
    "all NaN, predict": (
        lambda w: w.predict(scene=w.write("n.tif", w.noise(3, np.float32) * np.nan)),
        2,
        r"no valid pixel",
    ),
    "all NaN, prepare": (
        lambda w: w.prepare(scene=w.write("n.tif", w.noise(3, np.float32) * np.nan)),
        2,
        r"no valid pixel",
    ),
    "two CRS": (
        lambda w: w.train(scenes=(w.town.scene, w.write("o.tif", w.noise(), crs=None))),
        2,
        r"assign the right CRS",
    ),
    "raster without CRS": (
        lambda w: w.train(scenes=(w.write("o.tif", w.noise(), crs=None),)),
        2,
        r"raster o\.tif has no CRS.*assign",
    ),
    "labels without CRS": (
        lambda w: w.train(labels=w.labels(w.squares(), crs=None)),
        2,
        r"labels have no CRS.*assign",
    ),
    "missing labels": (
        lambda w: w.train(labels=LabelOptions(str(w.tmp / "no.gpkg"), class_field="kind")),
        2,
        r"no\.gpkg cannot be opened",
    ),
    "labels are no vector": (
        lambda w: w.train(labels=LabelOptions(_file(w.tmp / "a.gpkg"), class_field="kind")),
        2,
        r"cannot be opened",
    ),
    "labels are a raster": (
        lambda w: w.train(labels=LabelOptions(w.town.path, class_field="kind")),
        2,
        r"cannot be opened|no polygon|layer",
    ),
    "labels outside": (
        lambda w: w.train(labels=w.labels(FAR)),
        2,
        r"No label is inside scene\.tif",
    ),
    "labels outside, prepare": (
        lambda w: w.prepare(labels=w.labels(FAR)),
        2,
        r"No label is inside scene\.tif",
    ),
    "labels outside, evaluate": (
        lambda w: w.evaluate(labels=w.labels(FAR, values=("meadow",))),
        2,
        r"No label is inside scene\.tif",
    ),
    "labels smaller than pixels": (
        lambda w: w.train(labels=w.labels([w.square(20.1 + i, 30.1 + i, 0.2) for i in range(4)])),
        2,
        r"larger than a pixel",
    ),
    "one class": (
        lambda w: w.train(labels=w.labels(w.squares(), values=("a",))),
        2,
        r"Only one class",
    ),
    "all in one place": (
        lambda w: w.train(
            labels=w.labels(
                [w.square(30, 30, 20), w.square(20, 20, 40).difference(w.square(25, 25, 30))]
            )
        ),
        2,
        r"VALIDATION none",
    ),
    "coordinates that their CRS does not have": (
        lambda w: w.train(labels=w.labels(w.squares(), crs="EPSG:4326")),
        2,
        r"cannot be in their CRS \(EPSG:4326\); assign",
    ),
    "everything contradicts": (
        lambda w: w.train(labels=w.labels([w.square(30, 30, 20)] * 4)),
        2,
        r"no valid pixel.* pixels are under polygons of different",
    ),
    "a weight for no class": (
        lambda w: w.train(recipe=Recipe(head="mlp", loss=LossOptions(weights="water=2"))),
        2,
        r"name water, which the labels do not have",
    ),
    "empty layer": (lambda w: w.train(labels=_empty_layer(w)), 2, r"are empty; draw some polygons"),
    "points of one class": (
        lambda w: w.train(labels=w.labels(POINTS, values=("a",), geometry_type="Point")),
        2,
        r"Only one class has labels",
    ),
    "lines of one class": (
        lambda w: w.train(labels=w.labels(LINES, values=("a",), geometry_type="LineString")),
        2,
        r"Only one class has labels",
    ),
    "a class of interest that is not there": (
        lambda w: w.train(labels=replace(w.town.label_options, interest="x")),
        2,
        r"no class 'x'.*meadow, stone",
    ),
    "an area without polygons": (
        lambda w: w.train(labels=replace(w.town.label_options, area=_empty_layer(w).path)),
        2,
        r"fully labelled areas .* are empty",
    ),
    "scenes to split by without labels": (
        lambda w: w.train(scenes=(w.town.scene, w.write("o.tif", w.noise())), validation="scenes"),
        2,
        r"VALIDATION blocks",
    ),
    "no classes given": (
        lambda w: w.train(labels=w.labels(w.squares(), values=(None, ""))),
        2,
        r"a class",
    ),
    "missing field": (
        lambda w: w.train(labels=replace(w.town.label_options, class_field="species")),
        2,
        r"field 'species'.*kind",
    ),
    "no field chosen": (
        lambda w: w.train(labels=LabelOptions(w.town.labels)),
        2,
        r"a class field.*kind",
    ),
    "missing split field": (
        lambda w: w.train(
            labels=replace(w.town.label_options, split_field="part"), validation="field"
        ),
        2,
        r"field 'part'",
    ),
    "split field marks nothing": (
        lambda w: w.train(labels=_all_train(w), validation="field"),
        2,
        r"marks nothing for validation",
    ),
    "split field trains nothing": (
        lambda w: w.train(labels=_all_validate(w), validation="field"),
        2,
        r"fewer than two classes are left",
    ),
    "missing layer": (
        lambda w: w.train(labels=replace(w.town.label_options, layer="x")),
        2,
        r"no layer 'x'",
    ),
    "missing class table": (
        lambda w: w.train(labels=replace(w.town.label_options, class_table=str(w.tmp / "t.json"))),
        2,
        r"class table",
    ),
    "foreign class table": (
        lambda w: w.train(
            labels=replace(w.town.label_options, class_table=_file(w.tmp / "t.json", b"[1]"))
        ),
        2,
        r"class table",
    ),
    "label raster without labels": (
        lambda w: w.train(labels=LabelOptions(raster=w.write("l.tif", w.noise(1) * 0 + 255).path)),
        2,
        r"no labelled pixel",
    ),
    "label raster of colours": (
        lambda w: w.train(labels=LabelOptions(raster=w.town.path)),
        2,
        r"one band",
    ),
    "missing label raster": (
        lambda w: w.train(labels=LabelOptions(raster=str(w.tmp / "no.tif"))),
        2,
        r"no\.tif cannot be opened",
    ),
    "only strangers to the model": (
        lambda w: w.evaluate(labels=w.labels(w.squares(), values=("x", "y"))),
        2,
        r"choose another CLASS_FIELD",
    ),
    "only training polygons": (lambda w: w.evaluate(), 2, r"training polygons.*INCLUDE_TRAINING"),
    "unknown backbone": (
        lambda w: w.prepare(backbone=replace(w.backbone, name="resnet")),
        2,
        r"BACKBONE 'resnet' is unknown; choose one of builtin",
    ),
    "damaged backbone": (lambda w: w.prepare(backbone=_damaged_backbone(w)), 2, r"damaged"),
    "backbone not here": (
        lambda w: w.prepare(backbone=replace(w.backbone, name="dinov3-vits16")),
        2,
        r"is not installed; run",
    ),
    "layers that are not there": (
        lambda w: w.prepare(backbone=replace(w.backbone, name=str(w.tiny["dinov3"]), layers=(9,))),
        2,
        r"blocks 0 to 3",
    ),
    "halo too wide": (
        lambda w: w.prepare(backbone=replace(w.backbone, tile_tokens=0, halo_tokens=64)),
        2,
        r"less than half",
    ),
    "missing model": (
        lambda w: w.predict(model=str(w.tmp / "no.safetensors")),
        2,
        r"does not exist; choose a file made",
    ),
    "damaged model": (lambda w: w.predict(model=_file(w.tmp / "m.safetensors")), 2, r"damaged"),
    "foreign model": (lambda w: w.predict(model=_foreign(w)), 2, r"not made by Landsketch"),
    "a checkpoint": (
        lambda w: w.predict(model=_checkpoint(w)),
        2,
        r"is a checkpoint of a training, no model",
    ),
    "exchanged backbone": (
        lambda w: w.predict(model=_exchanged_backbone(w)),
        2,
        r"features.*train",
    ),
    "exchanged backbone, evaluate": (
        lambda w: w.evaluate(model=_exchanged_backbone(w), include_training=True),
        2,
        r"features.*train",
    ),
    "pixels ten times too large": (
        lambda w: w.predict(model=_copy_model(w, pixel_size_m=0.1)),
        2,
        r"such pixels are too coarse for it, so train a model",
    ),
    "pixels ten times too small": (
        lambda w: w.evaluate(model=_copy_model(w, pixel_size_m=10.0)),
        2,
        r"resample the raster",
    ),
    "extent outside": (
        lambda w: w.predict(options=MapOptions(extent=(0.0, 0.0, 9.0, 9.0))),
        2,
        r"outside scene\.tif",
    ),
    "extent outside, prepare": (
        lambda w: w.prepare(extent=(0.0, 0.0, 9.0, 9.0)),
        2,
        r"outside scene\.tif",
    ),
    "output under a file": (
        lambda w: w.predict(output=_file(w.tmp / "f") + "/map.tif", confidence=""),
        4,
        r"is a file",
    ),
    "model under a file": (
        lambda w: w.train(model=_file(w.tmp / "f") + "/m.safetensors"),
        4,
        r"is a file",
    ),
    "report under a file": (
        lambda w: w.evaluate(report=_file(w.tmp / "f") + "/r.html"),
        4,
        r"is a file",
    ),
    "tiles under a file": (
        lambda w: w.prepare(tiles=_file(w.tmp / "f") + "/t.gpkg"),
        4,
        r"is a file",
    ),
    "output is a folder": (
        lambda w: w.predict(output=str(w.tmp), confidence=""),
        4,
        r"is a folder",
    ),
    "output is no GeoTIFF": (lambda w: w.predict(output=str(w.out / "map.png")), 4, r"\.tif"),
    "cache under a file": (
        lambda w: w.prepare(run=replace(w.run, cache=_file(w.tmp / "f") + "/cache")),
        4,
        r"another CACHE",
    ),
    "unknown option": (lambda w: _changed(w.predict(), colour="red"), 2, r"has no option COLOUR"),
    "unknown option of one image": (
        lambda w: _changed(w.train(), input=[{"input": "x", "size": 3}]),
        2,
        r"item of INPUT has no option SIZE",
    ),
    "missing option": (
        lambda w: {"algorithm": "predictraster", "input": "x"},
        2,
        r"MODEL \(Model\) is required",
    ),
    "wrong type": (
        lambda w: _changed(w.predict(), batch="many"),
        2,
        r"BATCH is 'many'; it must be a whole number",
    ),
    "unknown algorithm": (
        lambda w: {"algorithm": "fly"},
        2,
        r"'algorithm' is 'fly'; choose one of",
    ),
    "unknown head": (
        lambda w: _changed(w.train(), head="forest"),
        2,
        r"HEAD is 'forest'; choose one of",
    ),
    "two bands": (
        lambda w: _changed(w.predict(), bands=[1, 2]),
        2,
        r"BANDS has 2 bands; the backbone takes 1 or 3",
    ),
    "an empty extent": (
        lambda w: _changed(w.predict(), extent=[5, 5, 1, 9]),
        2,
        r"EXTENT is empty",
    ),
    "an endless extent": (
        lambda w: _changed(w.predict(), extent=[-1e999, 5, 1e999, 9]),
        2,
        r"EXTENT is -inf; choose a number that is finite",
    ),
    "no JSON": (lambda w: "{", 2, r"not valid JSON"),
    "no object": (lambda w: "[1, 2]", 2, r"JSON object"),
    "unknown device": (
        lambda w: w.predict(run=replace(w.run, device="cuda")),
        2,
        r"finds no CUDA device",
    ),
}


def _cut_raster(w):
    path = Path(
        w.write(
            "whole.tif", w.noise(), compress="deflate", tiled=True, blockxsize=64, blockysize=64
        ).path
    )
    cut = w.tmp / "cut.tif"
    cut.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    return SceneOptions(str(cut))


def _empty_layer(w):
    import pyogrio

    path = str(w.tmp / "empty.gpkg")
    nothing = [np.array([], object)]
    pyogrio.raw.write(
        path,
        np.array([], object),
        nothing,
        ["kind"],
        crs="EPSG:32636",
        geometry_type="Polygon",
        driver="GPKG",
    )
    return LabelOptions(path, class_field="kind")


def _with_folds(w, fold):
    path = w.polygons(w.tmp / "folds.gpkg", w.squares(), kind=["a", "b"] * 3, fold=[fold] * 6)
    return LabelOptions(path, class_field="kind", split_field="fold")


def _all_train(w):
    return _with_folds(w, "train")


def _all_validate(w):
    return _with_folds(w, "val")


def run(world, job, job_file, capsys):
    """Run the command line on a job; returns exit code and the lines on stderr."""
    import torch

    if not isinstance(job, str | dict):
        job = _changed(job)
    file = job_file(world.tmp / "job.json", job)
    code = main(["run", str(file)])
    torch.set_num_threads(torch.get_num_threads())
    return code, capsys.readouterr().err.strip().splitlines()


def left(world):
    return (
        sorted(str(f.relative_to(world.out)) for f in world.out.rglob("*"))
        if world.out.exists()
        else []
    )


def assert_sentence(lines, words):
    said = [line for line in lines if line.startswith("landsketch: ")]
    assert len(said) == 1, lines
    assert lines[-1] == said[0]
    assert re.search(words, said[0]), said[0]
    assert said[0].endswith((".", ".)", "?"))
    assert not TRACE.search("\n".join(lines)), lines


@pytest.mark.parametrize("name", ROWS)
def test_bad_input_is_one_sentence_and_leaves_nothing(world, job_file, capsys, name):
    make, expected, words = ROWS[name]
    if name == "unknown device" and _has_cuda():
        pytest.skip("a CUDA device is here")
    code, lines = run(world, make(world), job_file, capsys)
    assert_sentence(lines, words)
    assert code == expected
    assert left(world) == []
    assert not list(world.tmp.glob("*.work"))
    assert not list(world.tmp.glob("*.part*"))


def _has_cuda():
    import torch

    return torch.cuda.is_available()


def test_every_row_has_good_neighbours(world, job_file, capsys):
    """The jobs that the table spoils work as they are."""
    for job in (
        world.prepare(),
        world.train(),
        world.predict(),
        world.evaluate(include_training=True),
    ):
        code, lines = run(world, job, job_file, capsys)
        assert (code, [line for line in lines if "landsketch:" in line]) == (0, [])


def test_invalid_geometry_is_repaired_with_a_warning(world, job_file, capsys):
    labels = world.labels([*world.squares(), BOW_TIE])
    code, lines = run(world, world.train(labels=labels), job_file, capsys)
    assert code == 0
    assert "Warning: 1 invalid polygon(s) were repaired." in lines


def test_a_warning_shows_names_as_they_are(world, job_file, capsys):
    """Brackets are no markup."""
    table = [
        {"value": 1, "name": "a", "color": "#000000"},
        {"value": 2, "name": "b", "color": "#ffffff"},
    ]
    (world.tmp / "table.json").write_text(json.dumps(table))
    labels = world.labels(
        [*world.squares(6), world.square(200, 200, 20)], values=("a", "b", "[/road]")
    )
    labels = replace(labels, class_table=str(world.tmp / "table.json"))
    code, lines = run(
        world, world.train(labels=labels, validation="none", report=""), job_file, capsys
    )
    assert code == 0
    assert "Warning: Polygons of unknown class were left out: [/road]." in lines


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b""])
def test_a_job_file_that_cannot_be_read_is_a_sentence(tmp_path, capsys, content):
    if content is not None:
        (tmp_path / "job.json").write_bytes(content)
    assert main(["run", str(tmp_path / "job.json")]) == 2
    assert_sentence(capsys.readouterr().err.strip().splitlines(), "job")


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="needs a limit on file sizes")
@pytest.mark.parametrize("kind", ["cache", "parts", "model", "tiles"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(world, engine, job_file, kind):
    import resource

    scene = world.write(
        "noise.tif", np.random.default_rng(0).integers(0, 255, (3, 700, 700), dtype=np.uint8)
    )
    prepare = world.prepare(scene=scene)
    jobs = {
        "cache": prepare,
        "parts": world.predict(scene=scene),
        "tiles": prepare,
        "model": world.train(validation="none", report=""),
    }
    limit = {"cache": 10_000, "parts": 3_000, "model": 2_000, "tiles": 60_000}[kind]
    if kind in ("model", "tiles"):  # so that the cache needs no room
        for job in (world.prepare(scene=scene), world.prepare()):
            run_job(job, Progress())
        shutil.rmtree(world.out)
    process = engine(
        "run",
        job_file(world.tmp / "job.json", _changed(jobs[kind])),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    said = process.communicate()[1].strip().splitlines()
    assert_sentence(said, r"disk|written|room")
    assert "None" not in said[-1]
    assert process.returncode == 4
    assert left(world) == []


@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_read_only_folder_is_a_sentence(world, job_file, capsys):
    world.out.mkdir()
    world.out.chmod(0o555)
    code, lines = run(world, world.predict(), job_file, capsys)
    assert code == 4
    assert_sentence(lines, "another folder")


@pytest.mark.parametrize(
    "algorithm", ["predictraster", "trainhead", "preparefeatures", "evaluatemodel"]
)
def test_an_input_is_never_overwritten(world, job_file, capsys, algorithm):
    scene = shutil.copy(world.town.path, world.tmp / "precious.tif")
    before = Path(scene).read_bytes()
    options = {"scene": replace(world.town.scene, path=str(scene))}
    job = {
        "predictraster": lambda: world.predict(**options, output=str(scene)),
        "trainhead": lambda: world.train(scenes=(options["scene"],), report=str(scene)),
        "preparefeatures": lambda: world.prepare(**options, tiles=str(scene)),
        "evaluatemodel": lambda: world.evaluate(scenes=(options["scene"],), report=str(scene)),
    }[algorithm]()
    code, lines = run(world, job, job_file, capsys)
    assert_sentence(lines, "is an input of this run")
    assert code == 4
    assert Path(scene).read_bytes() == before


def test_a_map_that_is_no_geotiff_is_refused_before_the_work(world, job_file, capsys):
    code, lines = run(world, world.predict(output=str(world.out / "map.png")), job_file, capsys)
    assert_sentence(lines, "ends in .tif")
    assert code == 4
    assert not any("Encode" in line for line in lines)
