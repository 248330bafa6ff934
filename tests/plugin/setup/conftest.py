"""A set-up in seconds: two tiny packages in a lock of their own, a real uv, an index here."""

import json
import os
import shutil
from pathlib import Path

import pytest

from landsketch.plugin.setup import locks, set_up
from landsketch.plugin.setup.computer import Computer
from landsketch.plugin.setup.plan import make_plan
from landsketch.tests.helpers.package_index import package_index, sha256, write_wheel

PLATFORM = "linux-x86_64"


@pytest.fixture(autouse=True)
def _own_data(tmp_path, monkeypatch):
    """Settings, data and variables of the user stay out of the tests."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "1")
    monkeypatch.delenv("LANDSKETCH_PYTHON", raising=False)
    for name in ("PIP_INDEX_URL", "PIP_FIND_LINKS", "UV_INDEX_URL", "LANDSKETCH_TORCH_INDEX"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def wheels(tmp_path):
    """A folder with the two packages of the lock."""
    folder = tmp_path / "wheels"
    write_wheel(folder, "maps", "1.0")
    write_wheel(folder, "torch", "2.0")
    return folder


@pytest.fixture
def lock(tmp_path, monkeypatch, wheels):
    """Replace the locks by small ones."""
    folder = tmp_path / "locks"
    folder.mkdir()
    for file, name, version in (
        ("packages.txt", "maps", "1.0"),
        ("torch-cpu.txt", "torch", "2.0"),
        ("torch-cuda.txt", "torch", "2.0"),
    ):
        digest = sha256(wheels / f"{name}-{version}-py3-none-any.whl")
        text = f"{name}=={version} \\\n    --hash=sha256:{digest}\n"
        (folder / file).write_text(text, encoding="utf-8")
    by_python = dict.fromkeys(("3.11", "3.12", "3.13", "3.14"), 2000)
    sizes = {PLATFORM: {"cpu": by_python, "cuda": by_python}}
    (folder / "sizes.json").write_text(json.dumps(sizes), encoding="utf-8")
    shutil.copy(locks.FOLDER / "uv.json", folder)
    monkeypatch.setattr(locks, "FOLDER", folder)
    monkeypatch.setattr(locks, "PACKAGES", folder / "packages.txt")
    locks._read.cache_clear()
    yield folder
    locks._read.cache_clear()


@pytest.fixture
def uv(engine_environment):
    """The uv among the tools of the engine's tests."""
    program = engine_environment / "uv"
    if not program.is_file():
        pytest.skip("needs uv in the engine's environment; run make setup")
    return program


@pytest.fixture(scope="session")
def engine_environment():
    named = os.environ.get("LANDSKETCH_PYTHON", "")
    return Path(named).parent if named else Path(__file__).parents[3] / ".venv" / "bin"


@pytest.fixture
def doctor(tmp_path, monkeypatch):
    """An engine whose doctor says what the test wants."""
    script = tmp_path / "main.py"

    def say(report, code=0):
        text = f"import sys\nprint({json.dumps(json.dumps(report))})\nsys.exit({code})\n"
        script.write_text(text, encoding="utf-8")

    say({"ok": True})
    monkeypatch.setattr(set_up, "MAIN", script)
    return say


@pytest.fixture
def plan(lock, uv):
    """Make a plan, with uv in place."""

    def make(**choices):
        made = make_plan(Computer("linux", "x86_64", (2, 36)), device="cpu", **choices)
        object.__setattr__(made, "torch_index", choices.get("torch_index", ""))
        program = made.folder / f"uv-{locks.uv_version()}" / "uv"
        program.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(uv, program)
        return made

    return make


@pytest.fixture
def index(wheels, monkeypatch):
    """An index that works, and is the one that is asked."""
    with package_index(wheels) as server:
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"{server.url}/simple")
        yield server
