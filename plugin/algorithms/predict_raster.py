"""Map a scene with a model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterRasterDestination,
)

from ...core.class_table import ClassTable
from ...core.job.jobs import PredictJob, Result
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..layers import absolute
from ..parameters import mapping, model, run, scene, vector
from ..styling import ClassStyler, ConfidenceStyler, announce, layer_name

OUTPUT = "OUTPUT"
CONFIDENCE = "CONFIDENCE"
PROBABILITIES = "PROBABILITIES"


class PredictRaster(LandsketchAlgorithm):
    """Write the class map of a scene, with its confidence if wanted."""

    ID = "predictraster"
    GROUP = "map"

    def displayName(self) -> str:
        return tr("Predict raster")

    def shortDescription(self) -> str:
        return tr(
            "Maps a whole scene with a trained model and loads the map with its class names and colours."
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

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        scene.add_scene(self)
        model.add_model(self)
        scene.add_extent(self)
        vector.add_mask(self)
        run.add_cache(self)
        run.add_cluster(self)
        mapping.add_mapping(self)
        self.add(
            QgsProcessingParameterRasterDestination(OUTPUT, tr("Map")),
            tr("The map: one value per class."),
        )
        self.add(
            QgsProcessingParameterRasterDestination(
                CONFIDENCE, tr("Confidence"), optional=True, createByDefault=False
            ),
            tr("How sure the model is at every pixel, 0-100 %."),
        )
        self.add(
            QgsProcessingParameterRasterDestination(
                PROBABILITIES, tr("Probabilities"), optional=True, createByDefault=False
            ),
            tr("How likely each class is at every pixel, 0-100 %, one band per class."),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        scene.read_scene(self, parameters, context)
        model.read_model(self, parameters, context)
        mapping.read_mapping(self, parameters, context)
        run.read_run(self, parameters, context)

    def make_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> PredictJob:
        output = absolute(self.parameterAsOutputLayer(parameters, OUTPUT, context))
        mask = vector.read_mask(self, parameters, context, feedback, output)
        return PredictJob(
            scene=scene.read_scene(self, parameters, context),
            model=model.read_model(self, parameters, context),
            output=output,
            confidence=absolute(self.parameterAsOutputLayer(parameters, CONFIDENCE, context)),
            probabilities=absolute(self.parameterAsOutputLayer(parameters, PROBABILITIES, context)),
            options=replace(mapping.read_mapping(self, parameters, context), mask=mask),
            run=run.read_run(self, parameters, context),
        )

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
