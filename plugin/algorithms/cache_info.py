"""List what is in the feature cache."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core.job.cache_jobs import CacheInfoJob
from ...core.job.jobs import Result
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr

TABLE, GIGABYTES, N_SETS = "TABLE", "GIGABYTES", "N_SETS"


class CacheInfo(LandsketchAlgorithm):
    """List images and backbones with their size and last use."""

    JOB = CacheInfoJob
    GROUP = "tools"

    def displayName(self) -> str:
        return tr("Feature cache")

    def shortDescription(self) -> str:
        return tr("Lists what is in the feature cache: images, backbones, sizes and last use.")

    def tags(self) -> list[str]:
        return ["cache", "disk", "space", "size", "quota", "features"]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputNumber(GIGABYTES, tr("Size of the cache (GB)")))
        self.addOutput(QgsProcessingOutputNumber(N_SETS, tr("Number of sets of features")))

    def publish(
        self, job: CacheInfoJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        metrics = result.metrics
        return drop_empty(
            {TABLE: job.table, GIGABYTES: metrics["gigabytes"], N_SETS: metrics["n_sets"]}
        )

    def closing_lines(self, job: CacheInfoJob, result: Result) -> list[str]:
        return [tr("Next: delete what is not needed any more: Clear feature cache.")]
