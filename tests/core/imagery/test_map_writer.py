"""Map rasters: pixels, colours, legend, sidecars, and nothing left behind when work stops."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from landsketch.core.errors import Cancelled, OutputNotWritable
from landsketch.core.imagery import map_check, map_writer
from landsketch.core.imagery.map_writer import MapGrid, MapWriter
from landsketch.core.progress import Progress
from landsketch.core.raster_kinds import RASTER_KINDS, RasterKind

LEGEND = [(1, "Forêt & <bush>", "#1e7a34"), (3, 'water "deep"', "#3b7dd8")]
GRID = MapGrid(1100, 700, Affine(0.5, 0, 500_000, 0, -0.5, 5_000_000), CRS.from_epsg(32633))


def classes(grid: MapGrid = GRID) -> np.ndarray:
    rows, columns = np.mgrid[: grid.height, : grid.width]
    return np.where((rows // 40 + columns // 50) % 2, 1, 3).astype(np.uint8)


def write(path, kind="classes", pixels=None, grid=GRID, legend=LEGEND, step=512):
    pixels = classes(grid) if pixels is None else pixels
    with MapWriter(path, grid, kind, legend, {"LANDSKETCH_MODEL": "abc"}) as writer:
        for row in range(0, grid.height, step):
            for column in range(0, grid.width, step):
                writer.write(row, column, pixels[row : row + step, column : column + step])
    return path


@pytest.fixture(scope="module")
def class_map(tmp_path_factory):
    return write(tmp_path_factory.mktemp("classes") / "map.tif")


def test_pixels_and_place_come_back(class_map):
    with rasterio.open(class_map) as dataset:
        assert (dataset.read(1) == classes()).all()
        assert dataset.transform == GRID.transform
        assert dataset.crs == GRID.crs
        assert dataset.nodata == 255


def test_the_file_is_tiled_compressed_and_has_overviews(class_map):
    with rasterio.open(class_map) as dataset:
        assert dataset.block_shapes == [(512, 512)]
        assert dataset.compression.name == "deflate"
        assert dataset.overviews(1) == [2, 4]


def test_a_small_map_needs_no_overviews(tmp_path):
    grid = MapGrid(300, 511, GRID.transform, GRID.crs)
    with rasterio.open(write(tmp_path / "map.tif", grid=grid)) as dataset:
        assert dataset.overviews(1) == []
        assert (dataset.read(1) == classes(grid)).all()


def test_class_overviews_hold_classes_and_confidence_overviews_means(tmp_path):
    pixels = np.zeros((700, 1100), np.uint8)
    pixels[::2] = 100
    pixels[:, ::2] = 100  # three of four
    with rasterio.open(write(tmp_path / "c.tif", pixels=pixels), overview_level=0) as dataset:
        assert set(np.unique(dataset.read(1))) == {100}
    with rasterio.open(
        write(tmp_path / "p.tif", "confidence", pixels), overview_level=0
    ) as dataset:
        assert set(np.unique(dataset.read(1))) == {75}


def test_colours_description_and_tags(class_map):
    with rasterio.open(class_map) as dataset:
        colors, tags = dataset.colormap(1), dataset.tags()
        assert dataset.descriptions == ("Class",)
    assert colors[1] == (0x1E, 0x7A, 0x34, 255)
    assert colors[3] == (0x3B, 0x7D, 0xD8, 255)
    assert tags["LANDSKETCH_MODEL"] == "abc"
    assert tags["LANDSKETCH_KIND"] == "classes"
    assert json.loads(tags["LANDSKETCH_CLASSES"]) == [
        {"value": value, "name": name, "color": color} for value, name, color in LEGEND
    ]


def test_the_attribute_table_is_what_gdal_writes(class_map):
    table = ET.parse(class_map.with_name("map.tif.aux.xml")).find(
        "PAMRasterBand/GDALRasterAttributeTable"
    )
    columns = [tuple(cell.text for cell in column) for column in table.iter("FieldDefn")]
    rows = [[cell.text for cell in row] for row in table.iter("Row")]
    assert table.get("tableType") == "thematic"
    assert columns == [
        ("Value", "0", "5"),
        ("ClassName", "2", "2"),
        ("Red", "0", "6"),
        ("Green", "0", "7"),
        ("Blue", "0", "8"),
    ]
    assert rows == [
        ["1", "Forêt & <bush>", "30", "122", "52"],
        ["3", 'water "deep"', "59", "125", "216"],
    ]


def test_the_style_has_our_classes_only(class_map):
    entries = ET.parse(class_map.with_suffix(".qml")).getroot().iter("paletteEntry")
    assert [(int(e.get("value")), e.get("label"), e.get("color")) for e in entries] == LEGEND


def test_the_confidence_style_is_a_gradient_from_0_to_100(tmp_path):
    write(tmp_path / "map.tif", "confidence", np.full((700, 1100), 50, np.uint8))
    renderer = ET.parse(tmp_path / "map.qml").find("pipe/rasterrenderer")
    assert renderer.get("type") == "singlebandpseudocolor"
    assert [float(item.get("value")) for item in renderer.iter("item")] == [0, 25, 50, 75, 100]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.qml", "map.tif"]
    with rasterio.open(tmp_path / "map.tif") as dataset:
        assert dataset.descriptions == ("Confidence (%)",)


@pytest.mark.parametrize("cog", [False, True])
def test_a_new_kind_of_raster_is_one_row(tmp_path, monkeypatch, cog):
    nan = float("nan")
    row = RasterKind("similarity", "Similarity", "float32", nan, (-1, 1))
    monkeypatch.setitem(RASTER_KINDS, "similarity", row)
    pixels = np.linspace(-1, 1, 512 * 512, dtype=np.float32).reshape(512, 512)
    with MapWriter(tmp_path / "s.tif", GRID, "similarity", LEGEND, {}, cog=cog) as writer:
        writer.write(0, 0, pixels)
    with rasterio.open(tmp_path / "s.tif") as dataset:
        assert np.isnan(dataset.nodata)
        assert np.array_equal(dataset.read(1)[:512, :512], pixels)
        assert np.isnan(dataset.read(1)[:, 512:]).all()
        assert (dataset.dtypes, dataset.descriptions) == (("float32",), ("Similarity",))
        assert (dataset.overviews(1), dataset.tags()["LANDSKETCH_KIND"]) == ([2, 4], "similarity")
    items = ET.parse(tmp_path / "s.qml").getroot().iter("item")
    assert [float(item.get("value")) for item in items] == [-1, -0.5, 0, 0.5, 1]


def test_a_kind_may_have_no_overviews(tmp_path, monkeypatch):
    monkeypatch.setitem(RASTER_KINDS, "plain", RasterKind("plain", "Plain", overviews=""))
    with rasterio.open(write(tmp_path / "plain.tif", "plain")) as dataset:
        assert dataset.overviews(1) == []


def test_disk_space_depends_on_pixel_type_and_bands(monkeypatch):
    row = RasterKind("similarity", "Similarity", "float32", ramp=(-1, 1))
    monkeypatch.setitem(RASTER_KINDS, "similarity", row)
    grid = MapGrid(400, 10, GRID.transform, GRID.crs)
    assert grid.expected_bytes("classes", 3) == 1_000
    assert grid.expected_bytes("probabilities", 3) == 3_000
    assert grid.expected_bytes("similarity", 3) == 16_000


def shares(height=700, width=1100):
    """Per cent of three classes."""
    rows, columns = np.mgrid[:height, :width]
    first, second = rows * 60 // height, columns * 40 // width
    return np.stack([first, second, 100 - first - second]).astype(np.uint8)


THREE = [*LEGEND, (9, "meadow", "#9acd5a")]


@pytest.fixture(params=[False, True], ids=["plain", "cog"])
def probability_map(request, tmp_path):
    with MapWriter(
        tmp_path / "p.tif", GRID, "probabilities", THREE, {"A": "b"}, cog=request.param
    ) as writer:
        for row, column in ((0, 0), (0, 512), (0, 1024), (512, 0), (512, 512), (512, 1024)):
            writer.write(row, column, shares()[:, row : row + 512, column : column + 512])
    return tmp_path / "p.tif"


def test_probabilities_are_one_named_band_per_class(probability_map):
    with rasterio.open(probability_map) as dataset:
        assert (dataset.read() == shares()).all()
        assert dataset.descriptions == tuple(name for _, name, _ in THREE)
        assert dataset.nodatavals == (255, 255, 255)
        assert (dataset.tags()["LANDSKETCH_KIND"], dataset.tags()["A"]) == ("probabilities", "b")
        assert dataset.overviews(3) == [2, 4]
        assert dataset.colorinterp[0].name == "gray"  # not the red of a photograph
        assert dataset.compression.name == "deflate"
    renderer = ET.parse(probability_map.with_suffix(".qml")).find("pipe/rasterrenderer")
    assert (renderer.get("type"), renderer.get("band")) == ("singlebandpseudocolor", "1")
    assert sorted(path.name for path in probability_map.parent.iterdir()) == ["p.qml", "p.tif"]


@pytest.fixture(scope="module")
def cloud_map(tmp_path_factory):
    path = tmp_path_factory.mktemp("cloud") / "map.tif"
    with MapWriter(path, GRID, "classes", LEGEND, {"LANDSKETCH_MODEL": "abc"}, cog=True) as writer:
        for row in range(0, GRID.height, 512):
            writer.write(row, 0, classes()[row : row + 512])
    return path


def test_a_cloud_optimised_map_has_all_that_the_plain_one_has(class_map, cloud_map):
    assert b"LAYOUT=IFDS_BEFORE_DATA" in cloud_map.read_bytes()[:400]
    assert b"LAYOUT=IFDS_BEFORE_DATA" not in class_map.read_bytes()[:400]
    with rasterio.open(class_map) as plain, rasterio.open(cloud_map) as cloud:
        assert cloud.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert (cloud.read(1) == plain.read(1)).all()
        for fact in ("shape", "transform", "crs", "nodata", "descriptions", "block_shapes"):
            assert getattr(cloud, fact) == getattr(plain, fact)
        assert cloud.colormap(1) == plain.colormap(1)
        assert cloud.overviews(1) == plain.overviews(1)
        assert cloud.tags().items() >= plain.tags().items()
    for level in (0, 1):
        with (
            rasterio.open(class_map, overview_level=level) as plain,
            rasterio.open(cloud_map, overview_level=level) as cloud,
        ):
            assert (cloud.read(1) == plain.read(1)).all()
    assert sorted(path.name for path in cloud_map.parent.iterdir()) == [
        "map.qml",
        "map.tif",
        "map.tif.aux.xml",
    ]
    for ending in (".tif.aux.xml", ".qml"):
        assert (
            cloud_map.with_suffix(ending).read_text() == class_map.with_suffix(ending).read_text()
        )


def test_a_small_cloud_optimised_map_needs_no_overviews(tmp_path):
    grid = MapGrid(300, 511, GRID.transform, GRID.crs)
    with MapWriter(tmp_path / "map.tif", grid, "classes", LEGEND, {}, cog=True) as writer:
        writer.write(0, 0, classes(grid))
    with rasterio.open(tmp_path / "map.tif") as dataset:
        assert dataset.overviews(1) == []
        assert (dataset.read(1) == classes(grid)).all()


class StopsWhileCopying(Progress):
    """Is asked to stop once the cloud optimised file has begun."""

    def __init__(self, target):
        super().__init__()
        self._target, self.asked = target, 0

    def is_cancelled(self):
        self.asked += self._target.exists()
        return self.asked > 2


def test_a_stop_while_a_map_is_made_cloud_optimised_leaves_nothing(tmp_path):
    heard = StopsWhileCopying(tmp_path / "map.part.part.tif")

    def run():
        with MapWriter(tmp_path / "map.tif", GRID, "classes", LEGEND, {}, cog=True) as writer:
            writer.write(0, 0, classes())
            writer.finish(heard)

    with pytest.raises(Cancelled):
        run()
    assert heard.asked > 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["classes", "probabilities"])
def test_files_beyond_four_gigabytes_are_foreseen(tmp_path, monkeypatch, kind):
    opened = []
    real = map_writer._open
    monkeypatch.setattr(
        map_writer, "_open", lambda *a, **options: opened.append(options) or real(*a, **options)
    )
    with MapWriter(tmp_path / "map.tif", GRID, kind, LEGEND, {}, cog=True) as writer:
        writer.write(0, 0, np.stack([classes()] * 2) if kind == "probabilities" else classes())
    assert opened[0]["BIGTIFF"] == "IF_SAFER"


def test_control_characters_in_names_do_not_break_the_side_files(tmp_path):
    write(tmp_path / "map.tif", legend=[(1, "a\x01b", "#010203"), (3, "c", "#040506")])
    for name in ("map.tif.aux.xml", "map.qml"):
        assert "a b" in ET.tostring(ET.parse(tmp_path / name).getroot(), encoding="unicode")


def test_blocks_may_come_in_any_size_and_order(tmp_path):
    pixels = classes()
    with MapWriter(tmp_path / "map.tif", GRID, "classes", LEGEND, {}) as writer:
        for row in reversed(range(0, GRID.height, 300)):
            for column in reversed(range(0, GRID.width, 170)):
                writer.write(row, column, pixels[row : row + 300, column : column + 170])
    with rasterio.open(tmp_path / "map.tif") as dataset:
        assert (dataset.read(1) == pixels).all()


def test_pixels_nobody_wrote_are_nodata(tmp_path):
    with MapWriter(tmp_path / "map.tif", GRID, "classes", LEGEND, {}) as writer:
        writer.write(512, 512, np.full((100, 200), 3, np.uint8))
    with rasterio.open(tmp_path / "map.tif") as dataset:
        values, counts = np.unique(dataset.read(1), return_counts=True)
    assert values.tolist() == [3, 255]
    assert counts[0] == 20_000


def test_a_scene_without_a_place_gives_a_map_without_one(tmp_path, recwarn):
    grid = MapGrid(40, 30, Affine.identity(), None)
    with rasterio.open(write(tmp_path / "map.tif", grid=grid)) as dataset:
        assert dataset.crs is None
        assert dataset.shape == (30, 40)


@pytest.mark.parametrize("error", [Cancelled(), KeyboardInterrupt()])
def test_a_stopped_run_leaves_nothing(tmp_path, error):
    def run():
        with MapWriter(tmp_path / "map.tif", GRID, "classes", LEGEND, {}) as writer:
            writer.write(0, 0, classes()[:512, :512])
            raise error

    with pytest.raises(type(error)):
        run()
    assert list(tmp_path.iterdir()) == []


def test_a_stopped_run_keeps_the_earlier_map(tmp_path):
    path = write(tmp_path / "map.tif")
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(Cancelled), MapWriter(path, GRID, "classes", LEGEND[:1], {}):
        raise Cancelled
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_nothing_stands_under_the_final_name_before_the_end(tmp_path):
    with MapWriter(tmp_path / "map.tif", GRID, "classes", LEGEND, {}) as writer:
        writer.write(0, 0, classes()[:512, :512])
        assert [path.name for path in tmp_path.iterdir()] == ["map.part.tif"]


def test_an_earlier_map_is_replaced_with_all_its_side_files(tmp_path):
    write(tmp_path / "map.tif")
    (tmp_path / "map.tif.ovr").write_bytes(b"old overviews")
    write(tmp_path / "map.tif", "confidence", np.full((700, 1100), 50, np.uint8))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.qml", "map.tif"]
    assert "singlebandpseudocolor" in (tmp_path / "map.qml").read_text()


def test_what_a_killed_run_left_does_not_matter(tmp_path):
    (tmp_path / "map.part.tif").write_bytes(b"half a file")
    write(tmp_path / "map.tif")
    assert not (tmp_path / "map.part.tif").exists()


def test_the_folder_is_made(tmp_path):
    assert write(tmp_path / "new" / "deep" / "map.tif").exists()


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "results").write_text("a file")
    with pytest.raises(OutputNotWritable, match="choose another folder"):
        write(tmp_path / "results" / "map.tif")


def test_other_formats_are_refused(tmp_path):
    with pytest.raises(OutputNotWritable, match=r"map\.png a name that ends in \.tif"):
        write(tmp_path / "map.png")


def test_a_truncated_file_is_noticed(tmp_path):
    path = write(
        tmp_path / "map.tif", pixels=np.random.default_rng(0).integers(0, 2, (700, 1100), np.uint8)
    )
    map_check.check_whole(path)
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size - 5000)
    with pytest.raises(OSError, match="incomplete"):
        map_check.check_whole(path)


def test_a_missing_block_is_noticed(tmp_path):
    profile = {
        "driver": "GTiff",
        "width": 100,
        "height": 100,
        "count": 1,
        "dtype": "uint8",
        "crs": GRID.crs,
    }
    with rasterio.open(
        tmp_path / "a.tif", "w", transform=GRID.transform, SPARSE_OK=True, tiled=True, **profile
    ):
        pass
    with pytest.raises(OSError, match="incomplete"):
        map_check.check_whole(tmp_path / "a.tif")


def test_a_missing_block_of_a_later_band_is_noticed(tmp_path):
    profile = {
        "driver": "GTiff",
        "width": 100,
        "height": 100,
        "count": 2,
        "dtype": "uint8",
        "interleave": "band",
    }
    with rasterio.open(
        tmp_path / "a.tif", "w", transform=GRID.transform, SPARSE_OK=True, tiled=True, **profile
    ) as file:
        file.write(np.ones((100, 100), np.uint8), 1)
    with pytest.raises(OSError, match="incomplete"):
        map_check.check_whole(tmp_path / "a.tif")


def test_an_incomplete_map_gets_no_final_name(tmp_path, monkeypatch):
    def incomplete(path):
        raise OSError("the file is incomplete")

    monkeypatch.setattr(map_writer, "check_whole", incomplete)
    with pytest.raises(OutputNotWritable, match="incomplete"):
        write(tmp_path / "map.tif")
    assert list(tmp_path.iterdir()) == []


FULL_DISK = """
import resource, signal, sys
from pathlib import Path

