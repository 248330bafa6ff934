"""Show where two maps differ."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core.job.jobs import CompareMapsJob, Result
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..styling import announce, layer_name

OUTPUT = "OUTPUT"
TABLE = "TABLE"
CHANGED_SHARE = "CHANGED_SHARE"
N_CHANGES = "N_CHANGES"


class CompareMaps(LandsketchAlgorithm):
    """Write a raster and a table of what changed from one class map to another."""

    JOB = CompareMapsJob
    GROUP = "assess"

    def displayName(self) -> str:
        return tr("Compare maps")

    def shortDescription(self) -> str:
        return tr("Shows where two class maps differ, and how large each change is.")

    def tags(self) -> list[str]:
        return ["change detection", "difference", "transition", "cross tabulation", "before after"]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputNumber(CHANGED_SHARE, tr("Fraction that changed (%)")))
        self.addOutput(QgsProcessingOutputNumber(N_CHANGES, tr("Number of kinds of changes")))

    def publish(
        self, job: CompareMapsJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        announce(context, job.output, layer_name(tr("Changes"), job.map, job.output), job.map)
        return drop_empty(
            {
                OUTPUT: job.output,
                TABLE: job.table,
                CHANGED_SHARE: 100 * result.metrics["changed_share"],
                N_CHANGES: len(result.metrics["changes"]),
            }
        )

    def closing_lines(self, job: CompareMapsJob, result: Result) -> list[str]:
        return [tr("Next: look at the largest changes, and draw corrections where they are wrong.")]
