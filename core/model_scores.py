"""The scores of a model's validation, which its header holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .model_header import ModelHeader

FOLDS_ID = "folds_id"  # the metric that tells whether two trainings held out the same labels


@dataclass(frozen=True)
class ModelScores:
    """What the validation of a training measured.

    Attributes:
        miou: Mean IoU of all held-out pixels.
        deviation: Standard deviation of the folds' mean IoU; None if unknown.
        interval: 95 % interval of the mean IoU; None if unknown.
        of_folds: Mean IoU of each fold; None where a fold has none.
        validation: How labels were held out, such as ``blocks``.
        block: Side of a block in units of the CRS, 0 without blocks.
        folds_id: Equal for trainings that held out the same labels in the same folds; empty in
            models of earlier versions.
    """

    miou: float
    deviation: float | None = None
    interval: tuple[float, float] | None = None
    of_folds: tuple[float | None, ...] = ()
    validation: str = ""
    block: float = 0.0
    folds_id: str = ""


def scores_of(header: ModelHeader) -> ModelScores | None:
    """Return the scores in a header; None if the model was not validated."""
    figures = header.group("figures")
    miou = _number(figures.get("miou"))
    if miou is None:
        return None
    return ModelScores(
        miou,
        _number(figures.get("miou_sd")),
        _interval(figures),
        tuple(_number(value) for value in figures.get("fold_miou") or ()),
        str(figures.get("validation", "")),
        _number(figures.get("block")) or 0.0,
        str(figures.get(FOLDS_ID, "")),
    )


def _interval(figures: Mapping[str, Any]) -> tuple[float, float] | None:
    ends = figures.get("miou_interval") or ()
    numbers = [number for number in map(_number, ends) if number is not None]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def _number(value: object) -> float | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number else None  # type: ignore[arg-type]
