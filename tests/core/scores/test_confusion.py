"""Scores against numbers worked out by hand."""

import math

import numpy as np
import pytest

from landsketch.core.scores.confusion import Scores, confusion

# reference: 4 water, 4 forest, no road; "field" is neither in the reference nor predicted
MATRIX = np.array([[3, 1, 0, 0], [1, 2, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]])


def counted(reference, predicted, n):
    """Counts of one single group."""
    return confusion(reference, predicted, n, np.zeros(reference.shape, int), 1)[0]


def test_groups_are_counted_apart():
    groups = np.array([2, 0, 2])
    counts = confusion(np.array([0, 1, 255]), np.array([1, 1, 0]), 2, groups, 3)
    assert counts.tolist() == [[[0, 0], [0, 1]], [[0, 0], [0, 0]], [[0, 1], [0, 0]]]


def test_rows_are_the_reference():
    counts = counted(np.array([0, 0, 1]), np.array([0, 1, 1]), 2)
    assert counts.tolist() == [[1, 1], [0, 1]]
    assert counts.dtype == np.int64


def test_unlabelled_pixels_are_never_counted():
    reference = np.array([[0, 255], [255, 1]], np.uint8)
    predicted = np.array([[0, 1], [0, 1]], np.uint8)
    assert counted(reference, predicted, 2).tolist() == [[1, 0], [0, 1]]


def test_pixels_the_map_leaves_out_are_not_counted():
    assert counted(np.array([0, 1], np.uint8), np.array([255, 1], np.uint8), 2).tolist() == [
        [0, 0],
        [0, 1],
    ]


def test_many_classes_do_not_overflow_bytes():
    counts = counted(np.full(3, 200, np.uint8), np.full(3, 199, np.uint8), 250)
    assert counts[200, 199] == 3
    assert counts.sum() == 3


def test_nothing_labelled_gives_an_empty_matrix():
    assert counted(np.full(4, 255), np.zeros(4, int), 3).tolist() == [[0] * 3] * 3


@pytest.mark.parametrize("reference", [[0, 2], [0, -1]])
def test_a_value_outside_the_classes_is_refused(reference):
    with pytest.raises(ValueError, match="outside"):
        counted(np.array(reference), np.array([0, 0]), 2)


def test_different_shapes_are_refused():
    with pytest.raises(ValueError, match="differ in shape"):
        counted(np.zeros(3, int), np.zeros(4, int), 2)


def test_scores_match_the_hand():
    scores = Scores.from_confusion(MATRIX)
    assert scores.iou[:2] == pytest.approx((3 / 5, 2 / 5))
    assert scores.f1[:2] == pytest.approx((6 / 8, 4 / 7))
    assert scores.users_accuracy[:3] == pytest.approx((3 / 4, 2 / 3, 0))
    assert scores.producers_accuracy[:2] == pytest.approx((3 / 4, 2 / 4))
    assert scores.oa == pytest.approx(5 / 8)
    assert scores.pixels == (4, 4, 0, 0)


def test_means_run_over_classes_in_the_reference_only():
    scores = Scores.from_confusion(MATRIX)
    assert scores.miou == pytest.approx((3 / 5 + 2 / 5) / 2)
    assert scores.macro_f1 == pytest.approx((6 / 8 + 4 / 7) / 2)


def test_an_absent_class_has_no_score():
    scores = Scores.from_confusion(MATRIX)
    assert all(
        math.isnan(value)
        for value in (*scores.iou[2:], *scores.f1[2:], *scores.producers_accuracy[2:])
    )
    assert scores.users_accuracy[2] == 0


@pytest.mark.filterwarnings("error")
def test_an_empty_matrix_has_no_scores():
    scores = Scores.from_confusion(np.zeros((2, 2), np.int64))
    assert all(
        math.isnan(value) for value in (scores.miou, scores.macro_f1, scores.oa, *scores.iou)
    )
