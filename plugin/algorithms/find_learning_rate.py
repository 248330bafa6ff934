"""Find the learning rate of a head by a short test."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core.job.jobs import FindRateJob, Result
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr

CURVE = "CURVE"
LEARNING_RATE = "LEARNING_RATE"


class FindLearningRate(LandsketchAlgorithm):
    """Suggest the learning rate of a training that is about to be made."""

    JOB = FindRateJob
    GROUP = "train"

    def displayName(self) -> str:
        return tr("Find learning rate")

    def shortDescription(self) -> str:
        return tr(
            "Tries rising learning rates for a short while and suggests one for 'Train head'."
        )

    def tags(self) -> list[str]:
        return ["dino", "learning rate", "range test", "deep learning", "decoder", "mlp", "tuning"]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputNumber(LEARNING_RATE, tr("Suggested learning rate")))

    def publish(
        self, job: FindRateJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        return {LEARNING_RATE: result.metrics["learning_rate"], CURVE: job.curve}

    def closing_lines(self, job: FindRateJob, result: Result) -> list[str]:
        return [tr("Next: train with this learning rate: Train head.")]
