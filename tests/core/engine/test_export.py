"""Exported models: what another program computes from the file is what a map shows."""

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import rasterio

from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidJob, InvalidModel, OutputNotWritable
from landsketch.core.heads.model_file import load_model, save_model
from landsketch.core.job.head_kinds import BY_NAME, DENSE_HEADS, GRADIENT_HEADS
from landsketch.core.job.job_json import from_json, to_json
from landsketch.core.job.jobs import ExportJob
from landsketch.core.job.options import BackboneOptions, SceneOptions
from landsketch.core.job.recipe import OptimizerOptions, Recipe
from landsketch.core.mapping.onnx_file import check_size
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import write_raster

onnxruntime = pytest.importorskip("onnxruntime")
UNSURE = dict.fromkeys(BY_NAME, 0.2) | {"lda": 0.05, "ridge": 2.0}
RECIPE = Recipe(optimizer=OptimizerOptions(epochs=2, learning_rate=0.02))
TILES = {
    "builtin": (48, 16),
    "dinov2": (8, 2),
    "dinov2 registers": (8, 2),
    "dinov3": (8, 2),
    "convnext": (4, 1),
}


@pytest.fixture(scope="session")
def backbone(tiny_backbones):
    """A function that returns float32 options for a small tile of a kind of backbone."""

    def options(kind, **more):
        tile, halo = TILES[kind]
        name = "builtin" if kind == "builtin" else str(tiny_backbones[kind])
        return BackboneOptions(name, dtype="float32", tile_tokens=tile, halo_tokens=halo, **more)

    return options


@pytest.fixture
def trained(train_model, tmp_path):
    """A function that trains a model and lowers its confidence, to compare probabilities."""

    def trained(*given, **options):
        path = Path(train_model(tmp_path / "m.safetensors", *given, **options))
        model = load_model(path)
        save_model(
            replace(model, head=model.head.with_inverse_temperature(UNSURE[model.head.kind])), path
        )
        return str(path)

    return trained


@pytest.fixture
def export(run_options, tmp_path):
    """A function that exports a model and returns the session, its metadata and the result."""

    def export(model, progress=None, **options):
        path = tmp_path / "file" / "model.onnx"
        result = run_job(
            ExportJob(str(model), str(path), run=run_options, **options), progress or Progress()
        )
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        told = session.get_modelmeta().custom_metadata_map
        return session, {name: json.loads(value) for name, value in told.items()}, result

    return export


def as_deepness(session, told, raw):
    """Feed raw numbers (3, T, T) as Deepness does and return the probabilities (classes, T, T)."""
    shares = np.float32(raw.transpose(1, 2, 0)[None] * 1.0 / 255.0)
    standard = (shares - np.float32(told["standardization_mean"])) / np.float32(
        told["standardization_std"]
    )
    return session.run(None, {session.get_inputs()[0].name: standard.transpose(0, 3, 1, 2)})[0][0]


def agree(probabilities, told, classes, sure, inside=np.s_[:, :], percent=1):
    """Return whether the file has a map's classes, and its confidence to within one per cent."""
    values = np.array([entry["value"] for entry in told["landsketch"]["classes"]])
    best, share = values[probabilities.argmax(axis=0)], 100 * probabilities.max(axis=0)
    assert np.allclose(probabilities.sum(axis=0), 1, atol=1e-4)
    assert np.ptp(sure[inside]) > 5, (
        "a map that is sure of everything tells nothing about the probabilities"
    )
    assert (best == classes)[inside].mean() >= 0.999
    assert np.abs(share - sure.astype(float))[inside].max() <= percent


@pytest.fixture
def crop(tmp_path):
    """A function that writes a square of a town's raster as a scene of its own."""

    def crop(town, side, row=0, column=0):
        with rasterio.open(town.path) as dataset:
            bands = np.tile(dataset.read(), (1, 2, 2))[:, row : row + side, column : column + side]
        return SceneOptions(write_raster(tmp_path / "crop.tif", bands)), bands

    return crop


