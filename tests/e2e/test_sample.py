"""The tutorial on the sample project in a real QGIS desktop."""

import pytest

from landsketch.tests.helpers.desktop import run_desktop


@pytest.fixture(scope="module")
def found(python, tmp_path_factory):
    """What the script inside QGIS wrote down."""
    home = tmp_path_factory.mktemp("desktop")
    (home / "documents").mkdir()
    places = {"FOLDER": home / "documents"}
    return {"folder": home / "documents"} | run_desktop(
        "tests/e2e/desktop_sample.py", home, python, places
    )


def test_qgis_asks_about_unsaved_changes_first(found):
    assert len(found["questions"]) == 2
    assert found["kept"] == ""


def test_the_project_opens_with_the_dock(found):
    assert found["opened"] == str(found["folder"] / "landsketch-sample" / "sample.qgs")
    assert found["dock_is_shown"]
    assert found["valid"] == {"labels": True, "map": True, "image": True}
    assert (found["image"], found["labels"]) == ("image", "labels")


def test_the_steps_of_the_tutorial_work(found):
    assert found["classes"] == ["water", "trees", "bare ground", "green field", "built-up"]
    assert found["labels_drawn"] == 25
    assert found["accuracy"].startswith("Mean IoU on held-out blocks: ")
    assert found["menu"][0].startswith("Mapped as '")
    assert found["corrected"] == 1
    assert found["suggested"]
    assert found["trained"]
    assert found["mapped"]
    assert found["maps"] == 1
