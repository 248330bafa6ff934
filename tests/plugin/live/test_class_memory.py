"""Undo and redo of edits of classes, whose labels QGIS brings back."""

import pytest

from landsketch.core.class_table import LandClass
from landsketch.plugin.live import class_edits, classes
from landsketch.plugin.live.class_memory import with_former
from landsketch.plugin.live.label_edits import add_label
from landsketch.plugin.live.label_layer import read_drawn, use_classes
from landsketch.tests.plugin.live.test_label_layer import box, image, layer  # noqa: F401 (fixtures)


@pytest.fixture
def labelled(layer):  # noqa: F811
    """A layer with a label of each class."""
    add_label(layer, box(0, 0, 10, 10), "roof")
    add_label(layer, box(20, 0, 30, 10), "yard")
    return layer


def names_now(layer):  # noqa: F811
    """Read the labels as the session does after an edit; return the names of the classes."""
    used = read_drawn(layer).counts.keys()
    known = with_former(layer.id(), classes.load_classes(layer), used)
    use_classes(layer, known)
    return [(entry.name, entry.value, entry.color) for entry in known]


ROOF, YARD = ("roof", 1, "#4477aa"), ("yard", 2, "#ee6677")
HOUSE = ("house", 1, "#4477aa")


def test_an_undone_renaming_is_redone(labelled):
    class_edits.rename_class(labelled, 0, "house")
    assert names_now(labelled) == [HOUSE, YARD]
    labelled.undoStack().undo()
    assert names_now(labelled) == [ROOF, YARD]
    labelled.undoStack().redo()
    assert names_now(labelled) == [HOUSE, YARD]


def test_a_deleted_class_returns_to_its_place(labelled):
    class_edits.delete_class(labelled, 0)
    assert names_now(labelled) == [YARD]
    labelled.undoStack().undo()
    assert names_now(labelled) == [ROOF, YARD]


def test_a_merged_class_returns(labelled):
    class_edits.merge_classes(labelled, 0, into=1)
    assert names_now(labelled) == [YARD]
    labelled.undoStack().undo()
    assert names_now(labelled) == [ROOF, YARD]


def test_a_value_that_was_taken_since_is_not_used_twice(labelled):
    class_edits.delete_class(labelled, 1)
    use_classes(labelled, (LandClass(1, "roof", "#4477aa"), LandClass(2, "lawn", "#228833")))
    labelled.undoStack().undo()
    assert names_now(labelled) == [ROOF, ("yard", 3, "#ee6677"), ("lawn", 2, "#228833")]
