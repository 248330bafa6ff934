"""Parameters that are fields of the engine's options: they have the field's name, type and default."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from .values import read_items, read_words


@dataclass(frozen=True)
class Option:
    """How one field of an options dataclass is offered as a parameter.

    Attributes:
        field: Name of the field. Its default tells the type; a tuple of names is text with commas, because lists of
            words to be ticked lose their words in dialogs of QGIS 3.22.
        title, help: For people.
        choices: All values of a text field that has a few.
        heads: The heads that heed the option, empty = all or not about heads.
        name: Name of the parameter where it is not the field's in capitals.
    """

    field: str
    title: str
    help: str
    choices: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    name: str = ""

    @property
    def parameter(self) -> str:
        """Name of the parameter."""
        return self.name or self.field.upper()


def add_options(
    algorithm: LandsketchAlgorithm,
    options: Iterable[Option],
    defaults: object,
    *,
    advanced: bool = True,
) -> None:
    """Declare parameters for fields of ``defaults``, a dataclass or one of its instances."""
    for option in options:
        text = option.help
        if option.heads:
            text = tr("{} Heads: {}.").format(text, ", ".join(option.heads))
        algorithm.add(_definition(option, getattr(defaults, option.field)), text, advanced=advanced)


def read_options(
    algorithm: LandsketchAlgorithm,
    options: Iterable[Option],
    defaults: object,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
) -> dict[str, Any]:
    """Read whatever of these the algorithm has declared, by field."""
    return {
        option.field: _read(algorithm, option, getattr(defaults, option.field), parameters, context)
        for option in options
        if algorithm.parameterDefinition(option.parameter)
    }


def _definition(option: Option, default: object) -> QgsProcessingParameterDefinition:
    name, title = option.parameter, option.title
    if option.choices:
        return QgsProcessingParameterEnum(
            name, title, options=list(option.choices), usesStaticStrings=True, defaultValue=default
        )
    if isinstance(default, bool):
        return QgsProcessingParameterBoolean(name, title, defaultValue=default)
    if isinstance(default, (int, float)):
        kinds = QgsProcessingParameterNumber.Type
        kind = kinds.Integer if isinstance(default, int) else kinds.Double
        return QgsProcessingParameterNumber(name, title, kind, default, minValue=0)
    text = default if isinstance(default, str) else ", ".join(default)
    return QgsProcessingParameterString(name, title, text or None, optional=True)


def _read(
    algorithm: LandsketchAlgorithm,
    option: Option,
    default: object,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
) -> object:
    name = option.parameter
    if option.choices:
        return algorithm.parameterAsEnumString(parameters, name, context)
    if isinstance(default, bool):
        return algorithm.parameterAsBool(parameters, name, context)
    if isinstance(default, int):
        return algorithm.parameterAsInt(parameters, name, context)
    if isinstance(default, float):
        return algorithm.parameterAsDouble(parameters, name, context)
    if isinstance(default, tuple):
        return read_words(algorithm, parameters, name, context)
    return ", ".join(read_items(algorithm, parameters, name, context))
