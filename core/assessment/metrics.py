"""Metrics of an evaluation result under fixed names, for job files, QGIS and other programs."""

import platform
import time
from dataclasses import asdict
from importlib import metadata
from typing import Any

import numpy as np

from ..job.ignored_options import ignored_options
from ..job.job_json import to_dict
from ..runtime.json_values import to_plain_json
from ..scores.boundary import BoundaryScores
from ..scores.calibration import Reliability
from ..scores.confusion import Scores
from ..version import ENGINE
from .calibration import Calibration
from .evaluate import FoldCounts
from .evaluation_result import METHODS, EvaluationResult, ReportContext

METRICS_FORMAT = 1
_LIBRARIES = ("torch", "numpy", "scikit-learn", "rasterio", "transformers")


def summary_metrics(result: EvaluationResult) -> dict[str, Any]:
    """Return the metrics of a job's result, as plain JSON values."""
    names, scores = result.labels.table.names, result.scores
    values: dict[str, Any] = {
        "miou": scores.miou,
        "oa": scores.oa,
        "macro_f1": scores.macro_f1,
        "class_iou": dict(zip(names, scores.iou, strict=True)),
        **_interval_metrics(result),
        "labelled_pixels": sum(scores.pixels),
    }
    values |= _fold_metrics(result.counts)
    if result.split is not None:
        values |= {"block": result.split.block, "buffer": result.split.buffer}
    boundary = result.counts.boundary
    if boundary is not None:
        values["boundary_f1"] = boundary.mean_f1
        values["class_boundary_f1"] = dict(zip(names, boundary.f1, strict=True))
    if result.calibration is not None:
        values |= _calibration_summary(result.calibration)
    for prefix, counts in result.others.items():
        summary = _method_summary(counts, names)
        values |= {f"{prefix}_{name}": value for name, value in summary.items()}
    plain_values: dict[str, Any] = to_plain_json(values)
    return plain_values


def _interval_metrics(result: EvaluationResult) -> dict[str, Any]:
    names, intervals = result.labels.table.names, result.intervals
    if intervals is None:
        return {
            "miou_interval": None,
            "oa_interval": None,
            "macro_f1_interval": None,
            "class_iou_interval": dict.fromkeys(names),
            "interval_draws": None,
            "interval_drawn": 0,
        }
    return {
        "miou_interval": intervals.miou,
        "oa_interval": intervals.oa,
        "macro_f1_interval": intervals.macro_f1,
        "class_iou_interval": dict(zip(names, intervals.iou, strict=True)),
        "interval_draws": result.resampling_unit,
        "interval_drawn": intervals.n_blocks,
    }


def _calibration_summary(calibration: Calibration) -> dict[str, Any]:
    after = calibration.after
    return {
        "temperature": calibration.temperature,
        "ece_before": calibration.before.ece,
        "ece_after": after.ece if after else None,
    }


def report_metrics(result: EvaluationResult, context: ReportContext) -> dict[str, Any]:
    """Return the whole content of a report as plain JSON values."""
    table, boundary = result.labels.table, result.counts.boundary
    methods = {}
    for key, counts in result.others.items():
        methods[key] = _method_metrics(counts, table.names) | {"name": METHODS[key]}
    values = {
        "format": METRICS_FORMAT,
        "title": context.title,
        "created": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "design": result.design,
        "summary": context.summary,
        "metrics": context.metrics,
        "classes": class_records(result),
        "confusion": {"classes": table.names, "counts": result.counts.pooled.tolist()},
        "folds": _folds(result),
        "methods": methods,
        "boundary": asdict(boundary) if boundary else None,
        "calibration": _calibration(result),
        "curves": [asdict(curve) for curve in result.curves],
        "warnings": [*result.warnings, *ignored_options(context.job)],
        "settings": to_dict(context.job),
        "command": context.command,
        "versions": versions(),
    }
    plain_values: dict[str, Any] = to_plain_json(values)
    return plain_values


def class_records(result: EvaluationResult) -> list[dict[str, Any]]:
    """Return one record per class: name, value, colour, pixels, scores and interval."""
    table, intervals = result.labels.table, result.intervals
    records = _classes(result.scores, table.names, result.counts.boundary)
    of_classes = intervals.iou if intervals else (None,) * len(table)
    for record, entry, interval in zip(records, table, of_classes, strict=True):
        record |= {"value": entry.value, "color": entry.color, "iou_interval": interval}
    return records


def versions() -> dict[str, str]:
    """Return the versions of the engine, of Python and of the libraries that results depend on."""
    return {
        "landsketch": ENGINE,
        "python": platform.python_version(),
        **{name: _version(name) for name in _LIBRARIES},
    }


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "?"


def _method_summary(counts: FoldCounts, names: tuple[str, ...]) -> dict[str, Any]:
    scores = Scores.from_confusion(counts.pooled)
    values = {
        "miou": scores.miou,
        "oa": scores.oa,
        "class_iou": dict(zip(names, scores.iou, strict=True)),
    }
    return values | _fold_metrics(counts)


def _fold_metrics(counts: FoldCounts) -> dict[str, Any]:
    mious = [Scores.from_confusion(matrix).miou for matrix in counts.confusions]
    if not mious:
        return {}
    deviation = float(np.std(mious, ddof=1)) if len(mious) > 1 else None
    return {"fold_miou": mious, "miou_sd": deviation}


def _folds(result: EvaluationResult) -> list[dict[str, Any]]:
    names = result.labels.table.names
    records: list[dict[str, Any]] = []
    for scores, n_training in zip(result.fold_scores, result.counts.n_training, strict=True):
        record = {
            "fold": len(records) + 1,
            "training_samples": n_training,
            **_overall(scores),
            "classes": _classes(scores, names),
        }
        records.append(record)
    return records


def _method_metrics(counts: FoldCounts, names: tuple[str, ...]) -> dict[str, Any]:
    scores = Scores.from_confusion(counts.pooled)
    return {
        **_overall(scores),
        **_fold_metrics(counts),
        "classes": _classes(scores, names, counts.boundary),
    }


def _overall(scores: Scores) -> dict[str, Any]:
    return {
        "miou": scores.miou,
        "oa": scores.oa,
        "macro_f1": scores.macro_f1,
        "pixels": sum(scores.pixels),
    }


def _classes(
    scores: Scores, names: tuple[str, ...], boundary: BoundaryScores | None = None
) -> list[dict[str, Any]]:
    records = []
    for i, name in enumerate(names):
        record: dict[str, Any] = {
            "name": name,
            "pixels": scores.pixels[i],
            "iou": scores.iou[i],
            "f1": scores.f1[i],
            "users_accuracy": scores.users_accuracy[i],
            "producers_accuracy": scores.producers_accuracy[i],
            "boundary_f1": boundary.f1[i] if boundary else None,
        }
        records.append(record)
    return records


def _calibration(result: EvaluationResult) -> dict[str, Any] | None:
    calibration = result.calibration
    if calibration is None:
        return None
    after = _reliability(calibration.after) if calibration.after else None
    before = _reliability(calibration.before)
    return {"temperature": calibration.temperature, "before": before, "after": after}


def _reliability(reliability: Reliability) -> dict[str, Any]:
    return {
        "confidence": reliability.confidence,
        "accuracy": reliability.accuracy,
        "share": reliability.fraction,
        "ece": reliability.ece,
    }
