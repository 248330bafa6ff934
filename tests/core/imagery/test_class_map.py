"""Class maps of any making are read by windows; what is no class map is refused in a sentence."""

import numpy as np
import pytest
import rasterio
from affine import Affine

from landsketch.core.errors import InvalidScene
from landsketch.core.imagery.class_map import ClassMap, Confidence
from landsketch.core.imagery.map_writer import MapGrid, MapWriter
from landsketch.core.imagery.tile_grid import Window
from landsketch.tests.helpers.rasters import write_raster

LEGEND = ((1, "Forêt", "#1e7a34"), (3, "water", "#3b7dd8"))
PIXELS = np.array([[1, 3, 255], [3, 3, 1]], np.uint8)
GRID = MapGrid(3, 2, Affine(2, 0, 500_000, 0, -2, 40_000), None)


def write(path, kind="classes"):
    with MapWriter(path, GRID, kind, LEGEND, {"LANDSKETCH_MODEL": "abc"}) as writer:
        writer.write(0, 0, PIXELS)
    return str(path)


def test_a_map_of_ours_comes_back_with_legend_and_tags(tmp_path):
    with ClassMap(write(tmp_path / "map.tif")) as raster:
        assert (raster.read(Window(0, 0, 2, 3)) == PIXELS).all()
        assert raster.legend == LEGEND
        assert raster.tags["LANDSKETCH_MODEL"] == "abc"
        assert raster.grid == GRID
        assert raster.shape == (2, 3)


def test_beyond_the_edge_is_no_data(tmp_path):
    with ClassMap(write(tmp_path / "map.tif")) as raster:
        assert (
            raster.read(Window(-1, -2, 5, 7))
            == np.pad(PIXELS, ((1, 2), (2, 2)), constant_values=255)
        ).all()
        assert (raster.read(Window(-1, 0, 1, 3)) == 255).all()


def test_other_rasters_get_a_legend_of_their_values(tmp_path):
    path = write_raster(tmp_path / "a.tif", np.array([[0, 2, 9]], np.int16), nodata=0)
    with ClassMap(path) as raster:
        assert [(value, name) for value, name, _ in raster.legend] == [
            (2, "Class 2"),
            (9, "Class 9"),
        ]
        assert raster.read(Window(0, 0, 1, 3)).tolist() == [[255, 2, 9]]


def test_a_palette_gives_the_colours(tmp_path):
    path = write_raster(tmp_path / "a.tif", np.array([[0, 2]], np.uint8))
    with rasterio.open(path, "r+") as dataset:
        dataset.write_colormap(1, {0: (1, 2, 3), 2: (255, 0, 16)})
    with ClassMap(path) as raster:
        assert raster.legend == ((0, "Class 0", "#010203"), (2, "Class 2", "#ff0010"))


@pytest.mark.parametrize(
    ("pixels", "words"),
    [
        (np.zeros((3, 4, 4), np.uint8), "no class map but 3 band"),
        (np.zeros((1, 4, 4), np.float32), "no class map but 1 band.* of float32"),
        (np.full((1, 4, 4), 300, np.uint16), "contains the value 300"),
        (np.full((1, 4, 4), -4, np.int16), "contains the value -4"),
    ],
)
def test_what_is_no_class_map_is_refused(tmp_path, pixels, words):
    path = write_raster(tmp_path / "a.tif", pixels)
    with (
        pytest.raises(InvalidScene, match=f"{words}.*choose a raster with one band"),
        ClassMap(path) as raster,
    ):
        raster.read(Window(0, 0, 4, 4))


def test_confidence_is_no_class_map(tmp_path):
    with (
        pytest.raises(InvalidScene, match="is no class map but a confidence raster"),
        ClassMap(write(tmp_path / "sure.tif", "confidence")),
    ):
        pass


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(InvalidScene, match="cannot be read"), ClassMap(str(tmp_path / "none.tif")):
        pass


@pytest.mark.parametrize(("shape", "west"), [((2, 4), 500_000), ((2, 3), 500_002)])
def test_a_confidence_raster_lies_on_its_map(tmp_path, shape, west):
    right = write_raster(
        tmp_path / "a.tif", np.full((2, 3), 50, np.uint8), transform=GRID.transform
    )
    wrong = write_raster(
        tmp_path / "b.tif",
        np.full(shape, 50, np.uint8),
        transform=Affine(2, 0, west, 0, -2, 40_000),
    )
    with Confidence(right) as raster:
        raster.require_grid(GRID)
    with (
        Confidence(wrong) as raster,
        pytest.raises(InvalidScene, match="does not have the pixels of the map"),
    ):
        raster.require_grid(GRID)
