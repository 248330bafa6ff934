"""Values as JSON has them: lists, text keys, and null for numbers that are none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def to_plain_json(value: Any) -> Any:  # noqa: ANN401 (JSON's values)
    """Return JSON's own types.

    No tuples, and None for numbers that have no value (JSON has no nan).
    """
    if isinstance(value, Mapping):
        return {str(key): to_plain_json(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain_json(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
