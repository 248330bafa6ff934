"""Faults during a map give one error, leave no partial output and allow resuming."""

import contextlib
import errno
import os
import random
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio

from landsketch.core.atomic_write import folder_bytes
from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidScene, LandsketchError, OutputNotWritable
from landsketch.core.heads.model_file import load_model, save_model
from landsketch.core.job.job_json import to_json
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.options import SceneOptions
from landsketch.core.mapping.score_chunks import is_chunk
from landsketch.core.output_names import work_folder
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import ground, read_band, write_raster

GOES_ON = r"; the finished chunks are kept in map\.tif\.work; the same run continues from them\.$"
N_PARTS = 19


@pytest.fixture
def scene(tmp_path):
    """1200 x 700 px in blocks of 16 px: nineteen rows of small tiles, a part file each."""
    rows, columns = np.mgrid[:1200, :700] // 60
    layout = {"tiled": True, "blockxsize": 16, "blockysize": 16, "compress": "deflate"}
    return Path(write_raster(tmp_path / "scene.tif", ground((rows + columns) % 2, 2), **layout))


@pytest.fixture
def job(scene, model, run_options, tmp_path):
    run = replace(run_options, cache=str(tmp_path / "cache"), threads=1)
    return PredictJob(SceneOptions(str(scene)), model, str(tmp_path / "maps" / "map.tif"), run=run)


@pytest.fixture
def expected(job, tmp_path):
    whole = replace(job, output=str(tmp_path / "whole" / "map.tif"))
    run_job(whole, Progress())
    return read_band(whole.output)


class At(Progress):
    """Does something once, at a step of the encoding."""

    def __init__(self, step, action):
        super().__init__()
        self._left, self._action = step, action

    def report(self, stage, share, left_s):
        self._left -= stage == "Encode"
        if self._left == 0:
            self._action()


def finished(job):
    """Name and time of the complete parts; the engine may move or remove files while we look."""
    while True:
        with contextlib.suppress(FileNotFoundError):
            parts = [file for file in Path(f"{job.output}.work").rglob("*.npy") if is_chunk(file)]
            return {file.name: file.stat().st_mtime_ns for file in parts}


def assert_resumes(job, expected):
    """No output exists; the next run keeps every finished part and makes the right map."""
    parts = finished(job)
    assert 0 < len(parts) <= N_PARTS
    assert [file.name for file in Path(job.output).parent.iterdir()] == ["map.tif.work"]
    result = run_job(job, Progress())
    assert result.metrics["tiles_encoded"] <= 11 * (N_PARTS - len(parts))
    assert np.array_equal(read_band(job.output), expected)
    assert not Path(f"{job.output}.work").exists()


def test_a_scene_that_is_cut_off_midway(scene, job, expected):
    content = scene.read_bytes()
    with pytest.raises(
        InvalidScene,
        match=r"^scene\.tif could not be read: the file is corrupt or the connection was lost .*"
        + GOES_ON,
    ):
        run_job(job, At(60, lambda: os.truncate(scene, len(content) // 3)))
    scene.write_bytes(content)
    assert_resumes(job, expected)


def test_a_corrupt_block(scene, job, expected):
    """The fingerprint and the stretch skip this block, so the error occurs during mapping."""
    with rasterio.open(scene) as dataset:
        start = int(dataset.get_tag_item("BLOCK_OFFSET_10_45", "TIFF", bidx=1))
        length = int(dataset.get_tag_item("BLOCK_SIZE_10_45", "TIFF", bidx=1))
    content = scene.read_bytes()
    scene.write_bytes(content[:start] + bytes(length) + content[start + length :])
    with pytest.raises(
        InvalidScene,
        match=r"^scene\.tif could not be read: the file is corrupt or the connection was lost .*"
        + GOES_ON,
    ):
        run_job(job, Progress())
    scene.write_bytes(content)
    assert_resumes(job, expected)


def test_a_disk_that_fills_up_while_parts_are_written(job, expected, monkeypatch):
    opened, written = Path.open, []

    def full_at_the_sixth(path, *how, **more):
        if path.name.startswith("row") and "wb" in how:
            written.append(path)
            if len(written) == 6:
                with opened(path, "wb") as file:
                    file.write(bytes(100))
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", full_at_the_sixth)
    with pytest.raises(
        OutputNotWritable,
        match=r"^The disk is full, so .* cannot be written; free some space.*" + GOES_ON,
    ):
        run_job(job, Progress())
    assert len(finished(job)) == 5
    monkeypatch.setattr(Path, "open", opened)
    assert_resumes(job, expected)


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="needs a limit on file sizes")
def test_a_disk_that_fills_up_while_the_map_is_written(engine, job, scene, job_file, tmp_path):
    """A file size limit of 30 kB allows every part, but not the confidence map of noise."""
    import resource

    write_raster(scene, np.random.default_rng(0).integers(0, 255, (3, 1200, 700), dtype=np.uint8))
    unsure = load_model(Path(job.model))
    save_model(
        replace(unsure, head=unsure.head.with_inverse_temperature(0.05)),
        tmp_path / "unsure.safetensors",
    )
    job = replace(
        job,
        model=str(tmp_path / "unsure.safetensors"),
        confidence=str(tmp_path / "maps" / "sure.tif"),
    )
    process = engine(
        "run",
        job_file(tmp_path / "job.json", to_json(job)),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)),
    )
    said = process.communicate()[1].strip().splitlines()
    assert process.returncode == 4
    assert "sure.tif cannot be written" in said[-1]
    assert said[-1].endswith("are kept in map.tif.work; the same run continues from them.")
    assert len(finished(job)) == N_PARTS
    assert [file.name for file in Path(job.output).parent.iterdir()] == ["map.tif.work"]
    result = run_job(job, Progress())
    assert result.metrics["tiles_encoded"] == 0
    assert read_band(job.output).shape == read_band(job.confidence).shape == (1200, 700)


def test_a_fault_before_the_first_part_leaves_nothing(scene, job):
    content = scene.read_bytes()
    with pytest.raises(LandsketchError, match=r"check the file and try again\.$"):
        run_job(job, At(1, lambda: os.truncate(scene, len(content) // 50)))
    assert not Path(job.output).parent.exists() or not list(Path(job.output).parent.iterdir())


def test_room_that_finished_parts_take_is_not_asked_for_again(scene, job, monkeypatch):
    needs, content = [], scene.read_bytes()
    monkeypatch.setattr(
        "landsketch.core.mapping.estimate.check_writable",
        lambda _, need=0: needs.append(need),
    )
    with pytest.raises(InvalidScene):
        run_job(job, At(100, lambda: os.truncate(scene, 1000)))
    fresh, there = needs[-1], folder_bytes(work_folder(Path(job.output)))
    scene.write_bytes(content)
    run_job(job, Progress())
    assert needs[-1] == fresh - there < fresh


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
def test_an_engine_killed_five_times_never_repeats_a_finished_part(
    engine, job, expected, tmp_path, job_file
):
    file, chance = job_file(tmp_path / "job.json", to_json(job)), random.Random(11)
    for least in sorted(chance.sample(range(1, N_PARTS), 5)):
        before = finished(job)
        process = engine("run", file)
        deadline = time.monotonic() + 60
        while process.poll() is None and len(finished(job)) < least and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        after = finished(job)
        assert not Path(job.output).exists()
        assert len(after) >= least
        assert {name: after[name] for name in before} == before
    assert_resumes(job, expected)
