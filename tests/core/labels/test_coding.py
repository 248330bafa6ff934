"""Class values are the same again when a model is trained again with one class more."""

import numpy as np
import pytest

from landsketch.core.class_table import ClassTable, LandClass, require_shared_classes
from landsketch.core.errors import InvalidLabels
from landsketch.core.labels import coding


def table_of(*texts, earlier=None):
    return coding.code(np.array(texts, object), None, earlier).table


def test_new_classes_are_numbered_alphabetically():
    table = table_of("tree", "grass", "road")
    assert table.names == ("grass", "road", "tree")
    assert table.values == (1, 2, 3)


def test_known_classes_keep_value_and_colour_when_a_class_is_added():
    earlier = table_of("grass", "road", "tree")
    table = table_of("tree", "grass", "building", "road", earlier=earlier)
    assert table.classes[:3] == earlier.classes
    assert (table.classes[3].name, table.classes[3].value) == ("building", 4)


def test_the_value_of_a_class_that_is_gone_is_not_given_to_a_new_one():
    earlier = table_of("grass", "road", "tree")
    table = table_of("grass", "tree", "water", earlier=earlier)
    assert dict(zip(table.names, table.values, strict=True)) == {"grass": 1, "tree": 3, "water": 4}


def test_the_same_labels_give_the_same_table_again():
    earlier = table_of("grass", "road")
    assert table_of("road", "grass", earlier=earlier) == earlier


def test_a_model_of_other_classes_does_not_count():
    assert table_of("a", "b", earlier=table_of("c", "d")) == table_of("a", "b")


def test_numbers_keep_their_value_and_colour():
    earlier = ClassTable((LandClass(7, "class 7", "#123456"),))
    table = table_of(3, 7, earlier=earlier)
    assert table.values == (3, 7)
    assert table.classes[1] == earlier.classes[0]


def test_254_known_classes_leave_room_for_a_new_one_when_one_is_gone():
    names = [f"n{number:03}" for number in range(254)]
    earlier = table_of(*names)
    table = table_of(*names[1:], "x", earlier=earlier)
    assert (table.classes[-1].name, table.classes[-1].value) == ("x", 1)


@pytest.mark.parametrize("other_value", [0, 5])
def test_one_class_of_interest_and_other_keep_their_values(other_value):
    earlier = ClassTable(
        (LandClass(2, "water", "#0000ff"), LandClass(other_value, "other", "#444444"))
    )
    coded = coding.code(np.array(["water", "forest"], object), None, earlier)
    coded = coding.of_interest(coded, "water", "other", keep_table=False, earlier=earlier)
    assert coded.table == earlier
    assert coded.positions.tolist() == [0, 1]


def test_a_field_that_numbers_the_labels_is_rejected():
    with pytest.raises(InvalidLabels, match="CLASS_FIELD 'fid' has 58 different values for 60"):
        require_shared_classes("fid", n_classes=58, n_labels=60)


@pytest.mark.parametrize(("n_classes", "n_labels"), [(2, 2), (20, 20), (58, 116), (0, 0)])
def test_classes_that_labels_share_are_accepted(n_classes, n_labels):
    require_shared_classes("class", n_classes, n_labels)
