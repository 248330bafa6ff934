"""Findings as plain numbers under fixed names: figures for summaries and the modeler, and everything for programs."""

import platform
import time
from dataclasses import asdict
from importlib import metadata
from typing import Any

import numpy as np

from ..runtime.json_values import to_plain_json
from ..scores.boundary import BoundaryScores
from ..scores.confusion import Scores
from ..version import ENGINE
from .evaluate import Tally
from .evaluation_result import METHODS, EvaluationResult, ReportContext

METRICS_FORMAT = 1
_LIBRARIES = ("torch", "numpy", "scikit-learn", "rasterio", "transformers")


def summary_metrics(findings: EvaluationResult) -> dict[str, Any]:
    """Return the figures for summaries and the modeler."""
    names, scores, found = findings.labels.table.names, findings.scores, findings.intervals
    ranges = found.iou if found else (None,) * len(names)
    result: dict[str, Any] = {
        "miou": scores.miou,
        "oa": scores.oa,
        "macro_f1": scores.macro_f1,
        "class_iou": dict(zip(names, scores.iou, strict=True)),
        "miou_interval": found and found.miou,
        "oa_interval": found and found.oa,
        "macro_f1_interval": found and found.macro_f1,
        "class_iou_interval": dict(zip(names, ranges, strict=True)),
        "interval_draws": findings.drawn if found else None,
        "interval_drawn": found.drawn if found else 0,
        "labelled_pixels": sum(scores.pixels),
    }
    result |= _fold_figures(findings.tally)
    if findings.split is not None:
        result |= {"block": findings.split.block, "buffer": findings.split.buffer}
    if findings.tally.boundary is not None:
        result["boundary_f1"] = findings.tally.boundary.mean_f1
        result["class_boundary_f1"] = dict(zip(names, findings.tally.boundary.f1, strict=True))
    if findings.calibration is not None:
        after = findings.calibration.after
        result["temperature"] = findings.calibration.temperature
        result["ece_before"] = findings.calibration.before.ece
        result["ece_after"] = after.ece if after else None
    for prefix, other in findings.others.items():
        result |= {
            f"{prefix}_{name}": value for name, value in _method_figures(other, names).items()
        }
    values: dict[str, Any] = to_plain_json(result)
    return values


def metrics(findings: EvaluationResult, occasion: ReportContext) -> dict[str, Any]:
    """Return all that a report says as plain JSON values."""
    table, boundary = findings.labels.table, findings.tally.boundary
    result = {
        "format": METRICS_FORMAT,
        "title": occasion.title,
        "created": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "design": findings.design,
        "summary": occasion.summary,
        "metrics": occasion.metrics,
        "classes": class_records(findings),
        "confusion": {"classes": table.names, "counts": findings.tally.pooled.tolist()},
        "folds": _folds(findings),
        "methods": {
            key: _method(other, table.names) | {"name": METHODS[key]}
            for key, other in findings.others.items()
        },
        "boundary": asdict(boundary) if boundary else None,
        "calibration": _calibration(findings),
        "curves": [asdict(curve) for curve in findings.curves],
        "warnings": list(findings.warnings),
        "settings": {"verb": occasion.job.verb, **asdict(occasion.job)},
        "command": occasion.command,
        "versions": versions(),
    }
    values: dict[str, Any] = to_plain_json(result)
    return values


def class_records(findings: EvaluationResult) -> list[dict[str, Any]]:
    """Return one record per class: name, value, colour, pixels, scores, interval, boundary F1 where there is one."""
    found, boundary = findings.intervals, findings.tally.boundary
    records = _classes(findings.scores, findings.labels.table.names, boundary)
    for i, entry in enumerate(findings.labels.table):
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


def _method_figures(tally: Tally, names: tuple[str, ...]) -> dict[str, Any]:
    scores = Scores.from_confusion(tally.pooled)
    result = {
        "miou": scores.miou,
        "oa": scores.oa,
        "class_iou": dict(zip(names, scores.iou, strict=True)),
    }
    return result | _fold_figures(tally)


def _fold_figures(tally: Tally) -> dict[str, Any]:
    mious = [Scores.from_confusion(counts).miou for counts in tally.confusions]
    if not mious:
        return {}
    return {"fold_miou": mious, "miou_sd": float(np.std(mious, ddof=1)) if len(mious) > 1 else None}


def _folds(findings: EvaluationResult) -> list[dict[str, Any]]:
    names = findings.labels.table.names
    pairs = zip(findings.fold_scores, findings.tally.n_training, strict=True)
    return [
        {
            "fold": i + 1,
            "training_samples": n,
            **_overall(scores),
            "classes": _classes(scores, names),
        }
        for i, (scores, n) in enumerate(pairs)
    ]


def _method(tally: Tally, names: tuple[str, ...]) -> dict[str, Any]:
    scores = Scores.from_confusion(tally.pooled)
    return {
        **_overall(scores),
        **_fold_figures(tally),
        "classes": _classes(scores, names, tally.boundary),
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


def _calibration(findings: EvaluationResult) -> dict[str, Any] | None:
    found = findings.calibration
    if found is None:
        return None
    after = asdict(found.after) if found.after else None
    return {"temperature": found.temperature, "before": asdict(found.before), "after": after}
