"""The texts of a report: scores, designs and errors explained for people who make maps."""

import math

import numpy as np
from numpy.typing import NDArray

from ..class_table import ClassTable
from ..scores.boundary import BoundaryScores
from ..scores.confusion import Scores
from ..scores.intervals import Intervals
from .calibration import Calibration

DASH = "–"
_MAX_DEGREES = 360
_MAX_CONFUSIONS, _MIN_FRACTION = 4, 0.05
_FEW_BLOCKS = 10  # with fewer, bootstrap intervals are too narrow
_NOT_DESIGN_BASED = (
    "The labels were chosen by people and not drawn at random from the map, so the scores are "
    "estimates for areas like the labelled ones, not a design-based accuracy of the whole map. "
    "For class areas with confidence limits, draw a stratified random sample from the finished "
    "map and assess it."
)
DESIGNS = {
    "blocks": (
        "Spatial cross-validation{folds}: every labelled pixel was mapped by a head that was "
        "trained without its block and without the labels in the buffer around it. The scores pool "
        "all these predictions. The saved model was trained on all labels. " + _NOT_DESIGN_BASED
    ),
    "field": (
        "Validation by the labels' split field{folds}: the scores are measured only on labels that "
        "did not train the head. " + _NOT_DESIGN_BASED
    ),
    "scenes": (
        "Cross-validation by images{folds}: every image was mapped by a head that was trained "
        "without the labels of this image, so the scores are estimates for new, similar images. "
        "The saved model was trained on all labels. " + _NOT_DESIGN_BASED
    ),
    "held_out": (
        "The model was scored on labels that did not train it; pixels inside its training "
        "polygons were left out. " + _NOT_DESIGN_BASED
    ),
    "training": (
        "Nothing was held out: the model was scored on labels that trained it. Such scores are "
        "always too high and no estimate for other areas; use them only to see which classes the "
        "model confuses."
    ),
}


def design(name: str, folds: int) -> str:
    """Return a description of what was held out and what the scores therefore mean."""
    return DESIGNS[name].format(folds=f" in {folds} folds" if folds > 1 else "")


def headlines(
    scores: Scores,
    intervals: Intervals | None,
    boundary: BoundaryScores | None,
    calibration: Calibration | None,
) -> list[dict[str, str]]:
    """Return the headline scores: name, value, meaning and interval."""
    items = [
        _headline("Mean IoU", score(scores.miou), _MEANINGS["miou"]),
        _headline("Overall accuracy", percent(scores.oa), _MEANINGS["oa"]),
        _headline("Macro F1", score(scores.macro_f1), _MEANINGS["macro_f1"]),
        _headline("Labelled pixels", count(sum(scores.pixels)), _pixels_meaning(scores)),
    ]
    if intervals is not None:
        texts = (
            interval_text(intervals.miou),
            _interval_percent(intervals.oa),
            interval_text(intervals.macro_f1),
        )
        for item, text in zip(items, texts, strict=False):
            item["interval"] = text
    if boundary is not None:
        meaning = _MEANINGS["boundary"].format(px=f"{boundary.tolerance_px:g}")
        items.append(_headline("Boundary F1", score(boundary.mean_f1), meaning))
    if calibration is not None:
        measured = calibration.after or calibration.before
        items.append(_headline("Calibration error", percent(measured.ece), _MEANINGS["ece"]))
    return items


_MEANINGS = {
    "miou": "Intersection over union of map and labels, averaged over the classes.",
    "oa": "Fraction of the labelled pixels with the correct class. Frequent classes dominate it.",
    "macro_f1": "Harmonic mean of precision and recall, averaged over the classes.",
    "boundary": (
        "F1 of the boundaries between classes: those of map and labels match within {px} pixels."
    ),
    "ece": "Mean difference between confidence and accuracy (expected calibration error).",
}


def _pixels_meaning(scores: Scores) -> str:
    if not sum(scores.pixels):
        return "No labelled pixel was compared with the map."
    n_classes = sum(pixels > 0 for pixels in scores.pixels)
    return f"Compared with the map, in {n_classes} classes. Unlabelled pixels do not count."


def interval(intervals: Intervals | None, unit: str) -> str:
    """Return an explanation of the intervals."""
    if intervals is None:
        return f"There is no interval: fewer than two {unit} of labels were held out."
    text = (
        f"Ranges are 95\u00a0% bootstrap intervals: {intervals.n_blocks} {unit} of labels were "
        "drawn 1000 times with replacement, because neighbouring pixels are not independent."
    )
    if intervals.n_blocks < _FEW_BLOCKS:
        return f"{text} With so few {unit}, the true intervals are wider."
    return text


def calibration(found: Calibration) -> str:
    """Return a description of the calibration error before and after calibration."""
    before = f"Before calibration, the expected calibration error is {percent(found.before.ece)}"
    if found.after is None:
        return (
            f"{before}. The temperature of {found.temperature:.2f} was fitted to the only fold, "
            "so the error after calibration cannot be measured."
        )
    return (
        f"{before}; after calibration it is {percent(found.after.ece)}, measured on folds to "
        "which the temperature was not fitted. The model divides its scores by a temperature of "
        f"{found.temperature:.2f}. Points below the diagonal are overconfident; the area of a "
        "point is its fraction of the samples."
    )


def confusions(table: ClassTable, matrix: NDArray[np.int64]) -> list[str]:
    """Return the most frequent errors as sentences, the largest fraction of a class first."""
    total = matrix.sum(axis=1, keepdims=True)
    fractions = np.divide(matrix, total, out=np.zeros(matrix.shape), where=total > 0)
    np.fill_diagonal(fractions, 0)
    names, sentences = table.names, []
    for position in np.argsort(-fractions, axis=None, kind="stable")[:_MAX_CONFUSIONS]:
        row, column = divmod(int(position), len(names))
        fraction = float(fractions[row, column])
        if fraction >= _MIN_FRACTION:
            sentences.append(f"{percent(fraction)} of {names[row]} was mapped as {names[column]}.")
    return sentences


def score(value: float) -> str:
    """Return a score with two digits, a dash for nan."""
    return DASH if math.isnan(value) else f"{value:.2f}"


def interval_text(found: tuple[float, float] | None) -> str:
    """Return an interval of scores, an empty text for None."""
    return f"{score(found[0])} {DASH} {score(found[1])}" if found else ""


def coordinate(value: float) -> str:
    """Return a map coordinate: degrees with 6 decimals, metres and feet with one."""
    return f"{value:.6f}" if abs(value) <= _MAX_DEGREES else f"{value:.1f}"


def percent(value: float) -> str:
    """Return a fraction as percent, a dash for nan; below 1 it is at most 99.9 %."""
    if math.isnan(value):
        return DASH
    return "100\u00a0%" if value == 1 else f"{min(value * 100, 99.9):.1f}\u00a0%"


def count(value: int) -> str:
    """Return a whole number with thin no-break spaces between thousands."""
    return f"{value:,}".replace(",", "\u202f")


def _headline(name: str, value: str, meaning: str) -> dict[str, str]:
    return {"name": name, "value": value, "meaning": meaning, "interval": ""}


def _interval_percent(found: tuple[float, float]) -> str:
    return f"{found[0] * 100:.1f} {DASH} {percent(found[1])}"
