"""Outputs of algorithms that score a model: numbers, and the files beside the report."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingOutputDefinition,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
)

from ...core.job.jobs import Result
from ..i18n import tr

REPORT = "REPORT"
METRICS = "METRICS"
MIOU = "MIOU"
MIOU_LOW = "MIOU_LOW"
MIOU_HIGH = "MIOU_HIGH"
OA = "OA"
MACRO_F1 = "MACRO_F1"
BOUNDARY_F1 = "BOUNDARY_F1"
ECE = "ECE"


def score_outputs() -> list[QgsProcessingOutputDefinition]:
    """Return the scores and the file beside the report as outputs."""
    outputs: list[QgsProcessingOutputDefinition] = [
        QgsProcessingOutputFile(METRICS, tr("All metrics as JSON"))
    ]
    for name, title in (
        (MIOU, tr("Mean intersection over union")),
        (MIOU_LOW, tr("Mean intersection over union, lower end of its 95 % interval")),
        (MIOU_HIGH, tr("Mean intersection over union, upper end of its 95 % interval")),
        (OA, tr("Overall accuracy")),
        (MACRO_F1, tr("Mean F1 of the classes")),
        (BOUNDARY_F1, tr("F1 of the outlines, where labels have any")),
        (ECE, tr("Expected calibration error of the confidence")),
    ):
        outputs.append(QgsProcessingOutputNumber(name, title))
    return outputs


def read_scores(result: Result) -> dict[str, Any]:
    """Return the outputs; None for what the engine could not tell."""
    metrics = result.metrics
    low, high = metrics.get("miou_interval") or (None, None)
    return {
        REPORT: result.outputs.get("report"),
        METRICS: result.outputs.get("metrics"),
        MIOU: metrics.get("miou"),
        MIOU_LOW: low,
        MIOU_HIGH: high,
        OA: metrics.get("oa"),
        MACRO_F1: metrics.get("macro_f1"),
        BOUNDARY_F1: metrics.get("boundary_f1"),
        ECE: metrics.get("ece_after"),
    }


def score_lines(result: Result) -> list[str]:
    """Return the scores in words, for the log; nothing where nothing was validated."""
    metrics = result.metrics
    if metrics.get("miou") is None:
        return []
    lines = [tr("{:.0%} of the held-out labelled pixels are mapped right.").format(metrics["oa"])]
    miou = tr("Mean IoU of the classes: {:.2f}").format(metrics["miou"])
    if metrics.get("miou_interval"):
        miou += tr(", 95 % interval {:.2f} to {:.2f}").format(*metrics["miou_interval"])
    known = {name: iou for name, iou in metrics.get("class_iou", {}).items() if iou is not None}
    if len(known) > 1:
        worst = min(known, key=known.__getitem__)
        miou += tr("; lowest: '{}' with {:.2f}").format(worst, known[worst])
    return [*lines, f"{miou}."]
