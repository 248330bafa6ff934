"""Two maps are compared pixel by pixel and class by class: raster, table, areas and errors."""

import csv
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled, InvalidJob, InvalidScene, OutputNotWritable
from landsketch.core.imagery.map_writer import MapGrid, MapWriter
from landsketch.core.job.jobs import CompareMapsJob
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import read_band, write_raster

TRANSFORM = Affine(5, 0, 500_000, 0, -5, 40_000)
GRID = MapGrid(700, 600, TRANSFORM, CRS.from_epsg(32636))
OLD = ((1, "water", "#3b7dd8"), (2, "wood", "#1e7a34"), (3, "roof", "#d1453b"))
NEW = ((7, "wood", "#1e7a34"), (8, "water", "#0000ff"), (9, "bare", "#c9a06a"))
PIXEL_M2 = 25


def write_map(path, pixels, legend, grid=GRID):
    with MapWriter(path, grid, "classes", legend, {}) as writer:
        writer.write(0, 0, pixels)
    return str(path)


def halves():
    """The earlier map: water on the left, wood on the right, nodata in the last rows."""
    pixels = np.full((600, 700), 1, np.uint8)
    pixels[:, 350:], pixels[590:] = 2, 255
    return pixels


def renumbered():
    """The same ground with the values of the later map."""
    return np.array([255, 8, 7, 7, *[255] * 252], np.uint8)[halves()]


@pytest.fixture(scope="module")
def maps(tmp_path_factory):
    """Changes of 600, 100 and 4 px, one across the corner of windows; one pixel is new."""
    folder = tmp_path_factory.mktemp("maps")
    later = renumbered()
    later[505:525, 500:530], later[0:10, 0:10], later[100:102, 400:402] = 9, 7, 8
    later[599, 0], later[0, 699] = 7, 255
    return write_map(folder / "old.tif", halves(), OLD), write_map(folder / "new.tif", later, NEW)


@pytest.fixture
def compare(maps, tmp_path):
    def compare(old=maps[0], new=maps[1], progress=None, table="changes.csv"):
        table = str(tmp_path / "out" / table) if table else ""
        job = CompareMapsJob(new, old, str(tmp_path / "out" / "changes.tif"), table)
        return run_job(job, progress or Progress())

    return compare


def test_each_pair_of_classes_has_a_code_and_the_largest_is_first(compare):
    found = read_band(compare().outputs["output"])
    expected = np.where(halves() == 255, 255, 0)
    expected[505:525, 500:530], expected[0:10, 0:10], expected[100:102, 400:402] = 1, 2, 3
    expected[0, 699] = 255
    assert (found == expected).all()


def test_the_legend_names_both_classes_and_hides_what_did_not_change(compare):
    path = Path(compare().outputs["output"])
    style = path.with_suffix(".qml").read_text(encoding="utf-8")
    assert 'value="0" color="#d9d9d9" alpha="0" label="no change"' in style
    assert 'value="1" color="#c9a06a" alpha="255" label="wood → bare"' in style
    assert 'value="2" color="#1e7a34" alpha="255" label="water → wood"' in style
    assert 'value="3" color="#0000ff" alpha="255" label="wood → water"' in style
    with rasterio.open(path) as raster:
        assert raster.tags()["LANDSKETCH_KIND"] == "changes"
        assert (raster.tags()["LANDSKETCH_EARLIER"], raster.nodata) == ("old.tif", 255)
        assert (raster.crs, raster.transform) == (GRID.crs, TRANSFORM)


def test_the_table_has_pixels_areas_and_shares_of_all_pairs(compare):
    text = Path(compare().outputs["table"]).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    pairs = [(row["value"], row["from"], row["to"], int(row["pixels"])) for row in rows]
    assert pairs[:3] == [
        ("1", "wood", "bare", 600),
        ("2", "water", "wood", 100),
        ("3", "wood", "water", 4),
    ]
    n = 590 * 350
    assert pairs[3:] == [("0", "water", "water", n - 100), ("0", "wood", "wood", n - 605)]
    assert sum(float(row["share"]) for row in rows) == pytest.approx(1)
    assert float(rows[0]["area_m2"]) == pytest.approx(600 * PIXEL_M2, rel=0.01)


def test_metrics_and_log_tell_how_much_changed(compare):
    heard = Listener()
    metrics = compare(progress=heard).metrics
    assert (metrics["changed_pixels"], metrics["compared_pixels"]) == (704, 590 * 700 - 1)
    assert metrics["one_sided_pixels"] == 2
    assert metrics["changed_share"] == pytest.approx(704 / (590 * 700 - 1), rel=1e-3)
    assert metrics["changed_area_m2"] == pytest.approx(704 * PIXEL_M2, rel=0.01)
    assert [c["to"] for c in metrics["changes"]] == ["bare", "wood", "water"]
    log = "\n".join(heard.infos)
    assert "0.2% of the area changed" in log
    assert "wood → bare: 15," in log
    assert "85% of it" in log
    assert "Classes of old.tif only: roof." in log
    assert "Classes of new.tif only: bare." in log
    assert "2 pixels have data in one map only." in log


def test_equal_maps_have_no_changes_whatever_their_values(compare, maps, tmp_path):
    heard = Listener()
    same = write_map(tmp_path / "same.tif", renumbered(), NEW)
    result = compare(maps[0], same, heard)
    assert (result.metrics["changed_pixels"], result.metrics["changes"]) == (0, [])
    assert set(np.unique(read_band(result.outputs["output"]))) == {0, 255}
    assert "Nothing changed" in "\n".join(heard.infos)


