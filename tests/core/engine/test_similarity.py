"""Find similar: examples are found, a part has the pixels of the whole, failures leave nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled, InvalidJob, InvalidLabels, InvalidScene
from landsketch.core.job.jobs import SimilarityJob
from landsketch.core.job.options import SceneOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import NORTH, WEST, read_band, write_raster
from landsketch.tests.helpers.town import PATCH_PX
from landsketch.tests.helpers.vectors import square, write_polygons


def places_of(truth, kind, count):
    """Return the first patches of a kind, as rows and columns of pixels."""
    patches = np.argwhere(truth[::PATCH_PX, ::PATCH_PX] == kind)[:count]
    return (patches * PATCH_PX).tolist()


@pytest.fixture(scope="module")
def examples(town, tmp_path_factory):
    """Two polygons on stone, and one on meadow."""
    folder = tmp_path_factory.mktemp("examples")
    stone, meadow = (
        [square(*place, PATCH_PX, 12) for place in places_of(town.truth, kind, count)]
        for kind, count in ((1, 2), (0, 1))
    )
    return (
        write_polygons(folder / "stone.gpkg", stone),
        write_polygons(folder / "meadow.gpkg", meadow),
    )


@pytest.fixture
def search(town, examples, small_tiles, run_options, tmp_path):
    """A function that runs a search and returns the job, its result and what was heard."""

    def search(heard=None, name="out", **options):
        job = SimilarityJob(
            **{
                "scene": town.scene,
                "examples": examples[0],
                "output": str(tmp_path / name / "similarity.tif"),
                "backbone": small_tiles,
                "run": replace(run_options, cache=str(tmp_path / "cache")),
                **options,
            }
        )
        return job, run_job(job, heard or Progress())

    return search


def test_what_looks_like_the_examples_is_more_similar(search, town):
    job, _ = search()
    found = read_band(job.output)
    stone, meadow = found[town.truth == 1], found[town.truth == 0]
    assert np.median(stone) > np.median(meadow) + 30
    with rasterio.open(job.output) as raster:
        assert (raster.nodata, raster.descriptions) == (255, ("Similarity (%)",))
        assert raster.tags()["LANDSKETCH_KIND"] == "similarity"
    assert "singlebandpseudocolor" in Path(job.output).with_suffix(".qml").read_text()


def test_a_part_has_the_pixels_of_the_whole(search):
    whole, result = search()
    extent = (WEST + 70, NORTH - 250, WEST + 301, NORTH - 33)
    part, of_part = search(name="part", extent=extent)
    np.testing.assert_array_equal(read_band(part.output), read_band(whole.output)[33:250, 70:301])
    assert of_part.metrics["threshold"] == result.metrics["threshold"]


def test_polygons_lie_around_pixels_above_the_threshold(search, tmp_path):
    job, result = search(polygons=str(tmp_path / "out" / "found.gpkg"), threshold=40.0)
    meta, _, wkb, columns = pyogrio.raw.read(job.polygons, layer="found")
    fields = dict(zip(meta["fields"].tolist(), columns, strict=True))
    found = read_band(job.output)
    above = (found >= 40) & (found != 255)
    assert fields["pixels"].sum() == above.sum()
    assert fields["similarity"].min() >= 40
    np.testing.assert_allclose(
        (fields["similarity"] * fields["pixels"]).sum(), found[above].sum(dtype=float)
    )
    np.testing.assert_allclose(shapely.area(shapely.from_wkb(wkb)), fields["pixels"])
    assert result.metrics["n_polygons"] == len(wkb)
    assert result.metrics["similar_share"] == pytest.approx(above.mean())


def test_small_polygons_are_left_out(search, tmp_path):
    path = str(tmp_path / "out" / "all.gpkg")
    search(polygons=path, threshold=40.0)
    meta, _, _, columns = pyogrio.raw.read(path, layer="all")
    areas = dict(zip(meta["fields"].tolist(), columns, strict=True))["area_m2"]
    least = float(np.median(areas)) + 0.5
    _, result = search(name="large", polygons=path, threshold=40.0, min_area=least)
    assert 0 < result.metrics["n_polygons"] == (areas >= least).sum() < len(areas)
    assert result.metrics["area_m2"] == pytest.approx(areas[areas >= least].sum())
    with pytest.raises(InvalidScene, match="MIN_AREA"):
        search(name="none", polygons=path, threshold=40.0, min_area=1e9)
    assert pyogrio.read_info(path, layer="all")["features"] == result.metrics["n_polygons"]


def test_the_automatic_threshold_separates_and_is_named(search, town):
    heard = Listener()
    job, result = search(heard)
    threshold = result.metrics["threshold"]
    above = read_band(job.output) >= threshold
    assert (above == (town.truth == 1)).mean() > 0.8
    assert any(text.startswith(f"Threshold: {threshold:g} % (automatic)") for text in heard.infos)


def test_negative_examples_push_their_kind_down(search, examples, tmp_path, town):
    both = write_polygons(
        tmp_path / "both.gpkg",
        [square(*places_of(town.truth, kind, 1)[0], PATCH_PX, 12) for kind in (0, 1)],
    )
    without, _ = search(examples=both)
    with_negatives, _ = search(name="less", examples=both, negatives=examples[1])
    meadow = town.truth == 0
    assert (
        read_band(with_negatives.output)[meadow].mean() < read_band(without.output)[meadow].mean()
    )


def test_nodata_stays_nodata(search, town, tmp_path):
    pixels = np.stack([read_band(town.path, band) for band in (1, 2, 3)])
    pixels[:, 200:, :150] = 0
    path = write_raster(tmp_path / "holed.tif", pixels, nodata=0)
    job, _ = search(scene=SceneOptions(path))
    found = read_band(job.output) == 255
    np.testing.assert_array_equal(found, (pixels == 0).all(axis=0))


def test_a_point_is_enough(search, town, tmp_path):
    row, column = places_of(town.truth, 1, 1)[0]
    point = shapely.Point(WEST + column + 24, NORTH - row - 24)
    path = write_polygons(tmp_path / "point.gpkg", [point], geometry_type="Point")
    job, _ = search(examples=path)
    found = read_band(job.output)
    assert found[town.truth == 1].mean() > found[town.truth == 0].mean() + 20


def test_too_high_a_threshold_is_a_sentence_and_leaves_no_output(search, tmp_path):
    with pytest.raises(InvalidScene, match="No pixel is at least 100 % similar"):
        search(polygons=str(tmp_path / "out" / "found.gpkg"), threshold=100.0)
    left = [path.name for path in (tmp_path / "out").iterdir()]
    assert [name for name in left if not name.endswith(".work")] == []


@pytest.mark.parametrize(
    "stage", ["Encode the examples", "Encode", "Write the similarity", "Trace polygons"]
)
def test_cancelling_leaves_nothing(search, tmp_path, stage):
    with pytest.raises(Cancelled):
        search(Listener(stop_stage=stage), polygons=str(tmp_path / "out" / "found.gpkg"))
    assert list((tmp_path / "out").glob("*")) == []


def test_examples_elsewhere_are_a_sentence(search, tmp_path):
    path = write_polygons(tmp_path / "far.gpkg", [square(0, 0, PATCH_PX, east=90_000)])
    with pytest.raises(InvalidLabels, match="is inside scene.tif"):
        search(examples=path)


def test_the_examples_cannot_be_negative_too(search, examples):
    with pytest.raises(InvalidJob, match="NEGATIVES is the same layer"):
        search(negatives=examples[0])
