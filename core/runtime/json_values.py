"""Conversion of Python values to what JSON can represent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def to_plain_json(value: Any) -> Any:  # noqa: ANN401 (JSON's values)
    """Return a value with lists for tuples, text as keys, and None for nan and infinity."""
    if isinstance(value, Mapping):
        return {str(key): to_plain_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain_json(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
