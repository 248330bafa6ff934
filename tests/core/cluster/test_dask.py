"""A map made by Dask workers equals that of one process, even if a worker is killed."""

import contextlib
import json
import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from landsketch.core.cluster import dask_cluster
from landsketch.core.cluster.dask_cluster import connected
from landsketch.core.engine.run import run_job
from landsketch.core.errors import (
    Cancelled,
    ChunkMismatch,
    ClusterFailed,
    DependencyMissing,
    InvalidJob,
)
from landsketch.core.job.job_json import to_json
from landsketch.core.job.jobs import PredictJob, PredictManyJob
from landsketch.core.job.options import RunOptions, SceneOptions
from landsketch.core.mapping import identity
from landsketch.core.output_names import work_folder
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import ground, read_band, write_raster

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """1000 x 500 px, 16 bit: sixteen rows of small tiles, a part file each."""
    rows, columns = np.mgrid[:1000, :500] // 60
    pixels = ground((rows + columns) % 2, 2).astype(np.uint16) * 40
    return SceneOptions(write_raster(tmp_path_factory.mktemp("scene") / "scene.tif", pixels))


@pytest.fixture(scope="module")
def cluster():
    """The scheduler's address of two workers on this computer."""
    with dask_cluster.local_workers("local:2") as address:
        yield address


@pytest.fixture
def job(scene, model, run_options, cluster, tmp_path):
    run = replace(run_options, cache=str(tmp_path / "cache"), threads=1, cluster=cluster)
    output = tmp_path / "shared" / "map.tif"
    return PredictJob(scene, model, str(output), str(output.with_name("sure.tif")), run=run)


@pytest.fixture
def expected(job, tmp_path):
    folder = tmp_path / "alone"
    whole = replace(job, output=str(folder / "map.tif"), confidence=str(folder / "sure.tif"))
    run_job(replace(whole, run=replace(job.run, cluster="")), Progress())
    return read_band(whole.output), read_band(whole.confidence)


def assert_same(job, expected):
    assert np.array_equal(read_band(job.output), expected[0])
    assert np.array_equal(read_band(job.confidence), expected[1])
    assert not work_folder(Path(job.output)).exists()


def pids(address):
    with connected(address) as client:
        return dict(client.run(os.getpid))


def parts(job):
    return [
        file
        for file in work_folder(Path(job.output)).glob("*/row*.npy")
        if ".part" not in file.name
    ]


def test_two_workers_make_the_map_of_one_process_although_one_is_killed(job, expected, cluster):
    victim, killed = min(pids(cluster).values()), []

    def kill_at_work():
        while not killed:
            if parts(job):
                os.kill(victim, signal.SIGKILL)
                killed.append(len(parts(job)))
            time.sleep(0.001)

    killer = threading.Thread(target=kill_at_work)
    killer.start()
    progress = Listener()
    try:
        metrics = run_job(job, progress).metrics
    finally:
        killed.append(None)
        killer.join()
    assert killed[0] is not None
    assert killed[0] < 16
    assert victim not in pids(cluster).values()
    assert metrics["shards"] == 16
    assert_same(job, expected)
    shares = [share for stage, share in progress.reports if stage == "Encode on the cluster"]
    assert shares == sorted(shares)
    assert len(set(shares)) > 3


def test_a_second_map_finds_the_backbone_loaded_and_scenes_of_a_series_share_workers(
    job, scene, expected, tmp_path
):
    many = PredictManyJob(
        (scene,), job.model, str(tmp_path / "series"), confidence=True, run=job.run
    )
    result = run_job(many, Progress())
    assert result.metrics["n_maps"] == 1
    assert np.array_equal(read_band(tmp_path / "series" / "scene_map.tif"), expected[0])


def test_a_cancelled_run_stops_its_workers_and_leaves_nothing(job, cluster):
    class StopsAtWork(Progress):
        def is_cancelled(self):
            return len(parts(job)) >= 2

    with pytest.raises(Cancelled, match="No output was left"):
        run_job(job, StopsAtWork())
    with connected(cluster) as client:
        while any(client.processing().values()):
            time.sleep(0.05)
    assert list(Path(job.output).parent.iterdir()) == []


