"""The rows of a report's tables and bars for the template."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..class_table import ClassTable
from ..scores.boundary import BoundaryScores
from ..scores.confusion import Scores, divided
from ..scores.intervals import Intervals


@dataclass(frozen=True)
class Method:
    """A method scored on the same pixels as the others."""

    name: str
    scores: Scores
    fold_miou: tuple[float, ...] = ()
    boundary: BoundaryScores | None = None


def class_rows(
    table: ClassTable, method: Method, intervals: Intervals | None = None
) -> list[dict[str, Any]]:
    """Return one row per class: name, colour, scores, labelled pixels and their fraction of all."""
    scores, boundary = method.scores, method.boundary
    total = max(1, sum(scores.pixels))
    rows = []
    for i, entry in enumerate(table):
        row = {
            "name": entry.name,
            "color": entry.color,
            "iou": scores.iou[i],
            "interval": intervals.iou[i] if intervals else None,
            "bar": _width(scores.iou[i]),
            "f1": scores.f1[i],
            "users": scores.users_accuracy[i],
            "producers": scores.producers_accuracy[i],
            "boundary": boundary.f1[i] if boundary else math.nan,
            "pixels": scores.pixels[i],
            "fraction": scores.pixels[i] / total,
        }
        rows.append(row)
    return rows


def matrix_rows(table: ClassTable, matrix: NDArray[np.int64]) -> list[dict[str, Any]]:
    """Return one row per reference class: name, colour, cells and sum.

    A cell has a count, the fraction of its row, and whether it is correct.
    """
    fractions = divided(matrix, np.broadcast_to(matrix.sum(axis=1, keepdims=True), matrix.shape))
    rows = []
    for i, entry in enumerate(table):
        cells = []
        for j, (count, fraction) in enumerate(zip(matrix[i], fractions[i], strict=True)):
            cells.append({"count": int(count), "fraction": float(fraction), "correct": i == j})
        total = int(matrix[i].sum())
        rows.append({"name": entry.name, "color": entry.color, "cells": cells, "sum": total})
    return rows


def compare_methods(methods: Sequence[Method]) -> list[dict[str, Any]]:
    """Return one row per method: name, mean scores, width of its bar and a dot per fold, in %."""
    rows = []
    for method in methods:
        row = {
            "name": method.name,
            "miou": method.scores.miou,
            "f1": method.scores.macro_f1,
            "oa": method.scores.oa,
            "boundary": method.boundary.mean_f1 if method.boundary else math.nan,
            "width": _width(method.scores.miou),
            "dots": [_width(fold) for fold in method.fold_miou if not math.isnan(fold)],
        }
        rows.append(row)
    return rows


def compare_classes(table: ClassTable, methods: Sequence[Method]) -> list[dict[str, Any]]:
    """Return one row per class with (IoU, whether it is the best) for every method.

    The best one is found with two digits, as shown in the report.
    """
    rows = []
    for i, entry in enumerate(table):
        ious = [method.scores.iou[i] for method in methods]
        best = max((round(iou, 2) for iou in ious if not math.isnan(iou)), default=math.nan)
        marked = [(iou, round(iou, 2) == best) for iou in ious]
        rows.append({"name": entry.name, "color": entry.color, "ious": marked})
    return rows


def _width(fraction: float) -> float:
    """Return the width of a bar in percent."""
    return 0.0 if math.isnan(fraction) else round(100 * fraction, 2)
