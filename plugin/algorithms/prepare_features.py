"""Encode an image into the feature cache, and show its tiles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterVectorDestination,
)

from ...core.job.jobs import PrepareJob, Result
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import absolute
from ..parameters import backbone, labels, run, scene
from ..styling import announce

TILES = "TILES"
N_TILES = "N_TILES"
N_CACHED = "N_CACHED"


class PrepareFeatures(LandsketchAlgorithm):
    """Fill the feature cache before training or mapping."""

    ID = "preparefeatures"
    GROUP = "prepare"

    def displayName(self) -> str:
        return tr("Prepare features")

    def shortDescription(self) -> str:
        return tr(
            "Encodes an image with a frozen backbone and keeps the features for training and mapping."
        )

    def tags(self) -> list[str]:
        return ["dino", "backbone", "embedding", "encode", "cache", "tiles"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        scene.add_scene(self)
        scene.add_extra_bands(self)
        scene.add_scale(self)
        backbone.add_backbone(self)
        labels.add_label_shapes(
            self, tr("Encode only the tiles that these polygons or points touch.")
        )
        scene.add_extent(self)
        backbone.add_tiling(self)
        run.add_cache(self)
        self.add(
            QgsProcessingParameterVectorDestination(
                TILES, tr("Tiles"), QgsProcessing.SourceType.TypeVectorPolygon
            ),
            tr("The index of the encoded tiles."),
        )
        self.addOutput(QgsProcessingOutputNumber(N_TILES, tr("Number of tiles")))
        self.addOutput(
            QgsProcessingOutputNumber(N_CACHED, tr("Number of tiles found in the cache"))
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        scene.read_scene(self, parameters, context)

    def make_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> PrepareJob:
        return PrepareJob(
            scene=scene.read_scene(self, parameters, context),
            tiles=absolute(self.parameterAsOutputLayer(parameters, TILES, context)),
            backbone=backbone.read_backbone(self, parameters, context),
            labels=labels.read_labels(self, parameters, context, feedback),
            extent=scene.read_extent(self, parameters, context),
            run=run.read_run(self, parameters, context),
        )

    def publish(
        self, job: PrepareJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        announce(context, job.tiles, tr("Tiles – {}").format(Path(job.scene.path).stem))
        metrics = result.metrics
        return {TILES: job.tiles, N_TILES: metrics["n_tiles"], N_CACHED: metrics["n_cached"]}
