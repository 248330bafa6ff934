"""Polygons are rasterized by pixel centres, alike in all windows; conflicts are unlabelled."""

import numpy as np
import pytest
import shapely
from rasterio.crs import CRS
from rasterio.warp import transform

from landsketch.core.class_table import ClassTable
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.labels.label_set import LabelSet
from landsketch.core.labels.rasterize import Rasterizer
from landsketch.core.labels.sampling import labelled_pixels, training_sample
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import write_raster
from landsketch.tests.helpers.vectors import square

WHOLE = Window(0, 0, 288, 384)
TABLE = ClassTable.from_names(["a", "b", "c"], [5, 6, 7])


@pytest.fixture
def scene(town):
    return Scene(town.scene)


def labels_of(scene, pairs):
    geometries = np.array([g for g, _ in pairs], object)
    return LabelSet(
        geometries, np.array([c for _, c in pairs]), ("",) * len(pairs), TABLE, scene.crs
    )


def test_a_pixel_belongs_to_the_polygon_that_holds_its_centre(scene):
    burned = Rasterizer(labels_of(scene, [(square(10.4, 20.6, 3), 2)]), scene).burn(WHOLE)
    assert np.argwhere(burned.classes != 255).tolist() == [
        [r, c] for r in (10, 11, 12) for c in (21, 22, 23)
    ]
    assert set(burned.classes[burned.classes != 255]) == {2}
    assert set(burned.polygons[burned.classes == 255]) == {-1}


def test_every_window_gives_the_same_labels(scene):
    random = np.random.default_rng(0)
    pairs = []
    for _ in range(40):
        x, y = 500_000 + random.random() * 380, 40_000 - random.random() * 280
        pairs.append(
            (shapely.Point(x, y).buffer(random.random() * 40, quad_segs=3), int(random.integers(3)))
        )
    rasterizer = Rasterizer(labels_of(scene, pairs), scene)
    whole = rasterizer.burn(WHOLE)
    total = 0
    for row in range(0, 288, 50):
        for column in range(0, 384, 70):
            window = Window(row, column, 50, 70).intersection(WHOLE)
            part, cut = (
                rasterizer.burn(window),
                np.s_[row : window.row_end, column : window.column_end],
            )
            assert np.array_equal(part.classes, whole.classes[cut])
            assert np.array_equal(part.polygons, whole.polygons[cut])
            total += part.n_contradicting
    assert total == whole.n_contradicting


@pytest.mark.parametrize(
    "order", [(0, 1), (1, 0), (0, 1, 0), (1, 0, 1, 1), (0, 2, 1, 0), (2, 0, 0, 2)]
)
def test_contradicting_polygons_label_nothing_where_they_overlap(scene, order):
    pairs = [(square(10, 10 + 5 * i, 30), c) for i, c in enumerate(order)]
    seen = [set() for _ in range(120)]
    for i, c in enumerate(order):
        for column in range(10 + 5 * i, 40 + 5 * i):
            seen[column].add(c)
    burned = Rasterizer(labels_of(scene, pairs), scene).burn(WHOLE)
    expected = [next(iter(classes)) if len(classes) == 1 else 255 for classes in seen]
    assert burned.classes[20, :120].tolist() == expected
    assert burned.n_contradicting == 30 * sum(len(classes) > 1 for classes in seen)
    assert (burned.polygons[burned.classes == 255] == -1).all()


def test_polygons_of_one_class_may_overlap(scene):
    burned = Rasterizer(
        labels_of(scene, [(square(0, 0, 20), 1), (square(10, 10, 20), 1)]), scene
    ).burn(WHOLE)
    assert (burned.classes == 1).sum() == 700
    assert burned.n_contradicting == 0


def test_windows_are_those_that_hold_labels(scene):
    pairs = [
        (square(10, 10, 5), 0),
        (square(250, 370, 100), 1),
        (square(-500, -500, 10), 1),
        (square(90, 130, 20), 1),
    ]
    windows = Rasterizer(labels_of(scene, pairs), scene).windows(100)
    assert windows == [
        Window(0, 0, 100, 100),
        Window(0, 100, 100, 100),
        Window(100, 100, 100, 100),
        Window(200, 300, 88, 84),
    ]


