"""Scores of a model are read from its header."""

import pytest

from landsketch.core.class_table import ClassTable
from landsketch.core.model_header import ModelHeader
from landsketch.core.model_scores import ModelScores, scores_of

FIGURES = {
    "validation": "blocks",
    "miou": 0.5,
    "miou_sd": 0.1,
    "miou_interval": [0.4, 0.6],
    "fold_miou": [0.4, None, 0.6],
    "block": 80.0,
    "folds_id": "abc",
}


def header(**figures):
    return ModelHeader(ClassTable.from_names(["a", "b"]), 1.0, 1.0, {"figures": figures})


def test_everything_that_was_measured_is_read():
    expected = ModelScores(0.5, 0.1, (0.4, 0.6), (0.4, None, 0.6), "blocks", 80.0, "abc")
    assert scores_of(header(**FIGURES)) == expected


def test_a_model_without_validation_has_no_scores():
    assert scores_of(header(validation="none")) is None


@pytest.mark.parametrize("change", [{"miou_interval": None}, {"miou_interval": [None, None]}])
def test_an_interval_needs_two_ends(change):
    assert scores_of(header(**FIGURES | change)).interval is None


def test_models_of_earlier_versions_have_scores_but_no_id_of_folds():
    scores = scores_of(header(miou=0.5, fold_miou=[0.4, 0.6]))
    assert (scores.miou, scores.of_folds, scores.folds_id) == (0.5, (0.4, 0.6), "")
