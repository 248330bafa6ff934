"""Put a backbone on this computer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputFolder

from ...core.job.job import Job
from ...core.job.jobs import InstallJob, Result
from ..access_token import token_variables
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import absolute
from ..settings import Settings

FOLDER = "FOLDER"


class InstallBackbone(LandsketchAlgorithm):
    """Download a backbone once, for work without a network."""

    JOB = InstallJob
    GROUP = "prepare"

    def displayName(self) -> str:
        return tr("Install backbone")

    def shortDescription(self) -> str:
        return tr(
            "Downloads the weights of a backbone, so that it works without a network from then on."
        )

    def tags(self) -> list[str]:
        return ["dino", "download", "weights", "offline", "hugging face"]

    def make_job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Job:
        job = super().make_job(parameters, context)
        if isinstance(job, InstallJob) and job.import_from:  # the engine has a folder of its own
            return replace(job, import_from=absolute(str(Path(job.import_from).expanduser())))
        return job

    def engine_variables(self, settings: Settings) -> dict[str, str]:
        return token_variables(settings)

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputFolder(FOLDER, tr("Folder of the backbone")))

    def publish(
        self, job: InstallJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        return {FOLDER: result.outputs.get("folder", "")}

    def closing_lines(self, job: InstallJob, result: Result) -> list[str]:
        return [tr("Next: train a model with this backbone: Train head.")]
