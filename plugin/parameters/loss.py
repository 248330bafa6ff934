"""The parameter LOSS: a weighted sum of losses in one line, such as ``cross_entropy=1, dice=0.5``."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingParameterString

from ...core.errors import InvalidJob
from ...core.job.head_kinds import GRADIENT_HEADS
from ...core.job.recipe import LOSSES, LossOptions
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from .values import read_items

LOSS = "LOSS"


def add_loss(algorithm: LandsketchAlgorithm, default: LossOptions) -> None:
    """Declare the sum of losses."""
    algorithm.add(
        QgsProcessingParameterString(LOSS, tr("Loss"), as_text(default)),
        tr(
            "What training minimises, a weighted sum such as cross_entropy=1, dice=0.5. Losses: {}. Heads: {}."
        ).format(", ".join(LOSSES), ", ".join(GRADIENT_HEADS)),
        advanced=True,
    )


def read_loss(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> dict[str, float]:
    """Read the weight of every loss, 0 for those that are not named.

    Raises:
        InvalidJob: A loss is unknown or named twice, or its weight is no number.
    """
    return {
        **dict.fromkeys(LOSSES, 0.0),
        **_weights(read_items(algorithm, parameters, LOSS, context)),
    }


def as_text(options: LossOptions) -> str:
    """Write the losses that count as they are given in LOSS."""
    weights = {name: getattr(options, name) for name in LOSSES}
    return ", ".join(f"{name}={weight:g}" for name, weight in weights.items() if weight)


def _weights(items: Iterable[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for item in items:
        name, _, number = (text.strip() for text in item.partition("="))
        if name not in LOSSES:
            raise InvalidJob(
                tr("LOSS names '{}', which is no loss; choose among {}.").format(
                    name, ", ".join(LOSSES)
                )
            )
        if name in found:
            raise InvalidJob(tr("LOSS names {} twice; give it one weight.").format(name))
        found[name] = _number(item, number)
    return found


def _number(item: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise InvalidJob(
            tr("'{}' in LOSS has no weight; write for example: cross_entropy=1, dice=0.5.").format(
                item
            )
        )
    return number
