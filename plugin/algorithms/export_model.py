"""Write a model for other programs."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputFile

from ...core.job.jobs import ExportJob, Result
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr

OUTPUT = "OUTPUT"
LICENCE = "LICENCE"


class ExportModel(LandsketchAlgorithm):
    """Write a model and its backbone as one ONNX file."""

    JOB = ExportJob
    GROUP = "tools"

    def displayName(self) -> str:
        return tr("Export model")

    def shortDescription(self) -> str:
        return tr(
            "Writes a model and its backbone as one ONNX file that Deepness and other programs "
            "can run."
        )

    def tags(self) -> list[str]:
        return ["onnx", "deepness", "share", "deploy", "convert"]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputFile(LICENCE, tr("Licence of the backbone")))

    def publish(
        self, job: ExportJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        return {OUTPUT: job.output, LICENCE: result.outputs["licence"]}
