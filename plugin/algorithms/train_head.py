"""Learn classes from labels: a small head on the features of a frozen backbone."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
)

from ...core.errors import InvalidLabels
from ...core.job.head_kinds import GRADIENT_HEADS
from ...core.job.jobs import Result, TrainJob
from ...core.job.recipe import Recipe
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..layers import absolute
from ..parameters import backbone, labels, run, scene, scores, training, validation
from ..parameters.values import is_given

MODEL = "MODEL"
CHECKPOINTS = "CHECKPOINTS"
TENSORBOARD = "TENSORBOARD"


class TrainHead(LandsketchAlgorithm):
    """Train a model from images and labels."""

    ID = "trainhead"
    GROUP = "train"

    def displayName(self) -> str:
        return tr("Train head")

    def shortDescription(self) -> str:
        return tr("Learns classes from label polygons and writes a model that maps whole scenes.")

    def tags(self) -> list[str]:
        return [
            "dino",
            "classification",
            "segmentation",
            "land cover",
            "learn",
            "model",
            "deep learning",
        ]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        scene.add_scenes(self)
        scene.add_scale(self)
        labels.add_labels(self)
        labels.add_split(self)
        labels.add_class_table(self)
        backbone.add_backbone(self)
        training.add_head(self, Recipe())
        validation.add_validation(self)
        training.add_max_samples(self)
        training.add_step(self, Recipe())
        training.add_course(self, Recipe())
        backbone.add_features(self)
        backbone.add_tiling(self)
        run.add_cache(self)
        run.add_seed(self)
        self._add_outputs()

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        scene.read_scenes(self, parameters, context)
        labels.check_labels(self, parameters)
        training.read_recipe(self, parameters, context)
        by_field = validation.read_validation(self, parameters, context)["validation"] == "field"
        if by_field and not is_given(parameters, labels.SPLIT_FIELD):
            raise InvalidLabels(
                tr(
                    "VALIDATION by field needs SPLIT_FIELD, the field that names each polygon's fold."
                )
            )

    def make_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> TrainJob:
        recipe = training.read_recipe(self, parameters, context)
        training.warn_ignored(recipe, feedback)
        model = absolute(self.parameterAsFileOutput(parameters, MODEL, context))
        return TrainJob(
            scenes=scene.read_scenes(self, parameters, context),
            labels=labels.read_labels(self, parameters, context, feedback, model),
            model=model,
            report=absolute(self.parameterAsFileOutput(parameters, scores.REPORT, context)),
            checkpoints=absolute(self.parameterAsFileOutput(parameters, CHECKPOINTS, context)),
            tensorboard=absolute(self.parameterAsFileOutput(parameters, TENSORBOARD, context)),
            backbone=backbone.read_backbone(self, parameters, context),
            recipe=recipe,
            max_samples=training.read_max_samples(self, parameters, context),
            **validation.read_validation(self, parameters, context),
            run=run.read_run(self, parameters, context),
        )

    def publish(
        self, job: TrainJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        files = {MODEL: job.model, TENSORBOARD: job.tensorboard}
        files[CHECKPOINTS] = result.outputs.get("checkpoints", "")
        # Without validation there are no scores
        return drop_empty({**files, **scores.read_scores(result)})

    def _add_outputs(self) -> None:
        self.add(
            QgsProcessingParameterFileDestination(
                MODEL, tr("Model"), fileFilter=tr("Landsketch model (*.safetensors)")
            ),
            tr("The model, one file."),
        )
        scores.add_scores(self)
        for name, title, help_text in (
            (
                CHECKPOINTS,
                tr("Checkpoints"),
                tr("Folder that gets the last and the best weights of the training."),
            ),
            (
                TENSORBOARD,
                tr("TensorBoard"),
                tr("Folder that gets the curves of all trainings for TensorBoard."),
            ),
        ):
            self.add(
                QgsProcessingParameterFolderDestination(
                    name, title, optional=True, createByDefault=False
                ),
                tr("{} Heads: {}.").format(help_text, ", ".join(GRADIENT_HEADS)),
                advanced=True,
            )
