"""Options that were set in a job and have no effect in it: a table of rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from .dataset_jobs import PrepareDatasetJob
from .head_kinds import AUTO
from .job import Job
from .jobs import (
    EvaluateJob,
    FindRateJob,
    PredictJob,
    PredictManyJob,
    PrepareJob,
    SimilarityJob,
    SuggestJob,
    TrainJob,
)
from .option import Option
from .options import BackboneOptions
from .recipe import Recipe

Values = Mapping[str, Any]  # by the option's name
Condition = Callable[[Values], bool]
_MAPPING = (PredictJob, PredictManyJob)
_OF_DATASET = (
    "LABELS_LAYER", "CLASS_FIELD", "SPLIT_FIELD", "CLASS_TABLE", "OTHER_CLASS",
    "CLASS_OF_INTEREST", "POINT_RADIUS", "BACKBONE", "LAYERS", "DTYPE", "LATTICES",
    "POSITION_MEAN", "TILE_TOKENS", "HALO_TOKENS",
)  # fmt: skip
_OF_MODEL = ("SCALE", "STRETCH", "STRETCH_RANGE", "HOLE_SIZE", "CLASS_TABLE")


def _given(name: str) -> Condition:
    return lambda values: bool(values.get(name))


def _missing(*names: str) -> Condition:
    """Return whether a job has these options, and all of them are empty."""
    return lambda values: all(name in values and not values[name] for name in names)


def _is(name: str, *wanted: object) -> Condition:
    return lambda values: name in values and values[name] in wanted


def _is_not(name: str, wanted: object) -> Condition:
    return lambda values: name in values and values[name] != wanted


def _always(_: Values) -> bool:
    return True


@dataclass(frozen=True)
class Rule:
    """Options without effect under a condition.

    Attributes:
        options: Names of the options.
        when: The condition on the values of the job.
        reason: Why; it completes "X is ignored: …." and may name values as ``{OPTION}``.
        jobs: The jobs in which it holds; empty = all that have the options.
    """

    options: tuple[str, ...]
    when: Condition
    reason: str
    jobs: tuple[type[Job], ...] = ()


RULES = (
    # Datasets
    Rule(_OF_DATASET, _given("DATASET"), "it follows DATASET", (TrainJob, EvaluateJob)),
    Rule(
        ("VALIDATION", "FOLDS", "BLOCK_SIZE", "BUFFER"),
        _given("DATASET"),
        "it follows DATASET",
        (TrainJob,),
    ),
    Rule(("EXTENT",), _is_not("ENCODE", "extent"), "ENCODE=extent takes it", (PrepareDatasetJob,)),
    Rule(("BACKGROUND_KEEP",), _is_not("BACKGROUND", "thin"), "BACKGROUND=thin takes it"),
    # Validation
    Rule(
        ("FOLDS", "BASELINES", "TTA", "BUFFER", "BLOCK_SIZE", "SPLIT_FIELD"),
        _is("VALIDATION", "none"),
        "VALIDATION=none holds nothing out; choose blocks, field or scenes",
    ),
    Rule(
        ("FOLDS",),
        _is("VALIDATION", "field", "scenes"),
        "VALIDATION={VALIDATION} has folds of its own",
    ),
    Rule(
        ("SPLIT_FIELD",),
        _is_not("VALIDATION", "field"),
        "it names the folds of VALIDATION=field",
    ),
    Rule(
        ("SPLIT_FIELD",),
        _always,
        "it names the folds of a training with VALIDATION=field",
        (EvaluateJob, FindRateJob, SuggestJob, PrepareJob),
    ),
    Rule(
        ("FOLDS", "BASELINES", "CORRECTIONS_WEIGHT"),
        _is("METHOD", "held_out"),
        "METHOD=held_out trains nothing; choose cross_validation",
        (EvaluateJob,),
    ),
    Rule(
        ("INCLUDE_TRAINING",),
        _is("METHOD", "cross_validation"),
        "METHOD=cross_validation trains again, on the labels that are given",
    ),
    # Labels
    Rule(
        ("CLASS_FIELD", "LABELS_LAYER", "POINT_RADIUS"),
        _given("LABEL_RASTER"),
        "LABEL_RASTER has classes in its pixels, without fields, layers and points",
    ),
    Rule(
        ("CLASS_FIELD", "CLASS_TABLE", "OTHER_CLASS", "CLASS_OF_INTEREST"),
        _always,
        "only the places of the labels matter, not their classes",
        (PrepareJob,),
    ),
    Rule(
        ("CLASS_FIELD", "LABELS_LAYER", "POINT_RADIUS", "OTHER_CLASS", "CLASS_OF_INTEREST"),
        _missing("LABELS", "LABEL_RASTER"),
        "there are no LABELS",
    ),
    Rule(
        ("OTHER_CLASS",),
        _missing("FULLY_LABELLED_AREA", "CLASS_OF_INTEREST"),
        "no pixel becomes 'other' without FULLY_LABELLED_AREA or CLASS_OF_INTEREST",
    ),
    Rule(
        ("CORRECTIONS_WEIGHT", "CORRECTIONS_LAYER"),
        _missing("CORRECTIONS"),
        "there are no CORRECTIONS",
    ),
    Rule(
        ("FULLY_LABELLED_AREA_LAYER",),
        _missing("FULLY_LABELLED_AREA"),
        "there is no FULLY_LABELLED_AREA",
    ),
    # Maps
    Rule(("OVERLAP",), _is_not("BLEND", "taper"), "tiles overlap with BLEND=taper only"),
    Rule(
        ("SHARPEN_FACTOR",),
        _is("SHARPEN", "none"),
        "SHARPEN=none filters nothing; choose edges",
    ),
    Rule(("MASK_LAYER",), _missing("MASK"), "there is no MASK"),
    Rule(("EXTENT_CRS",), _missing("EXTENT"), "there is no EXTENT"),
    Rule(("HOLE_SIZE",), _is("HOLES", "keep"), "HOLES=keep fills nothing"),
    Rule(_OF_MODEL, _always, "it follows MODEL", (*_MAPPING, EvaluateJob)),
    Rule(
        (*_OF_MODEL, "BACKBONE", "TILE_TOKENS", "HALO_TOKENS"),
        _given("MODEL"),
        "it follows MODEL",
        (SuggestJob,),
    ),
    # Other algorithms
    Rule(("MIN_AREA",), _missing("POLYGONS"), "there are no POLYGONS", (SimilarityJob,)),
    Rule(("NEGATIVES_LAYER",), _missing("NEGATIVES"), "there are no NEGATIVES"),
    Rule(
        ("CONNECTIVITY",),
        lambda values: values.get("MIN_PIXELS", 2) <= 1 and not values.get("MIN_AREA"),
        "no patches are looked for without MIN_PIXELS or MIN_AREA",
    ),
    Rule(("SOURCE",), _given("IMPORT_FROM"), "nothing is downloaded with IMPORT_FROM"),
    # Training
    Rule(("SAMPLER_CAP",), _is("SAMPLER", "none"), "SAMPLER=none takes each crop once"),
    Rule(
        ("AUXILIARY",),
        lambda values: values.get("TOKEN_RATE") == 0 and values["AUXILIARY"] > 0,
        "it trains the token stage only, which TOKEN_RATE 0 keeps fixed; set TOKEN_RATE above 0",
    ),
    Rule(
        ("COMPILE_BACKBONE",),
        _is("BACKBONE", BackboneOptions.name),
        "the built-in backbone is not compiled",
        (TrainJob, FindRateJob, PrepareJob, SimilarityJob),
    ),
)


def ignored_options(job: Job) -> list[str]:
    """Return a sentence for every option that differs from its default and has no effect."""
    values = {option.name: value for option, value in job.values()}
    changed = [option for option, value in job.values() if value != option.default]
    recipe = getattr(job, "recipe", None)
    ignored = []
    for option in changed:
        reason = _reason_of_head(option, recipe) or _reason_by_rules(job, option.name, values)
        if reason:
            ignored.append(f"{option.name} is ignored: {reason}.")
    return ignored


def _reason_by_rules(job: Job, name: str, values: Values) -> str:
    """Return the reason of the first rule that holds, or ""."""
    for rule in RULES:
        is_of_job = not rule.jobs or isinstance(job, rule.jobs)
        if is_of_job and name in rule.options and rule.when(values):
            return rule.reason.format_map(values)
    return ""


def _reason_of_head(option: Option, recipe: Recipe | None) -> str:
    """Return why an option has no effect with the head and the losses of a recipe, or ""."""
    if recipe is None:
        return ""
    heads = option.info.heads
    if heads and recipe.head not in (*heads, AUTO):
        return f"the head {recipe.head} does not use it; heads that do: {', '.join(heads)}"
    losses = option.info.losses
    if losses and not recipe.loss.terms().keys() & set(losses):
        return f"LOSS has no {' or '.join(losses)}; add it to LOSS"
    return ""
