"""Learn classes from labels: a small head on the features of a frozen backbone."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from ...core.errors import InvalidLabels
from ...core.jobs import VALIDATIONS, Result, TrainJob
from ...core.recipe import HEADS, Recipe
from ..algorithm import LandsketchAlgorithm, without_nothing
from ..i18n import tr
from ..layers import absolute
from ..parameters import backbone, labels, run, scene
from ..parameters.values import is_given

HEAD = "HEAD"
VALIDATION = "VALIDATION"
BLOCK_SIZE = "BLOCK_SIZE"
BUFFER = "BUFFER"
BASELINES = "BASELINES"
MODEL = "MODEL"
REPORT = "REPORT"
MIOU = "MIOU"
OA = "OA"


class TrainHead(LandsketchAlgorithm):
    """Train a model from images and labels."""

    ID = "trainhead"

    def displayName(self) -> str:
        return tr("Train head")

    def shortDescription(self) -> str:
        return tr("Learns classes from label polygons and writes a model that maps whole scenes.")

    def tags(self) -> list[str]:
        return ["dino", "classification", "segmentation", "land cover", "learn", "model", "deep learning"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        scene.add_scenes(self)
        scene.add_scale(self)
        labels.add_labels(self)
        labels.add_split_and_table(self)
        backbone.add_backbone(self)
        self._add_head()
        self._add_validation()
        backbone.add_features(self)
        backbone.add_tiling(self)
        run.add_cache(self)
        run.add_seed(self)
        self._add_outputs()

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        scene.read_scenes(self, parameters, context)
        labels.check_labels(self, parameters)
        by_field = self.parameterAsEnumString(parameters, VALIDATION, context) == "field"
        if by_field and not is_given(parameters, labels.SPLIT_FIELD):
            raise InvalidLabels(tr("VALIDATION by field needs SPLIT_FIELD, the field that names each polygon's fold."))

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> TrainJob:
        return TrainJob(
            scenes=scene.read_scenes(self, parameters, context),
            labels=labels.read_labels(self, parameters, context, feedback),
            model=absolute(self.parameterAsFileOutput(parameters, MODEL, context)),
            report=absolute(self.parameterAsFileOutput(parameters, REPORT, context)),
            backbone=backbone.read_backbone(self, parameters, context),
            recipe=Recipe(head=self.parameterAsEnumString(parameters, HEAD, context)),
            validation=self.parameterAsEnumString(parameters, VALIDATION, context),
            block_m=self.parameterAsDouble(parameters, BLOCK_SIZE, context),
            buffer_m=self.parameterAsDouble(parameters, BUFFER, context),
            baselines=self.parameterAsBool(parameters, BASELINES, context),
            run=run.read_run(self, parameters, context),
        )

    def publish(self, job: TrainJob, result: Result, context: QgsProcessingContext) -> dict[str, Any]:
        made = {MODEL: job.model, REPORT: result.outputs.get("report")}
        scores = {MIOU: result.figures.get("miou"), OA: result.figures.get("oa")}
        return without_nothing({**made, **scores})  # without validation there is neither score nor report

    def _add_head(self) -> None:
        self.add(
            QgsProcessingParameterEnum(
                HEAD, tr("Head"), options=list(HEADS), usesStaticStrings=True, defaultValue=Recipe.head
            ),
            tr("What is trained: 'ridge' at once, 'linear' in seconds, 'mlp' for many labels."),
        )

    def _add_validation(self) -> None:
        self.add(
            QgsProcessingParameterEnum(
                VALIDATION,
                tr("Validation"),
                options=list(VALIDATIONS),
                usesStaticStrings=True,
                defaultValue=TrainJob.validation,
            ),
            tr("How the accuracy is found: on spatial blocks, by the split field, by whole images, or not at all."),
        )
        for name, title, default, help_text in (
            (
                BLOCK_SIZE,
                tr("Block side"),
                TrainJob.block_m,
                tr("Side of a validation block in units of the image's CRS; 0 = automatic."),
            ),
            (
                BUFFER,
                tr("Buffer"),
                TrainJob.buffer_m,
                tr("No label closer than this to a validation block trains; 0 = automatic."),
            ),
        ):
            double = QgsProcessingParameterNumber.Type.Double
            self.add(QgsProcessingParameterNumber(name, title, double, default, minValue=0), help_text, advanced=True)
        self.add(
            QgsProcessingParameterBoolean(
                BASELINES, tr("Compare with random forests"), defaultValue=TrainJob.baselines
            ),
            tr("Also score random forests on the raw bands on the same folds; slower."),
            advanced=True,
        )

    def _add_outputs(self) -> None:
        self.add(
            QgsProcessingParameterFileDestination(
                MODEL, tr("Model"), fileFilter=tr("Landsketch model (*.safetensors)")
            ),
            tr("The model, one file."),
        )
        self.add(
            QgsProcessingParameterFileDestination(
                REPORT, tr("Report"), fileFilter=tr("HTML files (*.html)"), optional=True, createByDefault=True
            ),
            tr("Accuracy with its uncertainty, per class, as a page for the browser."),
        )
        self.addOutput(QgsProcessingOutputNumber(MIOU, tr("Mean intersection over union")))
        self.addOutput(QgsProcessingOutputNumber(OA, tr("Overall accuracy")))
