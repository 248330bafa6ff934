"""Labels that an image does not explain: the accuracy is that of chance, and the run says so."""

import numpy as np
import pytest
import rasterio

from landsketch.core.engine.run import run_job
from landsketch.core.job.jobs import PredictJob, TrainJob
from landsketch.core.job.options import LabelOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import write_raster
from landsketch.tests.helpers.vectors import square, write_polygons


@pytest.fixture(scope="module")
def folder(tmp_path_factory, run_options):
    """Noise, labels of two classes in turn, and a model of them."""
    folder, noise = tmp_path_factory.mktemp("noise"), np.random.default_rng(0)
    scene = write_raster(
        folder / "scene.tif", noise.integers(1, 255, (3, 300, 300)).astype(np.uint8)
    )
    corners = [(10 + 70 * row, 10 + 70 * column) for row in range(4) for column in range(4)]
    names = ["one" if number % 2 else "two" for number in range(len(corners))]
    labels = write_polygons(
        folder / "labels.gpkg", [square(*corner, 40) for corner in corners], kind=names
    )
    job = TrainJob(
        (SceneOptions(scene),),
        LabelOptions(labels, class_field="kind"),
        str(folder / "model.safetensors"),
        recipe=Recipe("lda"),
        report=str(folder / "report.html"),
        run=run_options,
    )
    metrics = run_job(job, Progress()).metrics
    return folder, metrics


def test_the_map_has_all_classes(folder, run_options):
    folder, _ = folder
    scene, output = SceneOptions(str(folder / "scene.tif")), str(folder / "map.tif")
    run_job(
        PredictJob(scene, str(folder / "model.safetensors"), output, run=run_options), Progress()
    )
    with rasterio.open(output) as file:
        _, counts = np.unique(file.read(1), return_counts=True)
    assert (counts / counts.sum()).min() > 0.1


def test_the_run_warns_of_chance(folder):
    folder, metrics = folder
    assert metrics["oa"] < 0.6
    assert any("not better than a map of one class" in text for text in metrics["warnings"])
    assert "not better than a map of one class" in (folder / "report.html").read_text("utf-8")