def test_maps_of_other_programs_are_matched_by_value(compare, tmp_path):
    paths = []
    for name, value in (("a.tif", 3), ("b.tif", 5)):
        pixels = np.full((1, 20, 30), 3, np.uint8)
        pixels[0, 4:6, 4:6] = value
        transform = Affine(2, 0, 500_000, 0, -2, 40_000)
        paths.append(write_raster(tmp_path / name, pixels, transform=transform))
    result = compare(str(tmp_path / "a.tif"), str(tmp_path / "b.tif"))
    (change,) = result.metrics["changes"]
    assert (change["from"], change["to"], change["pixels"]) == ("Class 3", "Class 5", 4)


def test_more_pairs_than_values_share_the_last_one(compare, tmp_path):
    """300 changes of falling size: the first 253 have a value of their own."""
    n = 18
    legend = [(v, f"c{v}", "#010203") for v in range(n)]
    old, new = np.zeros((2, 600, 700), np.uint8)
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b][:300]
    for row, (a, b) in enumerate(pairs):
        old[row, : 600 - row], new[row, : 600 - row] = a, b
    paths = [
        write_map(tmp_path / f"{name}.tif", pixels, legend)
        for name, pixels in (("o", old), ("n", new))
    ]
    result = compare(*paths)
    found = read_band(result.outputs["output"])
    assert [found[row, 0] for row in (0, 252, 253, 299)] == [1, 253, 254, 254]
    style = Path(result.outputs["output"]).with_suffix(".qml").read_text(encoding="utf-8")
    assert 'value="254" color="#9e9e9e" alpha="255" label="other changes"' in style
    assert len(result.metrics["changes"]) == 300


@pytest.mark.parametrize(
    ("grid", "words"),
    [
        (MapGrid(700, 600, TRANSFORM, CRS.from_epsg(32637)), "different CRSs .EPSG:32636 and"),
        (MapGrid(700, 600, TRANSFORM, None), "EPSG:32636 and none"),
        (MapGrid(700, 599, TRANSFORM, GRID.crs), "different pixels: 700 x 600"),
        (MapGrid(700, 600, TRANSFORM * Affine.translation(0.5, 0), GRID.crs), "500002"),
        (MapGrid(700, 600, TRANSFORM * Affine.scale(1.01), GRID.crs), "of 5.05 from"),
    ],
)
def test_other_pixels_are_refused_with_advice(compare, maps, tmp_path, grid, words):
    pixels = renumbered()[: grid.height]
    other = write_map(tmp_path / "other.tif", pixels, NEW, grid)
    with pytest.raises(InvalidScene, match=words) as error:
        compare(maps[0], other)
    assert "Warp" in str(error.value)
    assert not (tmp_path / "out").exists()


def test_a_rounding_error_of_the_place_does_not_matter(compare, maps, tmp_path):
    grid = MapGrid(700, 600, TRANSFORM * Affine.translation(1e-4, 0), GRID.crs)
    same = write_map(tmp_path / "same.tif", renumbered(), NEW, grid)
    assert compare(maps[0], same).metrics["changed_pixels"] == 0


def test_maps_without_a_common_class_are_refused(compare, maps, tmp_path):
    legend = ((7, "a", "#010203"), (8, "b", "#010203"))
    other = write_map(tmp_path / "other.tif", renumbered(), legend)
    with pytest.raises(InvalidScene, match="no class name in common.*water, wood, roof and a, b"):
        compare(maps[0], other)


def test_maps_without_common_ground_are_refused(compare, maps, tmp_path):
    pixels = np.where(halves() == 255, np.uint8(7), np.uint8(255))
    other = write_map(tmp_path / "other.tif", pixels, NEW)
    with pytest.raises(InvalidScene, match="nowhere data in common"):
        compare(maps[0], other)
    assert not list((tmp_path / "out").glob("*"))


def test_a_map_is_not_compared_with_itself(maps, tmp_path):
    with pytest.raises(InvalidJob, match="PREVIOUS is the same map"):
        CompareMapsJob(maps[0], maps[0], str(tmp_path / "c.tif"))


@pytest.mark.parametrize("stage", ["Count the changes", "Write the changes"])
def test_a_cancelled_run_leaves_nothing(compare, tmp_path, stage):
    with pytest.raises(Cancelled):
        compare(progress=Listener(stop_stage=stage))
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("stage", ["Count the changes", "Write the changes"])
def test_progress_moves_with_every_window(compare, stage):
    heard = Listener()
    compare(progress=heard)
    fractions = [fraction for name, fraction in heard.reports if name == stage]
    assert len(set(fractions)) >= 4  # windows of 512 px
    assert fractions == sorted(fractions)


def test_raster_and_table_appear_both_or_none(compare, tmp_path, monkeypatch):
    def fail(path, content):
        raise OutputNotWritable(f"{path} cannot be written.")

    monkeypatch.setattr("landsketch.core.engine.verbs.comparemaps.write_atomically", fail)
    with pytest.raises(OutputNotWritable):
        compare()
    assert not list((tmp_path / "out").glob("*"))


def test_the_table_can_be_left_out(compare, tmp_path):
    assert set(compare(table="").outputs) == {"output"}
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert not [name for name in names if name.endswith(".csv")]
