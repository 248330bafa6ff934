"""What is in the feature cache, and deleting it by image, backbone and last use."""

import csv
import os
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from landsketch.core.cache_folder import contents
from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidJob, OutputNotWritable
from landsketch.core.job.cache_jobs import CacheInfoJob, ClearCacheJob
from landsketch.core.job.jobs import PrepareJob
from landsketch.core.job.options import RunOptions, SceneOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import ground, write_raster

DAY_S = 86_400


@pytest.fixture
def images(tmp_path):
    """Two images, a small one and a large one."""
    made = []
    for number, side in enumerate((150, 600)):
        pixels = ground(np.zeros((side, side), np.uint8), number)
        made.append(str(write_raster(tmp_path / f"image_{number}.tif", pixels)))
    return made


@pytest.fixture
def run(tmp_path, images):
    """Options of runs with a cache in which both images are."""
    options = RunOptions(cache=str(tmp_path / "cache"), device="cpu", offline=True)
    for number, image in enumerate(images):
        tiles = str(tmp_path / f"tiles_{number}.gpkg")
        run_job(PrepareJob(SceneOptions(image), tiles, run=options), Progress())
    return options


def images_in(run):
    return [one.image for one in contents(Path(run.cache))]


def test_the_list_names_images_and_backbones_the_largest_first(run, images, tmp_path):
    heard, table = Listener(), str(tmp_path / "cache.csv")
    result = run_job(CacheInfoJob(table=table, run=run), heard)
    with Path(table).open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["image"] for row in rows] == [images[1], images[0]]
    assert {row["backbone"] for row in rows} == {"builtin"}
    assert all(int(row["files"]) > 0 for row in rows)
    size = sum(f.stat().st_size for f in (tmp_path / "cache").glob("*/*.safetensors"))
    assert sum(float(row["megabytes"]) for row in rows) == pytest.approx(size / 1e6, abs=0.002)
    assert result.metrics["gigabytes"] == pytest.approx(size / 1e9)
    assert result.metrics["n_sets"] == 2
    assert any(images[0] in text and "builtin" in text for text in heard.infos)


def test_features_of_an_image_are_deleted(run, images):
    result = run_job(ClearCacheJob(image=images[0], run=run), Progress())
    assert images_in(run) == [images[1]]
    assert result.metrics["n_sets"] == 1
    assert result.metrics["gigabytes"] > 0


def test_all_conditions_must_apply(run, images):
    result = run_job(ClearCacheJob(image=images[0], backbone="dinov2", run=run), Progress())
    assert result.metrics["n_sets"] == 0
    assert len(images_in(run)) == 2
    run_job(ClearCacheJob(backbone="builtin", run=run), Progress())
    assert images_in(run) == []


def test_what_was_not_used_for_days_is_deleted(run, images, tmp_path):
    (old,) = [one for one in contents(tmp_path / "cache") if one.image == images[1]]
    for file in old.folder.glob("*.safetensors"):
        os.utime(file, (time.time() - 5 * DAY_S,) * 2)
    run_job(ClearCacheJob(unused_days=6, run=run), Progress())
    assert len(images_in(run)) == 2
    run_job(ClearCacheJob(unused_days=4, run=run), Progress())
    assert images_in(run) == [images[0]]


def test_everything_is_deleted_only_on_demand(run, tmp_path):
    (tmp_path / "cache" / "own").mkdir()
    with pytest.raises(InvalidJob, match="EVERYTHING"):
        ClearCacheJob(run=run)
    run_job(ClearCacheJob(everything=True, run=run), Progress())
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["own"]  # not of the cache


def test_a_deleted_image_is_encoded_again(run, images, tmp_path):
    run_job(ClearCacheJob(image=images[0], run=run), Progress())
    job = PrepareJob(SceneOptions(images[0]), str(tmp_path / "again.gpkg"), run=run)
    run_job(job, Progress())
    assert sorted(images_in(run)) == sorted(images)


def test_sets_of_earlier_versions_have_no_name(run, images, tmp_path):
    for file in (tmp_path / "cache").glob("*/origin.json"):
        file.unlink()
    heard = Listener()
    run_job(CacheInfoJob(run=run), heard)
    assert any("unknown (earlier version)" in text for text in heard.infos)
    run_job(ClearCacheJob(image=images[0], run=run), Progress())
    assert len(images_in(run)) == 2


def test_an_empty_cache_is_no_error(tmp_path):
    options = RunOptions(cache=str(tmp_path / "none"))
    assert run_job(CacheInfoJob(run=options), Progress()).metrics["n_sets"] == 0
    job = ClearCacheJob(everything=True, run=options)
    assert run_job(job, Progress()).metrics["gigabytes"] == 0


def test_a_folder_that_cannot_be_deleted_is_a_sentence(run, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(OutputNotWritable, match="cannot be cleared"):
        run_job(ClearCacheJob(everything=True, run=run), Progress())
