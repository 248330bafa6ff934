"""Boundary scores against drawings worked out by hand."""

import math

import numpy as np
import pytest
from scipy import ndimage

from landsketch.core.scores.boundary import BoundaryScores, boundary_counts, outline_counts

SIDE = 40


def square(row=10, column=10, side=16):
    """A square of class 1 on ground of class 0."""
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[row : row + side, column : column + side] = 1
    return image


def scores(reference, predicted, tolerance=3.0, n=2):
    return BoundaryScores.from_counts(
        boundary_counts(reference, predicted, n, tolerance_px=tolerance), tolerance
    )


def test_the_same_map_is_perfect():
    found = scores(square(), square())
    assert found.f1 == found.precision == found.recall == (1.0, 1.0)
    assert found.mean_f1 == 1.0
    # inside 4 * 16 - 4, outside the four sides without the corners, which touch the square only
    # diagonally
    assert found.pixels == (4 * 16, 4 * 16 - 4)


@pytest.mark.parametrize("shift", [1, 3])
def test_a_shift_within_the_tolerance_is_forgiven(shift):
    assert scores(square(), square(column=10 + shift)).mean_f1 == 1.0


def test_a_shift_beyond_the_tolerance_costs():
    found = scores(square(), square(column=14), tolerance=3.0)
    expected = by_distance_transform(square(), square(column=14), 1, 3.0)
    assert found.f1[1] == pytest.approx(expected)
    assert 0.4 < found.f1[1] < 0.7
    assert scores(square(), square(column=14), tolerance=4.0).mean_f1 == 1.0


def by_distance_transform(reference, predicted, position, tolerance):
    """The same F1 the long way, for drawings that stay away from the edge."""
    cross = ndimage.generate_binary_structure(2, 1)

    def boundary(image):
        return (image == position) & ~ndimage.binary_erosion(image == position, cross)

    def share(own, other):
        return (ndimage.distance_transform_edt(~boundary(other))[boundary(own)] <= tolerance).mean()

    precision, recall = share(predicted, reference), share(reference, predicted)
    return 2 * precision * recall / (precision + recall)


def test_a_straight_edge_by_hand():
    reference, predicted = np.zeros((20, 30), np.uint8), np.zeros((20, 30), np.uint8)
    reference[:, 15:], predicted[:10, 15:], predicted[10:, 21:] = 1, 1, 1
    counts = boundary_counts(reference, predicted, 2, tolerance_px=2.0)
    # rows 2..17 are known well enough; the reference's edge is one pixel per row, matched in rows
    # 2..9 and, by the
    # map's edge in row 9 (or, for class 1, by its corner), two rows further
    assert counts[:, 3].tolist() == [16, 16]
    assert counts[:, 2].tolist() == [8 + 2, 8 + 2]
    # the step of the map between rows 9 and 10 is a boundary as well: six pixels of either class,
    # one of them counted
    assert counts[:, 1].tolist() == [8 + 8 + 5, 8 + 8 + 5]


def test_unlabelled_ground_makes_no_boundary():
    reference = square()
    reference[:, :20] = 255
    predicted = np.ones_like(reference)
    found = scores(reference, predicted)
    assert (
        found.pixels[1] == 6 - 4 + 6 - 4 + 16
    )  # right side, and of top and bottom what lies 4 px from the unlabelled
    assert math.isnan(found.precision[1])  # the map draws nothing there
    assert found.f1 == (0.0, 0.0)
    assert math.isnan(scores(np.where(reference == 255, 255, 0), predicted).mean_f1)


def test_what_the_map_draws_on_unlabelled_ground_does_not_count():
    reference, predicted = square(), square()
    reference[:, 30:], predicted[:, 34] = 255, 1
    assert scores(reference, predicted).mean_f1 == 1.0


def test_nodata_of_the_map_makes_no_boundary():
    predicted = square()
    predicted[18:, :] = 255
    found = scores(square(), predicted)
    assert found.f1 == (1.0, 1.0)
    assert found.pixels[1] == 16 + 2 * (18 - 4 + 1 - 11)


def test_boundaries_near_the_unknown_are_not_judged():
    reference, predicted = np.zeros((SIDE, SIDE), np.uint8), np.zeros((SIDE, SIDE), np.uint8)
    reference[:, 20:], predicted[:, 20:] = 1, 1
    reference[:, 22:] = 255  # two columns of class 1 are left: the true edge may lie just beyond
    assert scores(reference, predicted).pixels == (0, 0)


def test_the_edge_of_the_labels_is_nothing_to_match():
    reference, predicted = np.ones((SIDE, SIDE), np.uint8), np.ones((SIDE, SIDE), np.uint8)
    reference[:, 30:], predicted[:, :26] = 255, 0  # the map's edge is known well enough, and wrong
    assert scores(reference, predicted).precision == (0.0, 0.0)


def test_a_class_that_only_the_map_knows_does_not_enter_the_mean():
    predicted = square()
    predicted[13:20, 13:20] = 2
    found = scores(square(), predicted, n=4)
    assert found.f1[2] == 0.0
    assert math.isnan(found.f1[3])
    assert found.mean_f1 == pytest.approx((found.f1[0] + found.f1[1]) / 2)
    assert found.precision[1] < 1


def test_windows_with_a_margin_add_up_to_the_whole():
    random = np.random.default_rng(4)
    reference = (ndimage.gaussian_filter(random.normal(size=(64, 64)), 4) > 0).astype(np.uint8)
    predicted = np.roll(reference, 2, axis=0)
    reference[40:44, 20:50] = 255
    whole, total = boundary_counts(reference, predicted, 2), np.zeros((2, 4), np.int64)
    for row in (0, 32):
        for column in (0, 32):
            top, left = max(0, row - 4), max(0, column - 4)
            window = np.s_[top : row + 36, left : column + 36]
            core = np.s_[row - top : row - top + 32, column - left : column - left + 32]
            total += boundary_counts(reference[window], predicted[window], 2, core)
    assert total.tolist() == whole.tolist()
    assert whole.min() > 0


def test_outlines_of_labels_tell_how_dense_they_are():
    alone = np.full((10, 10), 255, np.uint8)
    alone[2:5, 2:5] = 0
    assert outline_counts(alone) == (0, 12)
    alone[2:5, 5:8] = 1  # beside it: both sides of three pixels
    assert outline_counts(alone) == (6, 18)
    assert outline_counts(square()) == (2 * 64, 0)
    assert outline_counts(alone, np.s_[:, :5]) == (3, 9)
