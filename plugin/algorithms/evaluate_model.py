"""Score a model on labels."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from ...core.job.jobs import EvaluateJob, Result
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..layers import absolute
from ..parameters import labels, model, run, scene, scores, validation


class EvaluateModel(LandsketchAlgorithm):
    """Tell how good a model is on labels it has not seen."""

    ID = "evaluatemodel"
    GROUP = "train"

    def displayName(self) -> str:
        return tr("Evaluate model")

    def shortDescription(self) -> str:
        return tr("Scores a model on labels, by default without the polygons it was trained on.")

    def tags(self) -> list[str]:
        return ["accuracy", "validation", "confusion matrix", "iou", "f1", "kappa", "report"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        scene.add_scene(self)
        model.add_model(self)
        labels.add_labels(self)
        validation.add_method(self)
        run.add_cache(self)
        scores.add_scores(self)

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        scene.read_scene(self, parameters, context)
        model.read_model(self, parameters, context)
        labels.check_labels(self, parameters)
        validation.read_method(self, parameters, context)

    def make_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> EvaluateJob:
        return EvaluateJob(
            scene=scene.read_scene(self, parameters, context),
            model=model.read_model(self, parameters, context),
            labels=labels.read_labels(self, parameters, context, feedback),
            report=absolute(self.parameterAsFileOutput(parameters, scores.REPORT, context)),
            **validation.read_method(self, parameters, context),
            run=run.read_run(self, parameters, context),
        )

    def publish(
        self, job: EvaluateJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        return drop_empty(scores.read_scores(result))
