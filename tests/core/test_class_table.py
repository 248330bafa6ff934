"""The class table: values, names and colours that legends can rely on."""

import json

import pytest

from landsketch.core.class_table import ClassTable, LandClass
from landsketch.core.errors import InvalidLabels


def test_names_get_fitting_and_different_colours():
    table = ClassTable.from_names(["Forest", "River water", "lake", "thing", "other thing"])
    assert table.values == (0, 1, 2, 3, 4)
    colours = [c.color for c in table]
    assert colours[0] == "#1e7a34"
    assert colours[1] == "#3b7dd8"
    assert len(set(colours)) == 5


def test_a_table_survives_json(tmp_path):
    table = ClassTable.from_names(["Bäume", "b"], [7, 254])
    (tmp_path / "t.json").write_text(json.dumps(table.to_list()), encoding="utf-8")
    assert ClassTable.from_file(tmp_path / "t.json") == table
    assert table.index_of("b") == 1
    assert table.index_of("c") is None
    assert LandClass(1, "a", "#0102ff").rgb == (1, 2, 255)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(1, "a", "#000000"), (1, "b", "#111111")], "one value to two classes"),
        ([(255, "a", "#000000")], "from 0 to 254"),
        ([(-1, "a", "#000000")], "from 0 to 254"),
        ([(1, "a", "red")], "#rrggbb"),
        ([(1, "a", "#00000g")], "#rrggbb"),
        ([("one", "a", "#000000")], "list of"),
    ],
)
def test_a_table_that_cannot_work_is_refused(rows, words):
    with pytest.raises(InvalidLabels, match=words):
        ClassTable.from_list([{"value": v, "name": n, "color": c} for v, n, c in rows])


@pytest.mark.parametrize("content", ["", "{", '{"value": 1}', "[1]", '[{"value": 1}]'])
def test_a_file_that_is_no_table_is_a_sentence(tmp_path, content):
    (tmp_path / "t.json").write_text(content)
    with pytest.raises(InvalidLabels):
        ClassTable.from_file(tmp_path / "t.json")


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(InvalidLabels, match="cannot be read"):
        ClassTable.from_file(tmp_path / "none.json")


def test_many_classes_get_colours():
    assert len(ClassTable.from_names([f"c{i}" for i in range(254)])) == 254
