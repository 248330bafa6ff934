"""Look for faults in images and labels before a training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
)

from ...core.job.dataset_jobs import VerifyDatasetJob
from ...core.job.jobs import Result
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..styling import announce

REPORT, JSON = "REPORT", "JSON"
FLAGGED_TILES, FLAGGED_LABELS = "FLAGGED_TILES", "FLAGGED_LABELS"
SHIFT_VECTORS, IS_SHIFTED = "SHIFT_VECTORS", "IS_SHIFTED"
_NUMBERS = ("N_ERRORS", "N_WARNINGS", "N_NOTES", "N_MISLABELLED", "SHIFT_X", "SHIFT_Y")


class VerifyDataset(LandsketchAlgorithm):
    """Check a dataset and report what is wrong."""

    JOB = VerifyDatasetJob
    GROUP = "prepare"

    def displayName(self) -> str:
        return tr("Verify dataset")

    def shortDescription(self) -> str:
        return tr(
            "Looks for faults in images, labels and folds: bad pixels, wrong classes, shifted "
            "labels and more."
        )

    def tags(self) -> list[str]:
        return [
            "check",
            "validate",
            "quality",
            "topology",
            "label noise",
            "registration",
            "leakage",
        ]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputFile(JSON, tr("What was found, as JSON")))
        titles = (
            tr("Number of errors"),
            tr("Number of warnings"),
            tr("Number of notes"),
            tr("Number of labels that look like another class"),
            tr("Offset of the labels to the east (map units)"),
            tr("Offset of the labels to the north (map units)"),
        )
        for name, title in zip(_NUMBERS, titles):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputBoolean(IS_SHIFTED, tr("Labels are shifted")))

    def publish(
        self, job: VerifyDatasetJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        dataset = Path(job.folder).name
        layers = (
            (job.tiles, tr("Flagged tiles – {}")),
            (job.labels, tr("Flagged labels – {}")),
            (job.vectors, tr("Shift of the labels – {}")),
        )
        for path, name in layers:
            announce(context, path, name.format(dataset), "")
        outputs, metrics = result.outputs, result.metrics
        files = {
            REPORT: job.report,
            JSON: outputs["json"],
            FLAGGED_TILES: outputs.get("tiles"),
            FLAGGED_LABELS: outputs.get("labels"),
            SHIFT_VECTORS: outputs.get("vectors"),
        }
        numbers = {name: metrics[name.lower()] for name in _NUMBERS}
        return drop_empty({**files, **numbers, IS_SHIFTED: metrics["is_shifted"]})

    def closing_lines(self, job: VerifyDatasetJob, result: Result) -> list[str]:
        counts = tr("{} errors, {} warnings, {} notes.").format(
            result.metrics["n_errors"], result.metrics["n_warnings"], result.metrics["n_notes"]
        )
        return [
            counts,
            tr("Report: {}").format(job.report),
            tr("Next: correct what was found, prepare the dataset again, then Train head on it."),
        ]
