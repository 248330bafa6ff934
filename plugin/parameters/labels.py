"""Parameters of labels: polygons of a vector layer, or a label raster."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsFeatureRequest,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterRasterLayer,
)

from ...core.errors import InvalidLabels
from ...core.jobs import LabelOptions
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import absolute, has_unsaved_edits, raster_path, write_labels
from .values import is_given

LABELS = "LABELS"
LABEL_RASTER = "LABEL_RASTER"
CLASS_FIELD = "CLASS_FIELD"
SPLIT_FIELD = "SPLIT_FIELD"
CLASS_TABLE = "CLASS_TABLE"


def add_label_polygons(algorithm: LandsketchAlgorithm, help_text: str) -> None:
    """Declare the polygons."""
    algorithm.add(
        QgsProcessingParameterFeatureSource(
            LABELS, tr("Label polygons"), [QgsProcessing.SourceType.TypeVectorPolygon], optional=True
        ),
        help_text,
    )


def add_labels(algorithm: LandsketchAlgorithm) -> None:
    """Declare polygons with their class, or a label raster instead."""
    add_label_polygons(algorithm, tr("Polygons of known classes. Selection, filter and unsaved edits are respected."))
    algorithm.add(
        QgsProcessingParameterField(
            CLASS_FIELD,
            tr("Class field"),
            parentLayerParameterName=LABELS,
            type=QgsProcessingParameterField.DataType.Any,
            optional=True,
        ),
        tr("The field that holds the class, as text or number."),
    )
    algorithm.add(
        QgsProcessingParameterRasterLayer(LABEL_RASTER, tr("Label raster"), optional=True),
        tr("Instead of polygons: a raster with 0-254 = class; nodata and 255 = unlabelled."),
        advanced=True,
    )


def add_split_and_table(algorithm: LandsketchAlgorithm) -> None:
    """Declare what only training needs: the field of folds and the class table."""
    algorithm.add(
        QgsProcessingParameterField(
            SPLIT_FIELD,
            tr("Split field"),
            parentLayerParameterName=LABELS,
            type=QgsProcessingParameterField.DataType.Any,
            optional=True,
        ),
        tr("The field that names each polygon's fold, or train, val and test; used by the validation 'field'."),
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterFile(
            CLASS_TABLE,
            tr("Class table"),
            behavior=QgsProcessingParameterFile.Behavior.File,
            optional=True,
            fileFilter=tr("Class table (*.json)"),
        ),
        tr("JSON file with value, name and colour of every class; empty to make it from the labels."),
        advanced=True,
    )


def check_labels(algorithm: LandsketchAlgorithm, parameters: dict[str, Any], *, required: bool = True) -> None:
    """Refuse too few or too many labels before the run."""
    has_polygons, has_raster = is_given(parameters, LABELS), is_given(parameters, LABEL_RASTER)
    if has_polygons and has_raster:
        raise InvalidLabels(tr("Give LABELS or LABEL_RASTER, not both."))
    if required and not (has_polygons or has_raster):
        raise InvalidLabels(tr("No labels were given; choose LABELS or LABEL_RASTER."))
    if has_polygons and algorithm.parameterDefinition(CLASS_FIELD) and not is_given(parameters, CLASS_FIELD):
        raise InvalidLabels(tr("Choose CLASS_FIELD, the field of the labels that holds the class."))


def read_labels(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
) -> LabelOptions:
    """Read the labels; polygons are written to a temporary file as QGIS shows them now."""
    check_labels(algorithm, parameters, required=False)
    fields = {name: _read_field(algorithm, parameters, name, context) for name in (CLASS_FIELD, SPLIT_FIELD)}
    table = _read_table(algorithm, parameters, context)
    if is_given(parameters, LABEL_RASTER) and algorithm.parameterDefinition(LABEL_RASTER):
        layer = algorithm.parameterAsRasterLayer(parameters, LABEL_RASTER, context)
        if layer is None:
            raise InvalidLabels(tr("The label raster cannot be opened; choose another LABEL_RASTER."))
        return LabelOptions(raster=raster_path(layer), class_table=table)
    if not is_given(parameters, LABELS):
        return LabelOptions()
    if has_unsaved_edits(algorithm.parameterAsVectorLayer(parameters, LABELS, context)):
        feedback.pushInfo(tr("The labels have unsaved edits; they are used as you see them now."))
    path = write_labels(_open_source(algorithm, parameters, context), [name for name in fields.values() if name])
    return LabelOptions(path=path, class_field=fields[CLASS_FIELD], split_field=fields[SPLIT_FIELD], class_table=table)


def _open_source(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> QgsProcessingFeatureSource:
    source = algorithm.parameterAsSource(parameters, LABELS, context)
    if source is None:
        raise InvalidLabels(tr("The labels cannot be opened; choose a polygon layer as LABELS."))
    # hand-drawn polygons cross themselves now and then; the engine rasterises them all the same
    source.setInvalidGeometryCheck(QgsFeatureRequest.InvalidGeometryCheck.GeometryNoCheck)
    return source


def _read_field(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> str:
    return str(algorithm.parameterAsString(parameters, name, context)) if algorithm.parameterDefinition(name) else ""


def _read_table(algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
    if not algorithm.parameterDefinition(CLASS_TABLE):
        return ""
    return absolute(algorithm.parameterAsFile(parameters, CLASS_TABLE, context))
