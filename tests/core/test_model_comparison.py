"""Two models are compared on the same folds, or it is said why that is not possible."""

from dataclasses import replace

import pytest

from landsketch.core.model_comparison import comparison_lines, paired
from landsketch.core.model_scores import ModelScores

OLD = ModelScores(0.5, 0.1, None, (0.4, 0.5, 0.6, 0.5), "blocks", 80.0, "abc")
BETTER = replace(OLD, miou=0.6, of_folds=(0.5, 0.61, 0.69, 0.6))
NAMES = ("new", "old")


def text(first, second):
    return " ".join(comparison_lines(NAMES, first, second))


def test_differences_are_taken_fold_by_fold():
    found = paired(BETTER, OLD)
    assert found.differences == pytest.approx((0.1, 0.11, 0.09, 0.1))
    assert found.mean == pytest.approx(0.1)
    assert found.deviation == pytest.approx(0.008165, abs=1e-6)
    assert (found.won, found.lost, found.is_clear) == (4, 0, True)
    # scipy.stats.t.interval(0.95, 3, 0.1, 0.008165 / 2)
    assert found.interval == pytest.approx((0.08701, 0.11299), abs=1e-4)


def test_folds_that_disagree_are_no_verdict():
    found = paired(replace(OLD, of_folds=(0.6, 0.4, 0.7, 0.5)), OLD)
    assert (found.won, found.lost, found.is_clear) == (2, 1, False)
    assert "chance may explain" in text(replace(OLD, of_folds=(0.6, 0.4, 0.7, 0.5)), OLD)


def test_folds_without_a_score_are_left_out():
    found = paired(replace(BETTER, of_folds=(None, 0.61, 0.69, 0.6)), OLD)
    assert len(found.differences) == 3
    assert paired(replace(BETTER, of_folds=(None, None, None, 0.6)), OLD) is None


@pytest.mark.parametrize(
    ("first", "second", "better"), [(BETTER, OLD, "new"), (OLD, BETTER, "old")]
)
def test_the_better_model_is_named(first, second, better):
    assert f"'{better}' is better: the interval does not contain 0." in text(first, second)


def test_the_same_model_is_not_better_than_itself():
    assert "chance" in text(OLD, OLD)
    assert "better on 0 of 4 folds, 'old' on 0" in text(OLD, OLD)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"folds_id": "other"}, "held out different labels"),
        ({"folds_id": ""}, "earlier version"),
        ({"folds_id": "other", "block": 90.0}, "sides of the blocks differ (90 and 80)"),
        ({"folds_id": "other", "validation": "field"}, "validations differ (field and blocks)"),
        ({"of_folds": (0.5, 0.6)}, "numbers of folds differ (2 and 4)"),
        ({"of_folds": (None, None, None, 0.6)}, "fewer than two folds"),
    ],
)
def test_scores_of_other_folds_are_not_paired_and_the_reason_is_given(change, reason):
    other = replace(BETTER, **change)
    assert paired(other, OLD) is None
    assert reason in text(other, OLD)
    assert "Evaluate model" in text(other, OLD)
    assert "is better" not in text(other, OLD)


def test_two_models_of_earlier_versions_are_not_paired():
    assert paired(replace(BETTER, folds_id=""), replace(OLD, folds_id="")) is None


def test_a_model_without_scores_cannot_be_compared():
    assert "'old': its accuracy was not measured" in text(BETTER, None)
    assert "Evaluate model" in text(BETTER, None)
