"""Write a model for other programs."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from ...core.job.jobs import ExportJob, Result
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import absolute
from ..parameters import class_map, model, run, scene
from ..parameters.values import read_numbers

INPUT = scene.INPUT
TILE_SIZE = "TILE_SIZE"
OUTPUT = "OUTPUT"
LICENCE = "LICENCE"


class ExportModel(LandsketchAlgorithm):
    """Write a model and its backbone as one ONNX file."""

    ID = "exportmodel"
    GROUP = "models"

    def displayName(self) -> str:
        return tr("Export model")

    def shortDescription(self) -> str:
        return tr(
            "Writes a model and its backbone as one ONNX file that Deepness and other programs can run."
        )

    def tags(self) -> list[str]:
        return ["onnx", "deepness", "share", "deploy", "convert"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        model.add_model(self)
        self.add(
            QgsProcessingParameterRasterLayer(INPUT, tr("Image to be mapped"), optional=True),
            tr(
                "Its stretch, pixel size and position means are put into the file; empty = those of the training image."
            ),
        )
        scene.add_bands(self)
        self.add(
            QgsProcessingParameterNumber(
                TILE_SIZE, tr("Tile size (pixels)"), defaultValue=ExportJob.tile_px, minValue=0
            ),
            tr(
                "Side of the square that the file takes at once; 0 = the model's own, which matches its maps best."
            ),
            advanced=True,
        )
        run.add_cache(self)
        self.add(
            QgsProcessingParameterFileDestination(
                OUTPUT, tr("ONNX file"), tr("ONNX model (*.onnx)")
            ),
            tr("The exported model. The licence of its backbone is written beside it."),
        )
        self.addOutput(QgsProcessingOutputFile(LICENCE, tr("Licence of the backbone")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        model.read_model(self, parameters, context)
        class_map.read_raster(self, parameters, INPUT, context)

    def make_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> ExportJob:
        return ExportJob(
            model=model.read_model(self, parameters, context),
            output=absolute(self.parameterAsFileOutput(parameters, OUTPUT, context)),
            raster=class_map.read_raster(self, parameters, INPUT, context),
            bands=read_numbers(self, parameters, scene.BANDS, context),
            tile_px=self.parameterAsInt(parameters, TILE_SIZE, context),
            run=run.read_run(self, parameters, context),
        )

    def publish(
        self, job: ExportJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        return {OUTPUT: job.output, LICENCE: result.outputs["licence"]}
