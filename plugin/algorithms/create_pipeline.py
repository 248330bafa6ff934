"""Make a pipeline file of finished runs."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core.job.jobs import Result
from ...core.job.pipeline_jobs import CreatePipelineJob
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr

OUTPUT, N_STEPS = "OUTPUT", "N_STEPS"


class CreatePipeline(LandsketchAlgorithm):
    """Write a pipeline file that repeats runs from their records."""

    JOB = CreatePipelineJob
    GROUP = "tools"

    def displayName(self) -> str:
        return tr("Create pipeline")

    def shortDescription(self) -> str:
        return tr(
            "Makes a pipeline file of finished runs, from the records beside their results; it "
            "repeats them here or on a server."
        )

    def tags(self) -> list[str]:
        return ["workflow", "yaml", "batch", "record", "repeat", "reproduce", "server"]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputNumber(N_STEPS, tr("Number of steps")))

    def publish(
        self, job: CreatePipelineJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        return {OUTPUT: job.output, N_STEPS: result.metrics["n_steps"]}

    def closing_lines(self, job: CreatePipelineJob, result: Result) -> list[str]:
        return [tr("Next: run it: Run pipeline, or on a server 'landsketch run' with the file.")]
