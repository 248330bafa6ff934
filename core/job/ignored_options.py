"""Options that were set in a job and have no effect in it."""

from __future__ import annotations

from .head_kinds import AUTO
from .job import Job
from .jobs import EvaluateJob, TrainJob
from .option import Option
from .recipe import Recipe

_FOLD_OPTIONS = ("FOLDS", "BASELINES", "TTA")


def ignored_options(job: Job) -> list[str]:
    """Return a sentence for every option that differs from its default and has no effect."""
    changed = [option for option, value in job.values() if value != option.default]
    recipe = getattr(job, "recipe", None)
    return [*_ignored_by_head(changed, recipe), *_ignored_by_validation(changed, job)]


def _ignored_by_head(changed: list[Option], recipe: Recipe | None) -> list[str]:
    if recipe is None or recipe.head == AUTO:
        return []
    ignored = []
    for option in changed:
        heads = option.info.heads
        if heads and recipe.head not in heads:
            ignored.append(
                f"{option.name} is ignored: the head {recipe.head} does not use it; heads that "
                f"do: {', '.join(heads)}."
            )
        elif option.name == "AUXILIARY" and _is_without_effect(recipe):
            ignored.append(
                "AUXILIARY is ignored: it trains the token stage only, which TOKEN_RATE 0 "
                "leaves as they are; set TOKEN_RATE above 0."
            )
    return ignored


def _is_without_effect(recipe: Recipe) -> bool:
    """Tell whether the auxiliary loss of a dense head changes nothing although it has a weight."""
    return recipe.optimizer.token_rate == 0 and recipe.loss.auxiliary > 0


def _ignored_by_validation(changed: list[Option], job: Job) -> list[str]:
    """Return what needs folds where there are none."""
    names: tuple[str, ...]
    if isinstance(job, TrainJob) and job.validation == "none":
        names, reason = (
            _FOLD_OPTIONS,
            "VALIDATION=none holds nothing out; choose blocks, field or scenes",
        )
    elif isinstance(job, TrainJob) and job.validation != "blocks":
        names, reason = ("FOLDS",), f"VALIDATION={job.validation} has folds of its own"
    elif isinstance(job, EvaluateJob) and job.method == "held_out":
        names, reason = (
            ("FOLDS", "BASELINES"),
            "METHOD=held_out trains nothing; choose cross_validation",
        )
    else:
        return []
    return [f"{option.name} is ignored: {reason}." for option in changed if option.name in names]
