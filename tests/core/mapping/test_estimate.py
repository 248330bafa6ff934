"""Tiles, time and disk space are estimated before a map; a full disk is refused early."""

import shutil
import threading
import time
from collections import namedtuple
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from landsketch.core.engine.run import run_job
from landsketch.core.errors import OutputNotWritable
from landsketch.core.features import backbone
from landsketch.core.features.pipeline import Clock, TilePipeline
from landsketch.core.imagery.tile_grid import TileGrid
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import BackboneOptions, RunOptions
from landsketch.core.mapping import estimate
from landsketch.core.mapping.estimate import TileCounts, expected_seconds, slow_reading_message
from landsketch.core.progress import Progress
from landsketch.core.runtime import device
from landsketch.tests.helpers.listener import Listener


@pytest.fixture
def job(town, model, run_options, tmp_path):
    run = replace(run_options, cache=str(tmp_path / "cache"))
    return PredictJob(town.scene, model, str(tmp_path / "out" / "map.tif"), run=run)


def cost_message(job):
    heard = Listener()
    run_job(job, heard)
    return next(text for text in heard.infos if "tiles to encode" in text)


def test_a_first_map_encodes_every_tile_and_says_how_much_room_it_takes(job):
    assert cost_message(job) == "30 of 30 tiles to encode; the map needs up to 1 MB on the disk."


def test_cached_tiles_are_not_counted_as_work(job):
    run_job(replace(job, options=MapOptions(write_cache=True)), Progress())
    assert cost_message(job).startswith("0 of 30 tiles to encode, 30 are in the feature cache; ")


def test_tiles_of_an_interrupted_run_are_not_counted_as_work(job):
    class Killed(BaseException):
        pass

    class Dies(Progress):
        def report(self, stage, share, left_s):
            if stage == "Write the map":
                raise Killed

    with pytest.raises(Killed):
        run_job(job, Dies())
    assert cost_message(job).startswith(
        "0 of 30 tiles to encode, 30 were finished by an earlier run; "
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "about 1 s"), (89, "about 89 s"), (600, "about 10 min"), (9000, "about 2.5 h")],
)
def test_the_expected_time_is_said_the_way_people_do(seconds, words):
    said = TileCounts(3, 2, 40).message(seconds, 2_340_000_000)
    assert said == (
        "40 of 45 tiles to encode, 2 are in the feature cache, 3 were finished by an earlier run, "
        f"this takes {words}; the map needs up to 2.3 GB on the disk."
    )


def test_time_is_measured_on_the_backbone_where_there_are_enough_tiles_for_it(monkeypatch):
    chosen = BackboneOptions(name="builtin", tile_tokens=48, halo_tokens=16)
    loaded = backbone.load(
        chosen, RunOptions(offline=True), device.choose_device("cpu", "float32", 2), Progress()
    )
    assert expected_seconds(loaded, 59) is None
    clock = iter([10.0, 13.0])
    monkeypatch.setattr(estimate, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    assert expected_seconds(loaded, 600) == 3.0 * 600 / 2  # two side by side took 3 s


def test_a_large_map_tells_the_time(job, monkeypatch):
    monkeypatch.setattr(estimate, "_WORTH_TIMING", 1)
    assert ", this takes about " in cost_message(job)


def test_a_disk_that_is_too_small_is_refused_before_any_tile(job, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 50_000))
    heard = Listener()
    with pytest.raises(
        OutputNotWritable,
        match="too little disk space for .*free some space or choose another folder",
    ):
        run_job(job, heard)
    assert "Encode" not in {stage for stage, _ in heard.reports}
    assert not Path(job.output).parent.exists()


def test_encoders_that_wait_for_readers_are_noticed():
    clock, may_read = Clock(), threading.Event()
    tile = TileGrid(8, 8, 8, 0).tile_at(0, 0)

    def read(_):
        may_read.wait()

    with TilePipeline(
        read, lambda tiles, _: tiles, device.Device("cpu", torch.float32, 1, 1), clock
    ) as pipeline:
        pipeline.request(tile)
        threading.Timer(0.05, may_read.set).start()
        assert pipeline.take(tile) == tile
    assert clock.waited_s > clock.worked_s


def test_reading_counts_in_a_real_map(job, monkeypatch):
    from landsketch.core.features.tile_encoder import TileEncoder

    read = TileEncoder.read_pixels
    monkeypatch.setattr(
        TileEncoder, "read_pixels", lambda self, tile: (time.sleep(0.1), read(self, tile))[1]
    )
    monkeypatch.setattr(estimate, "_SLOW_S", 0.01)
    heard = Listener()
    run_job(job, heard)
    assert heard.infos[-1].startswith("The backbone waited for the image ")


@pytest.mark.parametrize(
    ("waited", "worked", "is_said"), [(20, 20, True), (20, 200, False), (2, 1, False)]
)
def test_slow_reading_is_said_when_it_matters(waited, worked, is_said):
    clock = Clock()
    clock.add(waited, worked)
    assert bool(slow_reading_message(clock)) == is_said
    if is_said:
        assert "waited for the image 50% of the time" in slow_reading_message(clock)
