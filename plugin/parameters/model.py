"""The parameter that names a trained model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterFile,
    QgsRasterLayer,
    QgsUnitTypes,
)

from ...core.errors import InvalidModel
from ...core.model_header import matching_scale, metres_of_degrees, read_header
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import absolute

MODEL = "MODEL"
INPUT = "INPUT"


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
    """Return the path of MODEL.

    Raises:
        InvalidModel: The file does not exist, or no image of INPUT has pixels of a size that the
            model can read.
    """
    path = absolute(algorithm.parameterAsFile(parameters, MODEL, context))
    if not Path(path).is_file():
        raise InvalidModel(
            tr("There is no model '{}'; choose a file that 'Train head' wrote.").format(path)
        )
    if algorithm.parameterDefinition(INPUT):
        _check_pixel_size(Path(path), _images(algorithm, parameters, context))
    return path


def _images(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> list[QgsRasterLayer]:
    """Return the rasters of INPUT that can be opened."""
    if algorithm.parameterDefinition(INPUT).type() == "multilayer":
        layers = algorithm.parameterAsLayerList(parameters, INPUT, context)
    else:
        layers = [algorithm.parameterAsRasterLayer(parameters, INPUT, context)]
    return [layer for layer in layers if isinstance(layer, QgsRasterLayer)]


def _check_pixel_size(path: Path, images: list[QgsRasterLayer]) -> None:
    """Refuse images that the engine would refuse; of several images, one that fits is enough.

    A file that is no model is left to the engine, which says what is wrong with it.
    """
    header = read_header(path)
    if header is None:
        return
    refusal = None
    for image in images:
        name = Path(image.source()).name
        try:
            matching_scale(_pixel_size_m(image), header.pixel_size_m, header.scale, name)
        except InvalidModel as error:
            refusal = refusal or error
        else:
            return
    if refusal is not None:
        raise refusal


def _pixel_size_m(image: QgsRasterLayer) -> float:
    """Return the mean side of a pixel in metres; in units of the CRS where that has no length."""
    x, y = image.rasterUnitsPerPixelX(), image.rasterUnitsPerPixelY()
    crs = image.crs()
    if crs.isGeographic():
        return metres_of_degrees(x, y, image.extent().center().y())
    factor = 1.0
    if crs.isValid():
        metres = QgsUnitTypes.DistanceUnit.DistanceMeters
        factor = QgsUnitTypes.fromUnitToUnitFactor(crs.mapUnits(), metres)
    return float((x * y) ** 0.5 * factor)
