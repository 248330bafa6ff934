"""Shards give the same pixels as one process, in any order and after a restart."""

import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from landsketch.core.cluster import shards
from landsketch.core.engine.command_line import main
from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled, ChunkMismatch, ChunksMissing, InvalidJob
from landsketch.core.features import feature_map
from landsketch.core.job.job_json import to_json
from landsketch.core.job.jobs import CleanJob, PredictJob, PredictManyJob, PrepareJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import BackboneOptions, RunOptions, SceneOptions
from landsketch.core.job.sharpen_options import SharpenOptions
from landsketch.core.mapping.identity import facts_json
from landsketch.core.output_names import work_folder
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import ground, read_band, write_raster


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A 16-bit scene of 700 x 500 px (its stretch is estimated) with eleven rows of tiles."""
    rows, columns = np.mgrid[:700, :500] // 60
    pixels = ground((rows + columns) % 2, 2).astype(np.uint16) * 40
    return SceneOptions(write_raster(tmp_path_factory.mktemp("scene") / "scene.tif", pixels))


@pytest.fixture
def job(scene, model, run_options, tmp_path):
    run = replace(run_options, cache=str(tmp_path / "cache"), threads=1)
    output = tmp_path / "shared" / "map.tif"
    return PredictJob(scene, model, str(output), str(output.with_name("sure.tif")), run=run)


@pytest.fixture
def alone(job, tmp_path):
    """A function that maps in one process and returns classes and confidence."""

    def run(job):
        folder = tmp_path / "alone"
        whole = replace(job, output=str(folder / "map.tif"), confidence=str(folder / "sure.tif"))
        run_job(whole, Progress())
        return read_band(whole.output), read_band(whole.confidence)

    return run


def shard(job, text):
    return run_job(replace(job, run=replace(job.run, shard=text)), Progress())


def assembled(job):
    return run_job(replace(job, run=replace(job.run, assemble=True)), Progress())


def finished(job):
    """Name and time of the parts that are there."""
    files = [
        file
        for file in work_folder(Path(job.output)).glob("*/row*.npy")
        if ".part" not in file.name
    ]
    return {f"{file.parent.name}/{file.name}": file.stat().st_mtime_ns for file in files}


def assert_same(job, expected):
    assert np.array_equal(read_band(job.output), expected[0])
    assert np.array_equal(read_band(job.confidence), expected[1])
    assert not work_folder(Path(job.output)).exists()


def outcome(process):
    said = process.communicate()
    assert process.returncode == 0, said[1]
    return said


@pytest.mark.slow
def test_shards_that_start_together_make_the_map_of_one_process(
    engine, job, alone, job_file, tmp_path
):
    file = job_file(tmp_path / "job.json", to_json(job))
    running = [engine("run", file, "--shard", f"{index}/3", "--json") for index in range(3)]
    answers = [json.loads(outcome(process)[0]) for process in running]
    assert [answer["outputs"] for answer in answers] == [{}, {}, {}]
    assert sum(answer["metrics"]["chunks"] for answer in answers) == len(finished(job)) == 11
    assert not Path(job.output).exists()
    outcome(engine("run", file, "--assemble"))
    assert_same(job, alone(job))


def test_a_shard_that_was_killed_goes_on(engine, job, alone, job_file, tmp_path):
    shard(job, "1/2")
    file, before = job_file(tmp_path / "job.json", to_json(job)), finished(job)
    process = engine("run", file, "--shard", "0/2")
    deadline = time.monotonic() + 60
    while len(finished(job)) < len(before) + 2 and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    killed = finished(job)
    assert 7 <= len(killed) < 11
    with pytest.raises(ChunksMissing, match=r"shards again \(0/2\), then assemble"):
        assembled(job)
    shard(job, "0/2")
    assert finished(job).items() >= killed.items()
    assembled(job)
    assert_same(job, alone(job))


MODES = {
    "views": MapOptions(tta=("hflip", "half")),
    "taper": MapOptions(blend="taper"),
    "lattices": MapOptions(lattices=2),
    "sharpened": MapOptions(sharpening=SharpenOptions("edges", 1.0)),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_can_be_shared_out(job, alone, mode):
    shared = replace(job, options=MODES[mode])
    made = [shard(shared, f"{index}/3").metrics for index in (2, 0, 1)]
    assert min(metrics["chunks"] for metrics in made) >= 1
    assert assembled(shared).metrics["tiles_encoded"] == 0
    assert_same(shared, alone(shared))


@pytest.fixture
def transformer(train_model, town, tiny_backbones, tmp_path):
    """A model whose features lose their mean per position."""
    backbone = BackboneOptions(str(tiny_backbones["dinov3"]), tile_tokens=8, halo_tokens=1)
    return train_model(tmp_path / "vit.safetensors", town, backbone=backbone)


def test_shards_subtract_the_means_that_the_first_one_found(
    job, transformer, alone, monkeypatch, tmp_path
):
    vit = replace(job, model=transformer)
    expected = alone(vit)
    others = {"0/2": "one", "1/2": "another"}
    estimate = feature_map.position_means
    for text, cache in others.items():
        shard(replace(vit, run=replace(vit.run, cache=str(tmp_path / cache))), text)
        monkeypatch.setattr(
            feature_map, "position_means", lambda *a: [mean + 1 for mean in estimate(*a)]
        )
    assembled(vit)
    assert_same(vit, expected)


def test_one_process_goes_on_where_shards_stopped(job, alone):
    shard(job, "3/4")
    again = run_job(job, Progress()).metrics["tiles_encoded"]
    assert again == 8 * 9
    assert_same(job, alone(job))


def test_the_number_of_shards_may_change(job, alone):
    shard(job, "0/2")
    done = finished(job)
    for index in range(5):
        shard(job, f"{index}/5")
    assert finished(job).items() >= done.items()
    assembled(job)
    assert_same(job, alone(job))


def test_more_shards_than_parts_leave_some_without_work(job, alone):
    parts = [shard(job, f"{index}/12").metrics["chunks"] for index in range(12)]
    assert parts == [1] * 11 + [0]
    assembled(job)
    assert_same(job, alone(job))


def test_assembly_names_the_shards_that_are_missing(job):
    with pytest.raises(ChunksMissing, match="run its shards first"):
        assembled(job)
    for index in (0, 2):
        shard(job, f"{index}/4")
    with pytest.raises(ChunksMissing, match=r"lacks 5 chunks .* \(1/4, 3/4\)"):
        assembled(job)
    assert len(finished(job)) == 6


def test_a_shard_of_another_job_is_refused_and_deletes_nothing(job):
    shard(job, "0/4")
    done = finished(job)
    other = replace(job, scene=replace(job.scene, bands=(3, 2, 1)))
    with pytest.raises(ChunkMismatch, match="another job or computer .bands"):
        shard(other, "1/4")
    with pytest.raises(ChunkMismatch, match="bands"):
        assembled(other)
    assert finished(job) == done


def test_a_shard_of_another_version_or_device_is_refused_by_name(job):
    shard(job, "0/4")
    marker = work_folder(Path(job.output)) / "identity" / "job.json"
    facts = json.loads(marker.read_text())
    marker.write_text(facts_json({**facts, "backbone": {**facts["backbone"], "torch": "1.0"}}))
    with pytest.raises(ChunkMismatch, match=r"backbone torch: 1.0 there, \S+ here"):
        shard(job, "1/4")
    marker.write_text(facts_json({**facts, "device": "cuda"}))
    with pytest.raises(ChunkMismatch, match="device: cuda there, cpu here"):
        shard(job, "1/4")


def test_parts_of_a_gpu_are_assembled_without_one(job, alone):
    for index in range(2):
        shard(job, f"{index}/2")
    marker = work_folder(Path(job.output)) / "identity" / "job.json"
    marker.write_text(facts_json({**json.loads(marker.read_text()), "device": "cuda"}))
    assembled(replace(job, run=replace(job.run, device="cuda")))
    assert_same(job, alone(job))


def test_a_cancelled_shard_or_assembly_keeps_the_parts_of_all(job):
    shard(job, "0/2")
    done = finished(job)
    with pytest.raises(Cancelled, match="shard 1/2 were kept"):
        run_job(replace(job, run=replace(job.run, shard="1/2")), Listener(stop_stage="Encode"))
    shard(job, "1/2")
    with pytest.raises(Cancelled, match="chunks were kept"):
        run_job(
            replace(job, run=replace(job.run, assemble=True)), Listener(stop_stage="Write the map")
        )
    assert finished(job).items() >= done.items()
    assert not Path(job.output).exists()
    assembled(job)


def test_the_record_of_an_assembled_map_makes_the_whole_map_again(job):
    shard(job, "0/1")
    assembled(job)
    record = json.loads(Path(f"{job.output}.job.json").read_text())
    assert record["job"]["assemble"] is False
    assert main(["run", f"{job.output}.job.json"]) == 0


@pytest.mark.parametrize("text", ["8/8", "-1/4", "0/0", "1", "a/b", "1/2/3", "1.5/2"])
def test_what_is_no_shard_is_a_sentence(text):
    with pytest.raises(InvalidJob, match="i from 0 to n - 1"):
        RunOptions(shard=text)


def test_a_cluster_a_shard_and_assembling_exclude_each_other():
    with pytest.raises(InvalidJob, match="choose one of them"):
        RunOptions(shard="0/2", assemble=True)
    with pytest.raises(InvalidJob, match="choose one of them"):
        RunOptions(cluster="local", shard="0/2")


SHARED_RUNS = (RunOptions(shard="0/2"), RunOptions(assemble=True), RunOptions(cluster="local"))


@pytest.mark.parametrize("run", SHARED_RUNS)
def test_only_maps_can_be_shared_out(run):
    for job in (
        CleanJob("map.tif", "clean.tif", 5, run=run),
        PrepareJob(SceneOptions("a.tif"), "t.gpkg", run=run),
    ):
        with pytest.raises(InvalidJob, match=f"'{job.algorithm_id}' cannot be distributed"):
            run_job(job, Progress())
    if not run.cluster:
        with pytest.raises(InvalidJob, match="'predictrasters' cannot be distributed"):
            run_job(PredictManyJob((SceneOptions("a.tif"),), "m", "maps", run=run), Progress())


def test_two_who_estimate_means_at_once_use_those_that_were_written_first(tmp_path):
    file = tmp_path / "means.safetensors"

    class Features:
        def __init__(self, value, meanwhile=lambda: None):
            self.value, self.meanwhile = value, meanwhile

        def position_means(self):
            self.meanwhile()
            return [np.full((2, 3, 3), self.value, np.float32)]

        def use_position_means(self, means):
            self.used = means

    first = Features(1)
    second = Features(2, meanwhile=lambda: shards.share_position_means(first, file))
    shards.share_position_means(second, file)
    assert np.array_equal(first.used[0], first.position_means()[0])
    assert np.array_equal(second.used[0], first.used[0])
    assert list(tmp_path.iterdir()) == [file]
