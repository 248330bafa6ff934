"""Polygons made by windows match the map exactly; simplified ones have no gaps or overlaps."""

import numpy as np
import pytest
import rasterio.features
import shapely
from affine import Affine

from landsketch.core.imagery.map_writer import MapGrid
from landsketch.core.postprocess.outlines import OutlineStyle
from landsketch.core.postprocess.patches import survey
from landsketch.core.postprocess.pixel_area import PixelArea
from landsketch.core.postprocess.polygons import PatchTotals, Selection, Tracer
from landsketch.core.progress import Progress

PLAIN, ROUND, SIMPLE, BOTH = (
    OutlineStyle(),
    OutlineStyle(smooth=True),
    OutlineStyle(simplify=1),
    OutlineStyle(True, 1.5),
)


@pytest.fixture
def trace(array_map):
    """A function that returns classes, sizes and polygons of patches in pixel coordinates."""

    def trace(classes, style=PLAIN, side=1000, min_area=0.0, keep=None):
        source = array_map(classes)
        patches = survey(source, 4, Progress(), side)
        area = PixelArea(MapGrid(classes.shape[1], classes.shape[0], Affine.identity(), None))
        wanted = patches.are_classes if keep is None else np.isin(patches.classes, keep)
        totals = PatchTotals(len(patches.sizes), area, None)
        tracer = Tracer(source, patches, totals, Selection(wanted, min_area), style, side)
        numbers, polygons = (
            np.concatenate(column) for column in zip(*tracer.run(Progress()), strict=True)
        )
        assert (totals.area == patches.sizes).all()
        return patches.classes[numbers], patches.sizes[numbers], polygons

    return trace


def painted(values, polygons, shape):
    return rasterio.features.rasterize(
        zip(polygons, values.tolist(), strict=True), shape, fill=255, dtype="uint8"
    )


@pytest.mark.parametrize("side", [7, 16, 100])
@pytest.mark.parametrize("seed", range(6))
def test_polygons_painted_again_are_the_map(trace, random_map, seed, side):
    classes = random_map(seed)
    values, sizes, polygons = trace(classes, side=side)
    assert (painted(values, polygons, classes.shape) == classes).all()
    assert (shapely.area(polygons) == sizes).all()
    assert shapely.is_valid(polygons).all()
    assert (shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON).all()


@pytest.mark.parametrize("side", [7, 16])
@pytest.mark.parametrize("seed", range(4))
def test_windows_draw_the_polygons_of_the_whole(trace, random_map, seed, side):
    classes = random_map(seed)
    drawn = [shapely.normalize(shapely.simplify(trace(classes, side=s)[2], 0)) for s in (side, 100)]
    assert set(shapely.to_wkb(drawn[0])) == set(shapely.to_wkb(drawn[1]))


@pytest.mark.parametrize(
    "style", [PLAIN, ROUND, SIMPLE, BOTH], ids=["plain", "round", "simple", "both"]
)
@pytest.mark.parametrize("side", [16, 64])
def test_borders_are_shared_vertex_by_vertex(trace, land, random_map, side, style):
    for classes in (land(90, lump=3.0), random_map(4), random_map(5)):
        _, sizes, polygons = trace(classes, style, side)
        assert shapely.is_valid(polygons).all()
        assert shapely.coverage_is_valid(polygons)
        union = shapely.union_all(polygons)
        assert union.area == pytest.approx(shapely.area(polygons).sum())
        first, second = shapely.STRtree(polygons).query(polygons, predicate="overlaps")
        assert shapely.area(shapely.intersection(polygons[first], polygons[second])).sum() == 0
        if (classes != 255).all():
            assert union.equals(shapely.box(0, 0, *classes.shape[::-1]))
            assert shapely.area(polygons).sum() == pytest.approx(sizes.sum())


def test_smoothing_keeps_within_the_pixels_beside_a_corner(trace):
    classes = np.zeros((7, 7), np.uint8)
    classes[3, 3] = 1
    values, _, polygons = trace(classes, ROUND)
    assert polygons[values == 1][0].equals(
        shapely.Polygon([(3.5, 3), (4, 3.5), (3.5, 4), (3, 3.5)])
    )


def test_smoothing_draws_stairs_as_a_line(trace):
    classes = np.triu(np.ones((40, 40), np.uint8))
    length = [trace(classes, style)[2][0].length for style in (PLAIN, ROUND)]
    assert length[0] == 160
    assert length[1] < 80 + 41 * 2**0.5


def test_simplifying_saves_vertices(trace, land):
    counts = [
        shapely.get_num_coordinates(trace(land(), style, 64)[2]).sum()
        for style in (PLAIN, SIMPLE, BOTH)
    ]
    assert counts[1] < counts[0] / 2
    assert counts[2] < counts[0] / 2


def test_a_hole_that_touches_the_outline_at_a_corner_is_a_hole(trace):
    classes = np.array([[1, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 0]], np.uint8)
    values, _, polygons = trace(classes)
    ring = polygons[values == 1][0]
    assert shapely.get_num_interior_rings(ring) == 1
    assert ring.is_valid


@pytest.mark.parametrize("side", [3, 100])
def test_small_patches_and_other_classes_are_left_out(trace, random_map, side):
    classes = random_map(2)
    values, sizes, _ = trace(classes, side=side)
    kept = trace(classes, side=side, min_area=12, keep=[3])
    assert sorted(kept[1]) == sorted(sizes[(values == 3) & (sizes >= 12)])
    assert set(kept[0]) == {3}
