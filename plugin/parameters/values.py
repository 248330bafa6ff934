"""Reading parameter values that people write in more than one way."""

from __future__ import annotations

import re
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingParameters, QgsProperty

from ...core.errors import InvalidJob
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr

_WORDS = r"[,;\s]+"
_ITEMS = r","


def read_words(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
) -> tuple[str, ...]:
    """Read words given as a list or as text such as ``hflip, rot90``; () when nothing is given."""
    return _parts(algorithm, parameters, name, context, _WORDS)


def read_items(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
) -> tuple[str, ...]:
    """Read items that may hold spaces, given as a list or with commas between them; () when nothing is given."""
    return _parts(algorithm, parameters, name, context, _ITEMS)


def read_numbers(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
) -> tuple[int, ...]:
    """Read whole numbers given as a list, as one number or as text such as ``8,4,3``; () when nothing is given.

    Raises:
        InvalidJob: Something else stands there.
    """
    try:
        return tuple(int(word) for word in read_words(algorithm, parameters, name, context))
    except ValueError:
        raise InvalidJob(
            tr("{} is '{}'; write whole numbers with commas between them, such as 8,4,3.").format(
                name, parameters.get(name)
            )
        ) from None


def is_given(parameters: dict[str, Any], name: str) -> bool:
    """Tell whether the parameter has a value other than nothing."""
    return parameters.get(name) not in (None, "", [])


def _parts(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
    separator: str,
) -> tuple[str, ...]:
    definition = algorithm.parameterDefinition(name)
    value = parameters.get(name, definition.defaultValue())
    if isinstance(value, QgsProperty):
        value = QgsProcessingParameters.parameterAsString(definition, parameters, context)
    items = value if isinstance(value, (list, tuple)) else [value]
    parts = [
        part.strip()
        for item in items
        if item is not None
        for part in re.split(separator, str(item).strip())
    ]
    return tuple(part for part in parts if part)