import numpy as np
sys.path.insert(0, sys.argv[1])
import conftest
from pathlib import Path
from affine import Affine
from landsketch.core.imagery import map_writer
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
write_cog = map_writer.write_cog

def fill(*arguments):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
    return write_cog(*arguments) if arguments else None

if sys.argv[4] == "cog":
    map_writer.write_cog = fill
else:
    fill()
noise = np.random.default_rng(0).integers(0, 255, (1024, 1024), np.uint8)
grid = map_writer.MapGrid(1024, 1024, Affine.identity(), None)
legend = [(0, "a", "#000000")]
cog = sys.argv[4] == "cog"
with map_writer.MapWriter(Path(sys.argv[2]), grid, "classes", legend, {}, cog=cog) as writer:
    writer.write(0, 0, noise)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the file size as only Unix can")
@pytest.mark.parametrize(
    ("limit", "when"), [(300_000, "blocks"), (1_200_000, "overviews"), (500_000, "cog")]
)
def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path, limit, when, pytestconfig):
    arguments = [str(pytestconfig.rootpath / "tests"), str(tmp_path / "map.tif"), str(limit), when]
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *arguments], capture_output=True, text=True, check=False
    )
    assert "OutputNotWritable" in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_overviews_stop_below_one_block():
    levels = map_writer._overview_levels
    assert levels(511, 300) == []
    assert levels(512, 300) == [2]
    assert levels(1023, 100) == [2]
    assert levels(1024, 100) == [2, 4]
    assert levels(100_000, 512) == [2, 4, 8, 16, 32, 64, 128, 256]


WIDE = """
import sys
sys.path.insert(0, sys.argv[1])
import conftest
import numpy as np
from pathlib import Path
from affine import Affine
from landsketch.core.imagery.map_writer import MapGrid, MapWriter
from landsketch.core.runtime.memory import peak_rss_mb
grid = MapGrid(200_000, 600, Affine(1, 0, 0, 0, -1, 0), None)
with MapWriter(Path(sys.argv[2]), grid, "classes", [(1, "a", "#00ff00")], {}) as writer:
    for column in range(0, 200_000, 4_096):
        writer.write(0, column, np.ones((512, min(4_096, 200_000 - column)), np.uint8))
    before = peak_rss_mb()
print(peak_rss_mb() - before)
"""


def test_overviews_of_a_wide_map_take_no_more_memory(tmp_path):
    tests = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", WIDE, str(tests), str(tmp_path / "wide.tif")]
    grown = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert grown < 100  # GDAL by itself takes 512 rows with their mask, 200 MB
