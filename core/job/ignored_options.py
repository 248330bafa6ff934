"""Options that were set in a job and have no effect in it."""

from __future__ import annotations

from .head_kinds import AUTO
from .job import Job
from .jobs import EvaluateJob, PredictJob, PredictManyJob, SuggestJob, TrainJob
from .map_options import MapOptions
from .option import Option
from .recipe import Recipe
from .sharpen_options import SharpenOptions

_OF_MODEL = ("SCALE", "BACKBONE", "TILE_TOKENS", "HALO_TOKENS", "CLASS_TABLE")
_VALIDATION_OPTIONS = ("FOLDS", "BASELINES", "TTA", "BUFFER", "SPLIT_FIELD")


def ignored_options(job: Job) -> list[str]:
    """Return a sentence for every option that differs from its default and has no effect."""
    changed = [option for option, value in job.values() if value != option.default]
    reasons = _reasons_by_name(job)
    recipe = getattr(job, "recipe", None)
    ignored = []
    for option in changed:
        reason = reasons.get(option.name) or _reason_in_recipe(option, recipe)
        if reason:
            ignored.append(f"{option.name} is ignored: {reason}.")
    return ignored


def _reasons_by_name(job: Job) -> dict[str, str]:
    """Return the options without effect in a job, whatever their values, with the reason."""
    if isinstance(job, TrainJob):
        reasons = _reasons_of_validation(job.validation) | _reasons_of_sharpening(job.sharpening)
        if not job.labels.corrections:
            reasons["CORRECTIONS_WEIGHT"] = "there are no CORRECTIONS"
        return reasons
    if isinstance(job, EvaluateJob):
        return _reasons_of_method(job.method) | _reasons_of_sharpening(job.sharpening)
    if isinstance(job, (PredictJob, PredictManyJob)):
        return _reasons_of_map(job.options)
    if isinstance(job, SuggestJob) and job.model:
        return dict.fromkeys(_OF_MODEL, "it follows MODEL")
    return {}


def _reasons_of_method(method: str) -> dict[str, str]:
    if method != "held_out":
        return {}
    reason = "METHOD=held_out trains nothing; choose cross_validation"
    return dict.fromkeys(("FOLDS", "BASELINES"), reason)


def _reasons_of_map(options: MapOptions) -> dict[str, str]:
    reasons = _reasons_of_sharpening(options.sharpening)
    if options.blend != "taper":
        reasons["OVERLAP"] = "tiles overlap with BLEND=taper only"
    return reasons


def _reasons_of_sharpening(sharpening: SharpenOptions) -> dict[str, str]:
    if sharpening.sharpen == "none":
        return {"SHARPEN_FACTOR": "SHARPEN=none filters nothing; choose edges"}
    return {}


def _reasons_of_validation(validation: str) -> dict[str, str]:
    if validation == "none":
        reason = "VALIDATION=none holds nothing out; choose blocks, field or scenes"
        return dict.fromkeys(_VALIDATION_OPTIONS, reason)
    reasons = {}
    if validation != "blocks":
        reasons["FOLDS"] = f"VALIDATION={validation} has folds of its own"
    if validation != "field":
        reasons["SPLIT_FIELD"] = "it names the folds of VALIDATION=field"
    return reasons


def _reason_in_recipe(option: Option, recipe: Recipe | None) -> str:
    """Return why an option has no effect with the head and the losses of a recipe, or ""."""
    if recipe is None or recipe.head == AUTO:
        return ""
    heads = option.info.heads
    if heads and recipe.head not in heads:
        return f"the head {recipe.head} does not use it; heads that do: {', '.join(heads)}"
    losses = option.info.losses
    if losses and not recipe.loss.terms().keys() & set(losses):
        return f"LOSS has no {' or '.join(losses)}; add it to LOSS"
    is_fixed = recipe.optimizer.token_rate == 0 and recipe.loss.auxiliary > 0
    if option.name == "AUXILIARY" and is_fixed:
        return (
            "it trains the token stage only, which TOKEN_RATE 0 keeps fixed; set TOKEN_RATE above 0"
        )
    return ""
