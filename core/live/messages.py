"""The messages of a live session, read and checked. See ``core/protocol.py`` for their form."""

from collections.abc import Mapping
from typing import Any

import shapely

from ..class_table import ClassTable, LandClass
from ..errors import InvalidLabels
from .drawn_labels import DrawnLabels
from .requests import Question, WhatIsSimilar, WhereNext, WhichLabel
from .view import View

_MAX_CANVAS_PX = 20_000
_MAX_PLACES = 100
_MAX_COORDINATE, _MAX_NUMBER = 1e12, 10**9


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
    """Return the view of a message ``view``; None if it is damaged, empty or too large."""
    try:
        west, south, east, north = (float(value) for value in message["bounds"])
        width, height = int(message["width"]), int(message["height"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    is_area = -_MAX_COORDINATE < west < east < _MAX_COORDINATE
    is_area = is_area and -_MAX_COORDINATE < south < north < _MAX_COORDINATE
    if not (is_area and 0 < width <= _MAX_CANVAS_PX and 0 < height <= _MAX_CANVAS_PX):
        return None
    return View((west, south, east, north), width, height)


def read_question(message: Mapping[str, Any]) -> Question:
    """Return a question of the dock.

    Raises:
        InvalidLabels: The message is damaged.
    """
    number = number_in(message, "number")
    if message["type"] == "suggest":
        return WhereNext(number, min(_MAX_PLACES, max(1, number_in(message, "count", 1))))
    try:
        if message["type"] == "why":
            return WhichLabel(number, _coordinate(message["x"]), _coordinate(message["y"]))
        table = ClassTable((LandClass(1, "examples", "#e4572e"),))
        shapes = [bytes.fromhex(text) for text in message["shapes"]]
        shapely.from_wkb(shapes)
    except (KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise InvalidLabels(f"The question cannot be read ({error}).") from None
    examples = DrawnLabels(table, [1] * len(shapes), shapes, str(message.get("crs", "")))
    return WhatIsSimilar(number, examples)


def _coordinate(value: object) -> float:
    """Return a map coordinate.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(value, (int, float)) or not abs(value) < _MAX_COORDINATE:
        raise ValueError("a coordinate is no number")
    return float(value)


def number_in(message: Mapping[str, Any], name: str, default: int = 0) -> int:
    """Return a whole number of a message, the default where there is none."""
    value = message.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _MAX_NUMBER:
        return default
    return value
