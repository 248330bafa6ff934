"""Learn classes from labels: a small head on the features of a frozen backbone."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from ...core.job.jobs import Result, TrainJob
from ...core.job.options import BackboneOptions
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..parameters import scores

MODEL = "MODEL"
CHECKPOINTS = "CHECKPOINTS"
TENSORBOARD = "TENSORBOARD"


class TrainHead(LandsketchAlgorithm):
    """Train a model from images and labels."""

    JOB = TrainJob
    GROUP = "train"

    def displayName(self) -> str:
        return tr("Train head")

    def shortDescription(self) -> str:
        return tr("Learns classes from label polygons and writes a model that maps whole images.")

    def tags(self) -> list[str]:
        return [
            "dino",
            "classification",
            "segmentation",
            "land cover",
            "learn",
            "model",
            "deep learning",
        ]

    def add_outputs(self) -> None:
        for output in scores.score_outputs():
            self.addOutput(output)

    def publish(
        self, job: TrainJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        files = {MODEL: job.model, TENSORBOARD: job.tensorboard}
        files[CHECKPOINTS] = result.outputs.get("checkpoints", "")
        # Without validation there are no scores
        return drop_empty({**files, **scores.read_scores(result)})

    def closing_lines(self, job: TrainJob, result: Result) -> list[str]:
        lines = scores.score_lines(result)
        if job.backbone.name == BackboneOptions.name:
            lines.append(
                tr("For better maps: train with a pretrained backbone (Install backbone).")
            )
        return [*lines, tr("Next: map an image with this model: Predict raster.")]
