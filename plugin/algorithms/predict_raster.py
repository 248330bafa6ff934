"""Map a scene with a model."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from ...core.job.jobs import PredictJob, Result
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..styling import announce, layer_name

OUTPUT = "OUTPUT"
CONFIDENCE = "CONFIDENCE"
PROBABILITIES = "PROBABILITIES"


class PredictRaster(LandsketchAlgorithm):
    """Write the class map of a scene, with its confidence if wanted."""

    JOB = PredictJob
    GROUP = "map"

    def displayName(self) -> str:
        return tr("Predict raster")

    def shortDescription(self) -> str:
        return tr(
            "Maps a whole image with a trained model and loads the map with its class names and "
            "colours."
        )

    def tags(self) -> list[str]:
        return [
            "dino",
            "classification",
            "segmentation",
            "land cover",
            "map",
            "classify",
            "inference",
        ]

    def publish(
        self, job: PredictJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        image = job.scene.path
        for kind, path in (
            (tr("Classes"), job.output),
            (tr("Confidence"), job.confidence),
            (tr("Probabilities"), job.probabilities),
        ):
            announce(context, path, layer_name(kind, image, path), image)
        return drop_empty(
            {OUTPUT: job.output, CONFIDENCE: job.confidence, PROBABILITIES: job.probabilities}
        )

    def closing_lines(self, job: PredictJob, result: Result) -> list[str]:
        return [tr("Next: look where the map is wrong, label there and train again.")]
