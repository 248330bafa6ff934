"""The locks of the engine's environment fit every platform and Python that is supported.

The package index is asked; without a network those tests are skipped.
"""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "resources" / "locks"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
UV_NAMES = {
    "linux-x86_64": "x86_64-manylinux_2_28",
    "linux-arm64": "aarch64-manylinux_2_28",
    "windows-x86_64": "x86_64-pc-windows-msvc",
    "macos-arm64": "aarch64-apple-darwin",
}


@pytest.fixture(scope="module")
def network():
    pytest.importorskip("uv")
    try:
        urllib.request.urlopen("https://pypi.org/simple/six/", timeout=10).close()
    except (urllib.error.URLError, TimeoutError):
        pytest.skip("needs the Python package index")


def resolve(platform: str, python: str, *locks: str) -> subprocess.CompletedProcess:
    """Let uv find a wheel for every line that applies, with the locked hash."""
    options = [
        "--dry-run",
        "--no-config",
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
    ]
    options += ["--target", "nowhere", "--python-platform", UV_NAMES[platform]]
    files = [word for name in locks for word in ("--requirement", str(LOCKS / name))]
    command = [sys.executable, "-m", "uv", "pip", "install", *options]
    return subprocess.run(
        [*command, "--python-version", python, *files],
        env={**os.environ, "MACOSX_DEPLOYMENT_TARGET": "14.0"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", UV_NAMES)
def test_every_package_has_a_wheel(network, platform, python, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    locks = ["packages.txt"]
    if platform.startswith(("windows", "macos")):
        locks.append("torch-cpu.txt")
    else:
        locks.append("torch-cuda.txt")
    done = resolve(platform, python, *locks)
    assert done.returncode == 0, done.stderr[-2000:]
    assert re.search(r"Would install \d+ packages", done.stderr)


def test_a_wheel_that_is_missing_is_noticed(network, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert resolve("linux-x86_64", "3.10", "packages.txt").returncode


def test_torch_of_its_own_index_is_locked_for_every_python():
    lock = (LOCKS / "torch-cpu.txt").read_text() + (LOCKS / "torch-cuda.txt").read_text()
    wheels = json.loads((ROOT / "requirements" / "pytorch_wheels.json").read_text())
    assert all(wheel["sha256"] in lock for wheel in wheels)
    for tag in ("manylinux_2_28_x86_64", "manylinux_2_28_aarch64"):
        pythons = {w["file"].split("-")[2] for w in wheels if tag in w["file"]}
        assert pythons == {"cp311", "cp312", "cp313", "cp314"}


def test_sizes_are_known_for_every_platform():
    sizes = json.loads((LOCKS / "sizes.json").read_text())
    assert set(sizes) == set(UV_NAMES)
    for devices in sizes.values():
        assert all(200e6 < devices["cpu"][python] < 500e6 for python in PYTHONS)
    assert all(sizes["linux-x86_64"]["cuda"][python] > 2e9 for python in PYTHONS)


def test_the_locks_hold_the_versions_of_the_requirements():
    lock = (LOCKS / "packages.txt").read_text() + (LOCKS / "torch-cuda.txt").read_text()
    wanted = (ROOT / "requirements" / "engine.txt").read_text().splitlines()
    for line in wanted:
        if line and not line.startswith("#"):
            name, version = line.lower().split("==")
            assert re.search(rf"^{name}=={re.escape(version)}[ +]", lock, re.MULTILINE), line
