"""Promise: cancel stops every job at every stage and leaves nothing behind.

Only a fit by gradient descent leaves a work folder, from which the same job goes on (see
test_training).
"""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled
from landsketch.core.job.jobs import (
    CleanJob,
    EvaluateJob,
    ExportJob,
    FindRateJob,
    PredictJob,
    PrepareJob,
    TrainJob,
    VectorizeJob,
)
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import ground, write_raster

EVERYTHING = MapOptions(tta=("hflip",), blend="taper", unknown_below=60, cog=True)
KINDS = [
    "prepare",
    "train",
    "findlearningrate",
    "predict",
    "predict every way",
    "evaluate",
    "cross-validate",
    "cleanmap",
    "vectorizemap",
    "exportmodel",
]


@pytest.fixture(autouse=True)
def _few_samples(monkeypatch):
    monkeypatch.setattr("landsketch.core.engine.verbs.evaluatemodel._SAMPLES_PER_CLASS", 100)


@pytest.fixture
def make(town, odd_town, other_town, model, small_tiles, run_options, tmp_path):
    """A function that makes a job of a kind whose outputs lie in a folder of their own."""

    def class_map():
        return write_raster(
            tmp_path / "classes.tif", other_town.truth.repeat(3, 0).repeat(3, 1), nodata=255
        )

    def make(kind):
        out, run = tmp_path / "out", replace(run_options, cache=str(tmp_path / "cache"))
        labels, report = other_town.label_options, str(out / "report.html")
        jobs = {
            "prepare": lambda: PrepareJob(
                town.scene, str(out / "tiles.gpkg"), small_tiles, town.label_options, run=run
            ),
            "train": lambda: TrainJob(
                (SceneOptions(odd_town.path, bands=(1, 2, 3), extra_bands=(5,)),),
                odd_town.label_options,
                str(out / "model.safetensors"),
                report,
                small_tiles,
                recipe=Recipe(head="ridge"),
                max_samples=50,
                run=run,
            ),
            "findlearningrate": lambda: FindRateJob(
                (odd_town.scene,),
                odd_town.label_options,
                str(out / "rates.svg"),
                small_tiles,
                max_samples=50,
                run=run,
            ),
            "predict": lambda: PredictJob(
                town.scene, model, str(out / "map.tif"), str(out / "sure.tif"), run=run
            ),
            "predict every way": lambda: PredictJob(
                town.scene,
                model,
                str(out / "map.tif"),
                str(out / "sure.tif"),
                str(out / "shares.tif"),
                EVERYTHING,
                run,
            ),
            "evaluate": lambda: EvaluateJob((other_town.scene,), model, labels, report, run=run),
            "cross-validate": lambda: EvaluateJob(
                (other_town.scene,), model, labels, report, "cross_validation", run=run
            ),
            "cleanmap": lambda: CleanJob(
                class_map(), str(out / "map.tif"), min_pixels=50, majority=3, run=run
            ),
            "vectorizemap": lambda: VectorizeJob(
                class_map(), str(out / "map.gpkg"), smooth=True, simplify=1.0, run=run
            ),
            "exportmodel": lambda: ExportJob(model, str(out / "model.onnx"), town.path, run=run),
        }
        return jobs[kind]()

    return make


def left(tmp_path):
    out = tmp_path / "out"
    return sorted(str(f.relative_to(out)) for f in out.rglob("*")) if out.exists() else []


@pytest.mark.parametrize("kind", KINDS)
def test_every_stage_can_be_cancelled(make, tmp_path, kind):
    whole = Listener()
    run_job(make(kind), whole)
    stages = list(dict.fromkeys(stage for stage, _ in whole.reports if stage != "Done"))
    for f in sorted((tmp_path / "out").rglob("*"), reverse=True):
        f.unlink()
    for stage in stages:
        with pytest.raises(Cancelled, match="No output was left behind"):
            run_job(make(kind), Listener(stop_stage=stage))
        assert left(tmp_path) == [], stage


@pytest.mark.parametrize("kind", KINDS)
def test_any_moment_can_be_cancelled(make, tmp_path, kind):
    for whole in (
        Listener(),
        Listener(),
    ):  # the second finds all features in the cache, as those to come
        run_job(make(kind), whole)
    for f in sorted((tmp_path / "out").rglob("*"), reverse=True):
        f.unlink()
    for share in (0.1, 0.5, 0.9):
        with pytest.raises(Cancelled):
            run_job(make(kind), Listener(stop_after=int(whole.checks * share)))
        assert left(tmp_path) == [], share


def test_an_earlier_result_survives_a_cancelled_run(make, tmp_path):
    job = make("predict")
    run_job(job, Progress())
    before = {name: (tmp_path / "out" / name).read_bytes() for name in left(tmp_path)}
    with pytest.raises(Cancelled):
        run_job(job, Listener(stop_stage="Write the map"))
    assert {name: (tmp_path / "out" / name).read_bytes() for name in left(tmp_path)} == before


def test_cancel_takes_less_than_two_seconds(make, tmp_path):
    import numpy as np

    class Later(Progress):
        """Asks to stop half a second after the work began."""

        def is_cancelled(self):
            return time.monotonic() - began > 0.5

    large = SceneOptions(
        write_raster(tmp_path / "large.tif", ground(np.zeros((4000, 4000), int), 0))
    )
    job = replace(make("predict"), scene=large)
    began = time.monotonic()
    with pytest.raises(Cancelled):
        run_job(job, Later())
    assert time.monotonic() - began < 2.5
    assert left(tmp_path) == []
    assert not Path(f"{job.output}.work").exists()
