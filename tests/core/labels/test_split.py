"""Promise: what validates lies apart from what trains, polygon by polygon and by a distance."""

import numpy as np
import pytest
import shapely

from landsketch.core.class_table import ClassTable
from landsketch.core.errors import InvalidLabels
from landsketch.core.labels.label_set import LabelSet
from landsketch.core.labels.split import (
    NEVER,
    Split,
    block_side,
    by_field,
    by_scenes,
    spatial_blocks,
)

TABLE = ClassTable.from_names(["a", "b", "rare"])


@pytest.fixture(scope="module")
def labels():
    """120 polygons of many sizes over 2 x 1 km, some larger than a block."""
    random = np.random.default_rng(0)
    shapes = [
        shapely.Point(random.random() * 2000, random.random() * 1000).buffer(
            5 + random.exponential(30), quad_segs=2
        )
        for _ in range(120)
    ]
    classes = np.where(np.arange(120) % 12 == 0, 2, random.integers(0, 2, 120))
    return LabelSet(np.array(shapes, object), classes, ("",) * 120, TABLE, None)


def points_in(labels, n=4):
    """Return points of every polygon and their polygon."""
    places = [
        (*p.coords[0], i) for i, g in enumerate(labels.geometries) for p in _some_points(g, n)
    ]
    x, y, polygons = (np.array(column) for column in zip(*places, strict=True))
    return x, y, polygons.astype(int)


def _some_points(geometry, n):
    coordinates = shapely.get_coordinates(geometry)
    centre = shapely.centroid(geometry)
    return [shapely.Point(*(0.1 * np.array(centre.coords[0]) + 0.9 * c)) for c in coordinates[:n]]


def leaks(split, labels):
    """Return leaks: training points inside the buffer, or polygons of the validation fold."""
    x, y, polygons = points_in(labels)
    found = []
    for fold, region in enumerate(split.regions):
        mask = split.training_mask(fold, x, y, polygons)
        distance = shapely.distance(region, shapely.points(x[mask], y[mask]))
        if mask.any() and distance.min() < split.buffer - 1e-6:
            found.append((fold, "near"))
        if (split.folds[polygons[mask]] == fold).any():
            found.append((fold, "own"))
        own = labels.geometries[split.folds == fold]
        if not shapely.covers(region.buffer(1e-6), own).all():
            found.append((fold, "outside its region"))
    return found


@pytest.mark.parametrize(
    ("side", "buffer"), [(200.0, 50.0), (400.0, 100.0), (90.0, 0.0), (300.0, 290.0)]
)
def test_no_training_point_lies_within_the_buffer_of_what_validates(labels, side, buffer):
    split = spatial_blocks(labels, 5, side, buffer)
    assert split.n_folds == 5
    assert leaks(split, labels) == []


def test_the_check_notices_a_leak(labels):
    split = spatial_blocks(labels, 5, 200.0, 50.0)
    fold = int(split.folds[0])
    without_buffer = Split(split.folds, split.regions, split.block, 50.0)
    object.__setattr__(without_buffer, "regions", tuple(shapely.Polygon() for _ in split.regions))
    assert (fold, "outside its region") in leaks(without_buffer, labels)

    class Leaky(Split):
        def training_mask(self, fold, x, y, polygons):
            return super().training_mask(fold, x, y, polygons) | (polygons == 0)

    assert (fold, "near") in leaks(
        Leaky(split.folds, split.regions, split.block, split.buffer), labels
    )
    assert (fold, "own") in leaks(
        Leaky(split.folds, split.regions, split.block, split.buffer), labels
    )


def test_every_polygon_lies_in_exactly_one_fold(labels):
    split = spatial_blocks(labels, 5, 200.0, 50.0)
    assert split.folds.shape == (120,)
    assert set(split.folds) == {0, 1, 2, 3, 4}


def test_polygons_of_one_block_stay_together(labels):
    split = spatial_blocks(labels, 4, 250.0, 10.0)
    west, south, _, _ = shapely.total_bounds(labels.geometries)
    centres = shapely.get_coordinates(shapely.centroid(labels.geometries))
    blocks = np.floor((centres - [west, south]) / 250).astype(int)
    for block in np.unique(blocks, axis=0):
        assert len(set(split.folds[(blocks == block).all(axis=1)])) == 1


def test_rare_classes_are_spread(labels):
    split = spatial_blocks(labels, 5, 200.0, 50.0)
    assert len(set(split.folds[labels.classes == 2])) >= 4


def test_the_automatic_side_is_a_25th_of_the_labels_extent(labels):
    west, south, east, north = shapely.total_bounds(labels.geometries)
    assert block_side(labels, 1e9) == pytest.approx(np.sqrt((east - west) * (north - south) / 25))
    assert block_side(labels, 100.0) == 100.0


def few(places, side=2.0):
    shapes = np.array([shapely.box(x, y, x + side, y + side) for x, y in places], object)
    return LabelSet(shapes, np.arange(len(places)) % 2, ("",) * len(places), TABLE, None)


