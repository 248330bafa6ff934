"""A killed prediction resumes to the same pixels and leaves no partial output."""

import contextlib
import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled
from landsketch.core.heads.model_file import load_model, save_model
from landsketch.core.job.job_json import to_json
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import SceneOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import ground, read_band, write_raster


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """1200 x 700 px: nineteen rows of small tiles, a part file each."""
    rows, columns = np.mgrid[:1200, :700] // 60
    truth = (rows + columns) % 2
    return SceneOptions(
        write_raster(tmp_path_factory.mktemp("large") / "scene.tif", ground(truth, 2))
    )


@pytest.fixture
def job(large, model, run_options, tmp_path):
    run = replace(run_options, cache=str(tmp_path / "cache"), threads=1)
    return PredictJob(scene=large, model=model, output=str(tmp_path / "maps" / "map.tif"), run=run)


@pytest.fixture(scope="module")
def expected(large, model, run_options, tmp_path_factory):
    folder = tmp_path_factory.mktemp("expected")
    run = replace(run_options, cache=str(folder / "cache"))
    run_job(
        PredictJob(scene=large, model=model, output=str(folder / "map.tif"), run=run), Progress()
    )
    return read_band(folder / "map.tif")


class Killed(BaseException):
    """Stands for a process that ends here: nothing may catch it."""


class KilledAt(Progress):
    """Dies in a stage after some steps."""

    def __init__(self, stage, steps):
        super().__init__()
        self._at, self._left = stage, steps

    def report(self, stage, share, left_s):
        self._left -= stage == self._at
        if self._left < 0:
            raise Killed


def work_folder(job):
    return Path(f"{job.output}.work")


def names(folder):
    return sorted(f.name for f in Path(folder).iterdir())


