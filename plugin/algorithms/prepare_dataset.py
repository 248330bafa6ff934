"""Copy labels, index tiles and encode features, for trainings that repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputVectorLayer,
    QgsProcessingUtils,
)

from ...core.job.dataset_jobs import PrepareDatasetJob
from ...core.job.jobs import Result
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..styling import LayerToLoad, load_result

DATASET, TILES, STACK = "DATASET", "TILES", "STACK"
N_TILES, N_LABELS, N_ENCODED = "N_TILES", "N_LABELS", "N_ENCODED"


class PrepareDataset(LandsketchAlgorithm):
    """Write a dataset of images and labels."""

    JOB = PrepareDatasetJob
    GROUP = "prepare"

    def displayName(self) -> str:
        return tr("Prepare dataset")

    def shortDescription(self) -> str:
        return tr(
            "Copies labels, lists the tiles under them and keeps their features, to be verified "
            "and trained on."
        )

    def tags(self) -> list[str]:
        return ["training data", "tiles", "chips", "samples", "folds", "cache", "time series"]

    def load_switch(self) -> tuple[str, str]:
        return (
            tr("Load the tiles"),
            tr("Show the tiles in the project; models do not need it."),
        )

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputVectorLayer(TILES, tr("Tiles")))
        self.addOutput(QgsProcessingOutputRasterLayer(STACK, tr("Both dates as one raster")))
        self.addOutput(QgsProcessingOutputNumber(N_TILES, tr("Number of tiles")))
        self.addOutput(QgsProcessingOutputNumber(N_LABELS, tr("Number of labels")))
        self.addOutput(QgsProcessingOutputNumber(N_ENCODED, tr("Number of tiles encoded now")))

    def publish(
        self, job: PrepareDatasetJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        tiles, metrics = result.outputs["tiles"], result.metrics
        if self.loads_results:
            _load_tiles(context, tiles, job)
        return drop_empty(
            {
                DATASET: job.folder,
                TILES: tiles,
                STACK: result.outputs.get("stack"),
                N_TILES: metrics["n_tiles"],
                N_LABELS: metrics["n_labels"],
                N_ENCODED: metrics["tiles_encoded"],
            }
        )

    def closing_lines(self, job: PrepareDatasetJob, result: Result) -> list[str]:
        return [tr("Next: look for faults before training: Verify dataset.")]


def _load_tiles(context: QgsProcessingContext, tiles: str, job: PrepareDatasetJob) -> None:
    """Let QGIS load the tiles, above the image."""
    name = tr("Tiles – {}").format(Path(job.folder).name)
    layer = LayerToLoad(name, TILES, QgsProcessingUtils.LayerHint.Vector)
    load_result(context, tiles, layer, job.scenes[0].path)
