"""Turn a map into polygons."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core.job.jobs import Result, VectorizeJob
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..styling import announce, layer_name

CONFIDENCE = "CONFIDENCE"
LEAVE_OUT = "LEAVE_OUT"
MIN_AREA = "MIN_AREA"
SMOOTH = "SMOOTH"
SIMPLIFY = "SIMPLIFY"
OUTPUT = "OUTPUT"
N_POLYGONS = "N_POLYGONS"


class VectorizeMap(LandsketchAlgorithm):
    """Write the patches of a class map as polygons that share their borders."""

    JOB = VectorizeJob
    GROUP = "tools"

    def displayName(self) -> str:
        return tr("Vectorize map")

    def shortDescription(self) -> str:
        return tr(
            "Turns a class map into polygons with class, area on the ground and mean confidence."
        )

    def tags(self) -> list[str]:
        return [
            "polygonize",
            "raster to vector",
            "geopackage",
            "simplify",
            "smooth",
            "area",
            "coverage",
        ]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputNumber(N_POLYGONS, tr("Number of polygons")))

    def publish(
        self, job: VectorizeJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        name = layer_name(tr("Polygons"), job.map, job.output)
        announce(context, job.output, name, job.map)
        return {OUTPUT: job.output, N_POLYGONS: result.metrics["n_polygons"]}
