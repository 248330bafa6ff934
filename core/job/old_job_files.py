"""Job files and recipes of versions before 0.1, which nest options under a ``verb``.

They are read so that maps and models that have been made can be made again; nothing writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from .checks import require
from .job import Job
from .jobs import (
    CleanJob,
    EvaluateJob,
    ExportJob,
    FindRateJob,
    InstallJob,
    PredictJob,
    PredictManyJob,
    PrepareJob,
    TrainJob,
    VectorizeJob,
)
from .nested_options import build
from .recipe import HEAD_DEFAULT, LOSSES
from .sharpen_options import NOT_SHARPENED

_JOB_KINDS: dict[str, type[Job]] = {
    "prepare": PrepareJob,
    "train": TrainJob,
    "findlearningrate": FindRateJob,
    "predict": PredictJob,
    "predictmany": PredictManyJob,
    "evaluate": EvaluateJob,
    "cleanmap": CleanJob,
    "vectorizemap": VectorizeJob,
    "exportmodel": ExportJob,
    "install": InstallJob,
}
_RENAMED = {"block_m": "block_size", "buffer_m": "buffer", "tile_px": "tile_size"}
_OLD_LOSS_DEFAULTS = {"cross_entropy": 1.0}
_OLD_CLEAN_DEFAULTS = {"min_pixels": 0}


def job_from_old_file(data: Mapping[str, Any]) -> Job:
    """Make the job of an old job file.

    Raises:
        InvalidJob: The verb or an option is unknown, missing, of a wrong type or out of bounds.
    """
    verb = data["verb"]
    require(verb in _JOB_KINDS, f"'verb' is {verb!r}; choose one of {', '.join(_JOB_KINDS)}.")
    kind = _JOB_KINDS[verb]
    values = {_RENAMED.get(key, key): value for key, value in data.items() if key != "verb"}
    if kind is FindRateJob and "output" in values:
        values["curve"] = values.pop("output")
    if kind is TrainJob:
        values = _with_old_rendering(values)
    if kind is EvaluateJob and "scene" in values:
        values["scenes"] = [values.pop("scene")]
    if kind is CleanJob:
        values = _OLD_CLEAN_DEFAULTS | values
    if "recipe" in values:
        values["recipe"] = current_recipe(values["recipe"])
    job: Job = build(kind, values, verb)
    return job


def _with_old_rendering(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a training whose maps neither sharpen nor fill holes."""
    scenes = values.get("scenes")
    if isinstance(scenes, list):
        is_scene = all(isinstance(scene, Mapping) for scene in scenes)
        scenes = [{"holes": "keep", **scene} for scene in scenes] if is_scene else scenes
        values = values | {"scenes": scenes}
    return {"sharpening": asdict(NOT_SHARPENED), **values}


def current_recipe(data: Any) -> Any:  # noqa: ANN401 (parsed JSON)
    """Return a recipe of an old job or model file as recipes are now; anything else unchanged.

    Each loss had a weight of its own, and 0 stood for the head's default strength of feature jitter
    and dropout.
    """
    if not isinstance(data, Mapping):
        return data
    recipe = dict(data)
    loss = recipe.get("loss")
    if isinstance(loss, Mapping) and "loss" in loss:
        return recipe
    if isinstance(loss, Mapping):
        weights = {name: loss.get(name, _OLD_LOSS_DEFAULTS.get(name, 0.0)) for name in LOSSES}
        others = {name: value for name, value in loss.items() if name not in LOSSES}
        recipe["loss"] = {"loss": _loss_text(weights), **others}
    if "augment" in recipe:
        recipe["augment"] = _current_augment(recipe["augment"])
    return recipe


def _loss_text(weights: Mapping[str, Any]) -> str:
    """Write the weights of losses as the option LOSS."""
    return ", ".join(f"{name}={weight}" for name, weight in weights.items() if weight)


def _current_augment(data: Any) -> Any:  # noqa: ANN401 (parsed JSON)
    if not isinstance(data, Mapping):
        return data
    augment = dict(data)
    for name in ("jitter", "channel_dropout"):
        augment[name] = augment.get(name) or HEAD_DEFAULT
    return augment
