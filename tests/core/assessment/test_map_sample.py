"""The picture in the report: the part of the image with the most classes, and its map."""

import base64
import re

import numpy as np
import pytest
import rasterio
from rasterio.io import MemoryFile

from landsketch.core.engine.run import run_job
from landsketch.core.heads.model_file import load_model
from landsketch.core.job.jobs import PredictJob, TrainJob
from landsketch.core.job.options import LabelOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import write_raster
from landsketch.tests.helpers.vectors import square, write_polygons

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
BLOCK_PX = 512


@pytest.fixture(scope="module")
def trained(tmp_path_factory, run_options):
    """A model of a scene of two blocks; only the second has labels of both classes."""
    folder, noise = tmp_path_factory.mktemp("two blocks"), np.random.default_rng(0)
    grey = np.full((150, 700), 60.0)
    grey[:, 600:] = 140
    pixels = np.clip(grey + noise.normal(0, 12, (3, *grey.shape)), 1, 254).astype(np.uint8)
    pixels[:, :10, 520:530] = 0  # without data
    scene = write_raster(folder / "scene.tif", pixels, nodata=0)
    corners = [(5 + 40 * row, column) for row in range(3) for column in (100, 300, 550, 620, 660)]
    names = ["bright" if column > 600 else "dark" for _, column in corners]
    labels = write_polygons(
        folder / "labels.gpkg", [square(*corner, 15) for corner in corners], kind=names
    )
    job = TrainJob(
        (SceneOptions(scene),),
        LabelOptions(labels, class_field="kind"),
        str(folder / "model.safetensors"),
        recipe=Recipe("lda"),
        folds=2,
        report=str(folder / "report.html"),
        run=run_options,
    )
    run_job(job, Progress())
    return folder


@pytest.fixture(scope="module")
def pictures(trained):
    """The image and the map in the report, (3, h, w) each."""
    page = (trained / "report.html").read_text("utf-8")
    found = []
    for text in re.findall(r"data:image/png;base64,([^\"]+)", page):
        with MemoryFile(base64.b64decode(text)) as memory, memory.open() as file:
            found.append(file.read())
    return found


def test_the_picture_has_the_pixels_of_the_image(trained, pictures):
    with rasterio.open(trained / "scene.tif") as file:
        shown = file.read()[:, :, BLOCK_PX:]
    assert pictures[0].shape == (3, 150, 700 - BLOCK_PX)
    assert (pictures[0][:, :10, 8:18] == 255).all()  # nodata is white
    assert np.array_equal(pictures[0][:, 20:], shown[:, 20:])


def test_the_picture_has_the_pixels_of_the_map(trained, pictures, run_options):
    model, output = trained / "model.safetensors", trained / "map.tif"
    scene = SceneOptions(str(trained / "scene.tif"))
    run_job(PredictJob(scene, str(model), str(output), run=run_options), Progress())
    with rasterio.open(output) as file:
        values = file.read(1)[:, BLOCK_PX:]
    colors = np.full((256, 3), 255, np.uint8)
    for entry in load_model(model).table:
        colors[entry.value] = entry.rgb
    assert np.array_equal(pictures[1], colors[values].transpose(2, 0, 1))
    assert len(np.unique(values)) == 3


def test_labels_of_the_part_are_outlined(trained):
    page = (trained / "report.html").read_text("utf-8")
    paths = re.findall(r'<path d="M([^"]+)Z" fill="none" stroke="#000"', page)
    assert len(paths) == 2 * 9  # labels on both pictures
    first = {tuple(map(float, point.split(","))) for point in paths[0].split()}
    assert first == {(38.0, 5.0), (53.0, 5.0), (53.0, 20.0), (38.0, 20.0)}
