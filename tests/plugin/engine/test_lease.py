"""Two jobs share a CPU, but not a GPU."""

import pytest

from landsketch.core.errors import Cancelled
from landsketch.plugin.engine import lease
from landsketch.plugin.engine.lease import DeviceLease


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(lease.tempfile, "gettempdir", lambda: str(tmp_path))


@pytest.mark.parametrize("device", ["cuda", "cuda:1", "mps"])
def test_second_job_waits_for_the_gpu_and_can_be_cancelled(device):
    first, second, said = DeviceLease(device), DeviceLease(device), []
    first.acquire(lambda: False, said.append)
    assert said == []
    with pytest.raises(Cancelled):
        second.acquire(lambda: True, said.append)
    assert said == [f"Waiting: another Landsketch job is using {device}."]
    first.release()
    second.acquire(lambda: pytest.fail("should not wait"), said.append)
    second.release()


def test_cpu_is_shared():
    for _ in range(2):
        DeviceLease("cpu").acquire(lambda: pytest.fail("should not wait"), pytest.fail)
