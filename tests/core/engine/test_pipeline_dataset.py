"""Pipelines that begin with a dataset: the same bytes as single runs, and nothing is made twice."""

import os
import re
import shutil
import sqlite3
import time
from contextlib import closing

import numpy as np
import pytest

from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidScene
from landsketch.core.job.job_json import from_dict, to_dict
from landsketch.core.job.pipeline_jobs import CreatePipelineJob, RunPipelineJob
from landsketch.core.pipeline.pipeline import read_pipeline
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import read_band, write_raster

PIPELINE = """\
run: {{cache: cache, device: cpu, threads: 1, offline: true}}
prepare:
  input: scene.tif
  labels: labels.gpkg
  class_field: kind
  folds: 2
  tile_tokens: 48
  halo_tokens: 16
  dataset: data
verify: {{report: data/verification.html, flagged_tiles: tiles.gpkg,
  flagged_labels: labels_flagged.gpkg, workers: 1}}
train: {{head: ridge, max_samples: 200, sharpen: none, model: model.safetensors}}
evaluate:
  input: {other_scene}
  labels: {other_labels}
  class_field: kind
  baselines: false
  report: evaluation.html
predict:
- {{input: "${{prepare.input}}", output: map.tif}}
- {{input: "${{evaluate.input}}", output: other.tif}}
- {{input: [scene.tif, "{other_scene}"], output_folder: maps}}
clean: {{input: "${{predict.1.output}}", output: clean.tif, min_pixels: 20}}
vectorize: {{output: polygons.gpkg}}
"""
STEPS = ["prepare", "verify", "train", "evaluate", "predict.1", "predict.2", "predict.3", "clean",
         "vectorize"]  # fmt: skip
# With times; reports are compared without theirs
NOT_COMPARED = (".job.json", ".state.json", ".metrics.json", ".yaml")
pytestmark = pytest.mark.slow


def run(path):
    """Run a pipeline; return the names of the steps that have run."""
    result = run_job(RunPipelineJob(str(path)), Progress())
    return {step["name"]: step["reason"] for step in result.metrics["steps"] if step["reason"]}


def bytes_of(folder):
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.endswith(NOT_COMPARED) and not name.startswith("cache/"):
            text = path.read_bytes()
            is_page = name.endswith(".html")
            found[name] = re.sub(rb"\d{4}-\d\d-\d\d \d\d:\d\d", b"", text) if is_page else text
    return found


def clear(folder):
    """Delete what a pipeline has made, but not its features."""
    kept = ("scene.tif", "labels.gpkg", "cache")
    for path in folder.iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path)
        elif path.name not in kept and path.suffix != ".yaml":
            path.unlink()


def differing(folder, expected):
    found = bytes_of(folder)
    assert found.keys() == expected.keys()
    return [name for name in found if found[name] != expected[name]]


@pytest.fixture(scope="module")
def singles(town, other_town, tmp_path_factory):
    """A pipeline, and the bytes that the single algorithms have made in its folder.

    Beside it is ``made.yaml``, a pipeline that was made of their records.
    """
    folder = tmp_path_factory.mktemp("dataset")
    shutil.copy(town.path, folder / "scene.tif")
    shutil.copy(town.labels, folder / "labels.gpkg")
    path = folder / "p.yaml"
    path.write_text(PIPELINE.format(other_scene=other_town.path, other_labels=other_town.labels))
    for step in read_pipeline(path).steps:
        run_job(from_dict(to_dict(step.job)), Progress())
    names = ("clean.tif", "model.safetensors", "data/dataset.json", "map.tif", "other.tif",
             "maps", "data/verification.json", "evaluation.html", "polygons.gpkg")  # fmt: skip
    results = tuple(str(folder / name) for name in names)
    run_job(CreatePipelineJob(results, str(folder / "made.yaml")), Progress())
    return path, bytes_of(folder)


def test_the_single_runs_have_made_all_files(singles):
    _, made = singles
    assert {"data/dataset.json", "data/labels.gpkg", "data/tiles.gpkg", "data/verification.json",
            "model.safetensors", "map.tif", "polygons.gpkg"} <= made.keys()  # fmt: skip


def test_records_become_a_pipeline_that_does_the_same(singles):
    path, expected = singles
    made = path.with_name("made.yaml")
    text = made.read_text()
    assert "dataset: ${prepare.dataset}" in text
    assert [step.job for step in read_pipeline(made).steps] == [
        step.job for step in read_pipeline(path).steps
    ]
    clear(path.parent)
    assert list(run(made)) == STEPS
    assert differing(path.parent, expected) == []


def test_a_pipeline_makes_the_same_bytes_and_a_second_run_does_nothing(singles):
    path, expected = singles
    clear(path.parent)
    assert list(run(path)) == STEPS
    assert differing(path.parent, expected) == []
    began = time.monotonic()
    assert run(path) == {}
    assert time.monotonic() - began < 5
    for file in (path.parent / "data").iterdir():
        os.utime(file)
    assert run(path) == {}


def test_a_run_that_is_killed_in_the_dataset_ends_with_the_same_bytes(singles, engine):
    path, expected = singles
    clear(path.parent)
    shutil.rmtree(path.parent / "cache")
    for place in ("prepare: Write", "verify: Report"):
        kill_at(place, engine("run", path))
    log = engine("run", path, "--json").communicate(timeout=120)[1]
    assert "prepare: up to date." in log
    assert "verify: runs, because it has not run yet." in log
    assert differing(path.parent, expected) == []
    assert not list(path.parent.rglob("*.part.*"))


def kill_at(stage, process):
    """Kill an engine that works on a pipeline as soon as it says that it is at a stage."""
    with process:
        for line in process.stderr:
            if stage in line:
                process.kill()
                break
        else:
            pytest.fail(f"the run ended before '{stage}'")
        process.wait(timeout=60)


def test_changed_labels_make_everything_again_that_depends_on_them(singles):
    path, _ = singles
    run(path)
    with closing(sqlite3.connect(path.parent / "labels.gpkg")) as database, database:
        database.execute("DELETE FROM labels WHERE fid < 5")
    reasons = run(path)
    assert reasons["prepare"] == "the input labels.gpkg has changed"
    assert reasons["verify"] == reasons["train"] == "the input data has changed"
    assert reasons["predict.1"] == "the input model.safetensors has changed"
    assert run(path) == {}


def test_an_image_of_a_dataset_that_has_changed_has_to_be_prepared_again(singles, town):
    path, _ = singles
    run(path)
    text = path.read_text()
    later = path.with_name("later.yaml")
    later.write_text(
        text[: text.index("prepare:")]
        + "train: {dataset: data, head: ridge, max_samples: 200, model: other.safetensors}\n"
        + "evaluate: {dataset: data, include_training: true, report: own.html, baselines: false}\n"
    )
    assert list(run(later)) == ["train", "evaluate"]
    assert run(later) == {}
    scene = path.parent / "scene.tif"
    pixels = np.stack([read_band(scene, band) for band in (1, 2, 3)])
    write_raster(scene, 255 - pixels)
    with pytest.raises(InvalidScene, match="scene.tif has changed since the dataset was prepared"):
        run(later)
    assert run(path)["prepare"] == "the input scene.tif has changed"
    assert run(later)["train"] == "the input data has changed"


def test_a_changed_file_of_the_dataset_is_made_again(singles):
    path, _ = singles
    run(path)
    labels = path.parent / "data" / "labels.gpkg"
    good = labels.read_bytes()
    labels.write_bytes(b"edited")
    assert run(path) == {"prepare": "the output data has changed"}
    assert labels.read_bytes() == good
