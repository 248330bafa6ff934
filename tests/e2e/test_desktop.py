"""A real QGIS desktop under Xvfb: menu, toolbox, dialog, run, and the styled map."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_SETTINGS = """[PythonPlugins]
landsketch=true
processing=true
[qgis]
firstRunVersionFlag=99999
newsFeedDisabled=true
checkVersion=false
[app]
projections\\defaultBehavior=UseDefaultCrs
"""


@pytest.fixture(scope="module")
def findings(python, scene, model, endless_engine, tmp_path_factory):
    """What the script inside QGIS wrote down."""
    if shutil.which("xvfb-run") is None or shutil.which("qgis", path="/usr/bin:/bin") is None:
        pytest.skip("needs qgis and xvfb-run")
    home = tmp_path_factory.mktemp("desktop")
    shots = ROOT / "build" / "screenshots"
    shots.mkdir(parents=True, exist_ok=True)
    settings = home / "config" / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS)
    (home / "plugins").mkdir()
    (home / "plugins" / "landsketch").symlink_to(ROOT, target_is_directory=True)
    (home / "runtime").mkdir(mode=0o700)
    made = {"OUTPUT": home / "map.tif", "FINDINGS": home / "found.json", "SHOTS": shots}
    places = {"SCENE": scene, "MODEL": model, "ENDLESS": endless_engine, **made}
    environment = {
        **{
            k: v
            for k, v in os.environ.items()
            if k not in ("QT_QPA_PLATFORM", "PYTHONPATH", "PYTHONHOME")
        },
        **{f"LANDSKETCH_TEST_{name}": str(place) for name, place in places.items()},
        "PATH": "/usr/bin:/bin",
        "LANDSKETCH_PYTHON": python,
        "QGIS_PLUGINPATH": str(home / "plugins"),
        "QGIS_CUSTOM_CONFIG_PATH": str(home / "config"),
        "XDG_RUNTIME_DIR": str(home / "runtime"),
    }
    screen = ["/usr/bin/xvfb-run", "-a", "-s", "-screen 0 1400x900x24"]
    script = str(Path(__file__).with_name("desktop.py"))
    done = subprocess.run(
        [*screen, "/usr/bin/qgis", "--nologo", "--code", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert places["FINDINGS"].exists(), done.stdout + done.stderr
    found = json.loads(places["FINDINGS"].read_text())
    assert "error" not in found, f"{found}\n{found.get('log')}\n{done.stderr[-2000:]}"
    return found


def test_menu_entry_opens_the_toolbox_at_landsketch(findings):
    assert findings["action_in_raster_menu"]
    assert findings["toolbox_is_open"]
    assert findings["toolbox_is_unfolded"]
    assert findings["toolbox_shows"] == "Landsketch"


def test_every_dialog_opens(findings):
    names = [
        "cleanmap",
        "evaluatemodel",
        "exportmodel",
        "findlearningrate",
        "installbackbone",
        "predictraster",
        "predictrasters",
        "preparefeatures",
        "trainhead",
        "vectorizemap",
    ]
    assert sorted(findings["dialogs"]) == [[name, True] for name in names]


def test_map_is_loaded_named_and_in_its_class_colours(findings):
    assert findings["layer_name"] == "map"
    assert findings["legend_is_unfolded"]
    assert findings["renderer"] == "QgsPalettedRasterRenderer"
    assert sorted([label, color] for _, label, color in findings["legend"]) == [
        ["forest", "#1e7a34"],
        ["water", "#3b7dd8"],
    ]


def test_a_map_that_replaces_a_loaded_one_shows_its_own_pixels(findings):
    assert findings["pixel_before"] == 200
    assert findings["pixel_after"] == findings["pixel_in_file"] != 200


def test_labels_stay_above_a_new_map(findings):
    assert findings["tree_after"] == ["labels", "map", "scene"]


def test_a_failed_run_announces_no_report(findings):
    assert "Execution failed" in findings["failure_said"]
    assert "HTML output" not in findings["failure_said"]


def test_map_opened_by_hand_has_the_same_legend(findings):
    assert findings["legend_by_hand"] == [[value, label] for value, label, _ in findings["legend"]]


def test_the_window_stays_awake_during_the_run(findings, capsys):
    with capsys.disabled():
        sys.stdout.write(
            f"\nlongest pause of the window: {1000 * findings['longest_pause_s']:.0f} ms\n"
        )
    assert (
        findings["longest_pause_s"] < 1.5
    )  # the promise is 0.1 s; test machines are slow and shared


def test_the_cancel_button_works_even_when_the_engine_does_not_listen(findings):
    assert findings["cancel_took_s"] < 2.5  # 2 s, and the window's own work
    assert "Cancelled. No output was left behind." in findings["cancel_said"]
    assert findings["layers_after_cancel"] == 0
    assert findings["files_after_cancel"] == []


def test_unloading_leaves_nothing_behind(findings):
    assert findings["after_unload"] == [[0, True]] * 3
    assert findings["after_load"] == [[True, True]] * 3


@pytest.mark.parametrize("name", ["toolbox", "predict_dialog", "map"])
def test_screenshots_were_taken(findings, name):
    assert (ROOT / "build" / "screenshots" / f"{name}.png").stat().st_size > 10_000
