"""Move labels so that they fit the image."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from ...core.job.jobs import Result
from ...core.job.label_jobs import ShiftLabelsJob
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..styling import announce, layer_name

OUTPUT, VECTORS = "OUTPUT", "VECTORS"
DX, DY, N_LABELS, VERDICT = "DX", "DY", "N_LABELS", "VERDICT"


class ShiftLabels(LandsketchAlgorithm):
    """Write labels at another place, by a given or an estimated offset."""

    JOB = ShiftLabelsJob
    GROUP = "label"

    def displayName(self) -> str:
        return tr("Shift labels")

    def shortDescription(self) -> str:
        return tr("Moves labels by an offset, or to where their outlines fit the image.")

    def tags(self) -> list[str]:
        return [
            "move",
            "translate",
            "offset",
            "registration",
            "align",
            "misaligned",
            "georeference",
        ]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputNumber(DX, tr("Offset to the east (map units)")))
        self.addOutput(QgsProcessingOutputNumber(DY, tr("Offset to the north (map units)")))
        self.addOutput(QgsProcessingOutputNumber(N_LABELS, tr("Number of labels")))
        self.addOutput(QgsProcessingOutputString(VERDICT, tr("What was found")))

    def publish(
        self, job: ShiftLabelsJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        name = layer_name(tr("Shifted labels"), job.image or job.labels, job.output)
        announce(context, job.output, name, job.image)
        arrows = layer_name(tr("Offsets of the labels"), job.image, job.vectors)
        announce(context, job.vectors, arrows, job.image)
        metrics = result.metrics
        return drop_empty(
            {
                OUTPUT: job.output,
                VECTORS: result.outputs.get("vectors"),
                DX: metrics["dx"],
                DY: metrics["dy"],
                N_LABELS: metrics["n_labels"],
                VERDICT: metrics.get("verdict"),
            }
        )

    def closing_lines(self, job: ShiftLabelsJob, result: Result) -> list[str]:
        return [tr("Next: look at the shifted labels over the image, then Train head with them.")]
