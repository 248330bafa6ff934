"""Pipelines: the same bytes as single runs, and nothing is made twice."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from landsketch.core.engine.job_file import read_record
from landsketch.core.engine.run import run_job
from landsketch.core.engine.verbs import runpipeline
from landsketch.core.errors import Cancelled, InvalidJob, InvalidScene
from landsketch.core.job.job_json import from_dict, to_dict
from landsketch.core.job.jobs import CleanJob, Result, VectorizeJob
from landsketch.core.job.pipeline_jobs import CreatePipelineJob, RunPipelineJob
from landsketch.core.pipeline.pipeline import read_pipeline
from landsketch.core.pipeline.state import State
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import write_raster

FILES = (
    "model.safetensors", "report.csv", "report.classes.csv", "evaluation.csv",
    "evaluation.classes.csv", "map.tif", "map.tif.aux.xml", "map.qml", "sure.tif", "clean.tif",
    "clean.tif.aux.xml", "clean.qml", "polygons.gpkg",
)  # fmt: skip
PAGES = ("report.html", "evaluation.html")  # compared without the time at which they were written
PIPELINE = """\
run: {{cache: cache, device: cpu, threads: 1, offline: true}}
train:
  input: {scene}
  labels: {labels}
  class_field: kind
  head: ridge
  max_samples: 300
  folds: 2
  sharpen: none
  model: model.safetensors
  report: report.html
evaluate:
  input: {other_scene}
  labels: {other_labels}
  class_field: kind
  report: evaluation.html
predict:
  input: ${{train.input}}
  output: map.tif
  confidence: sure.tif
clean: {{output: clean.tif, min_pixels: 20}}
vectorize: {{output: polygons.gpkg, confidence: "${{predict.confidence}}"}}
"""
QUICK = """\
run: {{cache: cache, device: cpu, threads: 1, offline: true}}
train:
  input: {scene}
  labels: labels.gpkg
  class_field: kind
  head: ridge
  max_samples: 200
  validation: none
  model: model.safetensors