def test_blocks_are_halved_until_there_are_enough():
    labels = few([(x, y) for x in range(0, 100, 10) for y in range(0, 100, 10)])
    split = spatial_blocks(labels, 5, 80.0, 20.0)
    assert split.n_folds == 5
    assert split.block < 80
    assert split.buffer == pytest.approx(20 * split.block / 80)
    assert leaks(split, labels) == []


def test_two_places_give_two_folds():
    split = spatial_blocks(few([(0, 0), (1, 1), (500, 500), (501, 501)]), 5, 100.0, 5.0)
    assert split.n_folds == 2
    assert split.folds[0] == split.folds[1] != split.folds[2] == split.folds[3]
    assert leaks(split, few([(0, 0), (1, 1), (500, 500), (501, 501)])) == []


def test_labels_in_one_place_cannot_be_split():
    with pytest.raises(InvalidLabels, match="VALIDATION none"):
        spatial_blocks(few([(5, 5), (5, 5), (5, 5)]), 5, 100.0, 1.0)


def with_splits(labels, splits):
    return LabelSet(labels.geometries, labels.classes, tuple(splits), TABLE, None)


def test_a_field_says_who_trains_and_who_validates():
    labels = with_splits(
        few([(20 * i, 0) for i in range(6)]), ["train", "Val", "", "TEST", "val", "training"]
    )
    split = by_field(labels, 3.0)
    assert split.folds.tolist() == [NEVER, 1, NEVER, 0, 1, NEVER]
    assert leaks(split, labels) == []


def test_any_names_make_folds():
    labels = with_splits(few([(20 * i, 0) for i in range(4)]), ["north", "south", "2", "north"])
    split = by_field(labels, 30.0)
    assert split.n_folds == 3
    assert leaks(split, labels) == []


def test_a_field_that_marks_nothing_is_refused():
    with pytest.raises(InvalidLabels, match="marks nothing for validation"):
        by_field(with_splits(few([(0, 0), (9, 9)]), ["train", ""]), 1.0)


def raster_like(fragments=True):
    """One huge patch, a ring and a small one, as a label raster has them."""
    shapes = [
        shapely.box(0, 0, 400, 400),
        shapely.Point(700, 200).buffer(190) - shapely.Point(700, 200).buffer(120),
    ]
    shapes = np.array([*shapes, shapely.box(650, 190, 660, 200)], object)
    return LabelSet(
        shapes, np.array([0, 1, 0]), ("w", "e", "e"), TABLE, None, (), np.full(3, fragments)
    )


def test_a_huge_patch_of_a_label_raster_is_cut_at_the_blocks():
    labels = raster_like().cut(100.0)
    assert shapely.area(labels.geometries).sum() == pytest.approx(
        shapely.area(raster_like().geometries).sum()
    )
    west, south, east, north = shapely.bounds(labels.geometries).T
    assert (np.floor(west / 100 + 1e-9) == np.ceil(east / 100 - 1e-9) - 1).all()
    assert (np.floor(south / 100 + 1e-9) == np.ceil(north / 100 - 1e-9) - 1).all()
    for shape, class_, text in zip(labels.geometries, labels.classes, labels.splits, strict=True):
        parent = next(
            i for i, g in enumerate(raster_like().geometries) if g.buffer(1e-6).covers(shape)
        )
        assert (class_, text) == (raster_like().classes[parent], raster_like().splits[parent])
    split = spatial_blocks(labels, 5, 100.0, 10.0)
    assert len(set(split.folds[labels.classes == 0])) == 5
    assert leaks(split, labels) == []


def test_drawn_polygons_stay_whole():
    drawn = raster_like(fragments=False)
    assert drawn.cut(100.0).geometries.tolist() == drawn.geometries.tolist()


def test_each_scene_is_a_fold():
    labels = few([(10, 10), (20, 20), (510, 10), (520, 20), (1010, 10), (1020, 20)])
    outlines = [shapely.box(x, 0, x + 100, 100) for x in (0, 500, 1000)]
    split = by_scenes(labels, outlines, 30.0)
    assert split.folds.tolist() == [0, 0, 1, 1, 2, 2]
    assert leaks(split, labels) == []


def test_scenes_that_share_labels_are_one_fold():
    labels = few([(10, 10), (20, 20), (510, 10), (520, 20)])
    early, late, far = (
        shapely.box(0, 0, 100, 100),
        shapely.box(-5, -5, 95, 95),
        shapely.box(500, 0, 600, 100),
    )
    split = by_scenes(labels, [early, far, late], 30.0)
    assert split.folds.tolist() == [0, 0, 1, 1]
    assert split.regions[0].bounds == (-5, -5, 100, 100)
    assert leaks(split, labels) == []
    with pytest.raises(InvalidLabels, match="at least two rasters"):
        by_scenes(labels.subset(np.array([True, True, False, False])), [early, far, late], 30.0)


def test_a_label_across_the_seam_of_two_scenes_lies_in_one_fold():
    labels = few([(10, 10), (20, 20), (99, 50), (120, 20), (130, 30)], side=3.0)
    split = by_scenes(labels, [shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)], 5.0)
    assert split.folds.tolist() == [0, 0, 1, 1, 1]
    assert leaks(split, labels) == []
