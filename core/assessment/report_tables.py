"""The rows of a report's tables and bars, ready for the template: numbers in, numbers and shades out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..class_table import ClassTable
from ..scores.boundary import BoundaryScores
from ..scores.confusion import Scores
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
    """Return one row per class: name, colour, scores, labelled pixels and their share of all."""
    scores, total = method.scores, max(1, sum(method.scores.pixels))
    return [
        {
            "name": entry.name,
            "color": entry.color,
            "iou": scores.iou[i],
            "reach": intervals.iou[i] if intervals else None,
            "bar": _width(scores.iou[i]),
            "f1": scores.f1[i],
            "users": scores.users_accuracy[i],
            "producers": scores.producers_accuracy[i],
            "boundary": method.boundary.f1[i] if method.boundary else math.nan,
            "pixels": scores.pixels[i],
            "share": scores.pixels[i] / total,
        }
        for i, entry in enumerate(table)
    ]


def matrix_rows(table: ClassTable, matrix: NDArray[np.int64]) -> list[dict[str, Any]]:
    """Return one row per reference class: name, colour, cells (count, share of the row, right or wrong), sum."""
    rows = []
    for i, entry in enumerate(table):
        total = int(matrix[i].sum())
        cells = [
            {"count": int(n), "share": n / total if total else math.nan, "right": i == j}
            for j, n in enumerate(matrix[i].tolist())
        ]
        rows.append({"name": entry.name, "color": entry.color, "cells": cells, "sum": total})
    return rows


def contest(methods: Sequence[Method]) -> list[dict[str, Any]]:
    """Return one bar per method: name, mean scores, width and one dot per fold in percent."""
    return [
        {
            "name": method.name,
            "miou": method.scores.miou,
            "f1": method.scores.macro_f1,
            "oa": method.scores.oa,
            "boundary": method.boundary.mean_f1 if method.boundary else math.nan,
            "width": _width(method.scores.miou),
            "dots": [_width(fold) for fold in method.fold_miou if not math.isnan(fold)],
        }
        for method in methods
    ]


def class_contest(table: ClassTable, methods: Sequence[Method]) -> list[dict[str, Any]]:
    """Return one row per class with the IoU of every method, the best as shown marked."""
    rows = []
    for i, entry in enumerate(table):
        ious = [method.scores.iou[i] for method in methods]
        best = max((round(iou, 2) for iou in ious if not math.isnan(iou)), default=math.nan)
        rows.append(
            {
                "name": entry.name,
                "color": entry.color,
                "ious": [(iou, round(iou, 2) == best) for iou in ious],
            }
        )
    return rows


def _width(share: float) -> float:
    return 0.0 if math.isnan(share) else round(100 * share, 2)
