"""The zip installs as QGIS's plugin manager does it, works, is updated and goes again."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from landsketch.tests.helpers.desktop import ROOT, run_desktop


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The zip of the last commit."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout")
    path = tmp_path_factory.mktemp("package") / "landsketch-0.0.0.zip"
    subprocess.run([ROOT / "scripts" / "package.sh", path], check=True, capture_output=True)
    return path


@pytest.fixture(scope="module")
def found(python, scene, model, package, tmp_path_factory):
    """What the script inside QGIS wrote down."""
    home = tmp_path_factory.mktemp("clean profile")
    places = {"ZIP": package, "SCENE": scene, "MODEL": model, "OUTPUT": home / "map.tif"}
    found = run_desktop("tests/e2e/desktop_zip.py", home, python, places, has_plugin=False)
    return {**found, "home": home}


def test_the_profile_knows_nothing_of_it_before(found):
    assert found["first"] == {"algorithms": 0, "active": False, "switched on": False}


def test_all_files_lie_in_the_profile(found, package):
    folder = Path(found["folder"])
    assert folder == found["home"] / "config/profiles/default/python/plugins/landsketch"
    members = [name for name in zipfile.ZipFile(package).namelist() if not name.endswith("/")]
    assert all((folder.parent / name).is_file() for name in members)


def test_it_is_started_and_maps(found):
    assert found["installed"] == {"algorithms": 28, "active": True, "switched on": True}
    assert (found["home"] / "map.tif").stat().st_size > 0


def test_it_is_updated_while_a_dialog_is_open(found):
    assert found["updated"] == found["installed"]


def test_it_is_unloaded(found):
    assert found["unloaded"] == {"algorithms": 0, "active": False, "switched on": True}
