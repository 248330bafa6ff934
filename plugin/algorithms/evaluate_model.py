"""Score a model on labels."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
)

from ...core.jobs import EVALUATIONS, EvaluateJob, Result
from ..algorithm import LandsketchAlgorithm, without_nothing
from ..i18n import tr
from ..layers import absolute
from ..parameters import labels, model, run, scene

METHOD = "METHOD"
BASELINES = "BASELINES"
INCLUDE_TRAINING = "INCLUDE_TRAINING"
REPORT = "REPORT"
MIOU = "MIOU"
OA = "OA"


class EvaluateModel(LandsketchAlgorithm):
    """Tell how good a model is on labels it has not seen."""

    ID = "evaluatemodel"

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
        self._add_method()
        run.add_cache(self)
        self.add(
            QgsProcessingParameterFileDestination(
                REPORT, tr("Report"), fileFilter=tr("HTML files (*.html)"), optional=True, createByDefault=True
            ),
            tr("Accuracy with its uncertainty, per class, as a page for the browser."),
        )
        self.addOutput(QgsProcessingOutputNumber(MIOU, tr("Mean intersection over union")))
        self.addOutput(QgsProcessingOutputNumber(OA, tr("Overall accuracy")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        scene.read_scene(self, parameters, context)
        model.read_model(self, parameters, context)
        labels.check_labels(self, parameters)

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> EvaluateJob:
        return EvaluateJob(
            scene=scene.read_scene(self, parameters, context),
            model=model.read_model(self, parameters, context),
            labels=labels.read_labels(self, parameters, context, feedback),
            report=absolute(self.parameterAsFileOutput(parameters, REPORT, context)),
            method=self.parameterAsEnumString(parameters, METHOD, context),
            include_training=self.parameterAsBool(parameters, INCLUDE_TRAINING, context),
            baselines=self.parameterAsBool(parameters, BASELINES, context),
            run=run.read_run(self, parameters, context),
        )

    def publish(self, job: EvaluateJob, result: Result, context: QgsProcessingContext) -> dict[str, Any]:
        scores = {MIOU: result.figures.get("miou"), OA: result.figures.get("oa")}
        return without_nothing({REPORT: result.outputs.get("report"), **scores})

    def _add_method(self) -> None:
        self.add(
            QgsProcessingParameterEnum(
                METHOD,
                tr("Method"),
                options=list(EVALUATIONS),
                usesStaticStrings=True,
                defaultValue=EvaluateJob.method,
            ),
            tr("'held_out' scores the model as it is; 'cross_validation' trains its head again on spatial folds."),
        )
        self.add(
            QgsProcessingParameterBoolean(
                BASELINES, tr("Compare with random forests"), defaultValue=EvaluateJob.baselines
            ),
            tr("With 'cross_validation', also score random forests on the raw bands on the same folds; slower."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                INCLUDE_TRAINING, tr("Include the training polygons"), defaultValue=EvaluateJob.include_training
            ),
            tr("Also score where the model was trained; the figures are then too good."),
            advanced=True,
        )
