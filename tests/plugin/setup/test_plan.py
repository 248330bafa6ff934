"""What is decided before a set-up, for computers of all kinds."""

import stat
import sys

import pytest

from landsketch.plugin.setup import plan as plans
from landsketch.plugin.setup import pythons
from landsketch.plugin.setup.commands import commands_to_copy, pip_steps, uv_steps
from landsketch.plugin.setup.computer import Computer, Gpu, examine, parse_gpu
from landsketch.plugin.setup.errors import SetupFailed
from landsketch.plugin.setup.explain import advice, cause_of, explain
from landsketch.plugin.setup.plan import make_plan
from landsketch.plugin.setup.run_program import NOT_STARTED, TIMED_OUT, Ended, Watch, run_program

LINUX = Computer("linux", "x86_64", (2, 36))
RTX = Gpu("NVIDIA RTX 4060", 8.9, 581)


def test_this_computer_is_examined():
    found = examine()
    assert found.system == "linux"
    assert found.machine in {"x86_64", "arm64"}
    assert found.version >= (2, 28)
    assert found.problem() == ""


@pytest.mark.parametrize(
    ("computer", "words"),
    [
        (Computer("macos", "x86_64", (14, 2)), "Macs with an Intel processor"),
        (Computer("macos", "arm64", (13, 6)), "macOS 13.6 is too old; torch needs macOS 14.0"),
        (Computer("windows", "arm64"), "Windows on ARM"),
        (Computer("windows", "x86_64", has_runtime=False), "Visual C.. runtime is missing"),
        (Computer("linux", "x86_64", (0, 0)), "the C library musl"),
        (Computer("linux", "x86_64", (2, 17)), "glibc 2.17 is too old; torch needs 2.28"),
        (Computer("linux", "riscv64", (2, 36)), "no packages of torch for riscv64 on linux"),
        (Computer("freebsd14", "x86_64", (2, 36)), "no packages of torch"),
    ],
)
def test_computers_on_which_it_cannot_work_are_told_before_any_download(computer, words):
    with pytest.raises(SetupFailed, match=words):
        make_plan(computer)


@pytest.mark.parametrize("system", ["linux-x86_64", "linux-arm64", "windows-x86_64", "macos-arm64"])
def test_every_platform_of_the_locks_has_a_plan(system):
    name, machine = system.split("-")
    plan = make_plan(Computer(name, machine))
    assert plan.platform == system
    assert 200e6 < plan.download_bytes < 500e6
    assert any("MB" in line for line in plan.summary())


@pytest.mark.parametrize(
    ("gpu", "device"),
    [
        (None, "cpu"),
        (RTX, "cuda"),
        (Gpu("NVIDIA GTX 1080 Ti", 6.1, 581), "cpu"),
        (Gpu("NVIDIA RTX 4060", 8.9, 550), "cpu"),
    ],
)
def test_the_device_follows_gpu_and_driver(gpu, device):
    assert plans.best_device(Computer("linux", "x86_64", (2, 36), gpu=gpu)) == device


def test_an_old_gpu_or_driver_is_explained():
    assert "compute capability 6.1" in Gpu("GTX 1080", 6.1, 600).problem()
    assert "driver of RTX is version 550" in Gpu("RTX", 8.9, 550).problem()


def test_the_table_of_the_driver_is_read():
    assert parse_gpu("NVIDIA RTX 4060, 8.9, 581.15\nNVIDIA T4, 7.5, 581.15\n") == RTX
    assert parse_gpu("No devices were found") is None


def make_python(path, answer):
    path.write_text(f"#!/bin/sh\necho '{answer}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize(
    ("answer", "fits"),
    [
        ('[[3, 12], 64, "cpython", false]', True),
        ('[[3, 9], 64, "cpython", false]', False),
        ('[[3, 15], 64, "cpython", false]', False),
        ('[[3, 12], 32, "cpython", false]', False),
        ('[[3, 12], 64, "pypy", false]', False),
        ('[[3, 13], 64, "cpython", true]', False),
        ("not a Python", False),
    ],
)
def test_only_a_python_that_fits_is_taken(tmp_path, answer, fits):
    path = make_python(tmp_path / "python", answer)
    assert (pythons.examine_python(path) is not None) == fits
    if not fits:
        with pytest.raises(SetupFailed, match="no CPython from 3.11 to 3.14 of 64 bit"):
            make_plan(LINUX, python=path)


