"""An evaluation result as plain numbers under fixed names, for job files, the modeler and other programs."""

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
from ..scores.confusion import Scores
from ..version import ENGINE
from .evaluate import FoldCounts
from .evaluation_result import METHODS, EvaluationResult, ReportContext

METRICS_FORMAT = 1
_LIBRARIES = ("torch", "numpy", "scikit-learn", "rasterio", "transformers")


def summary_metrics(result: EvaluationResult) -> dict[str, Any]:
    """Return the figures for summaries and the modeler."""
    names, scores, found = result.labels.table.names, result.scores, result.intervals
    ranges = found.iou if found else (None,) * len(names)
    values: dict[str, Any] = {
        "miou": scores.miou,
        "oa": scores.oa,
        "macro_f1": scores.macro_f1,
        "class_iou": dict(zip(names, scores.iou, strict=True)),
        "miou_interval": found and found.miou,
        "oa_interval": found and found.oa,
        "macro_f1_interval": found and found.macro_f1,
        "class_iou_interval": dict(zip(names, ranges, strict=True)),
        "interval_draws": result.resampling_unit if found else None,
        "interval_drawn": found.n_blocks if found else 0,
        "labelled_pixels": sum(scores.pixels),
    }
    values |= _fold_metrics(result.counts)
    if result.split is not None:
        values |= {"block": result.split.block, "buffer": result.split.buffer}
    if result.counts.boundary is not None:
        values["boundary_f1"] = result.counts.boundary.mean_f1
        values["class_boundary_f1"] = dict(zip(names, result.counts.boundary.f1, strict=True))
    if result.calibration is not None:
        after = result.calibration.after
        values["temperature"] = result.calibration.temperature
        values["ece_before"] = result.calibration.before.ece
        values["ece_after"] = after.ece if after else None
    for prefix, other in result.others.items():
        values |= {
            f"{prefix}_{name}": value for name, value in _method_summary(other, names).items()
        }
    plain_values: dict[str, Any] = to_plain_json(values)
    return plain_values


def report_metrics(result: EvaluationResult, context: ReportContext) -> dict[str, Any]:
    """Return all that a report says as plain JSON values."""
    table, boundary = result.labels.table, result.counts.boundary
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
        "methods": {
            key: _method_metrics(other, table.names) | {"name": METHODS[key]}
            for key, other in result.others.items()
        },
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
    """Return one record per class: name, value, colour, pixels, scores, interval, boundary F1 where there is one."""
    found, boundary = result.intervals, result.counts.boundary
    records = _classes(result.scores, result.labels.table.names, boundary)
    for i, entry in enumerate(result.labels.table):
        reach = found.iou[i] if found else None
        records[i] |= {"value": entry.value, "color": entry.color, "iou_interval": reach}
    return records


def versions() -> dict[str, str]:
    """Return the versions of the engine, of Python and of the libraries that numbers depend on."""
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
    return {"fold_miou": mious, "miou_sd": float(np.std(mious, ddof=1)) if len(mious) > 1 else None}


def _folds(result: EvaluationResult) -> list[dict[str, Any]]:
    names = result.labels.table.names
    pairs = zip(result.fold_scores, result.counts.n_training, strict=True)
    return [
        {
            "fold": i + 1,
            "training_samples": n,
            **_overall(scores),
            "classes": _classes(scores, names),
        }
        for i, (scores, n) in enumerate(pairs)
    ]


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
    fields = ("pixels", "iou", "f1", "users_accuracy", "producers_accuracy")
    records = [
        {"name": name, **{f: getattr(scores, f)[i] for f in fields}} for i, name in enumerate(names)
    ]
    for i, record in enumerate(records):
        record["boundary_f1"] = boundary.f1[i] if boundary else None
    return records


def _calibration(result: EvaluationResult) -> dict[str, Any] | None:
    found = result.calibration
    if found is None:
        return None
    after = asdict(found.after) if found.after else None
    return {"temperature": found.temperature, "before": asdict(found.before), "after": after}
