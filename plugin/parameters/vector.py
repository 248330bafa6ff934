"""A vector layer as QGIS shows it now, as a file that the engine can open; and polygons that limit a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import (
    QgsFeatureRequest,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSource,
)

from ...core.errors import InvalidLabels
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import has_unsaved_edits, kept, write_labels
from .values import is_given

MASK = "MASK"


def add_mask(algorithm: LandsketchAlgorithm) -> None:
    """Declare the polygons inside which a map is made."""
    algorithm.add(
        QgsProcessingParameterFeatureSource(
            MASK, tr("Mask"), [QgsProcessing.SourceType.TypeVectorPolygon], optional=True
        ),
        tr(
            "Map only what lies inside these polygons, of any CRS; the rest is nodata and takes no time."
        ),
    )


def read_mask(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
    output: str,
) -> str:
    """Write the mask's polygons to a file beside ``output`` and return its path, empty when none was given."""
    copy = written(algorithm, parameters, MASK, context, feedback, [])
    return lasting(algorithm, parameters, MASK, context, copy, output)


def written(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
    fields: Sequence[str],
) -> str:
    """Write a layer with the named fields to a temporary file and return its path, empty when none was given."""
    if not is_given(parameters, name):
        return ""
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise InvalidLabels(tr("{} cannot be opened; choose a vector layer.").format(name))
    if has_unsaved_edits(algorithm.parameterAsVectorLayer(parameters, name, context)):
        feedback.pushInfo(
            tr("'{}' has unsaved edits; they are used as you see them now.").format(
                source.sourceName()
            )
        )
    # hand-drawn polygons cross themselves now and then; the engine rasterises them all the same
    source.setInvalidGeometryCheck(QgsFeatureRequest.InvalidGeometryCheck.GeometryNoCheck)
    return write_labels(source, fields)


def lasting(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
    copy: str,
    output: str,
) -> str:
    """Put the written copy of a layer beside a result, so that its job can be run again; return where it is.

    No copy is "", and without a result (``output`` is "") it stays a temporary file.
    """
    if not (copy and output):
        return copy
    layer = algorithm.parameterAsVectorLayer(parameters, name, context)
    return kept(copy, f"{output}.{name.lower()}.gpkg", layer)
