"""Classes of a label layer: names and colours are checked, and kept with the layer."""

import pytest
from qgis.core import QgsVectorLayer

from landsketch.core.class_table import LandClass
from landsketch.core.errors import InvalidLabels
from landsketch.plugin.live.classes import (
    FURTHER_COLORS,
    MAX_CLASSES,
    PALETTE,
    load_classes,
    recolored,
    renamed,
    save_classes,
    with_class,
    with_names,
)

TWO = (LandClass(1, "roof", "#4477aa"), LandClass(4, "yard", "#ee6677"))


@pytest.fixture
def layer(qgis_app):
    return QgsVectorLayer("Polygon?crs=EPSG:32633&field=class:string", "labels", "memory")


def test_they_are_kept_with_the_layer(layer):
    assert load_classes(layer) == ()
    save_classes(layer, TWO)
    assert load_classes(layer) == TWO
    assert load_classes(layer.clone()) == TWO


_ENTRY = '{"value": 1, "name": "a", "color": "#000000"}'


@pytest.mark.parametrize(
    "damaged",
    [
        "no json",
        "5",
        '[{"value": 1}]',
        '[{"value": 1, "name": "a", "color": "red"}]',
        f"[{_ENTRY}, {_ENTRY}]",
    ],
)
def test_damaged_ones_count_as_none(layer, damaged):
    layer.setCustomProperty("landsketch/classes", damaged)
    assert load_classes(layer) == ()


def test_a_new_class_has_a_value_and_a_colour_of_its_own():
    three = with_class(TWO, " tree ")
    assert three[:2] == TWO
    assert three[2] == LandClass(5, "tree", "#228833")
    classes = ()
    colors = [*PALETTE, *FURTHER_COLORS]
    for number in range(len(colors)):
        classes = with_class(classes, f"c{number}")
    assert [entry.color for entry in classes] == colors
    assert len(set(colors)) == len(colors)
    for number in range(len(colors), len(colors) + 3):
        classes = with_class(classes, f"c{number}")
    assert len({entry.color for entry in classes[-3:]}) == 3


@pytest.mark.parametrize("name", ["", "  ", "roof", "ROOF", " Yard"])
def test_a_name_is_not_empty_and_not_taken(name):
    with pytest.raises(InvalidLabels, match=r"name|already"):
        with_class(TWO, name)


def test_there_are_not_too_many():
    many = tuple(LandClass(n, str(n), "#000000") for n in range(MAX_CLASSES))
    with pytest.raises(InvalidLabels, match="200 classes already"):
        with_class(many, "one more")


def test_renaming_and_recolouring_keep_the_value():
    assert renamed(TWO, 1, "court") == (TWO[0], LandClass(4, "court", "#ee6677"))
    assert renamed(TWO, 1, "Yard")[1].name == "Yard"  # its own name in other letters
    with pytest.raises(InvalidLabels, match="already"):
        renamed(TWO, 1, "roof")
    assert recolored(TWO, 0, "#000000") == (LandClass(1, "roof", "#000000"), TWO[1])


def test_names_of_labels_become_classes():
    assert with_names(TWO, ["yard", "", "tree"]) == with_class(TWO, "tree")
