"""The parameter that names a class map."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingParameterRasterLayer

from ...core.errors import InvalidScene
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import raster_path

INPUT = "INPUT"


def add_map(algorithm: LandsketchAlgorithm) -> None:
    """Declare the class map."""
    algorithm.add(
        QgsProcessingParameterRasterLayer(INPUT, tr("Map")),
        tr(
            "The map that 'Predict raster' made, or any raster with one band of class values from 0 to 254."
        ),
    )


def read_raster(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
) -> str:
    """Read the path of a raster; empty when an optional one is not given."""
    layer = algorithm.parameterAsRasterLayer(parameters, name, context)
    if layer is None:
        if parameters.get(name) in (None, ""):
            return ""
        raise InvalidScene(
            tr("The raster cannot be opened; choose another one as {}.").format(name)
        )
    return raster_path(layer)
