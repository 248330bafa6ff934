"""What people are told about their labels before they believe a score."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from landsketch.core.class_table import ClassTable
from landsketch.core.imagery.scene import Scene
from landsketch.core.labels.checks import pixel_warnings, split_warnings
from landsketch.core.labels.label_set import LabelSet
from landsketch.core.labels.sampling import labelled_pixels
from landsketch.core.labels.split import by_field, spatial_blocks
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import write_raster
from landsketch.tests.helpers.vectors import square

TABLE = ClassTable.from_names(["a", "b", "c"])


def labels_of(scene, pairs, *, fragments=False):
    geometries, classes = np.array([g for g, _ in pairs], object), np.array([c for _, c in pairs])
    return LabelSet(
        geometries,
        classes,
        ("",) * len(pairs),
        TABLE,
        scene.crs,
        (),
        np.full(len(pairs), fragments),
    )


@pytest.fixture
def scene(town, tmp_path):
    """60 x 60 pixels, the right half without data."""
    pixels = np.full((3, 60, 60), 9, np.uint8)
    pixels[:, :, 30:] = 0
    return Scene(type(town.scene)(write_raster(tmp_path / "s.tif", pixels, nodata=0)))


def test_what_labels_lose_is_counted(scene):
    tiny = shapely.box(500_002.6, 39_995.6, 500_002.9, 39_995.9)
    pairs = [
        (square(10, 10, 10), 0),
        (square(10, 15, 10), 1),
        (square(0, 0, 2), 1),
        (square(40, 40, 10), 1),
        (tiny, 0),
    ]
    labels = labels_of(scene, pairs)
    assert pixel_warnings(labels, [labelled_pixels(labels, scene, Progress())]) == [
        "50 pixels are under polygons of different classes and were left out.",
        "100 labelled pixels are nodata in the raster and were left out.",
        (
            "2 label(s) contain no valid pixel's centre; draw labels that are larger than a pixel "
            "and not on nodata."
        ),
        "No valid pixel is labelled as: c.",
    ]


def test_slivers_of_pieces_are_not_worth_a_warning(scene):
    thin = shapely.box(500_000.1, 39_980.1, 500_000.2, 39_980.9)
    pairs = [(square(0, 20, 5), 0), (square(0, 25, 5), 1), (square(9, 9, 5), 2), (thin, 0)]
    labels = labels_of(scene, pairs, fragments=True)
    assert pixel_warnings(labels, [labelled_pixels(labels, scene, Progress())]) == []


def test_classes_that_cannot_be_validated_are_named(scene):
    pairs = [(square(100 * (i // 5), 100 * (i % 5), 10), 0) for i in range(25)]
    pairs += [(square(20, 20, 10), 1), (square(40, 40, 10), 1), (square(220, 220, 10), 2)]
    labels = labels_of(scene, pairs)
    assert split_warnings(labels, spatial_blocks(labels, 5, 100.0, 1.0)) == [
        (
            "All labels of class 'b' are in one fold, so it cannot be validated and counts in no "
            "score; label it in more places."
        ),
        (
            "Class 'c' has only one polygon, so it cannot be validated and counts in no score; "
            "draw more, far from it."
        ),
    ]


def test_labels_without_a_fold_of_their_own_are_counted(scene):
    pairs = [(square(20 * i, 20 * i, 10), i % 3) for i in range(9)]
    labels = replace(labels_of(scene, pairs), splits=("1",) * 3 + ("2",) * 3 + ("",) * 3)
    assert split_warnings(labels, by_field(labels, 0.0)) == [
        "3 label(s) have no value in SPLIT_FIELD; they train in every fold and count in no score."
    ]
    assert split_warnings(replace(labels, splits=("1", "2", "3") * 3), by_field(labels, 0.0)) == []
