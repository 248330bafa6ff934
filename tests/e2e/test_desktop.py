"""A real QGIS desktop under Xvfb: menu, toolbox, dialog, run, and the styled map."""

import sys

import pytest

from landsketch.tests.helpers.desktop import ROOT, run_desktop


@pytest.fixture(scope="module")
def findings(python, scene, model, endless_engine, tmp_path_factory):
    """What the script inside QGIS wrote down."""
    home = tmp_path_factory.mktemp("desktop")
    places = {
        "SCENE": scene,
        "MODEL": model,
        "ENDLESS": endless_engine,
        "OUTPUT": home / "map.tif",
    }
    return run_desktop("tests/e2e/desktop.py", home, python, places)


def test_menu_entry_opens_the_toolbox_at_landsketch(findings):
    assert findings["action_in_raster_menu"]
    assert findings["toolbox_is_open"]
    assert findings["toolbox_is_unfolded"]
    assert findings["toolbox_shows"] == "Landsketch"


def test_every_dialog_opens(findings):
    names = [
        "cacheinfo",
        "changeoftwodates",
        "cleanmap",
        "clearcache",
        "comparemaps",
        "comparemodels",
        "createpipeline",
        "engineinfo",
        "evaluatemodel",
        "exportmodel",
        "findlearningrate",
        "imagestopolygons",
        "installbackbone",
        "labelstomap",
        "modelinfo",
        "predictraster",
        "predictrasters",
        "preparedataset",
        "preparefeatures",
        "runpipeline",
        "setupengine",
        "shiftlabels",
        "similarity",
        "suggestlabels",
        "trainandevaluate",
        "trainhead",
        "vectorizemap",
        "verifydataset",
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
