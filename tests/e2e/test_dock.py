"""The dock in a real QGIS desktop under Xvfb: labels by mouse and keys, previews, faults."""

import shutil
from pathlib import Path

import pytest

from landsketch.tests.helpers.desktop import run_desktop


@pytest.fixture(scope="module")
def found(python, scene, tmp_path_factory):
    """What the script inside QGIS wrote down."""
    folder = tmp_path_factory.mktemp("Süd dock")
    copy = folder / "scene.tif"
    shutil.copy(scene, copy)
    return run_desktop("tests/e2e/desktop_dock.py", folder, python, {"SCENE": copy})


def test_it_is_closed_at_first_and_tools_need_labels(found):
    assert found["dock_is_hidden_at_first"]
    assert found["tools_need_labels"]


def test_a_label_layer_is_made_beside_the_image(found):
    path = Path(found["labels_file"])
    assert path.name == "scene_labels.gpkg"
    assert path.parent.name.startswith("Süd dock")
    assert found["labels_crs"] == "EPSG:32633"
    assert found["classes"] == ["class 1", "class 2", "other"]
    assert found["renamed"] == ["water", "forest", "other"]


def test_every_stroke_changes_the_preview(found):
    assert found["live_starts"]
    assert found["width_after_key"] == 38
    assert found["two_of_one_class"] == 2
    assert found["labels_drawn"] == 9
    assert len(found["update_s"]) == 6
    assert [256, 256, True] in found["previews"]
    assert found["previews"][-1][2]  # of the part that *Where next?* has brought to the middle


def test_the_class_table_tells_labels_shares_and_accuracy(found):
    words, _, value = found["accuracy"].partition(": ")
    assert words == "Mean IoU on held-out blocks"
    assert float(value.split()[0]) > 0.8  # how wide strokes are on the ground depends on the window
    names, keys, labels, areas, shares, ious = zip(*found["rows"], strict=True)
    assert names == ("water", "forest", "other")
    assert keys == ("1", "2", "3")
    assert labels == ("5", "4", "0")
    assert areas[0].endswith(("m²", "ha"))
    assert areas[2] == "–"
    assert [int(text.split()[0]) for text in shares] == pytest.approx([50, 50, 0], abs=5)
    assert float(ious[0]) > 0.8
    assert ious[2] == "–"


def test_shift_erases_and_undo_is_that_of_qgis(found):
    changes = [found[name] for name in ("after_a_stroke", "after_erasing", "after_undo")]
    assert changes == [1, 0, 1]


def test_unsaved_labels_are_copied_until_they_are_saved(found):
    assert "scene_labels.gpkg.unsaved.json" in found["files"]
    assert not [name for name in found["files_after_saving"] if "unsaved" in name]
    assert not found["copy_after_rollback"]


def test_labels_of_a_crash_are_restored(found):
    assert found["offers_the_copy"]
    assert found["restored"] == 4


def test_live_once_and_off(found):
    assert found["off_shows_nothing"]
    assert found["once_shows"]
    assert found["once_does_not_follow"]


def test_a_right_click_offers_the_right_class(found):
    assert found["menu"][0].startswith("Mapped as '")
    assert set(found["menu"][1:]) < {"water", "forest", "other"}
    assert found["corrected"] == 1


def test_the_pointer_tells_classes_and_the_label_that_is_alike(found):
    assert found["pointer"].startswith("Here: ")
    assert "most like a label of '" in found["why"]


def test_suggested_places_are_labelled_skipped_and_listed(found):
    assert found["reasons"][0].startswith("Place 1 of ")
    assert found["reasons"][1].startswith("Place 2 of ")
    assert found["accepted"] == 1
    assert found["listed"] == 1


def test_similar_ground_becomes_a_label(found):
    assert found["similar_found"]
    assert found["outlined"] == 1


def test_a_killed_engine_is_told_and_starts_again(found):
    assert found["says_that_it_died"]
    assert found["labels_after_a_crash"] >= 11
    assert found["starts_again"]


def test_the_project_keeps_the_choices(found):
    assert found["labels_after_reopening"]
    assert found["classes_after_reopening"] == ["water", "forest", "other"]
    assert found["live_after_reopening"]


def test_removed_layers_and_a_closed_project_leave_nothing(found):
    assert found["labels_removed"].startswith("The label layer was removed; choose another one")
    assert not found["engine_after_clear"]
    assert found["unloaded"]
    assert found["dock_after_unload"]
