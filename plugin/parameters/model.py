"""The parameter that names a trained model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingParameterFile

from ...core.errors import InvalidModel
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import absolute

MODEL = "MODEL"


def add_model(algorithm: LandsketchAlgorithm) -> None:
    """Declare the model file."""
    algorithm.add(
        QgsProcessingParameterFile(
            MODEL,
            tr("Model"),
            behavior=QgsProcessingParameterFile.Behavior.File,
            fileFilter=tr("Landsketch model (*.safetensors)"),
        ),
        tr("The model that 'Train head' wrote."),
    )


def read_model(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str:
    """Read the path of a model that exists."""
    path = absolute(algorithm.parameterAsFile(parameters, MODEL, context))
    if not Path(path).is_file():
        raise InvalidModel(
            tr("There is no model '{}'; choose a file that 'Train head' wrote.").format(path)
        )
    return path
