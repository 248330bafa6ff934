"""Parameters of the recipe: the head and how it is trained. Their defaults are the recipe's."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from ...core.job.head_kinds import GRADIENT_HEADS, HEADS
from ...core.job.jobs import TrainJob
from ...core.job.recipe import (
    LOSSES,
    AugmentOptions,
    LossOptions,
    OptimizerOptions,
    Recipe,
    SamplerOptions,
)
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from .loss import LOSS, add_loss, read_loss
from .options import Option, add_options, read_options
from .recipe_options import (
    augment_options,
    course_options,
    head_option,
    loss_options,
    sampler_options,
    step_options,
)


def add_head(
    algorithm: LandsketchAlgorithm, default: Recipe, heads: tuple[str, ...] = HEADS
) -> None:
    """Declare which of the heads is trained."""
    add_options(algorithm, [head_option(heads)], default, advanced=False)


def add_max_samples(algorithm: LandsketchAlgorithm) -> None:
    """Declare how many pixels train."""
    add_options(algorithm, [_max_samples()], TrainJob)


def add_step(algorithm: LandsketchAlgorithm, default: Recipe) -> None:
    """Declare what a step of training is made of: samples, losses, the optimiser."""
    add_options(algorithm, augment_options(), default.augment)
    add_loss(algorithm, default.loss)
    add_options(algorithm, loss_options(), default.loss)
    add_options(algorithm, sampler_options(), default.sampler)
    add_options(algorithm, step_options(), default.optimizer)


def add_course(algorithm: LandsketchAlgorithm, default: Recipe) -> None:
    """Declare how training goes on from step to step: rate, length, end."""
    add_options(algorithm, course_options(), default.optimizer)


def read_recipe(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> Recipe:
    """Read whatever of these the algorithm has declared; the rest stays as the engine likes it.

    Raises:
        InvalidJob: Something cannot be.
    """

    def read(options: tuple[Option, ...], kind: type) -> dict[str, Any]:
        return read_options(algorithm, options, kind, parameters, context)

    return Recipe(
        **read((head_option(),), Recipe),
        loss=LossOptions(
            **read_loss(algorithm, parameters, context), **read(loss_options(), LossOptions)
        ),
        optimizer=OptimizerOptions(**read((*step_options(), *course_options()), OptimizerOptions)),
        augment=AugmentOptions(**read(augment_options(), AugmentOptions)),
        sampler=SamplerOptions(**read(sampler_options(), SamplerOptions)),
    )


def read_max_samples(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> int:
    """Read how many pixels train."""
    return int(
        read_options(algorithm, [_max_samples()], TrainJob, parameters, context)["max_samples"]
    )


def warn_ignored(recipe: Recipe, feedback: QgsProcessingFeedback) -> None:
    """Warn of options that were changed although the recipe's head does not heed them."""
    names = [
        name for name, heads in _changed(recipe) if heads and recipe.head not in (*heads, "auto")
    ]
    if names:
        feedback.pushWarning(
            tr("The head {} does not heed {}.").format(recipe.head, ", ".join(names))
        )


def _changed(recipe: Recipe) -> list[tuple[str, tuple[str, ...]]]:
    """Return the parameters whose values are not the default, each with the heads that heed it."""
    plain, found = Recipe(), []
    if any(getattr(recipe.loss, name) != getattr(plain.loss, name) for name in LOSSES):
        found.append((LOSS, GRADIENT_HEADS))
    for part, options in (
        ("augment", augment_options()),
        ("loss", loss_options()),
        ("sampler", sampler_options()),
        ("optimizer", (*step_options(), *course_options())),
    ):
        given, default = getattr(recipe, part), getattr(plain, part)
        found += [
            (o.parameter, o.heads)
            for o in options
            if getattr(given, o.field) != getattr(default, o.field)
        ]
    return found


def _max_samples() -> Option:
    text = tr("Most labelled pixels of a class that are learnt from; at least 10.")
    return Option("max_samples", tr("Pixels per class"), text)
