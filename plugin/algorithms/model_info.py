"""Show what a model file says about itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsWkbTypes,
)

from ...core.errors import InvalidModel
from ...core.model_header import ModelHeader
from ..engine_algorithm import EngineAlgorithm
from ..feedback import FeedbackProgress
from ..i18n import tr
from ..model_entry import read_entry
from ..model_information import information, training_crs, training_polygons

MODEL, TRAINING_AREA = "MODEL", "TRAINING_AREA"
CLASSES, BACKBONE, MIOU, N_POLYGONS = "CLASSES", "BACKBONE", "MIOU", "N_POLYGONS"


class ModelInfo(EngineAlgorithm):
    """Show classes, scores, backbone and training labels of a model."""

    ID = "modelinfo"
    GROUP = "tools"

    def displayName(self) -> str:
        return tr("Model information")

    def shortDescription(self) -> str:
        return tr("Shows classes, scores, backbone and licence of a model, and its labels.")

    def tags(self) -> list[str]:
        return ["metadata", "classes", "accuracy", "training area", "licence", "safetensors"]

    def add_parameters(self) -> None:
        model = QgsProcessingParameterFile(
            MODEL, tr("Model"), fileFilter=tr("Models (*.safetensors)")
        )
        model.setHelp(tr("Model written by 'Train head'."))
        self.add(model)
        area = QgsProcessingParameterFeatureSink(
            TRAINING_AREA, tr("Training labels"), optional=True, createByDefault=False
        )
        area.setHelp(tr("Layer with the polygons that the model was trained on; optional."))
        self.add(area)

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputString(CLASSES, tr("Names of the classes, as JSON")))
        self.addOutput(QgsProcessingOutputString(BACKBONE, tr("Name of the backbone")))
        self.addOutput(QgsProcessingOutputNumber(MIOU, tr("Mean IoU on held-out labels")))
        self.addOutput(QgsProcessingOutputNumber(N_POLYGONS, tr("Number of training polygons")))

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        path = self.parameterAsFile(parameters, MODEL, context)
        if not Path(path).is_file():
            raise InvalidModel(tr("There is no file {}; check the path.").format(path))
        entry = read_entry(path)
        if entry.header is None:
            raise InvalidModel(
                tr(
                    "{} is no model of this version of Landsketch; choose a file that 'Train head' "
                    "has written."
                ).format(path)
            )
        for line in information(entry):
            progress.info(line)
        outputs = {
            CLASSES: json.dumps(list(entry.header.classes.names), ensure_ascii=False),
            BACKBONE: entry.header.backbone,
            N_POLYGONS: len(list(training_polygons(entry.header))),
        }
        if entry.scores is not None:
            outputs[MIOU] = entry.scores.miou
        return outputs | self._write_area(entry.header, parameters, context)

    def _write_area(
        self, header: ModelHeader, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Write the training labels if they are wanted."""
        kind = QgsWkbTypes.Type.MultiPolygon
        sink, path = self.parameterAsSink(
            parameters, TRAINING_AREA, context, QgsFields(), kind, training_crs(header)
        )
        if sink is None:
            return {}
        for geometry in training_polygons(header):
            feature = QgsFeature()
            geometry.convertToMultiType()
            feature.setGeometry(geometry)
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise InvalidModel(tr("The training labels cannot be written to {}.").format(path))
        return {TRAINING_AREA: path}
