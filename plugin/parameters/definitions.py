"""The Processing parameters of a job: one per option that is offered."""

from __future__ import annotations

from typing import Callable

from qgis.core import (
    QgsProcessing,
    QgsProcessingDestinationParameter,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from ...core.job.checks import word_of
from ...core.job.job import Job
from ...core.job.option import Option, options_of
from ..i18n import tr

INPUT = "INPUT"
LABELS = "LABELS"
Definition = QgsProcessingParameterDefinition
_POLYGONS = QgsProcessing.SourceType.TypeVectorPolygon  # type: ignore[attr-defined]
_GEOMETRIES = QgsProcessing.SourceType.TypeVectorAnyGeometry  # type: ignore[attr-defined]
_RASTERS = QgsProcessing.SourceType.TypeRaster  # type: ignore[attr-defined]
_FILES = QgsProcessing.SourceType.TypeFile  # type: ignore[attr-defined]


def definitions(kind: type[Job]) -> list[Definition]:
    """Return the parameters of a job, outputs last."""
    offered = [option for option in options_of(kind) if option.info.is_offered]
    offered.sort(key=lambda option: option.is_output)
    return [_definition(option, offered) for option in offered]


def is_list_of_files(definition: Definition) -> bool:
    """Tell whether a parameter takes files that need not be layers."""
    if not isinstance(definition, QgsProcessingParameterMultipleLayers):
        return False
    return bool(definition.layerType() == _FILES)


def _definition(option: Option, offered: list[Option]) -> Definition:
    if option.info.kind == "bands":
        definition = _bands(option, offered)
    elif option.info.kind:
        definition = _BY_KIND[option.info.kind](option)
    else:
        definition = _value(option)
    definition.setHelp(_help(option))
    flag = Definition.Flag
    if _is_optional(option):
        definition.setFlags(definition.flags() | flag.FlagOptional)  # type: ignore[attr-defined]
    if not option.info.is_basic:
        definition.setFlags(definition.flags() | flag.FlagAdvanced)  # type: ignore[attr-defined]
    return definition


def _is_optional(option: Option) -> bool:
    """Tell whether the value may be empty: paths, lists and free texts with a default."""
    if option.is_required or option.info.suggestions:
        return False
    is_text = option.item_type is str and not option.info.choices
    return option.is_list or is_text or bool(option.info.kind)


def _title(option: Option) -> str:
    return tr(option.info.title)


def _help(option: Option) -> str:
    text = tr(option.info.help)
    if option.info.heads:
        text = tr("{} Heads: {}.").format(text, ", ".join(option.info.heads))
    return text


def _value(option: Option) -> Definition:
    """Return the parameter of a number, a text, a choice, a switch, or a list of them as text."""
    name, title, default = option.name, _title(option), option.default
    if option.info.choices and not option.is_list:
        words = [word_of(choice) for choice in option.info.choices]
        return QgsProcessingParameterEnum(
            name, title, options=words, usesStaticStrings=True, defaultValue=word_of(default)
        )
    if option.type is bool:
        return QgsProcessingParameterBoolean(name, title, defaultValue=default)
    if option.type in (int, float):
        return _number(option)
    text = ", ".join(map(str, default)) if option.is_list else default
    definition = QgsProcessingParameterString(name, title, text or None)
    if option.info.suggestions:
        hints = list(option.info.suggestions)
        definition.setMetadata({"widget_wrapper": {"value_hints": hints}})
    return definition


def _number(option: Option) -> Definition:
    kinds, info = QgsProcessingParameterNumber.Type, option.info
    definition = QgsProcessingParameterNumber(
        option.name,
        _title(option),
        kinds.Integer if option.type is int else kinds.Double,
        option.default,
    )
    lowest = info.above if info.at_least is None else info.at_least
    highest = info.below if info.at_most is None else info.at_most
    if lowest is not None:
        definition.setMinimum(lowest)
    if highest is not None:
        definition.setMaximum(highest)
    return definition


def _bands(option: Option, offered: list[Option]) -> Definition:
    """Return a chooser of bands; text where INPUT is several rasters."""
    kinds = {other.name: other.info.kind for other in offered}
    if kinds.get(INPUT) != "raster":
        return QgsProcessingParameterString(option.name, _title(option))
    return QgsProcessingParameterBand(
        option.name, _title(option), parentLayerParameterName=INPUT, allowMultiple=True
    )


def _field(option: Option) -> Definition:
    return QgsProcessingParameterField(
        option.name,
        _title(option),
        parentLayerParameterName=LABELS,
        type=QgsProcessingParameterField.DataType.Any,
    )


def _file(option: Option) -> Definition:
    return QgsProcessingParameterFile(
        option.name,
        _title(option),
        behavior=QgsProcessingParameterFile.Behavior.File,
        fileFilter=_file_filter(option),
    )


def _folder(option: Option) -> Definition:
    return QgsProcessingParameterFile(
        option.name,
        _title(option),
        behavior=QgsProcessingParameterFile.Behavior.Folder,
    )


def _file_filter(option: Option) -> str:
    return f"{tr(option.info.title)} (*{option.info.suffix})"


def _destination(option: Option, definition: QgsProcessingDestinationParameter) -> Definition:
    definition.setCreateByDefault(option.is_required or option.info.is_proposed)
    return definition


def _file_output(option: Option) -> Definition:
    return _destination(
        option,
        QgsProcessingParameterFileDestination(
            option.name, _title(option), fileFilter=_file_filter(option)
        ),
    )


def _folder_output(option: Option) -> Definition:
    return _destination(
        option, QgsProcessingParameterFolderDestination(option.name, _title(option))
    )


def _raster_output(option: Option) -> Definition:
    return _destination(
        option, QgsProcessingParameterRasterDestination(option.name, _title(option))
    )


def _vector_output(option: Option) -> Definition:
    return _destination(
        option,
        QgsProcessingParameterVectorDestination(option.name, _title(option), _POLYGONS),
    )


def _raster(option: Option) -> Definition:
    return QgsProcessingParameterRasterLayer(option.name, _title(option))


def _rasters(option: Option) -> Definition:
    return QgsProcessingParameterMultipleLayers(option.name, _title(option), _RASTERS)


def _files(option: Option) -> Definition:
    return QgsProcessingParameterMultipleLayers(option.name, _title(option), _FILES)


def _vector(option: Option) -> Definition:
    return QgsProcessingParameterFeatureSource(option.name, _title(option), [_GEOMETRIES])


def _polygons(option: Option) -> Definition:
    return QgsProcessingParameterFeatureSource(option.name, _title(option), [_POLYGONS])


def _extent(option: Option) -> Definition:
    return QgsProcessingParameterExtent(option.name, _title(option))


_BY_KIND: dict[str, Callable[[Option], Definition]] = {
    "raster": _raster,
    "map": _raster,
    "rasters": _rasters,
    "vector": _vector,
    "polygons": _polygons,
    "field": _field,
    "extent": _extent,
    "table": _file,
    "model": _file,
    "files": _files,
    "folder": _folder,
    "file output": _file_output,
    "folder output": _folder_output,
    "raster output": _raster_output,
    "vector output": _vector_output,
}
