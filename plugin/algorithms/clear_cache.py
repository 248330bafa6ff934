"""Delete features from the feature cache."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core.job.cache_jobs import ClearCacheJob
from ...core.job.jobs import Result
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr

GIGABYTES, N_SETS = "GIGABYTES", "N_SETS"


class ClearCache(LandsketchAlgorithm):
    """Delete features of an image, of a backbone, or those that were not used for some time."""

    JOB = ClearCacheJob
    GROUP = "tools"

    def displayName(self) -> str:
        return tr("Clear feature cache")

    def shortDescription(self) -> str:
        return tr("Deletes features by image, backbone or last use, to free disk space.")

    def tags(self) -> list[str]:
        return ["cache", "disk", "space", "delete", "free", "features"]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputNumber(GIGABYTES, tr("Freed disk space (GB)")))
        self.addOutput(QgsProcessingOutputNumber(N_SETS, tr("Number of deleted sets of features")))

    def publish(
        self, job: ClearCacheJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        return {name: result.metrics[name.lower()] for name in (GIGABYTES, N_SETS)}

    def closing_lines(self, job: ClearCacheJob, result: Result) -> list[str]:
        freed = result.metrics["gigabytes"]
        return [tr("Freed {:.2f} GB. Features are computed again when needed.").format(freed)]
