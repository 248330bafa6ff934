"""What a report says in words: each figure and each design in a sentence for people who make maps."""

import math

import numpy as np
from numpy.typing import NDArray

from ..class_table import ClassTable
from ..scores.boundary import BoundaryScores
from ..scores.confusion import Scores
from ..scores.intervals import Intervals
from .calibration import Calibration

DASH = "–"
_MAX_CONFUSIONS, _MIN_SHARE = 4, 0.05
_FEW = 10  # blocks below which a bootstrap is too sure
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


def headlines(
    scores: Scores,
    found: Intervals | None,
    boundary: BoundaryScores | None,
    calibration: Calibration | None,
) -> list[dict[str, str]]:
    """Return the headline figures: name, value, range, meaning."""
    agree = "Where map or label say a class, the share on which both agree; mean over the classes."
    right = f"{_of_hundred(scores.oa)} labelled pixels got the right class. Frequent classes decide this figure."
    balance = "Balance of missed and wrongly mapped pixels; every class weighs the same."
    seen = sum(pixels > 0 for pixels in scores.pixels)
    extent = f"Held against the map, in {seen} classes. Unlabelled ground is not counted."
    items = [
        _headline("Mean IoU", score(scores.miou), agree, reach(found.miou) if found else ""),
        _headline(
            "Overall accuracy", percent(scores.oa), right, _percents(found.oa) if found else ""
        ),
        _headline(
            "Mean F1", score(scores.macro_f1), balance, reach(found.macro_f1) if found else ""
        ),
        _headline("Labelled pixels", count(sum(scores.pixels)), extent),
    ]
    if boundary is not None:
        near = f"Edges of the map within {boundary.tolerance_px:g} pixels of the labels' edges, and the other way round."
        items.append(_headline("Boundary F1", score(boundary.mean_f1), near))
    if calibration is not None:
        error = "How far the map's confidence lies from how often it is right (expected calibration error)."
        items.append(
            _headline(
                "Confidence off by", percent((calibration.after or calibration.before).ece), error
            )
        )
    return items


def interval(found: Intervals | None, unit: str) -> str:
    """Say what the intervals are, and when not to trust them."""
    if found is None:
        return f"There is no interval: fewer than two {unit} of labels were held out."
    text = (
        f"Ranges are 95\u00a0% intervals by bootstrap: {found.n_blocks} {unit} of labels were drawn 1000 times with "
        "replacement, because pixels of one place are not independent."
    )
    few = " With so few the true ranges are wider." if found.n_blocks < _FEW else ""
    return text + few


def calibration(found: Calibration) -> str:
    """Say how far probabilities were off, before and after calibration."""
    before = f"Before calibration probabilities were off by {percent(found.before.ece)} on average"
    if found.after is None:
        return (
            f"{before}. One temperature of {found.temperature:.2f} was fitted to the only fold, so nothing is left "
            "to say how well it works."
        )
    return (
        f"{before}, afterwards by {percent(found.after.ece)}, measured on samples that the temperature was not "
        f"fitted to. The model divides its scores by a temperature of {found.temperature:.2f}. A point below the "
        "diagonal is too sure of itself; its size is the share of samples."
    )


def confusions(table: ClassTable, matrix: NDArray[np.int64]) -> list[str]:
    """Return the most frequent errors as sentences, the largest share of a class first."""
    total = matrix.sum(axis=1, keepdims=True)
    shares = np.divide(matrix, total, out=np.zeros(matrix.shape), where=total > 0)
    np.fill_diagonal(shares, 0)
    names = table.names
    worst = [
        divmod(int(i), len(names))
        for i in np.argsort(-shares, axis=None, kind="stable")[:_MAX_CONFUSIONS]
    ]
    return [
        f"{percent(float(shares[row, column]))} of {names[row]} was mapped as {names[column]}."
        for row, column in worst
        if shares[row, column] >= _MIN_SHARE
    ]


def score(value: float) -> str:
    """Return a score with two digits, a dash for nan."""
    return DASH if math.isnan(value) else f"{value:.2f}"


def reach(found: tuple[float, float] | None) -> str:
    """Return an interval of scores, nothing for none."""
    return f"{score(found[0])} {DASH} {score(found[1])}" if found else ""


def percent(value: float) -> str:
    """Return a share as percent, a dash for nan; 100 % only when nothing is missing."""
    if math.isnan(value):
        return DASH
    return "100\u00a0%" if value == 1 else f"{min(value * 100, 99.9):.1f}\u00a0%"


def count(value: int) -> str:
    """Return a whole number with thin no-break spaces between thousands."""
    return f"{value:,}".replace(",", "\u202f")


def _headline(name: str, value: str, meaning: str, between: str = "") -> dict[str, str]:
    return {"name": name, "value": value, "meaning": meaning, "range": between}


def _percents(found: tuple[float, float]) -> str:
    return f"{found[0] * 100:.1f} {DASH} {percent(found[1])}"


def _of_hundred(value: float) -> str:
    return "None of the" if math.isnan(value) else f"{round(value * 100)} of 100"
