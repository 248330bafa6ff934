"""Tell which of two models is better."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core.job.jobs import CompareModelsJob, Result
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr

DIFFERENCE = "DIFFERENCE"
FOLD_DIFFERENCE = "FOLD_DIFFERENCE"
FOLD_DIFFERENCE_SD = "FOLD_DIFFERENCE_SD"
FOLDS_WON = "FOLDS_WON"
FOLDS_LOST = "FOLDS_LOST"
N_FOLDS = "N_FOLDS"


class CompareModels(LandsketchAlgorithm):
    """Compare the scores that two trainings stored in their models."""

    JOB = CompareModelsJob
    GROUP = "assess"

    def displayName(self) -> str:
        return tr("Compare models")

    def shortDescription(self) -> str:
        return tr("Tells which of two models is better on the same folds of the validation.")

    def tags(self) -> list[str]:
        return ["accuracy", "validation", "paired", "iou", "difference", "better", "version"]

    def add_outputs(self) -> None:
        for name, title in (
            (DIFFERENCE, tr("Difference of the mean IoU of all held-out labels")),
            (FOLD_DIFFERENCE, tr("Mean difference on the same folds")),
            (FOLD_DIFFERENCE_SD, tr("Standard deviation of the folds' differences")),
            (FOLDS_WON, tr("Number of folds on which the model is better")),
            (FOLDS_LOST, tr("Number of folds on which the earlier model is better")),
            (N_FOLDS, tr("Number of folds that were compared")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def publish(
        self, job: CompareModelsJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        metrics = result.metrics
        return drop_empty(
            {
                DIFFERENCE: metrics["difference"],
                FOLD_DIFFERENCE: metrics.get("fold_difference"),
                FOLD_DIFFERENCE_SD: metrics.get("fold_difference_sd"),
                FOLDS_WON: metrics.get("folds_won"),
                FOLDS_LOST: metrics.get("folds_lost"),
                N_FOLDS: metrics.get("n_folds", 0),
            }
        )

    def closing_lines(self, job: CompareModelsJob, result: Result) -> list[str]:
        if result.metrics["is_paired"]:
            return [tr("Next: see where their maps differ: Compare maps.")]
        return [tr("Next: score both models on the same labels: Evaluate model.")]