def test_without_a_python_uv_downloads_one(monkeypatch, tmp_path):
    monkeypatch.setattr(pythons, "candidates", list)
    plan = make_plan(LINUX)
    assert plan.python is None
    assert "downloaded by uv" in "\n".join(plan.summary())
    make = uv_steps(plan, "uv", tmp_path)[0].command
    assert make[make.index("--python") + 1] == "3.12"
    assert "--no-python-downloads" not in make


def test_torch_comes_from_where_its_build_is(tmp_path, monkeypatch):
    monkeypatch.delenv("LANDSKETCH_TORCH_INDEX", raising=False)
    cpu = uv_steps(make_plan(LINUX, device="cpu"), "uv", tmp_path)[2].command
    assert "https://download.pytorch.org/whl/cpu" in cpu
    cuda = uv_steps(make_plan(LINUX, device="cuda"), "uv", tmp_path)[2].command
    assert not any("pytorch.org" in word for word in cuda)
    monkeypatch.setenv("LANDSKETCH_TORCH_INDEX", str(tmp_path))
    folder = uv_steps(make_plan(LINUX, device="cpu"), "uv", tmp_path)[2].command
    assert folder[folder.index("--find-links") + 1] == str(tmp_path)


def test_every_package_is_checked_by_its_hash(tmp_path):
    plan = make_plan(LINUX, device="cpu")
    for steps in (uv_steps(plan, "uv", tmp_path), pip_steps(plan, tmp_path)):
        assert all("--require-hashes" in step.command for step in steps[1:])
        assert all("--no-deps" in step.command for step in steps[1:])
        assert all(":all:" in step.command for step in steps[1:])


def test_the_copied_commands_make_what_is_found_afterwards():
    lines = commands_to_copy(make_plan(LINUX, device="cpu")).splitlines()
    assert len(lines) == 5
    assert lines[3].endswith("doctor --map")
    assert lines[4].startswith("# Landsketch finds this environment")
    assert lines[0].endswith("landsketch/engine")
    assert "resources/locks/packages.txt" in lines[1]
    assert "resources/locks/torch-cpu.txt" in lines[2]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("error: Hash mismatch for `torch==2.13.0`", "hash"),
        ("tunnel error: unsuccessful, status 407 Proxy Authentication Required", "proxy"),
        ("tunnel error: Connection refused (os error 111)", "no proxy"),
        ("invalid peer certificate: UnknownIssuer", "certificate"),
        ("failed to write: No space left on device (os error 28)", "disk"),
        ("OSError: [WinError 32] The process cannot access the file", "locked"),
        ("failed to spawn: os error 4551", "blocked"),
        ("failed to create directory: Permission denied (os error 13)", "denied"),
        ("error: No interpreter found for Python 3.12", "python"),
        ("there is no version of torch==2.13.0+cpu", "version"),
        ("ERROR: No matching distribution found for torch==2.13.0", "version"),
        ("error sending request for url: dns error: failed to lookup address", "network"),
        ("ReadTimeoutError: Read timed out.", "network"),
        ("Segmentation fault", ""),
    ],
)
def test_known_failures_have_a_cause_with_advice(text, cause):
    assert cause_of(text) == cause
    assert bool(advice(cause)) == bool(cause)


def test_unknown_failures_show_their_last_line():
    text = explain("Installing packages", Ended(2, "first\nsomething odd\n\n"))
    assert text == "'Installing packages' failed. Last message: something odd"


def test_a_program_that_does_not_start_or_says_nothing_is_explained():
    missing = run_program(["/gone/uv"], Watch())
    assert missing.code == NOT_STARTED
    assert "could not be started" in explain("Step", missing)
    silent = run_program([sys.executable, "-c", "import time; time.sleep(20)"], Watch(limit_s=0.3))
    assert silent.code == TIMED_OUT
    assert "nothing arrived for ten minutes" in explain("Step", silent)
