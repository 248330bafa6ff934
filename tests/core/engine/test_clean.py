"""Cleaning a map end to end: the same map without specks, with its legend, tags and place."""

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidJob, OutputNotWritable
from landsketch.core.imagery.map_writer import MapGrid, MapWriter
from landsketch.core.job.job_json import from_json, to_json
from landsketch.core.job.jobs import CleanJob
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import read_band, write_raster

LEGEND = ((1, "meadow", "#9acd5a"), (4, "stone", "#6e6e78"), (9, "never seen", "#010203"))
GRID = MapGrid(700, 600, Affine(5, 0, 500_000, 0, -5, 40_000), CRS.from_epsg(32636))


@pytest.fixture(scope="module")
def class_map(tmp_path_factory):
    """Two halves, nodata below, and patches of 1, 4 and 100 px at the corners of windows."""
    pixels = np.full((600, 700), 1, np.uint8)
    pixels[:, 350:], pixels[590:] = 4, 255
    pixels[511, 511], pixels[100:102, 100:102], pixels[505:515, 205:215] = 1, 4, 4
    path = tmp_path_factory.mktemp("maps") / "map.tif"
    with MapWriter(path, GRID, "classes", LEGEND, {"LANDSKETCH_MODEL": "abc"}) as writer:
        writer.write(0, 0, pixels)
    return str(path)


@pytest.fixture
def clean(class_map, tmp_path):
    def clean(min_pixels=0, **options):
        job = CleanJob(class_map, str(tmp_path / "out" / "clean.tif"), min_pixels, **options)
        result = run_job(job, Progress())
        before, after = read_band(class_map), read_band(job.output)
        assert result.metrics["pixels_changed"] == (before != after).sum()
        return before, after, result

    return clean


def test_specks_go_and_nothing_else_changes(clean):
    before, after, result = clean(min_pixels=50)
    expected = before.copy()
    expected[511, 511], expected[100:102, 100:102] = 4, 1
    assert (after == expected).all()
    assert (result.metrics["patches"], result.metrics["patches_changed"]) == (5, 2)


def test_patches_below_ten_pixels_go_by_default(class_map, tmp_path):
    result = run_job(CleanJob(class_map, str(tmp_path / "clean.tif")), Progress())
    assert result.metrics["pixels_changed"] == 1 + 4


def test_the_unit_in_square_metres_counts_pixels_of_the_ground(clean):
    changed = [clean(min_area=area)[2].metrics["pixels_changed"] for area in (99, 2490, 2510)]
    assert changed == [1, 1 + 4, 1 + 4 + 100]
    assert clean(min_area=99, min_pixels=5)[2].metrics["pixels_changed"] == 1 + 4


def test_the_majority_filter_comes_before_the_sieve(clean):
    before, after, _ = clean(majority=3, min_pixels=50)
    assert after[511, 511] == 4
    assert (after[100:102, 100:102] == 1).all()
    assert ((after == 255) == (before == 255)).all()


def test_legend_tags_and_place_stay(clean, class_map):
    _, _, result = clean(majority=3)
    with rasterio.open(class_map) as old, rasterio.open(result.outputs["output"]) as new:
        assert (new.transform, new.crs, new.colormap(1)) == (
            old.transform,
            old.crs,
            old.colormap(1),
        )
        assert new.tags().items() >= old.tags().items()
        assert new.overviews(1) == old.overviews(1) == [2]
        assert json.loads(new.tags()["LANDSKETCH_CLEANING"]) == {
            "map": "map.tif",
            "min_pixels": 0,
            "min_area": 0.0,
            "connectivity": 4,
            "majority": 3,
        }
    for ending in (".tif.aux.xml", ".qml"):
        old, new = (
            Path(path[: -len(".tif")] + ending) for path in (class_map, result.outputs["output"])
        )
        assert old.read_text() == new.read_text()
    assert [c["name"] for c in result.metrics["classes"]] == ["meadow", "stone", "never seen"]


def test_the_job_stands_beside_the_map(clean):
    _, _, result = clean(min_pixels=2, connectivity=8)
    record = Path(result.outputs["output"] + ".job.json").read_text()
    job = from_json(record)
    assert (job.algorithm_id, job.min_pixels, job.connectivity) == ("cleanmap", 2, 8)
    assert from_json(to_json(job)) == job


def test_the_map_itself_is_no_output(class_map):
    with pytest.raises(OutputNotWritable, match="is an input of this run"):
        run_job(CleanJob(class_map, class_map, min_pixels=5), Progress())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"min_pixels": 0}, "nothing to clean"),
        ({"min_pixels": 1}, "nothing to clean"),
        ({"majority": 4}, "odd number"),
        ({"min_pixels": 5, "connectivity": 6}, "choose one of 4, 8"),
        ({"min_area": float("nan")}, "MIN_AREA is nan; choose a number that is at least 0"),
    ],
)
def test_options_that_cannot_be_are_refused(options, words):
    with pytest.raises(InvalidJob, match=words):
        CleanJob("map.tif", "out.tif", **options)


def test_without_a_crs_areas_are_in_map_units(tmp_path):
    pixels = np.zeros((20, 20), np.uint8)
    pixels[5, 5:8] = 1
    path = write_raster(tmp_path / "a.tif", pixels, crs=None, transform=Affine(2, 0, 0, 0, -2, 0))
    heard = Listener()
    run_job(CleanJob(path, str(tmp_path / "b.tif"), min_pixels=0, min_area=13.0), heard)
    assert "no CRS on the earth" in heard.warnings[0]
    assert (read_band(tmp_path / "b.tif") == 0).all()
