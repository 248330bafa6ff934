"""The messages of a live session, read and checked. See ``core/protocol.py`` for their form."""

from collections.abc import Mapping
from typing import Any

import shapely

from ..class_table import ClassTable, LandClass
from ..errors import InvalidLabels
from .preview import View
from .session import DrawnLabels

_MAX_CANVAS_PX = 20_000


def read_labels_message(message: Mapping[str, Any]) -> DrawnLabels:
    """Return the labels of a message ``labels``.

    Raises:
        InvalidLabels: The message is damaged, or the class table is invalid.
    """
    try:
        table = ClassTable(tuple(LandClass(**entry) for entry in message["classes"]))
        values = [int(value) for value, _ in message["polygons"]]
        geometries = [bytes.fromhex(text) for _, text in message["polygons"]]
        shapely.from_wkb(geometries)
    except (KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise InvalidLabels(f"The labels cannot be read ({error}).") from None
    return DrawnLabels(table, values, geometries, str(message.get("crs", "")))


def read_view_message(message: Mapping[str, Any]) -> View | None:
    """Return the view of a message ``view``; None if it is damaged or empty."""
    try:
        west, south, east, north = (float(value) for value in message["bounds"])
        width, height = int(message["width"]), int(message["height"])
    except (KeyError, TypeError, ValueError):
        return None
    is_empty = not (west < east and south < north and width > 0 and height > 0)
    return None if is_empty else View((west, south, east, north), width, height)
