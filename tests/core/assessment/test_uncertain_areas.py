import json

import numpy as np
import pytest

from landsketch.core.assessment.uncertain_areas import patches
from landsketch.core.class_table import ClassTable
from landsketch.core.engine.run import run_job
from landsketch.core.job.jobs import TrainJob
from landsketch.core.job.options import LabelOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.job.sharpen_options import SharpenOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import NORTH, WEST, write_raster
from landsketch.tests.helpers.vectors import square, write_polygons

TABLE = ClassTable.from_names(["grass", "road", "roof"])


def probabilities():
    """Grass everywhere; two squares and a thin line where road is about as likely."""
    values = np.zeros((3, 80, 90))
    values[0], values[1] = 0.9, 0.1
    for place in (np.s_[10:30, 10:30], np.s_[50:65, 40:60], np.s_[40:43, :]):
        values[0][place], values[1][place] = 0.45, 0.4
        values[2][place] = 0.15
    return values


def test_patches_where_two_classes_are_about_as_likely():
    found = list(patches(probabilities(), np.ones((80, 90), bool), TABLE))
    assert [area.pixels for _, _, area in found] == [20 * 20, 15 * 20]
    assert {frozenset(area.classes) for _, _, area in found} == {frozenset({"grass", "road"})}
    (row, column, _), (row_2, column_2, _) = found
    assert (abs(row - 20) <= 1, abs(column - 20) <= 1) == (True, True)
    assert 50 <= row_2 < 65
    assert 40 <= column_2 < 60


def test_only_what_is_searched_counts():
    searched = np.ones((80, 90), bool)
    searched[:45] = False
    found = list(patches(probabilities(), searched, TABLE))
    assert [area.pixels for _, _, area in found] == [15 * 20]


@pytest.mark.parametrize("margin", [0.19, 0.21])
def test_the_margin_decides(margin):
    values = np.stack([np.full((40, 40), 0.5 + margin / 2), np.full((40, 40), 0.5 - margin / 2)])
    found = list(patches(values, np.ones((40, 40), bool), ClassTable.from_names(["a", "b"])))
    assert len(found) == (margin < 0.2)


@pytest.fixture(scope="module")
def two_meadows(tmp_path_factory):
    """A dark and a bright half, and labels; those of the dark half are of two classes."""
    folder, noise = tmp_path_factory.mktemp("two meadows"), np.random.default_rng(0)
    grey = np.full((160, 240), 60.0)
    grey[:, 120:] = 140
    pixels = np.clip(grey + noise.normal(0, 12, (3, *grey.shape)), 1, 254).astype(np.uint8)
    corners = [(5 + 20 * row, column) for row in range(8) for column in (10, 40, 70, 140, 180)]
    names = ["bright" if column > 120 else "dark" for _, column in corners]
    names = ["meadow" if n == "dark" and i % 2 else n for i, n in enumerate(names)]
    polygons = [square(row, column, 15) for row, column in corners]
    labels = write_polygons(folder / "labels.gpkg", polygons, kind=names)
    return SceneOptions(write_raster(folder / "scene.tif", pixels)), labels


@pytest.mark.parametrize("sharpen", ["none", "edges"])
def test_the_report_names_ground_that_may_be_of_two_classes(
    two_meadows, run_options, tmp_path, sharpen
):
    scene, labels = two_meadows
    job = TrainJob(
        (scene,),
        LabelOptions(labels, class_field="kind"),
        str(tmp_path / "model.safetensors"),
        recipe=Recipe("lda"),
        folds=2,
        report=str(tmp_path / "report.html"),
        sharpening=SharpenOptions(sharpen, 0.75),
        run=run_options,
    )
    run_job(job, Progress())
    metrics = json.loads((tmp_path / "report.metrics.json").read_text("utf-8"))["metrics"]
    first = metrics["uncertain_areas"][0]
    assert 0 <= first["x"] - WEST <= 120
    assert 0 <= NORTH - first["y"] <= 160
    assert first["pixels"] >= 100
    assert sorted(first["classes"]) == ["dark", "meadow"]
    assert "Where further labels may help" in (tmp_path / "report.html").read_text("utf-8")
