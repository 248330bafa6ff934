"""uv comes from its wheel on the package index, through QGIS's network, and only if it is it."""

import json
import zipfile

import pytest

from landsketch.plugin.fetch import FetchFailed
from landsketch.plugin.setup import locks
from landsketch.plugin.setup.computer import Computer
from landsketch.plugin.setup.errors import SetupFailed
from landsketch.plugin.setup.plan import make_plan
from landsketch.plugin.setup.uv_program import find_address, uv_program
from landsketch.tests.helpers.package_index import package_index, sha256

NAME = "uv-9.9-py3-none-any.whl"


def write_uv(path, text="#!/bin/sh\necho uv 9.9\n"):
    """Write a wheel with a program that is a script."""
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("uv-9.9.data/scripts/uv", text)
        archive.writestr("uv-9.9.data/scripts/uvx", "other")
    return path


@pytest.fixture
def small_uv(lock, wheels):
    """Pin a small uv."""
    wheel = write_uv(wheels / NAME)
    row = {"file": NAME, "sha256": sha256(wheel), "bytes": wheel.stat().st_size}
    content = {"version": "9.9", "wheels": {"linux-x86_64": row}}
    (lock / "uv.json").write_text(json.dumps(content))
    locks._read.cache_clear()
    return wheel


@pytest.fixture
def plan(small_uv):
    made = make_plan(Computer("linux", "x86_64", (2, 36)), device="cpu")
    made.folder.mkdir(parents=True, exist_ok=True)
    return made


def test_it_is_downloaded_once(plan, index, heard):
    program = uv_program(plan, heard)
    assert program == str(plan.folder / "uv-9.9" / "uv")
    n_requests = len(index.requests)
    assert uv_program(plan, heard) == program
    assert len(index.requests) == n_requests == 2
    assert [path.name for path in plan.folder.iterdir()] == ["uv-9.9"]


def test_another_file_is_refused(plan, index, heard, small_uv):
    write_uv(small_uv, "#!/bin/sh\necho not uv\n")
    with pytest.raises(SetupFailed, match="its SHA-256 differs. Nothing was installed"):
        uv_program(plan, heard)
    assert not (plan.folder / "uv-9.9").exists()


def test_an_index_without_it(plan, index, heard, small_uv):
    small_uv.rename(small_uv.with_name("uv-1.0-py3-none-any.whl"))
    with pytest.raises(SetupFailed, match="does not have uv-9.9"):
        uv_program(plan, heard)


def test_no_network(plan, heard, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:1/simple")
    with pytest.raises(FetchFailed, match="Check the connection and the proxy"):
        uv_program(plan, heard)


def test_a_server_that_wants_a_proxy_login(plan, heard, wheels, monkeypatch):
    with package_index(wheels, fault="proxy") as server:
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"{server.url}/simple")
        with pytest.raises(FetchFailed, match="could not be read"):
            uv_program(plan, heard)


def test_a_folder_of_wheels_without_it_leaves_the_work_to_pip(small_uv, wheels, heard):
    small_uv.unlink()
    plan = make_plan(Computer("linux", "x86_64", (2, 36)), device="cpu", wheels=str(wheels))
    assert uv_program(plan, heard) == ""


def test_one_that_cannot_run_leaves_the_work_to_pip(plan, index, heard, lock, small_uv):
    wheel = write_uv(small_uv, "#!/bin/sh\nexit 3\n")
    content = json.loads((lock / "uv.json").read_text())
    content["wheels"]["linux-x86_64"]["sha256"] = sha256(wheel)
    (lock / "uv.json").write_text(json.dumps(content))
    locks._read.cache_clear()
    assert uv_program(plan, heard) == ""


@pytest.mark.parametrize(
    ("page", "address"),
    [
        (f'<a href="/f/{NAME}#sha256=00">x</a>', f"https://a.b/f/{NAME}"),
        (f'<a href="../../p/{NAME}?a=1&amp;b=2">x</a>', ""),
        (f'<a href="../../p/{NAME}">x</a>', f"https://a.b/p/{NAME}"),
        ('<a href="uv-9.8-py3-none-any.whl">x</a>', ""),
    ],
)
def test_links_of_indexes(page, address):
    assert find_address(page, "https://a.b/simple/uv/", NAME) == address
