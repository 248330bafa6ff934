"""Find what looks like examples."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core.job.jobs import Result, SimilarityJob
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..styling import announce, layer_name

OUTPUT = "OUTPUT"
POLYGONS = "POLYGONS"
USED_THRESHOLD = "USED_THRESHOLD"
N_POLYGONS = "N_POLYGONS"


class Similarity(LandsketchAlgorithm):
    """Write how similar each pixel is to examples, and polygons above a threshold."""

    JOB = SimilarityJob
    GROUP = "label"

    def displayName(self) -> str:
        return tr("Find similar")

    def shortDescription(self) -> str:
        return tr(
            "Shows where an image looks like a few examples, without training, and outlines these "
            "places."
        )

    def tags(self) -> list[str]:
        return ["dino", "embedding", "cosine", "search", "detect", "few-shot", "query"]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputNumber(USED_THRESHOLD, tr("Threshold (%)")))
        self.addOutput(QgsProcessingOutputNumber(N_POLYGONS, tr("Number of polygons")))

    def publish(
        self, job: SimilarityJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        image = job.scene.path
        for kind, path in ((tr("Similarity"), job.output), (tr("Similar"), job.polygons)):
            announce(context, path, layer_name(kind, image, path), image)
        return drop_empty(
            {
                OUTPUT: job.output,
                POLYGONS: job.polygons,
                USED_THRESHOLD: result.metrics["threshold"],
                N_POLYGONS: result.metrics.get("n_polygons"),
            }
        )