def test_what_fails_on_a_worker_is_a_sentence(job, tmp_path):
    gone = replace(job, output=str(tmp_path / "gone" / "map.tif"), confidence="")

    class Removes(Progress):
        def stage(self, name, start=0.0, end=1.0):
            if name == "Encode on the cluster":
                Path(copy.path).unlink()
            super().stage(name, start, end)

    copy = SceneOptions(write_raster(tmp_path / "copy.tif", ground(np.zeros((200, 200), int), 1)))
    with pytest.raises(ClusterFailed, match=r"Shard \d+/\d+ failed on tcp://.*copy.tif"):
        run_job(replace(gone, scene=copy), Removes())


def test_what_cannot_be_assembled_here_is_told_after_the_first_shard(job, monkeypatch):
    monkeypatch.setattr(identity, "ENGINE", "0.0.1")
    progress = Listener()
    with pytest.raises(ChunkMismatch, match=r"Landsketch: \S+ there, 0.0.1 here"):
        run_job(job, progress)
    assert "Write the map" not in dict(progress.reports)


def test_workers_that_write_elsewhere_are_noticed_after_the_first_shard(job, monkeypatch):
    monkeypatch.setattr(
        dask_cluster, "has_marker", lambda folder: False
    )  # as seen from another computer
    with pytest.raises(ClusterFailed, match=r"do not write into .*map.tif.work of this computer"):
        run_job(job, Progress())


def test_a_scheduler_that_does_not_answer_is_a_sentence(job, monkeypatch):
    monkeypatch.setattr(dask_cluster, "_ANSWER_S", 0.5)
    with pytest.raises(ClusterFailed, match="tcp://127.0.0.1:9 does not answer"):
        run_job(replace(job, run=replace(job.run, cluster="tcp://127.0.0.1:9")), Progress())


@pytest.mark.slow
def test_a_scheduler_that_ends_at_work_is_a_sentence_and_the_run_goes_on_without_it(job, expected):
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(dask_cluster.local_workers("local:1"))

        class Ends(Progress):
            def is_cancelled(self):
                if len(parts(job)) >= 2:
                    stack.close()
                return False

        with pytest.raises(ClusterFailed, match="scheduler ended or cannot be reached"):
            run_job(replace(job, run=replace(job.run, cluster=address)), Ends())
    assert len(parts(job)) >= 2
    assert (
        run_job(replace(job, run=replace(job.run, cluster="")), Progress()).metrics["tiles_encoded"]
        <= 14 * 9
    )
    assert_same(job, expected)


def test_a_scheduler_is_found_by_its_file(cluster, job_file, tmp_path):
    with connected(str(job_file(tmp_path / "scheduler.json", {"address": cluster}))) as client:
        assert len(client.nthreads()) == 2
    with (
        pytest.raises(ClusterFailed, match="gone.json does not exist"),
        connected(str(tmp_path / "gone.json")),
    ):
        pass


def test_without_dask_the_command_to_install_it_is_told(job, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(DependencyMissing, match="-m pip install distributed"):
        run_job(job, Progress())


@pytest.mark.parametrize(
    "address", ["host:8786", "local:0", "local:two", "tcp://host", "http://host:80"]
)
def test_what_is_no_cluster_is_a_sentence(address):
    with pytest.raises(InvalidJob, match=f"CLUSTER is '{address}'; give the scheduler's address"):
        RunOptions(cluster=address)


@pytest.mark.slow
def test_the_command_line_starts_workers_of_its_own(engine, job, expected, job_file, tmp_path):
    file = job_file(tmp_path / "job.json", to_json(replace(job, run=replace(job.run, cluster=""))))
    process = engine("run", file, "--dask", "local:2", "--json")
    said = process.communicate()
    assert process.returncode == 0, said[1]
    assert json.loads(said[0])["metrics"]["shards"] == 16
    assert_same(job, expected)
