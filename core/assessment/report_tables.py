"""The rows of a report's tables and bars, ready for the template: numbers in, numbers and shades out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..labels.class_table import ClassTable
from ..scores.confusion import Scores


@dataclass(frozen=True)
class Baseline:
    """Another method scored on the same folds; ``class_iou`` in the order of the class table, nan = no score."""

    name: str
    miou: float
    class_iou: tuple[float, ...]
    fold_miou: tuple[float, ...] = ()


def class_rows(table: ClassTable, scores: Scores) -> list[dict[str, Any]]:
    """Return one row per class: name, colour, scores, labelled pixels and their share of all."""
    total = max(1, sum(scores.pixels))
    return [
        {
            "name": entry.name,
            "color": entry.color,
            "iou": scores.iou[i],
            "bar": _width(scores.iou[i]),
            "f1": scores.f1[i],
            "users": scores.users_accuracy[i],
            "producers": scores.producers_accuracy[i],
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


def contest(miou: float, fold_miou: Sequence[float], baselines: Sequence[Baseline]) -> list[dict[str, Any]]:
    """Return one bar per method, ours first: name, mean IoU, width and one dot per fold in percent."""
    ours = _bar("This model", miou, fold_miou)
    return [ours, *(_bar(other.name, other.miou, other.fold_miou) for other in baselines)]


def class_contest(table: ClassTable, scores: Scores, baselines: Sequence[Baseline]) -> list[dict[str, Any]]:
    """Return one row per class with the IoU of every method, the best as shown marked."""
    rows = []
    for i, entry in enumerate(table):
        ious = [scores.iou[i], *(other.class_iou[i] for other in baselines)]
        best = max((round(iou, 2) for iou in ious if not math.isnan(iou)), default=math.nan)
        rows.append({"name": entry.name, "color": entry.color, "ious": [(iou, round(iou, 2) == best) for iou in ious]})
    return rows


def _bar(name: str, miou: float, folds: Sequence[float]) -> dict[str, Any]:
    dots = [_width(fold) for fold in folds if not math.isnan(fold)]
    return {"name": name, "miou": miou, "width": _width(miou), "dots": dots}


def _width(share: float) -> float:
    return 0.0 if math.isnan(share) else round(100 * share, 2)
