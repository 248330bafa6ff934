"""Reading parameter values that people write in more than one way."""

from __future__ import annotations

import re
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingParameters, QgsProperty

from ...core.errors import InvalidJob
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr


def read_numbers(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> tuple[int, ...]:
    """Read whole numbers given as a list, as one number or as text such as ``8,4,3``; () when nothing is given.

    Raises:
        InvalidJob: Something else stands there.
    """
    value = parameters.get(name)
    if isinstance(value, QgsProperty):
        value = QgsProcessingParameters.parameterAsString(algorithm.parameterDefinition(name), parameters, context)
    items = value if isinstance(value, (list, tuple)) else [value]
    words = [word for item in items if item is not None for word in re.split(r"[,;\s]+", str(item).strip()) if word]
    try:
        return tuple(int(word) for word in words)
    except ValueError:
        raise InvalidJob(
            tr("{} is '{}'; write whole numbers with commas between them, such as 8,4,3.").format(name, value)
        ) from None


def is_given(parameters: dict[str, Any], name: str) -> bool:
    """Tell whether the parameter has a value other than nothing."""
    return parameters.get(name) not in (None, "", [])
