"""Encode an image into the feature cache, and show its tiles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core.job.jobs import PrepareJob, Result
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..styling import announce

TILES = "TILES"
N_TILES = "N_TILES"
N_CACHED = "N_CACHED"


class PrepareFeatures(LandsketchAlgorithm):
    """Fill the feature cache before training or mapping."""

    JOB = PrepareJob
    GROUP = "prepare"

    def displayName(self) -> str:
        return tr("Prepare features")

    def shortDescription(self) -> str:
        return tr(
            "Encodes an image with a frozen backbone and keeps the features for training and "
            "mapping."
        )

    def tags(self) -> list[str]:
        return ["dino", "backbone", "embedding", "encode", "cache", "tiles"]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputNumber(N_TILES, tr("Number of tiles")))
        self.addOutput(
            QgsProcessingOutputNumber(N_CACHED, tr("Number of tiles found in the cache"))
        )

    def publish(
        self, job: PrepareJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        announce(
            context, job.tiles, tr("Tiles – {}").format(Path(job.scene.path).stem), job.scene.path
        )
        metrics = result.metrics
        return {TILES: job.tiles, N_TILES: metrics["n_tiles"], N_CACHED: metrics["n_cached"]}

    def closing_lines(self, job: PrepareJob, result: Result) -> list[str]:
        return [tr("Next: train a model on this image: Train head.")]
