"""Pipelines: the same bytes as single runs, and nothing is made twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from landsketch.core.engine.job_file import read_record
from landsketch.core.engine.run import run_job
from landsketch.core.engine.verbs import runpipeline
from landsketch.core.errors import Cancelled, InvalidJob, InvalidScene, LandsketchError
from landsketch.core.job.job_json import from_dict
from landsketch.core.job.jobs import CleanJob, VectorizeJob
from landsketch.core.job.pipeline_jobs import CreatePipelineJob, RunPipelineJob
from landsketch.core.pipeline.pipeline import read_pipeline
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import write_raster

FILES = (
    "model.safetensors", "report.html", "report.metrics.json", "evaluation.html", "map.tif",
    "map.tif.aux.xml", "map.qml", "sure.tif", "clean.tif", "clean.tif.aux.xml", "clean.qml",
    "polygons.gpkg",
)  # fmt: skip
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

    @pytest.mark.parametrize("more", [", threads: 2", ", log: a.log", ", device: cpu", ", cache: c"])
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

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": 2, "steps": {}}',
                                      '{"version": 1, "steps": {"clean": {}}}'])  # fmt: skip
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

    def test_a_failed_step_is_named_and_earlier_steps_are_kept(self, folder):
        path = folder / "p.yaml"
        path.write_text(path.read_text().replace("polygons.gpkg", "b.gpkg, min_area: 1e9"))
        os.remove(folder / "clean.tif")
        with pytest.raises(InvalidScene, match=r"^Step 'vectorize' \(line 2\): No polygon"):
            run(path)
        assert fates(run(path, only_check=True))["clean"] == ""

    def test_a_cancelled_run_goes_on_at_its_step(self, folder):
        class Impatient(Listener):
            def is_cancelled(self):
                return any(stage.startswith("vectorize: Find") for stage, *_ in self.stages())

            def stages(self):
                return [(stage,) for stage in self.seen]

            def __init__(self):
                super().__init__()
                self.seen = []

            def report(self, stage, fraction, left_s):
                self.seen.append(stage)

        for name in ("clean.tif", "polygons.gpkg"):
            (folder / name).unlink()
        with pytest.raises(Cancelled, match="Cancelled in step 'vectorize'. Finished steps are"):
            run(folder / "p.yaml", Impatient())
        assert ran(run(folder / "p.yaml")) == ["vectorize"]

    def test_progress_never_goes_back_and_names_the_step(self, folder):
        seen = []

        class Watched(Progress):
            def report(self, stage, fraction, left_s):
                seen.append((fraction, stage))

        (folder / "p.yaml.state.json").unlink()
        run(folder / "p.yaml", Watched())
        assert [fraction for fraction, _ in seen] == sorted(fraction for fraction, _ in seen)
        assert {stage.split(":")[0] for _, stage in seen} == {"clean", "vectorize", "Done"}

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

    def test_nothing_heavy_is_loaded_when_nothing_is_to_be_done(self, folder, engine):
        code = (
            "import sys, runpy; sys.argv = ['main.py', 'run', sys.argv[1]]\n"
            "try:\n runpy.run_path(sys.argv.pop(0) and MAIN, run_name='__main__')\n"
            "except SystemExit as end:\n print(end.code, 'torch' in sys.modules)\n"
        )
        main = Path(runpipeline.__file__).parents[1] / "main.py"
        code = (
            "import runpy, sys\n"
            f"sys.argv = ['main.py', 'run', {str(folder / 'p.yaml')!r}]\n"
            f"try:\n    runpy.run_path({str(main)!r}, run_name='__main__')\n"
            "except SystemExit as end:\n    print(end.code, sorted({'torch', 'rasterio'} & {*sys.modules}))\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.stdout.splitlines()[-1] == "0 []", done.stderr
