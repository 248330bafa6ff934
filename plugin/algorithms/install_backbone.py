"""Put a backbone on this computer."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingOutputFolder

from ...core.job.jobs import InstallJob, Result
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..parameters import backbone, run

FOLDER = "FOLDER"


class InstallBackbone(LandsketchAlgorithm):
    """Download a backbone once, for work without a network."""

    ID = "installbackbone"
    GROUP = "prepare"

    def displayName(self) -> str:
        return tr("Install backbone")

    def shortDescription(self) -> str:
        return tr(
            "Downloads the weights of a backbone, so that it works without a network from then on."
        )

    def tags(self) -> list[str]:
        return ["dino", "download", "weights", "offline", "hugging face"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        backbone.add_installable_backbone(self)
        self.addOutput(QgsProcessingOutputFolder(FOLDER, tr("Folder of the backbone")))

    def make_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> InstallJob:
        name = self.parameterAsString(parameters, backbone.BACKBONE, context).strip()
        return InstallJob(backbone=name, run=run.read_run(self, parameters, context))

    def publish(
        self, job: InstallJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        return {FOLDER: result.outputs.get("folder", "")}
