"""Remote scenes are mapped like local ones; server errors cost a bounded time."""

import socket
import subprocess
import sys
import urllib.request
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio

from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidScene
from landsketch.core.imagery import remote
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.options import SceneOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import ground, read_band, write_raster


class Server:
    """A block server of the folder of a file, in a process of its own."""

    def __init__(self, file):
        script = Path(__file__).with_name("block_server.py")
        self._process = subprocess.Popen(
            [sys.executable, script, file.parent], stdout=subprocess.PIPE, text=True
        )
        self._root = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        self.url = f"{self._root}/{file.name}"

    def tell(self, *words):
        """Send a command; return the number of byte requests since the last stumble or vanish."""
        with urllib.request.urlopen("/".join([self._root, "-", *map(str, words)])) as answer:
            return int(answer.read())

    def close(self):
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def picture(tmp_path):
    """A COG-like file of 600 x 800 px in small blocks, so that reading it takes many requests."""
    truth = np.zeros((600, 800), int)
    truth[:, 400:] = 1
    layout = {"tiled": True, "blockxsize": 64, "blockysize": 64, "compress": "deflate"}
    return Path(write_raster(tmp_path / "web" / "scene.tif", ground(truth, 4), **layout))


@pytest.fixture
def server(picture):
    made = Server(picture)
    yield made
    made.close()


@pytest.fixture
def job(model, run_options, tmp_path):
    def make(path, name="map"):
        run = replace(run_options, cache=str(tmp_path / "cache"))
        return PredictJob(SceneOptions(path), model, str(tmp_path / "out" / f"{name}.tif"), run=run)

    return make


@pytest.fixture
def impatient(monkeypatch):
    """Short waits, so that tests are quick; the number of retries stays."""
    options = {
        "GDAL_HTTP_LOW_SPEED_TIME": "1",
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "GDAL_HTTP_RETRY_DELAY": "0.01",
    }
    monkeypatch.setattr(remote, "_TIMEOUTS", {**remote._TIMEOUTS, **options})


@pytest.mark.parametrize("write", ["{}", "/vsicurl/{}"])
def test_a_remote_scene_has_the_pixels_of_the_local_file(server, picture, job, write):
    local, far = job(str(picture), "local"), job(write.format(server.url), "far")
    run_job(local, Progress())
    run_job(far, Progress())
    assert server.tell("asked") > 0
    assert np.array_equal(read_band(far.output), read_band(local.output))


def test_a_remote_scene_shares_the_features_of_the_local_file(server, picture, job):
    local = job(str(picture), "local")
    run_job(replace(local, options=replace(local.options, write_cache=True)), Progress())
    assert run_job(job(server.url, "far"), Progress()).metrics["tiles_encoded"] == 0


def test_a_mask_beside_a_remote_scene_counts(server, picture):
    hidden = np.zeros((600, 800), bool)
    hidden[100:300, 200:] = True
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK="NO"), rasterio.open(picture, "r+") as dataset:
        dataset.write_mask(~hidden)
    assert picture.with_name("scene.tif.msk").is_file()
    valid = Scene(SceneOptions(server.url)).read_valid(Window(0, 0, 600, 800))
    assert np.array_equal(valid, ~hidden)


def test_a_file_that_changed_on_the_server_is_another_scene(server, picture):
    first = Scene(SceneOptions(server.url))
    before = first.fingerprint()
    first.close()
    write_raster(picture, np.full((3, 600, 800), 77, np.uint8))
    second = Scene(SceneOptions(server.url))
    assert second.fingerprint() != before
    assert (second.width, second.height) == (800, 600)


@pytest.mark.parametrize("first", [0, 6])
def test_a_server_that_stumbles_is_asked_again(server, picture, job, impatient, first):
    local, far = job(str(picture), "local"), job(server.url, "far")
    run_job(local, Progress())
    server.tell("stumble", first, 2)
    run_job(far, Progress())
    assert server.tell("asked") > first + 2
    assert np.array_equal(read_band(far.output), read_band(local.output))


def test_a_server_that_loses_the_file_is_one_sentence(server, job, impatient):
    server.tell("vanish", 6)
    with pytest.raises(
        InvalidScene,
        match=r"scene\.tif could not be read: the file is corrupt or the connection was lost .*"
        r"try again\.$",
    ):
        run_job(job(server.url), Progress())
    assert not Path(job(server.url).output).exists()


def test_a_dead_server_is_one_sentence(job, impatient):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(InvalidScene, match="cannot be reached or is no raster; check the address"):
        run_job(job(f"http://127.0.0.1:{port}/scene.tif"), Progress())


def test_a_server_that_says_nothing_is_one_sentence(job, impatient):
    """It takes connections and never answers: only the engine's own limit ends the wait."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(InvalidScene, match="cannot be reached"):
            run_job(job(f"http://127.0.0.1:{silent.getsockname()[1]}/scene.tif"), Progress())


def test_addresses_become_names_that_gdal_reads_by_blocks():
    names = {
        "https://a.org/b.tif": "/vsicurl/https://a.org/b.tif",
        "s3://bucket/b.tif": "/vsis3/bucket/b.tif",
        "gs://bucket/b.tif": "/vsigs/bucket/b.tif",
        "/vsicurl/http://a.org/b.tif": "/vsicurl/http://a.org/b.tif",
        "C:/b.tif": "C:/b.tif",
        "NETCDF:b.nc:band": "NETCDF:b.nc:band",
    }
    assert {path: remote.gdal_name(path) for path in names} == names
    assert remote.is_remote("s3://bucket/b.tif")
    assert not remote.is_remote("C:/b.tif")


def test_what_the_environment_says_comes_first(monkeypatch):
    from rasterio.env import getenv

    monkeypatch.setenv("GDAL_HTTP_MAX_RETRY", "9")
    with remote.gdal_network_options("scene.tif"):
        assert "GDAL_HTTP_MAX_RETRY" not in getenv()
        assert "GDAL_HTTP_CONNECTTIMEOUT" in getenv()
