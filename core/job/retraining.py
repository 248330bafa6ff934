"""How a model was trained, as parameters of a new training: 'Train head' with the same settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import backbones
from ..errors import BackboneUnavailable
from ..model_header import ModelHeader
from .checks import word_of
from .jobs import TrainJob
from .old_job_files import current_recipe
from .option import INPUT_KINDS, Option, options_of

_SCENES = "scenes"  # their parameters are always given: the project would suggest others
_NEEDS_A_FIELD = "field"  # the header does not tell which


def training_parameters(header: ModelHeader) -> dict[str, Any]:
    """Return what a model's header tells of its training; defaults are left out."""
    groups = {
        _SCENES: header.group("scene"),
        "backbone": _chosen_backbone(header),
        "recipe": current_recipe(header.group("recipe")),
        "sharpening": header.group("sharpening"),
        **_validation(header),
    }
    found = {}
    for option in options_of(TrainJob):
        value = _value_at(groups, option.path)
        is_input = option.info.kind in INPUT_KINDS or not option.info.is_offered
        if value is None or is_input:
            continue
        value = tuple(value) if isinstance(value, list) else value
        if option.path[0] == _SCENES or option.name == "BACKBONE" or value != option.default:
            found[option.name] = _parameter(option, value)
    return found


def _chosen_backbone(header: ModelHeader) -> dict[str, Any]:
    """Return the options of the backbone without its defaults, which the header spells out."""
    values = dict(header.group("backbone"))
    try:
        entry = backbones.get(header.backbone)
    except BackboneUnavailable:
        return values
    for name in ("layers", "tile_tokens", "halo_tokens"):
        value = values.get(name)
        if (tuple(value) if isinstance(value, list) else value) == getattr(entry, name):
            del values[name]
    return values


def _validation(header: ModelHeader) -> dict[str, Any]:
    figures = header.group("figures")
    validation = figures.get("validation")
    if validation is None or validation == _NEEDS_A_FIELD:
        return {}
    n_folds = len(figures.get("fold_miou") or ())
    is_counted = validation == TrainJob.validation and n_folds > 1
    return {"validation": validation, "folds": n_folds if is_counted else None}


def _value_at(groups: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401 (parsed JSON)
    """Return the value of an option in nested JSON; None if it is not there."""
    for name in path:
        groups = groups.get(name) if isinstance(groups, Mapping) else None
    return groups


def _parameter(option: Option, value: Any) -> Any:  # noqa: ANN401 (a value)
    """Return a value as its parameter has it."""
    if option.is_list:
        return ",".join(map(str, value))
    return word_of(value) if option.info.choices else value
