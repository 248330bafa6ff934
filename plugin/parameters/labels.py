"""Parameters of labels: shapes of a vector layer or a label raster, fully labelled areas, one class of interest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ...core.errors import InvalidLabels
from ...core.job.options import LabelOptions
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import absolute, raster_path
from .values import is_given
from .vector import lasting, written

LABELS = "LABELS"
LABEL_RASTER = "LABEL_RASTER"
CLASS_FIELD = "CLASS_FIELD"
SPLIT_FIELD = "SPLIT_FIELD"
CLASS_TABLE = "CLASS_TABLE"
CLASS_OF_INTEREST = "CLASS_OF_INTEREST"
OTHER_CLASS = "OTHER_CLASS"
FULLY_LABELLED_AREA = "FULLY_LABELLED_AREA"
POINT_RADIUS = "POINT_RADIUS"


def add_label_shapes(algorithm: LandsketchAlgorithm, help_text: str) -> None:
    """Declare the polygons or points."""
    algorithm.add(
        QgsProcessingParameterFeatureSource(
            LABELS, tr("Labels"), [QgsProcessing.SourceType.TypeVectorAnyGeometry], optional=True
        ),
        help_text,
    )


def add_labels(algorithm: LandsketchAlgorithm) -> None:
    """Declare polygons or points with their class, or a label raster instead, and how classes are made of them."""
    add_label_shapes(
        algorithm,
        tr(
            "Polygons or points of known classes. Selection, filter and unsaved edits are respected."
        ),
    )
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
    _add_other(algorithm)
    algorithm.add(
        QgsProcessingParameterNumber(
            POINT_RADIUS,
            tr("Point radius (pixels)"),
            QgsProcessingParameterNumber.Type.Double,
            LabelOptions.point_radius,
            minValue=0.5,
        ),
        tr(
            "How far a point or line labels pixels: 0.5 is its own pixel, 1.5 also the eight around it."
        ),
        advanced=True,
    )


def _add_other(algorithm: LandsketchAlgorithm) -> None:
    """Declare what makes ground 'other': one class of interest, fully labelled areas."""
    algorithm.add(
        QgsProcessingParameterString(CLASS_OF_INTEREST, tr("Class of interest"), optional=True),
        tr(
            "Name or value of one class to be mapped; all other classes become 'other'. Empty to map all."
        ),
    )
    algorithm.add(
        QgsProcessingParameterFeatureSource(
            FULLY_LABELLED_AREA,
            tr("Fully labelled areas"),
            [QgsProcessing.SourceType.TypeVectorPolygon],
            optional=True,
        ),
        tr(
            "Polygons inside which everything is labelled: what no label covers there is 'other', nowhere else."
        ),
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterString(
            OTHER_CLASS, tr("Name of the class 'other'"), LabelOptions.other, optional=True
        ),
        tr(
            "What the ground between the labels is called; it may be a class of the labels or of the class table."
        ),
        advanced=True,
    )


def add_split(algorithm: LandsketchAlgorithm) -> None:
    """Declare the field of folds."""
    algorithm.add(
        QgsProcessingParameterField(
            SPLIT_FIELD,
            tr("Split field"),
            parentLayerParameterName=LABELS,
            type=QgsProcessingParameterField.DataType.Any,
            optional=True,
        ),
        tr(
            "The field that names each polygon's fold, or train, val and test; used by the validation 'field'."
        ),
        advanced=True,
    )


def add_class_table(algorithm: LandsketchAlgorithm) -> None:
    """Declare the class table that new models start from."""
    algorithm.add(
        QgsProcessingParameterFile(
            CLASS_TABLE,
            tr("Class table"),
            behavior=QgsProcessingParameterFile.Behavior.File,
            optional=True,
            fileFilter=tr("Class table (*.json)"),
        ),
        tr(
            "JSON file with value, name and colour of every class; empty to make it from the labels."
        ),
        advanced=True,
    )


def check_labels(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], *, required: bool = True
) -> None:
    """Refuse too few or too many labels before the run."""
    has_polygons, has_raster = is_given(parameters, LABELS), is_given(parameters, LABEL_RASTER)
    if has_polygons and has_raster:
        raise InvalidLabels(tr("Give LABELS or LABEL_RASTER, not both."))
    if required and not (has_polygons or has_raster):
        raise InvalidLabels(tr("No labels were given; choose LABELS or LABEL_RASTER."))
    if (
        has_polygons
        and algorithm.parameterDefinition(CLASS_FIELD)
        and not is_given(parameters, CLASS_FIELD)
    ):
        raise InvalidLabels(tr("Choose CLASS_FIELD, the field of the labels that holds the class."))
    if is_given(parameters, FULLY_LABELLED_AREA) and not (has_polygons or has_raster):
        raise InvalidLabels(tr("FULLY_LABELLED_AREA needs LABELS or LABEL_RASTER inside it."))


def read_labels(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
    output: str = "",
) -> LabelOptions:
    """Read the labels; shapes are written to a file as QGIS shows them now, beside ``output`` or a temporary one."""
    check_labels(algorithm, parameters, required=False)
    place = _read_place(algorithm, parameters, context, feedback, output)
    if place is None:
        return LabelOptions()
    if not algorithm.parameterDefinition(CLASS_OF_INTEREST):
        return place
    area = written(algorithm, parameters, FULLY_LABELLED_AREA, context, feedback, [])
    return replace(
        place,
        class_table=_read_table(algorithm, parameters, context),
        interest=algorithm.parameterAsString(parameters, CLASS_OF_INTEREST, context).strip(),
        other=algorithm.parameterAsString(parameters, OTHER_CLASS, context).strip()
        or LabelOptions.other,
        area=lasting(algorithm, parameters, FULLY_LABELLED_AREA, context, area, output),
        point_radius=algorithm.parameterAsDouble(parameters, POINT_RADIUS, context),
    )


def _read_place(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
    output: str,
) -> LabelOptions | None:
    """Return where labels are, None where none were given."""
    if is_given(parameters, LABEL_RASTER) and algorithm.parameterDefinition(LABEL_RASTER):
        layer = algorithm.parameterAsRasterLayer(parameters, LABEL_RASTER, context)
        if layer is None:
            raise InvalidLabels(
                tr("The label raster cannot be opened; choose another LABEL_RASTER.")
            )
        return LabelOptions(raster=raster_path(layer))
    if not is_given(parameters, LABELS):
        return None
    fields = {
        name: _read_field(algorithm, parameters, name, context)
        for name in (CLASS_FIELD, SPLIT_FIELD)
    }
    names = [name for name in fields.values() if name]
    copy = written(algorithm, parameters, LABELS, context, feedback, names)
    path = lasting(algorithm, parameters, LABELS, context, copy, output)
    return LabelOptions(path=path, class_field=fields[CLASS_FIELD], split_field=fields[SPLIT_FIELD])


def _read_field(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
) -> str:
    return (
        str(algorithm.parameterAsString(parameters, name, context))
        if algorithm.parameterDefinition(name)
        else ""
    )


def _read_table(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str:
    if not algorithm.parameterDefinition(CLASS_TABLE):
        return ""
    return absolute(algorithm.parameterAsFile(parameters, CLASS_TABLE, context))
