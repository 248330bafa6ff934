"""Find the learning rate of a head by a short test."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFileDestination,
)

from ...core.job.head_kinds import GRADIENT_HEADS
from ...core.job.jobs import FindRateJob, Result
from ...core.job.recipe import Recipe
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import absolute
from ..parameters import backbone, labels, run, scene, training, validation

CURVE = "CURVE"
LEARNING_RATE = "LEARNING_RATE"


class FindLearningRate(LandsketchAlgorithm):
    """Suggest the learning rate of a training that is about to be made."""

    ID = "findlearningrate"
    GROUP = "train"

    def displayName(self) -> str:
        return tr("Find learning rate")

    def shortDescription(self) -> str:
        return tr(
            "Tries rising learning rates for a short while and suggests one for 'Train head'."
        )

    def tags(self) -> list[str]:
        return ["dino", "learning rate", "range test", "deep learning", "decoder", "mlp", "tuning"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        scene.add_scenes(self)
        scene.add_scale(self)
        labels.add_labels(self)
        labels.add_class_table(self)
        backbone.add_backbone(self)
        training.add_head(self, Recipe(head=GRADIENT_HEADS[0]), GRADIENT_HEADS)
        validation.add_block_size(self)
        training.add_max_samples(self)
        training.add_step(self, Recipe())
        backbone.add_features(self)
        backbone.add_tiling(self)
        run.add_cache(self)
        run.add_seed(self)
        self.add(
            QgsProcessingParameterFileDestination(
                CURVE, tr("Curve"), fileFilter=tr("SVG files (*.svg)")
            ),
            tr("The loss at each learning rate, as a drawing."),
        )
        self.addOutput(QgsProcessingOutputNumber(LEARNING_RATE, tr("Suggested learning rate")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        scene.read_scenes(self, parameters, context)
        labels.check_labels(self, parameters)
        training.read_recipe(self, parameters, context)

    def make_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> FindRateJob:
        recipe = training.read_recipe(self, parameters, context)
        training.warn_ignored(recipe, feedback)
        return FindRateJob(
            scenes=scene.read_scenes(self, parameters, context),
            labels=labels.read_labels(self, parameters, context, feedback),
            output=absolute(self.parameterAsFileOutput(parameters, CURVE, context)),
            backbone=backbone.read_backbone(self, parameters, context),
            recipe=recipe,
            block_m=validation.read_block_size(self, parameters, context),
            max_samples=training.read_max_samples(self, parameters, context),
            run=run.read_run(self, parameters, context),
        )

    def publish(
        self, job: FindRateJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        return {LEARNING_RATE: result.metrics["learning_rate"], CURVE: job.output}
