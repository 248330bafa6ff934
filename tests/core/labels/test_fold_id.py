"""The id of folds: equal where the same labels are held out, and only there."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from landsketch.core.class_table import ClassTable
from landsketch.core.labels.fold_id import fold_id
from landsketch.core.labels.label_set import LabelSet
from landsketch.core.labels.split import NEVER, Split

SHAPES = shapely.box(np.arange(6), 0, np.arange(6) + 0.5, 1)
CLASSES = np.array([0, 1, 0, 1, 0, 1])
FOLDS = np.array([0, 0, 1, 1, NEVER, NEVER])


def labels(shapes=SHAPES, classes=CLASSES, names=("water", "wood")):
    return LabelSet(shapes, classes, ("",) * len(shapes), ClassTable.from_names(names), None)


def split(folds=FOLDS, buffer=0.0):
    return Split(folds, (shapely.Point(), shapely.Point()), 1.0, buffer)


@pytest.fixture
def expected():
    return fold_id(labels(), split())


def test_the_order_of_labels_and_classes_does_not_matter(expected):
    order = np.array([5, 2, 4, 1, 0, 3])
    shuffled = labels(SHAPES[order], 1 - CLASSES[order], ("wood", "water"))
    assert fold_id(shuffled, split(FOLDS[order])) == expected


def test_labels_that_always_train_and_the_buffer_do_not_matter(expected):
    held_out = FOLDS != NEVER
    fewer = labels().subset(held_out)
    assert fold_id(fewer, split(FOLDS[held_out], buffer=3.0)) == expected


@pytest.mark.parametrize(
    ("changed", "folds"),
    [
        (replace(labels(), classes=np.array([1, 1, 0, 1, 0, 1])), FOLDS),
        (labels(names=("lake", "wood")), FOLDS),
        (labels(shapely.buffer(SHAPES, 0.1)), FOLDS),
        (labels(), np.array([0, 1, 1, 0, NEVER, NEVER])),
        (labels(), np.array([1, 1, 0, 0, NEVER, NEVER])),
    ],
)
def test_other_truth_or_other_folds_have_another_id(expected, changed, folds):
    assert fold_id(changed, split(folds)) != expected
