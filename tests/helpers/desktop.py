"""Starts a real QGIS desktop under Xvfb with a script, and returns what the script recorded."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_TIMEOUT_S = 400
_SCREEN = "1400x900x24"
_SETTINGS = """[PythonPlugins]
processing=true
[qgis]
firstRunVersionFlag=99999
newsFeedDisabled=true
checkVersion=false
[app]
projections\\defaultBehavior=UseDefaultCrs
"""


def run_desktop(
    script, home, python, places, screen=_SCREEN, timeout_s=_TIMEOUT_S, *, has_plugin=True
):
    """Run a script in QGIS.

    Args:
        script: Its path in the repository.
        home: An empty folder for settings and plugins.
        python: The engine's interpreter.
        places: Paths that the script gets as LANDSKETCH_TEST_<name>, beside FINDINGS and SHOTS.
        screen: Width, height and depth of the virtual screen.
        timeout_s: When QGIS is ended.
        has_plugin: Whether the checkout is there as an active plugin.
    """
    if shutil.which("xvfb-run") is None or shutil.which("qgis", path="/usr/bin:/bin") is None:
        pytest.skip("needs qgis and xvfb-run")
    shots = ROOT / "build" / "screenshots"
    shots.mkdir(parents=True, exist_ok=True)
    settings = home / "config" / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS)
    (home / "plugins").mkdir()
    if has_plugin:
        settings.write_text(_SETTINGS.replace("[qgis]", "landsketch=true\n[qgis]"))
        (home / "plugins" / "landsketch").symlink_to(ROOT, target_is_directory=True)
    (home / "runtime").mkdir(mode=0o700)
    places = {**places, "FINDINGS": home / "found.json", "SHOTS": shots}
    own = ("QT_QPA_PLATFORM", "PYTHONPATH", "PYTHONHOME", "LANGUAGE")
    environment = {
        **{name: value for name, value in os.environ.items() if name not in own},
        **{f"LANDSKETCH_TEST_{name}": str(place) for name, place in places.items()},
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",  # the scripts read English texts
        "LANDSKETCH_PYTHON": python,
        "QGIS_PLUGINPATH": str(home / "plugins"),
        "QGIS_CUSTOM_CONFIG_PATH": str(home / "config"),
        "XDG_RUNTIME_DIR": str(home / "runtime"),
    }
    screen = ["/usr/bin/xvfb-run", "-a", "-s", f"-screen 0 {screen}"]
    path = str(ROOT / script)
    done = subprocess.run(
        [*screen, "/usr/bin/qgis", "--nologo", "--code", path],
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    assert places["FINDINGS"].exists(), done.stdout + done.stderr
    found = json.loads(places["FINDINGS"].read_text())
    assert "error" not in found, f"{found}\n{found.get('log')}\n{done.stderr[-2000:]}"
    return found