@pytest.mark.parametrize(
    ("kind", "head", "tile_px", "rim"),
    [
        *((kind, "ridge", 0, 0) for kind in TILES),
        *(("builtin", head, 0, 0) for head in BY_NAME if head not in {"ridge", *DENSE_HEADS}),
        (
            "dinov2",
            "decoder",
            154,
            40,
        ),  # where a map's window goes on beyond the scene, but a tile does not
        ("builtin", "dpt", 500, 180),
    ],
)
def test_the_file_maps_a_tile_as_we_do(
    town, trained, backbone, export, predict, crop, kind, head, tile_px, rim
):
    recipe = replace(RECIPE, head=head) if head in GRADIENT_HEADS else head
    options = backbone(kind, position_mean=False)
    if tile_px:
        options = replace(options, tile_tokens=tile_px // (4 if kind == "builtin" else 14))
    model = trained(town, backbone=options, head=recipe)
    session, told, result = export(model)
    side = told["tile_size"]
    assert result.metrics["largest_deviation"] < 1e-3
    assert [i.shape for i in session.get_inputs()] == [[1, 3, side, side]]
    assert [o.shape for o in session.get_outputs()] == [[1, 2, side, side]]
    scene, raw = crop(town, side)
    agree(
        as_deepness(session, told, raw),
        told,
        *predict(scene, model),
        np.s_[rim : side - rim, rim : side - rim],
    )


@pytest.mark.parametrize("scale", [0.5, 2.0, 4.0])
def test_scale_is_in_the_file(town, trained, backbone, export, predict, crop, tmp_path, scale):
    looked = replace(town.scene, scale=scale)
    options = replace(backbone("dinov2", position_mean=False), tile_tokens=9 if scale == 4 else 8)
    model = trained(town, backbone=options, scene=looked)
    session, told, _ = export(model)
    assert (
        told["tile_size"] == {0.5: 224, 2.0: 56, 4.0: 28}[scale]
    )  # 9 tokens of 3.5 px would end inside a pixel
    assert told["resolution"] == pytest.approx(100)
    scene, raw = crop(town, told["tile_size"], 30, 30)
    used = load_model(Path(model))
    if scale == 4:  # a map may have the model's tile of 9 tokens, the file has 8
        save_model(replace(used, backbone=replace(used.backbone, tile_tokens=8)), Path(model))
    agree(
        as_deepness(session, told, raw), told, *predict(scene, model), percent=3
    )  # the rim is magnified otherwise


def test_the_stretch_is_in_the_file(odd_town, trained, backbone, export, predict, crop, tmp_path):
    scene = SceneOptions(odd_town.path, bands=(3, 1, 2))
    model = trained(odd_town, backbone=backbone("builtin"), scene=scene)
    session, told, _ = export(model)
    scene, raw = crop(odd_town, told["tile_size"])
    maps = predict(scene, model, use_model_stretch=True)
    agree(as_deepness(session, told, raw[[2, 0, 1]]), told, *maps)
    assert told["landsketch"]["bands"] == [3, 1, 2]


def test_position_means_of_a_raster_are_in_the_file(
    town, trained, backbone, export, predict, tmp_path
):
    model = trained(town, backbone=backbone("dinov2"))
    heard = Listener()
    session, told, _ = export(model, heard, raster=town.path)
    assert told["landsketch"]["position_mean"]
    assert not [text for text in heard.warnings if "position" in text]
    classes, sure = predict(town.scene, model)
    with rasterio.open(town.path) as dataset:
        pixels = dataset.read()
    side, halo = 112, 28 + 7  # half a token further, a pixel's neighbours are tokens of one tile
    for row, column in ((28, 28), (84, 196)):  # where the map has tiles too
        here = np.s_[row : row + side, column : column + side]
        probabilities = as_deepness(session, told, pixels[:, here[0], here[1]])
        agree(
            probabilities,
            told,
            classes[here],
            sure[here],
            np.s_[halo : side - halo, halo : side - halo],
        )


def test_without_a_raster_it_is_said_that_nothing_is_subtracted(
    town, trained, backbone, export, tmp_path
):
    model = trained(town, backbone=backbone("dinov3", lattices=2))
    heard = Listener()
    _, told, _ = export(model, heard)
    assert not told["landsketch"]["position_mean"]
    assert any("give that image as INPUT" in text for text in heard.warnings)
    assert any("averages 2 tile grids" in text for text in heard.warnings)


def test_deepness_finds_what_it_reads(model, export, tmp_path):
    _, told, result = export(model)
    assert told["model_type"] == "Segmentor"
    assert told["class_names"] == {"0": "meadow", "1": "stone"}
    assert (told["resolution"], told["tile_size"], told["tiles_overlap"]) == (
        100,
        192,
        50,
    )  # 67 for its halo of 64 px
    assert (told["seg_thresh"], told["seg_small_segment"]) == (0, 0)
    loaded = onnx.load(result.outputs["output"])
    assert [entry.version for entry in loaded.opset_import if entry.domain in ("", "ai.onnx")] == [
        17
    ]
    assert loaded.ir_version <= 9  # what onnxruntime 1.17 reads
    assert not [t for t in loaded.graph.initializer if t.data_location == onnx.TensorProto.EXTERNAL]
    assert sorted(f.name for f in (tmp_path / "file").iterdir()) == [
        "model.LICENSE.txt",
        "model.onnx",
        "model.onnx.job.json",
    ]
    assert "no weights" in (tmp_path / "file" / "model.LICENSE.txt").read_text()


def test_a_tile_size_can_be_chosen(model, export):
    session, told, result = export(model, tile_size=96)
    assert session.get_inputs()[0].shape == [1, 3, 96, 96]
    assert (told["tile_size"], told["tiles_overlap"], result.metrics["tile_px"]) == (96, 50, 96)
    with pytest.raises(InvalidJob, match="multiple of 4 pixels, at least 16"):
        export(model, tile_size=98)
    with pytest.raises(InvalidJob, match="multiple of 4 pixels, at least 16"):
        export(model, tile_size=12)


def test_extra_bands_are_refused(odd_town, trained, backbone, export, tmp_path):
    scene = SceneOptions(odd_town.path, bands=(1, 2, 3), extra_bands=(5,))
    model = trained(odd_town, backbone=backbone("builtin"), scene=scene)
    with pytest.raises(
        InvalidModel, match="uses 1 extra band.*train a model with EXTRA_BANDS empty"
    ):
        export(model)
    assert not (tmp_path / "file").exists()


def test_what_one_file_cannot_hold_is_refused():
    check_size("dinov3-vitl16", 4 * 303_000_000)
    with pytest.raises(
        InvalidModel, match="dinov3-vith16plus take 3.4 GB and one ONNX file holds 2 GB"
    ):
        check_size("dinov3-vith16plus", 4 * 841_000_000)


@pytest.mark.parametrize(
    ("name", "kind", "files", "words", "warned"),
    [
        (
            "dinov2-small-wheel",
            "dinov2",
            {},
            ["Apache-2.0", "TERMS AND CONDITIONS FOR USE", "END OF TERMS"],
            False,
        ),
        (
            "dinov3-vits16",
            "dinov3",
            {"LICENSE.md": "the agreement"},
            ["DINOv3 License", "the agreement"],
            False,
        ),
        (
            "dinov3-vits16",
            "dinov3",
            {},
            ["facebook/dinov3-vits16-pretrain", "https://ai.meta.com/"],
            True,
        ),
        ("", "dinov3", {}, ["from a folder", "DINOv3 License"], True),
        ("", "dinov2", {}, ["from a folder", "Apache-2.0"], True),
        ("", "dinov2", {"license": "mine", "NOTICE": "ours"}, ["mine", "ours"], False),
    ],
)
def test_the_licence_travels_with_the_weights(
    town, trained, tiny_backbones, run_options, tmp_path, name, kind, files, words, warned
):
    folder = tmp_path / "backbones" / (name or "my encoder")
    shutil.copytree(tiny_backbones[kind], folder)
    for file, text in files.items():
        (folder / file).write_text(text)
    run = replace(run_options, backbones=str(tmp_path / "backbones"))
    options = BackboneOptions(
        name or str(folder), layers=(1, 3), tile_tokens=8, halo_tokens=2, position_mean=False
    )
    model = trained(town, backbone=options, run=run)
    heard = Listener()
    result = run_job(ExportJob(model, str(tmp_path / "größe.onnx"), run=run), heard)
    text = (tmp_path / "größe.LICENSE.txt").read_text(encoding="utf-8")
    assert result.outputs["licence"] == str(tmp_path / "größe.LICENSE.txt")
    assert text.startswith("größe.onnx holds weights of the backbone")
    assert all(word in text for word in words)
    assert bool([w for w in heard.warnings if "add a copy" in w]) == warned


def test_without_onnxruntime_the_file_is_written_and_that_is_said(
    model, run_options, monkeypatch, tmp_path
):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    heard = Listener()
    result = run_job(ExportJob(model, str(tmp_path / "m.onnx"), run=run_options), heard)
    assert result.metrics["largest_deviation"] is None
    assert any("not compared" in text for text in heard.infos)
    onnx.checker.check_model(str(tmp_path / "m.onnx"))


def test_the_licence_never_replaces_the_model(model, run_options, tmp_path):
    shutil.copy(model, tmp_path / "m.LICENSE.txt")
    with pytest.raises(OutputNotWritable, match="is an input of this run"):
        run_job(
            ExportJob(str(tmp_path / "m.LICENSE.txt"), str(tmp_path / "m.onnx"), run=run_options),
            Progress(),
        )


def test_jobs_are_checked_and_survive_json():
    job = ExportJob("m", "o.onnx", "r.tif", (3, 2, 1), 512)
    assert from_json(to_json(job)) == job
    for wrong in (
        {"output": "o.pt"},
        {"model": ""},
        {"bands": (1, 2)},
        {"raster": ""},
        {"tile_size": -1},
    ):
        with pytest.raises(InvalidJob):
            replace(job, **wrong)
