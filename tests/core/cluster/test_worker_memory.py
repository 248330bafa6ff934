"""A Dask worker's memory behaves like that of any other process of the engine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FAULTS = """
import sys
sys.path.insert(0, sys.argv[1])
import conftest
import resource
import numpy as np
from landsketch.core.engine.shard_worker import keep_freed_memory
if sys.argv[2] == "kept":
    keep_freed_memory()
def touch():
    np.ones(10 * 2**20, np.uint8)
touch()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    touch()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(how):
    tests = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "MALLOC_TRIM_THRESHOLD_": "65536"}  # what Dask's nanny sets
    command = [sys.executable, "-c", FAULTS, str(tests), how]
    return int(
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    )


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's way")
def test_freed_memory_is_used_again():
    assert faults("kept") < 10 <= faults("given back")
