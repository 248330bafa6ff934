"""Which of two models is better, by the scores that their trainings stored."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import mean, stdev

from .model_scores import ModelScores

_MIN_FOLDS = 2  # of a standard deviation
_TIE = 1e-9
_ADVICE = "To compare both, run 'Evaluate model' for each with the same labels."
# 97.5 % quantiles of Student's t for 2, 3 … folds; that of 11 folds holds for more, too
_T = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23)


@dataclass(frozen=True)
class PairedScores:
    """Differences of the mean IoU on the same folds, first model minus second.

    Attributes:
        differences: One per fold that both models have a score of, at least two.
    """

    differences: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean difference."""
        return mean(self.differences)

    @property
    def deviation(self) -> float:
        """Standard deviation of the differences."""
        return stdev(self.differences)

    @property
    def won(self) -> int:
        """Number of folds on which the first model is better."""
        return sum(difference > _TIE for difference in self.differences)

    @property
    def lost(self) -> int:
        """Number of folds on which the second model is better."""
        return sum(difference < -_TIE for difference in self.differences)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the mean (Student's t); it takes the folds as independent."""
        n = len(self.differences)
        half = _T[min(n - 2, len(_T) - 1)] * self.deviation / math.sqrt(n)
        return self.mean - half, self.mean + half

    @property
    def is_clear(self) -> bool:
        """Whether the interval is on one side of 0."""
        low, high = self.interval
        return low > _TIE or high < -_TIE


def paired(first: ModelScores, second: ModelScores) -> PairedScores | None:
    """Return the differences fold by fold; None if the folds are not known to be the same."""
    is_same = bool(first.folds_id) and first.folds_id == second.folds_id
    if not is_same or len(first.of_folds) != len(second.of_folds):
        return None
    pairs = zip(first.of_folds, second.of_folds)
    differences = tuple(a - b for a, b in pairs if a is not None and b is not None)
    return PairedScores(differences) if len(differences) >= _MIN_FOLDS else None


def comparison_lines(
    names: tuple[str, str], first: ModelScores | None, second: ModelScores | None
) -> list[str]:
    """Return the comparison in sentences.

    Args:
        names: Names of the models.
        first: Scores of the first model, usually the newer one.
        second: Scores of the second model.
    """
    lines = [_score_line(names[0], first), _score_line(names[1], second)]
    if first is None or second is None:
        return [*lines, f"Without the scores of both, they cannot be compared. {_ADVICE}"]
    found = paired(first, second)
    if found is not None:
        return [*lines, *_paired_lines(names, found)]
    difference = first.miou - second.miou
    unpaired = (
        f"The scores are not paired, because {_reason(first, second)}: part of the difference of "
        f"{difference:+.3f} comes from the labels that were held out. {_ADVICE}"
    )
    return [*lines, unpaired]


def _score_line(name: str, scores: ModelScores | None) -> str:
    if scores is None:
        return f"'{name}': its accuracy was not measured when it was trained."
    deviation = "" if scores.deviation is None else f" ± {scores.deviation:.3f}"
    return f"'{name}': mean IoU {scores.miou:.3f}{deviation} ({len(scores.of_folds)} folds)."


def _reason(first: ModelScores, second: ModelScores) -> str:
    """Say why scores are not paired."""
    if first.validation != second.validation:
        return f"the validations differ ({first.validation} and {second.validation})"
    if len(first.of_folds) != len(second.of_folds):
        return f"the numbers of folds differ ({len(first.of_folds)} and {len(second.of_folds)})"
    if not (first.folds_id and second.folds_id):
        return "a model is of an earlier version, which did not store what its folds held out"
    if first.block != second.block:
        return f"the sides of the blocks differ ({first.block:g} and {second.block:g})"
    if first.folds_id != second.folds_id:
        return "the folds held out different labels"
    return "fewer than two folds have a score of both"


def _paired_lines(names: tuple[str, str], found: PairedScores) -> list[str]:
    first, second = names
    n_folds, (low, high) = len(found.differences), found.interval
    difference = (
        f"Same folds: the mean IoU of '{first}' minus that of '{second}' is {found.mean:+.3f} ± "
        f"{found.deviation:.3f} (mean and standard deviation of {n_folds} folds); 95 % interval "
        f"{low:+.3f} to {high:+.3f}."
    )
    won = f"'{first}' is better on {found.won} of {n_folds} folds, '{second}' on {found.lost}."
    verdict = "The interval contains 0, so chance may explain the difference."
    if found.is_clear:
        better = first if found.mean > 0 else second
        verdict = f"'{better}' is better: the interval does not contain 0."
    return [difference, won, verdict]
