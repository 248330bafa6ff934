"""Remove small patches from a map."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core.job.jobs import CleanJob, Result
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..styling import announce, layer_name

MIN_PIXELS = "MIN_PIXELS"
MIN_AREA = "MIN_AREA"
CONNECTIVITY = "CONNECTIVITY"
MAJORITY = "MAJORITY"
OUTPUT = "OUTPUT"
PIXELS_CHANGED = "PIXELS_CHANGED"


class CleanMap(LandsketchAlgorithm):
    """Apply a majority filter and a minimum mapping unit to a class map."""

    JOB = CleanJob
    GROUP = "tools"

    def displayName(self) -> str:
        return tr("Clean map")

    def shortDescription(self) -> str:
        return tr(
            "Removes small patches from a class map, by a minimum size and a majority filter."
        )

    def tags(self) -> list[str]:
        return [
            "sieve",
            "majority",
            "mode filter",
            "minimum mapping unit",
            "mmu",
            "speckle",
            "smooth",
        ]

    def add_outputs(self) -> None:
        title = tr("Number of pixels that changed")
        self.addOutput(QgsProcessingOutputNumber(PIXELS_CHANGED, title))

    def publish(
        self, job: CleanJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        name = layer_name(tr("Clean"), job.map, job.output)
        announce(context, job.output, name, job.map)
        return {OUTPUT: job.output, PIXELS_CHANGED: result.metrics["pixels_changed"]}

    def closing_lines(self, job: CleanJob, result: Result) -> list[str]:
        return [tr("Next: turn the map into polygons: Vectorize map.")]