predict: {{input: "${{train.input}}", output: map.tif, sharpen: none}}
"""
STEPS = ["train", "evaluate", "predict", "clean", "vectorize"]


def run(path, progress=None, **options):
    return run_job(RunPipelineJob(str(path), **options), progress or Progress())


def fates(result):
    """Return why each step has run or would run, "" where it is up to date."""
    return {step["name"]: step["reason"] for step in result.metrics["steps"]}


def ran(result):
    return [name for name, reason in fates(result).items() if reason]


class TestWithoutTraining:
    """Two quick steps on a map."""

    @pytest.fixture
    def folder(self, tmp_path):
        random = np.random.default_rng(0)
        pixels = random.integers(0, 2, (64, 64)).repeat(4, 0).repeat(4, 1).astype(np.uint8)
        write_raster(tmp_path / "map.tif", pixels, nodata=255)
        self.write(tmp_path)
        run(tmp_path / "p.yaml")
        return tmp_path

    def write(self, folder, min_pixels=20, more=""):
        text = (
            f"clean: {{input: map.tif, output: clean.tif, min_pixels: {min_pixels}{more}}}\n"
            "vectorize: {output: polygons.gpkg}\n"
        )
        (folder / "p.yaml").write_text(text)

    def test_a_second_run_does_nothing(self, folder):
        before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
        result = run(folder / "p.yaml")
        assert ran(result) == []
        after = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
        assert [path.name for path in before if after[path] != before[path]] == [
            "p.yaml.state.json"
        ]
        assert result.metrics["n_up_to_date"] == 2
        assert result.outputs["vectorize.output"] == str(folder / "polygons.gpkg")

    def test_a_touched_file_changes_nothing(self, folder):
        for name in ("map.tif", "clean.tif", "polygons.gpkg"):
            os.utime(folder / name)
        assert ran(run(folder / "p.yaml")) == []

    def test_a_changed_input_runs_what_depends_on_it(self, folder):
        pixels = np.zeros((256, 256), np.uint8)
        pixels[:128] = 1
        write_raster(folder / "map.tif", pixels, nodata=255)
        assert fates(run(folder / "p.yaml")) == {
            "clean": "the input map.tif has changed",
            "vectorize": "the input clean.tif has changed",
        }

    def test_a_step_that_makes_the_same_again_changes_no_later_one(self, folder):
        (folder / "clean.tif").unlink()
        assert fates(run(folder / "p.yaml", only_check=True)) == {
            "clean": "the output clean.tif is missing",
            "vectorize": "the input clean.tif is missing",
        }
        assert fates(run(folder / "p.yaml")) == {
            "clean": "the output clean.tif is missing",
            "vectorize": "",
        }

    def test_a_changed_option_is_named(self, folder):
        self.write(folder, min_pixels=500)
        assert fates(run(folder / "p.yaml"))["clean"] == "other options: MIN_PIXELS"

    @pytest.mark.parametrize(
        "more", [", threads: 2", ", log: a.log", ", device: cpu", ", cache: c"]
    )
    def test_how_a_step_is_run_does_not_matter(self, folder, more):
        self.write(folder, more=more)
        assert ran(run(folder / "p.yaml")) == []

    def test_a_changed_output_is_made_again(self, folder):
        good = (folder / "polygons.gpkg").read_bytes()
        (folder / "polygons.gpkg").write_bytes(b"edited")
        assert fates(run(folder / "p.yaml")) == {
            "clean": "",
            "vectorize": "the output polygons.gpkg has changed",
        }
        assert (folder / "polygons.gpkg").read_bytes() == good

    def test_the_record_must_be_of_the_same_job(self, folder):
        record = folder / "clean.tif.job.json"
        text = record.read_text()
        record.write_text(text.replace('"min_pixels": 20', '"min_pixels": 21'))
        reason = fates(run(folder / "p.yaml"))["clean"]
        assert reason == "another run wrote clean.tif: MIN_PIXELS"
        record.unlink()
        assert fates(run(folder / "p.yaml"))["clean"] == "there is no record clean.tif.job.json"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{",
            "[]",
            '{"version": 1}',
            '{"version": 2, "steps": {}}',
            '{"version": 1, "steps": {"clean": {}}}',
        ],
    )
    def test_a_state_file_that_is_damaged_or_of_another_version_is_as_none(self, folder, text):
        (folder / "p.yaml.state.json").write_text(text)
        assert ran(run(folder / "p.yaml")) == ["clean", "vectorize"]

    def test_a_check_writes_nothing(self, folder):
        self.write(folder, min_pixels=500)
        before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
        result = run(folder / "p.yaml", only_check=True)
        assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
        assert result.metrics["clean"] == "would run, because other options: MIN_PIXELS"
        assert fates(result)["vectorize"] == "'clean' runs before it and may change its input"

    def test_a_step_that_made_only_a_part_runs_again(self, folder):
        pipeline = read_pipeline(folder / "p.yaml")
        state = State(pipeline.state_path)
        state.note(pipeline.steps[0], {}, Result({}, {"n_failed": 1}))
        assert fates(run(folder / "p.yaml", only_check=True))["clean"] == "it has not run yet"

    def test_a_failed_step_is_named_and_earlier_steps_are_kept(self, folder):
        path = folder / "p.yaml"
        path.write_text(path.read_text().replace("polygons.gpkg", "b.gpkg, min_area: 1e9"))
        (folder / "clean.tif").unlink()
        with pytest.raises(InvalidScene, match=r"^Step 'vectorize' \(line 2\): No polygon"):
            run(path)
        assert fates(run(path, only_check=True))["clean"] == ""

    def test_a_cancelled_run_goes_on_at_its_step(self, folder):
        listener = Listener()
        listener.cancel_when = lambda: any(
            stage.startswith("vectorize: Trace") for stage, _ in listener.reports
        )
        for name in ("clean.tif", "polygons.gpkg"):
            (folder / name).unlink()
        with pytest.raises(Cancelled, match="Cancelled in step 'vectorize'. Finished steps are"):
            run(folder / "p.yaml", listener)
        assert ran(run(folder / "p.yaml")) == ["vectorize"]

    def test_progress_never_goes_back_and_names_the_step(self, folder):
        listener = Listener()
        (folder / "p.yaml.state.json").unlink()
        run(folder / "p.yaml", listener)
        stages, fractions = zip(*listener.reports, strict=True)
        assert list(fractions) == sorted(fractions)
        assert {stage.split(":")[0] for stage in stages} == {"clean", "vectorize", "Done"}

    def test_no_record_of_the_whole_run_replaces_that_of_a_step(self, folder):
        assert read_record(folder / "clean.tif")["job"]["algorithm"] == "cleanmap"
        assert not (folder / "p.yaml.job.json").exists()

    def test_a_step_in_another_log_is_logged_once(self, folder):
        (folder / "clean.tif").unlink()
        self.write(folder, more=", log: whole.log")
        job = RunPipelineJob(str(folder / "p.yaml")).with_run(log=str(folder / "whole.log"))
        run_job(job, Progress())
        lines = (folder / "whole.log").read_text().splitlines()
        assert sum("clean: Write the map" in line for line in lines) == 1
        assert not [line for line in lines if "Begin cleanmap" in line]

    def test_nothing_heavy_is_loaded_when_nothing_is_to_be_done(self, folder):
        main = Path(runpipeline.__file__).parents[1] / "main.py"
        code = (
            "import runpy, sys\n"
            f"sys.argv = ['main.py', 'run', {str(folder / 'p.yaml')!r}]\n"
            f"try:\n    runpy.run_path({str(main)!r}, run_name='__main__')\n"
            "except SystemExit as end:\n"
            "    print(end.code, 'torch' in sys.modules)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        assert done.stdout.splitlines()[-1] == "0 False", done.stderr


@pytest.fixture(scope="module")
def singles(town, other_town, tmp_path_factory):
    """A pipeline, and the bytes that the single algorithms have made in its folder.

    Beside it is ``made.yaml``, a pipeline that was made of their records.
    """
    folder = tmp_path_factory.mktemp("singles")
    path = folder / "p.yaml"
    path.write_text(
        PIPELINE.format(
            scene=town.path,
            labels=town.labels,
            other_scene=other_town.path,
            other_labels=other_town.labels,
        )
    )
    for step in read_pipeline(path).steps:
        run_job(from_dict(to_dict(step.job)), Progress())
    names = ("sure.tif", "model.safetensors", "clean.tif", "evaluation.html", "polygons.gpkg",
             "map.tif.job.json")  # fmt: skip
    results = tuple(str(folder / name) for name in names)
    run_job(CreatePipelineJob(results, str(folder / "made.yaml")), Progress())
    return path, bytes_of(folder)


def bytes_of(folder):
    found = {name: (folder / name).read_bytes() for name in FILES}
    for name in PAGES:
        found[name] = re.sub(rb"\d{4}-\d\d-\d\d \d\d:\d\d", b"", (folder / name).read_bytes())
    return found


def clear(folder):
    """Delete what a pipeline has made, but not its features."""
    for path in folder.iterdir():
        if path.is_file() and path.suffix != ".yaml":
            path.unlink()


def differing(folder, expected):
    found = bytes_of(folder)
    return [name for name in found if found[name] != expected[name]]


@pytest.mark.slow
def test_changed_labels_train_and_map_again_but_an_equal_model_does_not(town, tmp_path):
    labels = shutil.copy(town.labels, tmp_path / "labels.gpkg")
    path = tmp_path / "p.yaml"
    path.write_text(QUICK.format(scene=town.path))
    assert ran(run(path)) == ["train", "predict"]
    (tmp_path / "model.safetensors").unlink()
    assert ran(run(path)) == ["train"]
    with closing(sqlite3.connect(labels)) as database, database:
        database.execute("DELETE FROM labels WHERE fid < 5")
    assert fates(run(path)) == {
        "train": "the input labels.gpkg has changed",
        "predict": "the input model.safetensors has changed",
    }


@pytest.mark.slow
def test_a_run_that_is_killed_at_each_step_ends_with_the_same_bytes(singles, engine):
    path, expected = singles
    clear(path.parent)
    places = ("train: Train", "predict: Write the map", "predict: Done", "clean: Find neighbours",
              "vectorize: Trace polygons")  # fmt: skip
    for place in places:
        kill_at(place, engine("run", path))
    log = finish(engine("run", path, "--json"))
    assert "train: up to date." in log
    assert "clean: up to date." in log
    assert "vectorize: runs" in log
    assert differing(path.parent, expected) == []
    assert not list(path.parent.glob("*.part.*"))


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


def finish(process):
    _, log = process.communicate(timeout=120)
    assert process.returncode == 0, log
    return log


@pytest.mark.slow
def test_records_of_single_runs_become_a_pipeline_with_the_same_bytes(singles):
    path, expected = singles
    made = path.with_name("made.yaml")
    text = made.read_text()
    assert "model: ${train.model}" in text
    assert "confidence: ${predict.confidence}" in text
    assert "\n  cache: cache\n" in text
    assert [step.job for step in read_pipeline(made).steps] == [
        step.job for step in read_pipeline(path).steps
    ]
    clear(path.parent)
    assert ran(run(made)) == STEPS
    assert differing(path.parent, expected) == []


class TestCreate:
    @pytest.fixture
    def create(self, tmp_path, monkeypatch):
        """A function that makes a pipeline of results in the folder of the test."""
        monkeypatch.chdir(tmp_path)

        def create(*names, progress=None):
            job = CreatePipelineJob(names, "made.yaml")
            run_job(job, progress or Progress())
            return Path("made.yaml").read_text()

        return create

    @pytest.fixture
    def cleaned(self, tmp_path):
        """A clean map whose job had relative paths and was started in the folder above."""
        pixels = np.eye(8, dtype=np.uint8).repeat(8, 0).repeat(8, 1)
        write_raster(tmp_path / "map.tif", pixels, nodata=255)
        (tmp_path / "out").mkdir()
        return CleanJob("map.tif", "out/clean.tif", min_pixels=30)

    def test_relative_paths_of_records_start_where_their_run_was_started(self, create, cleaned):
        run_job(cleaned, Progress())
        os.chdir("out")
        job = CreatePipelineJob(("clean.tif",), "../made.yaml")
        run_job(job, Progress())
        text = Path("../made.yaml").read_text()
        assert "  input: map.tif\n  output: out/clean.tif\n  min_pixels: 30\n" in text

    def test_what_is_no_step_is_named(self, create, cleaned):
        run_job(cleaned, Progress())
        Path("other.json").write_text('{"algorithm": "cacheinfo"}')
        listener = Listener()
        assert "clean:" in create("out/clean.tif", "other.json", progress=listener)
        assert "other.json was made by 'cacheinfo', which cannot be a step" in listener.warnings[0]
        with pytest.raises(InvalidJob, match="None of the runs can be a step"):
            create("other.json")

    def test_a_file_without_a_record_is_named(self, create):
        Path("a.tif").touch()
        with pytest.raises(InvalidJob, match=r"a.tif has no record \(a.tif.job.json\)"):
            create("a.tif")

    def test_a_pipeline_that_cannot_be_run_is_said(self, create, cleaned):
        run_job(cleaned, Progress())
        Path("map.tif").unlink()
        listener = Listener()
        create("out/clean.tif", progress=listener)
        assert "made.yaml, line 7: clean: INPUT is" in listener.warnings[-1]

    def test_several_runs_of_an_algorithm_are_a_list(self, create, cleaned):
        run_job(cleaned, Progress())
        run_job(CleanJob("out/clean.tif", "again.tif", min_pixels=40), Progress())
        run_job(VectorizeJob("again.tif", "polygons.gpkg", min_area=5), Progress())
        text = create("polygons.gpkg", "out/clean.tif", "again.tif", "again.tif")
        assert "- input: map.tif\n" in text
        assert "- input: ${clean.1.output}\n" in text
        assert "  input: ${clean.2.output}\n  output: polygons.gpkg\n  min_area: 5.0" in text


def test_the_command_line_runs_checks_and_fails_like_a_job(engine, tmp_path):
    write_raster(tmp_path / "map.tif", np.eye(64, dtype=np.uint8), nodata=255)
    path = tmp_path / "p.yml"
    path.write_text("clean: {input: map.tif, output: clean.tif}\n")
    output, _ = engine("run", path, "--dry-run").communicate(timeout=60)
    assert "clean  would run, because it has not run yet" in output
    assert not (tmp_path / "clean.tif").exists()
    process = engine("run", path, "--json")
    result = json.loads(process.communicate(timeout=60)[0])
    assert result["outputs"] == {"clean.output": str(tmp_path / "clean.tif")}
    path.write_text("clean: {input: map.tif, ouput: clean.tif}\n")
    process = engine("run", path)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "p.yml, line 1: there is no key of 'clean' 'ouput'; did you mean 'output'?" in errors
    process = engine("run", tmp_path / "job.json", "--dry-run")
    assert "--dry-run needs a pipeline file" in process.communicate(timeout=60)[1]