def test_labelled_pixels_are_valid_and_inside(town, tmp_path):
    pixels = np.full((3, 60, 60), 9, np.uint8)
    pixels[:, 20:30] = 0
    scene = Scene(type(town.scene)(write_raster(tmp_path / "s.tif", pixels, nodata=0)))
    found = labelled_pixels(
        labels_of(scene, [(square(10, 10, 30), 0), (square(50, 50, 30), 1)]), scene, Progress()
    )
    assert np.bincount(found.classes).tolist() == [600, 100]
    assert not ((found.rows >= 20) & (found.rows < 30)).any()
    x, y = found.coordinates(scene)
    assert (x == 500_000 + found.columns + 0.5).all()
    assert (y == 40_000 - found.rows - 0.5).all()


def test_a_sample_hears_small_polygons_and_rare_classes(scene):
    pairs = [(square(0, 0, 100), 0), (square(120, 0, 10), 0), (square(0, 200, 10), 1)]
    pixels = labelled_pixels(labels_of(scene, pairs), scene, Progress())
    positions, weights = training_sample(pixels, 110, 0)
    polygons, classes = pixels.polygons[positions], pixels.classes[positions]
    assert np.bincount(polygons).tolist() == [100, 10, 100]
    assert len(set(positions.tolist())) == len(positions)
    assert weights.mean() == pytest.approx(1)
    share = [weights[classes == c].sum() for c in (0, 1)]
    assert share[0] / share[1] == pytest.approx(
        np.sqrt(11), rel=1e-6
    )  # areas as 1 to 100 count as 10 to 1, then √
    again, _ = training_sample(pixels, 110, 0)
    assert np.array_equal(again, positions)
    assert not np.array_equal(training_sample(pixels, 110, 1)[0], positions)


def test_a_polygon_keeps_its_sample_when_others_are_added(scene):
    pairs = [(square(10, 10, 60), 0), (square(150, 10, 60), 0), (square(10, 200, 60), 1)]

    def sample(numbers, most):
        pixels = labelled_pixels(labels_of(scene, [pairs[n] for n in numbers]), scene, Progress())
        positions, _ = training_sample(pixels, most, 0)
        own = pixels.take(positions[pixels.polygons[positions] == numbers.index(1)])
        return set(zip(own.rows.tolist(), own.columns.tolist(), strict=True))

    alone, beside = sample([1], 200), sample([0, 1, 2], 400)
    assert alone == beside
    assert sample([1, 2], 100) < alone
    rows, columns = np.array(sorted(sample([1], 1800))).T  # every other pixel, all over the square
    assert rows.mean() == pytest.approx(179.5, abs=1.5)
    assert columns.mean() == pytest.approx(39.5, abs=1.5)
    assert np.bincount((rows - 150) // 15 * 4 + (columns - 10) // 15).min() > 85


def test_labels_of_another_crs_label_the_same_pixels_and_tell_places_in_their_own(scene):
    labels = labels_of(scene, [(square(10, 10, 30), 0), (square(200, 300, 30), 1)])
    here, moved = (
        labelled_pixels(one, scene, Progress())
        for one in (labels, labels.in_crs(CRS.from_epsg(4326)))
    )
    for name in ("rows", "columns", "classes", "polygons"):
        assert np.array_equal(getattr(here, name), getattr(moved, name))
    degrees = np.column_stack(moved.coordinates(scene))
    assert np.allclose(
        degrees, np.column_stack(transform(scene.crs, "EPSG:4326", *here.coordinates(scene)))
    )
    assert np.allclose(degrees, [33.0, 0.36], atol=0.01)


def test_a_labelled_pixel_takes_13_bytes(scene):
    found = labelled_pixels(labels_of(scene, [(square(0, 0, 100), 2)]), scene, Progress())
    assert (
        sum(
            column.itemsize for column in (found.rows, found.columns, found.classes, found.polygons)
        )
        == 13
    )
    assert found.take(np.array([0, 5])).polygons.dtype == np.int32
