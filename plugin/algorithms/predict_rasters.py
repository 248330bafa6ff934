"""Map several scenes with one model in one run."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingOutputMultipleLayers,
    QgsProcessingOutputNumber,
    QgsProcessingUtils,
)

from ...core.job.jobs import PredictJob, PredictManyJob, Result
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..parameters.reader import Reader
from ..styling import LayerToLoad, announce, layer_name, load_result

CONFIDENCE = "CONFIDENCE"
OUTPUT_FOLDER = "OUTPUT_FOLDER"
POLYGONS = "POLYGONS"
MAPS = "MAPS"
N_MAPS = "N_MAPS"
N_FAILED = "N_FAILED"
_WKT = QgsCoordinateReferenceSystem.WktVariant.WKT2_2018  # type: ignore[attr-defined]


class PredictRasters(LandsketchAlgorithm):
    """Write a class map of each of many scenes."""

    JOB = PredictManyJob
    GROUP = "map"

    def displayName(self) -> str:
        return tr("Predict many rasters")

    def shortDescription(self) -> str:
        return tr(
            "Maps many images with one trained model, one map per image; the backbone is loaded "
            "once."
        )

    def tags(self) -> list[str]:
        return [
            "dino",
            "classification",
            "segmentation",
            "land cover",
            "map",
            "batch",
            "series",
            "inference",
        ]

    def load_switch(self) -> tuple[str, str]:
        return (
            tr("Load the maps"),
            tr("Show the maps in the project when all are made; models do not need it."),
        )

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputMultipleLayers(MAPS, tr("Maps")))
        self.addOutput(QgsProcessingOutputNumber(N_MAPS, tr("Number of maps")))
        self.addOutput(
            QgsProcessingOutputNumber(N_FAILED, tr("Number of images that could not be mapped"))
        )

    def further_values(self, reader: Reader, values: dict[str, Any]) -> dict[str, Any]:
        images = reader.images()
        if "extent" not in values or not images:
            return {}
        # The reader gives the extent in the CRS of the first image
        return {"extent_crs": images[0].crs().toWkt(_WKT)}

    def publish(
        self, job: PredictManyJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        maps = result.metrics["maps"]
        if self.loads_results:
            for single in job.jobs():
                if single.output in maps:
                    _load_on_completion(context, single)
        if job.polygons:
            announce(context, job.polygons, tr("Polygons of all maps"), job.scenes[0].path)
        counts = {N_MAPS: result.metrics["n_maps"], N_FAILED: result.metrics["n_failed"]}
        files = {OUTPUT_FOLDER: job.folder, POLYGONS: job.polygons}
        return drop_empty({**files, MAPS: maps, **counts})

    def closing_lines(self, job: PredictManyJob, result: Result) -> list[str]:
        return [tr("Next: look where the maps are wrong, label there and train again.")]


def _load_on_completion(context: QgsProcessingContext, job: PredictJob) -> None:
    """Let QGIS load the rasters of one image under its name."""
    image, hint = job.scene.path, QgsProcessingUtils.LayerHint.Raster
    rasters = (
        (tr("Classes"), job.output),
        (tr("Confidence"), job.confidence),
        (tr("Probabilities"), job.probabilities),
    )
    for kind, path in rasters:
        if path:
            name = layer_name(kind, image)
            load_result(context, path, LayerToLoad(name, MAPS, hint), image)
