"""Real imagery in a real QGIS desktop: five classes by mouse, suggestions, a model, a map."""

import shutil

import pytest

from landsketch.tests.helpers.desktop import ROOT, run_desktop

DATA = ROOT.parent / "shared" / "data" / "kampala"


@pytest.fixture(scope="module")
def found(python, tmp_path_factory):
    """What the script inside QGIS wrote down."""
    if not (DATA / "scene.tif").is_file():
        pytest.skip(f"needs {DATA}")
    folder = tmp_path_factory.mktemp("kampala")
    copies = {"SCENE": folder / "scene.tif", "POLYGONS": folder / "known.gpkg"}
    shutil.copy(DATA / "scene.tif", copies["SCENE"])
    shutil.copy(DATA / "labels.gpkg", copies["POLYGONS"])
    return run_desktop("tests/e2e/desktop_kampala.py", folder, python, copies)


def test_every_stroke_and_polygon_changes_the_preview(found):
    assert set(found["classes"]) == {*found["ground"], "other"}
    assert len(found["ground"]) == 5
    assert len(found["update_s"]) == 10
    assert found["polygons_drawn"] == 1
    assert found["buildings"] == 3


def test_suggestions_are_accepted_with_a_key(found):
    assert found["accepted"] == 2
    assert found["accuracy"].startswith("Mean IoU on held-out blocks: ")


def test_the_map_has_a_legend(found):
    assert found["model"]
    assert found["maps"] == 1
    assert set(found["ground"]) <= set(found["legend"])
