"""Sharpened maps of scenes that a filter may not expect, and their scores."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio

from landsketch.core.engine.run import run_job
from landsketch.core.heads.model_file import load_model, save_model
from landsketch.core.job.jobs import EvaluateJob, ExportJob, PredictJob, TrainJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import LabelOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.job.sharpen_options import NOT_SHARPENED, SharpenOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import ground, read_band, write_raster
from landsketch.tests.helpers.vectors import square, write_polygons

EDGES = SharpenOptions("edges", 1.0)


@pytest.fixture(scope="module")
def sharpened(town, model, tmp_path_factory):
    """The town's model, as if it had been validated with the filter."""
    path = tmp_path_factory.mktemp("sharpened") / "model.safetensors"
    save_model(replace(load_model(Path(model)), sharpening=EDGES), path)
    return str(path)


def tags_of(path):
    with rasterio.open(path) as dataset:
        return dataset.tags()


def checkers(height=150, width=170):
    rows, columns = np.mgrid[:height, :width] // 40
    return (rows + columns) % 2


def with_nan(bands):
    values = bands.astype(np.float32) / 255
    values[:, 20:40, 30:60] = np.nan
    values[1, 90, 90] = np.inf
    return values


SCENES = {
    "one band": (ground(checkers(), 2, 1), {}),
    "float with NaN": (with_nan(ground(checkers(), 2)), {}),
    "one colour": (np.full((3, 150, 170), 90, np.uint8), {}),
    "one colour beside nodata": (
        np.where(checkers()[None] == 0, 90, 0).repeat(3, 0).astype(np.uint8),
        {"nodata": 0},
    ),
    "one row": (ground(checkers(1, 170), 2), {}),
    "one pixel": (ground(checkers(1, 1), 2), {}),
}


@pytest.mark.parametrize("name", SCENES)
def test_any_scene_is_sharpened(sharpened, run_options, tmp_path, name):
    pixels, profile = SCENES[name]
    scene = SceneOptions(write_raster(tmp_path / "scene.tif", pixels, **profile))
    if len(pixels) == 1:
        scene = replace(scene, bands=(1,))
    paths = [str(tmp_path / f"{kind}.tif") for kind in ("map", "confidence", "probabilities")]
    run_job(PredictJob(scene, sharpened, *paths, run=run_options), Progress())
    classes, percent = read_band(paths[0]), read_band(paths[1])
    valid = np.isfinite(pixels).all(axis=0)
    if "nodata" in profile:
        valid &= (pixels != 0).any(axis=0)
    assert np.array_equal(classes != 255, valid)
    assert set(np.unique(classes[valid])) <= {1, 2}
    assert (percent[valid] >= 50).all()
    assert (percent[valid] <= 100).all()
    is_flat = name in ("one colour", "one colour beside nodata", "one pixel")
    assert (tags_of(paths[0])["LANDSKETCH_SHARPEN"] == "edges, sigma 1 CIELAB") == is_flat


def test_a_training_validates_and_calibrates_what_maps_show(town, run_options, tmp_path):
    places = [(row, column) for row in range(5) for column in range(7)]
    polygons = [square(48 * row + 14, 48 * column + 14, 40) for row, column in places]
    kinds = [("meadow", "stone")[town.truth[48 * row, 48 * column]] for row, column in places]
    write_polygons(tmp_path / "inexact.gpkg", polygons, kind=kinds)

    def trained(name, sharpening):
        job = TrainJob(
            (town.scene,),
            LabelOptions(str(tmp_path / "inexact.gpkg"), class_field="kind"),
            str(tmp_path / f"{name}.safetensors"),
            recipe=Recipe(head="ridge"),
            sharpening=sharpening,
            max_samples=300,
            run=run_options,
        )
        return run_job(job, Progress()).metrics

    plain, edges = trained("plain", NOT_SHARPENED), trained("edges", EDGES)
    assert min(plain["class_iou"].values()) < 1
    assert edges["class_iou"] != plain["class_iou"]
    assert edges["ece_after"] != plain["ece_after"]
    assert load_model(tmp_path / "edges.safetensors").sharpening == EDGES
    assert load_model(tmp_path / "plain.safetensors").sharpening == NOT_SHARPENED


@pytest.mark.parametrize("of_job", [SharpenOptions(), SharpenOptions("none")])
def test_an_evaluation_scores_the_pixels_of_the_map(town, sharpened, run_options, tmp_path, of_job):
    output = str(tmp_path / "map.tif")
    options = MapOptions(sharpening=of_job)
    run_job(PredictJob(town.scene, sharpened, output, options=options, run=run_options), Progress())
    job = EvaluateJob(
        (town.scene,),
        sharpened,
        town.label_options,
        str(tmp_path / "report.html"),
        include_training=True,
        sharpening=of_job,
        run=run_options,
    )
    metrics = run_job(job, Progress()).metrics
    burned = rasterio.features.rasterize(
        _polygons(town), out_shape=town.truth.shape, transform=tags_transform(output), fill=0
    )
    mapped = read_band(output)[burned > 0]
    expected = (mapped == burned[burned > 0]).mean()
    assert metrics["oa"] == pytest.approx(expected, abs=1e-9)
    report = (tmp_path / "report.html").read_text()
    assert ("edges, factor 1" in report) == (of_job.sharpen == "model")


def tags_transform(path):
    with rasterio.open(path) as dataset:
        return dataset.transform


def _polygons(town):
    import pyogrio.raw
    import shapely

    _, _, shapes, (kinds,) = pyogrio.raw.read(town.labels, columns=["kind"])
    values = {"meadow": 1, "stone": 2}
    return [
        (shape, values[kind])
        for shape, kind in zip(shapely.from_wkb(shapes), kinds.tolist(), strict=True)
    ]


def test_a_model_of_an_earlier_version_makes_the_maps_of_then(model, sharpened, tmp_path):
    """Its file does not say how maps are sharpened."""
    from safetensors import safe_open
    from safetensors.torch import save_file

    from landsketch.core.model_header import METADATA_KEY

    with safe_open(sharpened, framework="pt") as opened:
        facts = json.loads(opened.metadata()[METADATA_KEY])
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
    del facts["sharpening"]
    save_file(tensors, tmp_path / "old.safetensors", {METADATA_KEY: json.dumps(facts)})
    assert load_model(tmp_path / "old.safetensors").sharpening == NOT_SHARPENED


@pytest.mark.parametrize("is_sharpened", [False, True])
def test_an_export_tells_that_it_does_not_sharpen(
    model, sharpened, run_options, tmp_path, is_sharpened
):
    onnx = pytest.importorskip("onnx")
    path = sharpened if is_sharpened else model
    heard, output = Listener(), tmp_path / "model.onnx"
    run_job(ExportJob(path, str(output), run=run_options), heard)
    assert any("does not sharpen" in text for text in heard.warnings) == is_sharpened
    (facts,) = [p.value for p in onnx.load(output).metadata_props if p.key == "landsketch"]
    assert json.loads(facts)["sharpen"] == "none"


def test_a_factor_for_a_model_that_does_not_sharpen_is_told(town, model, run_options, tmp_path):
    heard = Listener()
    options = MapOptions(sharpening=SharpenOptions(sharpen_factor=3.0))
    job = PredictJob(town.scene, model, str(tmp_path / "map.tif"), options=options, run=run_options)
    run_job(job, heard)
    assert any("SHARPEN_FACTOR is ignored" in text for text in heard.warnings)
