"""Handles of a raster: one per thread, and those of threads that have ended are reused."""

import threading

import numpy as np
import pytest
from rasterio.windows import Window

from landsketch.core.imagery.raster_file import RasterFile
from landsketch.tests.helpers.rasters import write_raster


@pytest.fixture
def file(tmp_path):
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    made = RasterFile(str(write_raster(tmp_path / "r.tif", pixels)))
    yield made
    made.close()


def in_threads(count, action):
    """Do something in so many threads at once; return what they found."""
    found, gate = [], threading.Barrier(count)

    def run():
        gate.wait()
        result = action()
        gate.wait()  # all have their handle by now
        found.append(result)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_thread_keeps_its_handle_and_no_two_share_one(file):
    pairs = in_threads(3, lambda: (file.dataset(), file.dataset()))
    assert all(first is second for first, second in pairs)
    assert len({id(first) for first, _ in pairs}) == 3


def test_threads_that_follow_one_another_open_no_further_files(file):
    for _ in range(20):
        pixels = in_threads(2, lambda: file.read((1,), Window(1, 1, 2, 2)))
        assert [values.tolist() for values in pixels] == [[[[5, 6], [9, 10]]]] * 2
    assert len(file._handles) <= 2


def test_handles_of_a_closed_file_are_not_used_again(file):
    (old,) = in_threads(1, file.dataset)
    file.close()
    assert old.closed
    (new,) = in_threads(1, file.dataset)
    assert not new.closed
