"""Score a model on labels."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from ...core.job.jobs import EvaluateJob, Result
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..parameters import scores


class EvaluateModel(LandsketchAlgorithm):
    """Tell how good a model is on labels it has not seen."""

    JOB = EvaluateJob
    GROUP = "assess"

    def displayName(self) -> str:
        return tr("Evaluate model")

    def shortDescription(self) -> str:
        return tr("Scores a model on labels, by default without the polygons it was trained on.")

    def tags(self) -> list[str]:
        return ["accuracy", "validation", "confusion matrix", "iou", "f1", "kappa", "report"]

    def add_outputs(self) -> None:
        for output in scores.score_outputs():
            self.addOutput(output)

    def publish(
        self, job: EvaluateJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        return drop_empty(scores.read_scores(result))

    def closing_lines(self, job: EvaluateJob, result: Result) -> list[str]:
        next_step = tr("Next: map an image with this model: Predict raster.")
        return [*scores.score_lines(result), next_step]
