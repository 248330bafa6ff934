"""What a report says in words: each figure and each design in a sentence for people who make maps."""

import math

import numpy as np
from numpy.typing import NDArray

from ..labels.class_table import ClassTable
from ..scores.confusion import Scores

DASH = "–"
_MOST_CONFUSIONS, _LEAST_SHARE = 4, 0.05
_NOT_DESIGN_BASED = (
    "The labels were chosen by people and not drawn at random from the map, so this is an estimate for ground like the "
    "labelled one, not a design-based accuracy of the whole map. For areas with confidence limits, draw a stratified "
    "random sample from the finished map and assess that."
)
DESIGNS = {
    "blocks": (
        "Spatial cross-validation{folds}: every labelled pixel was mapped by a head that saw neither its block nor the "
        "labels in the buffer around it. All these predictions together make the figures; the saved model itself was "
        "trained on all labels. " + _NOT_DESIGN_BASED
    ),
    "field": (
        "The labels' split field said what to hold out{folds}: the figures come only from labels that the head did not "
        "see. " + _NOT_DESIGN_BASED
    ),
    "scenes": (
        "Cross-validation by scenes{folds}: every scene was mapped by a head that saw no label of it, so these figures "
        "say how the method does on a scene like these without labels. The saved model itself was trained on all "
        "labels. " + _NOT_DESIGN_BASED
    ),
    "held_out": (
        "The model was scored on labels that it was not trained on; labels inside its training polygons were left out. "
        + _NOT_DESIGN_BASED
    ),
    "training": (
        "Nothing was held out: the head was scored on the labels it was trained on. Such figures are always too good "
        "and say nothing about other ground; use them only to see which classes the head cannot tell apart."
    ),
}


def design(name: str, folds: int) -> str:
    """Say what was held out, and what the figures therefore are."""
    return DESIGNS[name].format(folds=f" in {folds} folds" if folds > 1 else "")


def headlines(scores: Scores, interval: tuple[float, float] | None) -> list[dict[str, str]]:
    """Return the headline figures: name, value, range, meaning."""
    right = f"{_of_hundred(scores.oa)} labelled pixels got the right class. Frequent classes decide this figure."
    balance = "Balance of missed and wrongly mapped pixels; every class weighs the same."
    seen = sum(pixels > 0 for pixels in scores.pixels)
    extent = f"Held against the map, in {seen} classes. Unlabelled ground is not counted."
    return [
        _headline("Mean IoU", score(scores.miou), _miou_meaning(interval), _range(interval)),
        _headline("Overall accuracy", percent(scores.oa), right),
        _headline("Mean F1", score(scores.macro_f1), balance),
        _headline("Labelled pixels", count(sum(scores.pixels)), extent),
    ]


def confusions(table: ClassTable, matrix: NDArray[np.int64]) -> list[str]:
    """Return the most frequent errors as sentences, the largest share of a class first."""
    total = matrix.sum(axis=1, keepdims=True)
    shares = np.divide(matrix, total, out=np.zeros(matrix.shape), where=total > 0)
    np.fill_diagonal(shares, 0)
    names = table.names
    worst = [divmod(int(i), len(names)) for i in np.argsort(-shares, axis=None, kind="stable")[:_MOST_CONFUSIONS]]
    return [
        f"{percent(float(shares[row, column]))} of {names[row]} was mapped as {names[column]}."
        for row, column in worst
        if shares[row, column] >= _LEAST_SHARE
    ]


def score(value: float) -> str:
    """Return a score with two digits, a dash for nan."""
    return DASH if math.isnan(value) else f"{value:.2f}"


def percent(value: float) -> str:
    """Return a share as percent, a dash for nan; 100 % only when nothing is missing."""
    if math.isnan(value):
        return DASH
    return "100\u00a0%" if value == 1 else f"{min(value * 100, 99.9):.1f}\u00a0%"


def count(value: int) -> str:
    """Return a whole number with thin no-break spaces between thousands."""
    return f"{value:,}".replace(",", "\u202f")


def _headline(name: str, value: str, meaning: str, reach: str = "") -> dict[str, str]:
    return {"name": name, "value": value, "meaning": meaning, "range": reach}


def _range(interval: tuple[float, float] | None) -> str:
    return f"{score(interval[0])} {DASH} {score(interval[1])}" if interval else ""


def _miou_meaning(interval: tuple[float, float] | None) -> str:
    meaning = "Where map or label say a class, the share on which both agree; mean over the classes."
    return f"{meaning} The range is the 95\u00a0% interval over resampled blocks of labels." if interval else meaning


def _of_hundred(value: float) -> str:
    return "None of the" if math.isnan(value) else f"{round(value * 100)} of 100"
