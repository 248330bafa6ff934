"""YAML is read with lines, as YAML 1.2, without tags, and without growing."""

import pytest

from landsketch.core.errors import InvalidJob
from landsketch.core.pipeline.yaml_nodes import MAX_BYTES, parse


def test_values_have_types_and_keys_are_in_lower_case():
    text = "A: [1, 2.5, 1e5, true, -3]\nb: {C: x}\nd:\ne: 'true'\n"
    assert parse(text).plain() == {
        "a": [1, 2.5, 1e5, True, -3],
        "b": {"c": "x"},
        "d": None,
        "e": "true",
    }


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "12:30", "2020-01-01", "0x10", "1_000", ".nan"]
)
def test_words_that_yaml_1_1_would_change_are_text(word):
    assert parse(f"a: {word}").plain() == {"a": word}


def test_values_know_the_line_of_their_key():
    root = parse("a:\n  b: 1\n\n  c:\n    - 1\n    - 2\n")
    inner = root.value["a"].value
    assert [inner["b"].line, inner["c"].line] == [2, 4]
    assert [item.line for item in inner["c"].value] == [5, 6]


def test_aliases_repeat_a_value():
    assert parse("a: &x [1, 2]\nb: *x\n").plain() == {"a": [1, 2], "b": [1, 2]}


def laughs():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\nA: 3", r"line 3: 'A' stands here twice \(line 1\)"),
        ("a: [1,\nb: 2", r"line \d: no valid YAML"),
        ("a:\n\tb: 1", r"line 2: no valid YAML: .*\\t"),
        ("a: 1\n---\nb: 2", "line 2: no valid YAML: but found another document"),
        ("a: 1\nb: \x01", "line 2: no valid YAML: special characters"),
        ("", "line 1: the file is empty"),
        ("a: *b", "line 1: no valid YAML: found undefined alias"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", "line 2: the tag !!python/object.* not"),
        ("a: !own x", "line 1: the tag !own is not allowed"),
        ("a: !!int x", "line 1: the tag !!int is not allowed"),
        ("a: !!binary aGFsbG8=", "line 1: the tag !!binary is not allowed"),
        ("? [a, b]\n: 1", "line 1: a key must be a word"),
        ("a: &a [*a]", "line 1: aliases or levels make the file too large"),
        ("a: " + "[" * 5000, "line 1: lists or keys are nested too deeply"),
        ("# " + "x" * MAX_BYTES, "line 1: the file is longer than 256 kB"),
        (laughs(), r"line \d: aliases or levels make the file too large"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, message):
    with pytest.raises(InvalidJob, match=message):
        parse(text)
