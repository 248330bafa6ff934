"""Map a scene with a model."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from ...core.class_table import ClassTable
from ...core.job.jobs import PredictJob, Result
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..styling import ClassStyler, ConfidenceStyler, announce, layer_name

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
            "Maps a whole scene with a trained model and loads the map with its class names and "
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
        classes = ClassTable.from_list(result.metrics.get("classes") or [])
        for kind, path, styler in (
            (tr("Classes"), job.output, ClassStyler(tuple(classes), image)),
            (tr("Confidence"), job.confidence, ConfidenceStyler(image)),
            (tr("Probabilities"), job.probabilities, ConfidenceStyler(image)),
        ):
            announce(context, path, layer_name(kind, image, path), styler)
        return drop_empty(
            {OUTPUT: job.output, CONFIDENCE: job.confidence, PROBABILITIES: job.probabilities}
        )
