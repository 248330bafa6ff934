"""The algorithm 'shiftlabels' from job to file."""

import json
from dataclasses import replace

import numpy as np
import pyogrio
import pytest
import shapely

from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled, InvalidJob, InvalidLabels, OutputNotWritable
from landsketch.core.job.label_jobs import ShiftLabelsJob
from landsketch.core.progress import Progress
from landsketch.tests.core.verification.conftest import outlines, paint
from landsketch.tests.helpers.rasters import CRS, write_raster
from landsketch.tests.helpers.vectors import write_polygons


class Log(Progress):
    def __init__(self):
        super().__init__()
        self.lines = []

    def info(self, text):
        self.lines.append(text)

    warning = info


@pytest.fixture
def image(tmp_path):
    return write_raster(tmp_path / "yard.tif", paint()[0])


@pytest.fixture
def roofs():
    return outlines(paint()[1])


@pytest.fixture
def job(tmp_path, image, roofs):
    """Move labels that lie 6 m to the east and 3 m to the north of the roofs."""
    beside = [shapely.transform(roof, lambda points: points + np.array([6, 3])) for roof in roofs]
    labels = write_polygons(
        tmp_path / "labels.gpkg", beside, kind=["roof"] * 20, number=list(range(20))
    )
    return ShiftLabelsJob(labels, str(tmp_path / "out" / "shifted.gpkg"), image)


def shapes_of(path):
    return shapely.from_wkb(pyogrio.raw.read(path)[2])


def largest_distance(path, shapes):
    """Return the largest distance of a vertex to its place."""
    return np.abs(shapely.get_coordinates(shapes_of(path)) - shapely.get_coordinates(shapes)).max()


def test_labels_move_to_where_the_image_shows_them(job, roofs, tmp_path):
    vectors = str(tmp_path / "vectors.gpkg")
    log = Log()
    result = run_job(replace(job, vectors=vectors, class_field="kind"), log)
    assert largest_distance(job.output, roofs) < 0.3
    assert result.outputs == {"output": job.output, "vectors": vectors}
    metrics = result.metrics
    assert (metrics["dx"], metrics["dy"]) == pytest.approx((-6, -3), abs=0.3)
    assert metrics["n_labels"] == 20
    assert metrics["verdict"].startswith("Labels are shifted by 6.7 px (6.7 m) to the north-east")
    assert metrics["verdict"] in log.lines
    assert pyogrio.raw.read(job.output)[3][1].tolist() == list(range(20))
    json.dumps(metrics)


def test_a_given_offset_is_taken_as_it_is(job):
    before = shapes_of(job.labels)
    result = run_job(replace(job, dx=-1.25, dy=40, image=""), Progress())
    moved = [shapely.transform(one, lambda points: np.add(points, [-1.25, 40])) for one in before]
    assert largest_distance(job.output, moved) == 0
    assert (result.metrics["dx"], result.metrics["dy"]) == (-1.25, 40)


def test_pixels_are_those_of_the_image(job, tmp_path):
    from affine import Affine

    coarse = write_raster(
        tmp_path / "coarse.tif", np.ones((1, 9, 9), np.uint8), transform=Affine(4, 0, 5, 0, -2, 6)
    )
    result = run_job(replace(job, image=coarse, dx=2, dy=-3, units="pixels"), Progress())
    assert (result.metrics["dx"], result.metrics["dy"]) == (8, -6)


def test_labels_in_another_crs_move_in_the_crs_of_the_image(job, roofs, tmp_path):
    import rasterio.warp

    def to_degrees(points):
        return np.column_stack(rasterio.warp.transform(CRS, "EPSG:4326", *points.T))

    degrees = [shapely.transform(one, to_degrees) for one in shapes_of(job.labels)]
    labels = write_polygons(tmp_path / "degrees.gpkg", degrees, crs="EPSG:4326", kind=["a"] * 20)
    run_job(replace(job, labels=labels, dx=-6, dy=-3), Progress())
    info = pyogrio.read_info(job.output)
    assert info["crs"] == "EPSG:4326"
    right = [shapely.transform(roof, to_degrees) for roof in roofs]
    assert largest_distance(job.output, right) < 1e-8  # 1 mm
    run_job(replace(job, labels=labels), Progress())
    assert largest_distance(job.output, right) < 0.3 / 111_000


def test_nothing_is_moved_where_no_shift_is_found(job, roofs, tmp_path):
    labels = write_polygons(tmp_path / "right.gpkg", roofs, kind=["roof"] * 20)
    with pytest.raises(InvalidLabels, match=r"Nothing was moved. No shift was found.*give DX and"):
        run_job(replace(job, labels=labels), Progress())
    assert not (tmp_path / "out" / "shifted.gpkg").exists()


def test_few_labels_are_not_moved(job, roofs, tmp_path):
    labels = write_polygons(tmp_path / "few.gpkg", roofs[:5], kind=["roof"] * 5)
    with pytest.raises(InvalidLabels, match="Too few labels to tell"):
        run_job(replace(job, labels=labels), Progress())


def test_points_and_lines_can_be_moved_by_a_given_offset(job, tmp_path):
    marks = np.array([shapely.Point(1, 2), shapely.LineString([(0, 0), (3, 3)])])
    labels = write_polygons(
        tmp_path / "marks.gpkg", marks, geometry_type="Unknown", kind=["a", "b"]
    )
    run_job(replace(job, labels=labels, image="", dx=1), Progress())
    assert [shape.wkt for shape in shapes_of(job.output)] == [
        "POINT (2 2)",
        "LINESTRING (1 0, 4 3)",
    ]


def test_a_cancelled_run_leaves_nothing(job, tmp_path):
    class Cancelling(Progress):
        def is_cancelled(self):
            return self._name.startswith("Compare")

    with pytest.raises(Cancelled):
        run_job(job, Cancelling())
    assert not (tmp_path / "out" / "shifted.gpkg").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"image": ""}, "There is no offset"),
        ({"estimate": False}, "There is no offset"),
        ({"image": "", "dx": 1, "units": "pixels"}, "needs INPUT"),
        ({"dx": 1, "vectors": "v.gpkg"}, "VECTORS shows"),
        ({"output": "out.shp"}, "OUTPUT needs a file name that ends in .gpkg"),
        ({"bands": (1, 2)}, "BANDS has 2 bands"),
    ],
)
def test_what_cannot_work_is_refused(job, changes, message):
    with pytest.raises(InvalidJob, match=message):
        replace(job, **changes)


def test_the_labels_themselves_are_never_written(job):
    with pytest.raises(OutputNotWritable, match="would be lost"):
        run_job(replace(job, output=job.labels, dx=1), Progress())