FINISHED = ["map.qml", "map.tif", "map.tif.aux.xml", "map.tif.job.json"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
def finished_parts(job):
    """Return names and times of complete part files, which the engine may move meanwhile."""
    found = {}
    for file in work_folder(job).glob("*/*.npy"):
        if not file.stem.endswith(".part"):
            with contextlib.suppress(FileNotFoundError):
                found[file.name] = file.stat().st_mtime_ns
    return found


def test_an_engine_killed_at_work_resumes_to_the_same_pixels(
    engine, job, expected, tmp_path, job_file
):
    file = job_file(tmp_path / "job.json", to_json(job))
    first = engine("run", file)
    deadline = time.monotonic() + 60
    while len(finished_parts(job)) < 4 and time.monotonic() < deadline:
        assert first.poll() is None
        time.sleep(0.002)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    done = finished_parts(job)
    assert 4 <= len(done) < 19
    assert names(tmp_path / "maps") == ["map.tif.work"]

    second = engine("run", "--json", file)
    seen = {}
    while second.poll() is None:
        seen = finished_parts(job) | seen
        time.sleep(0.005)
    answer = json.loads(second.communicate()[0])
    assert second.returncode == 0
    assert all(seen[name] == mtime for name, mtime in done.items())
    assert answer["metrics"]["tiles_encoded"] <= 11 * (19 - len(done))
    assert np.array_equal(read_band(job.output), expected)
    assert names(tmp_path / "maps") == FINISHED


@pytest.mark.parametrize(
    ("stage", "steps"), [("Encode", 0), ("Encode", 30), ("Write the map", 1), ("Write the map", 5)]
)
def test_dying_anywhere_leaves_no_result_and_the_next_run_finishes(
    job, expected, tmp_path, stage, steps
):
    with pytest.raises(Killed):
        run_job(job, KilledAt(stage, steps))
    assert not Path(job.output).exists()
    result = run_job(job, Progress())
    assert np.array_equal(read_band(job.output), expected)
    assert names(tmp_path / "maps") == FINISHED
    if stage == "Write the map":
        assert result.metrics["tiles_encoded"] == 0


MODES = {
    "views": MapOptions(tta=("hflip", "rot90")),
    "taper": MapOptions(blend="taper", overlap=0.5),
    "a COG with unsure pixels": MapOptions(unknown_below=70, cog=True),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_resumes_to_the_same_pixels(job, tmp_path, mode):
    fresh = replace(job, options=MODES[mode], output=str(tmp_path / "fresh" / "map.tif"))
    run_job(fresh, Progress())
    killed = replace(fresh, output=job.output, probabilities=str(tmp_path / "maps" / "shares.tif"))
    for stage, steps in (("Encode", 30), ("Encode", 20), ("Write the map", 3)):
        with pytest.raises(Killed):
            run_job(killed, KilledAt(stage, steps))
        assert all(name.endswith((".work", ".part.tif")) for name in names(tmp_path / "maps"))
    assert run_job(killed, Progress()).metrics["tiles_encoded"] == 0
    assert np.array_equal(read_band(job.output), read_band(fresh.output))
    assert names(tmp_path / "maps") == [*FINISHED, "shares.qml", "shares.tif"]


@pytest.mark.parametrize("mode", MODES)
def test_a_cancelled_mode_leaves_nothing(job, tmp_path, mode):
    other = replace(job, options=MODES[mode], probabilities=str(tmp_path / "maps" / "shares.tif"))
    with pytest.raises(Killed):
        run_job(other, KilledAt("Encode", 30))
    with pytest.raises(Cancelled):
        run_job(other, Listener(stop_stage="Write the map"))
    assert names(tmp_path / "maps") == []


def test_views_that_are_done_are_not_encoded_again(job):
    options = MODES["views"]
    with pytest.raises(Killed):
        run_job(replace(job, options=options), KilledAt("Encode", 19 * 11 + 60))
    again = run_job(replace(job, options=options), Progress()).metrics["tiles_encoded"]
    assert 19 * 11 < again <= 2 * 19 * 11 - 4 * 11


def test_a_half_written_part_is_written_again(job, expected):
    with pytest.raises(Killed):
        run_job(job, KilledAt("Encode", 60))
    work_folder(job).joinpath("identity", "row000018_columns000000-000010.part").write_bytes(
        b"half"
    )
    run_job(job, Progress())
    assert np.array_equal(read_band(job.output), expected)


def _other_model(job, tmp_path):
    model = load_model(Path(job.model))
    swapped = {**model.head.tensors_by_name, "weight": model.head.tensors_by_name["weight"].flip(0)}
    path = tmp_path / "other.safetensors"
    save_model(replace(model, head=type(model.head)(swapped), metrics={"id": "other"}), path)
    return replace(job, model=str(path))


def _same_id_other_sharpness(job, tmp_path):
    model = load_model(Path(job.model))
    path = tmp_path / "sharper.safetensors"
    save_model(
        replace(model, head=model.head.with_inverse_temperature(7.0)), path
    )  # the recipe's id stays
    return replace(job, model=str(path))


CHANGES = {
    "another extent": lambda job, _: replace(
        job, options=MapOptions(extent=(500_100.0, 39_000.0, 500_600.0, 39_900.0))
    ),
    "another model": _other_model,
    "another sharpness": _same_id_other_sharpness,
    "a taper": lambda job, _: replace(job, options=MapOptions(blend="taper")),
    "another scene": lambda job, _: replace(job, scene=replace(job.scene, bands=(3, 2, 1))),
}


@pytest.mark.parametrize("change", CHANGES)
def test_parts_of_another_job_are_not_used(job, run_options, tmp_path, change):
    other = replace(CHANGES[change](job, tmp_path), confidence=str(tmp_path / "maps" / "sure.tif"))
    fresh = replace(
        other,
        output=str(tmp_path / "fresh" / "map.tif"),
        confidence=str(tmp_path / "fresh" / "sure.tif"),
    )
    run_job(fresh, Progress())
    with pytest.raises(Killed):
        run_job(job, KilledAt("Encode", 60))
    run_job(other, Progress())
    assert np.array_equal(read_band(other.output), read_band(fresh.output))
    assert np.array_equal(read_band(other.confidence), read_band(fresh.confidence))


def test_a_cancelled_run_leaves_nothing_even_after_a_killed_one(job, tmp_path):
    with pytest.raises(Killed):
        run_job(job, KilledAt("Encode", 30))
    with pytest.raises(Cancelled):
        run_job(job, Listener(stop_stage="Write the map"))
    assert names(tmp_path / "maps") == []


def test_an_older_map_stays_until_the_new_one_is_whole(job, expected):
    run_job(job, Progress())
    with pytest.raises(Killed):
        run_job(
            replace(job, scene=replace(job.scene, bands=(3, 2, 1))), KilledAt("Write the map", 3)
        )
    assert np.array_equal(read_band(job.output), expected)
