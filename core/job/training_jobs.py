"""Jobs that train."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import require
from .head_kinds import GRADIENT_HEADS
from .job import Job
from .option import group, option
from .options import BackboneOptions, LabelOptions, RunOptions, SceneOptions, require_labels
from .recipe import Recipe, check_views, head_help
from .shared_options import (
    TRAINING_IMAGES,
    baselines_option,
    beside_report,
    block_size_option,
    buffer_option,
    dataset_option,
    folds_option,
    max_samples_option,
    report_option,
    require_images_and_labels,
    require_suffix,
    scored_views_option,
    validation_option,
)
from .sharpen_options import DEFAULT_FACTOR, FACTOR_HELP, SHARPEN, SHARPEN_HELP, SharpenOptions

_LOOP = (
    "LEARNING_RATE", "EPOCHS", "SCHEDULE", "WARMUP", "ACCUMULATE", "EMA", "PATIENCE", "KEEP",
    "COMPILE", "DETERMINISTIC",
)  # fmt: skip


@dataclass(frozen=True)
class TrainJob(Job):
    """Train a head on cached features and write the model file."""

    algorithm_id = "trainhead"
    runs = "trainhead:train"
    resumes_after_cancel = True
    scenes: tuple[SceneOptions, ...] = group(may_be_empty=True, INPUT=TRAINING_IMAGES)
    labels: LabelOptions = group()
    model: str = option(
        title="Model",
        help="The model, one file.",
        kind="file output",
        suffix=".safetensors",
        file_name="{input}_model.safetensors",
        is_basic=True,
    )
    report: str = report_option("{model}_report.html", is_basic=False)
    backbone: BackboneOptions = group(BackboneOptions)
    recipe: Recipe = group(Recipe, HEAD={"is_basic": False})
    validation: str = validation_option()
    sharpening: SharpenOptions = group(
        lambda: SharpenOptions("edges", DEFAULT_FACTOR),
        SHARPEN={"choices": SHARPEN, "help": SHARPEN_HELP},
        SHARPEN_FACTOR={"above": 0, "at_least": None, "help": FACTOR_HELP},
    )
    folds: int = folds_option()
    block_size: float = block_size_option()
    buffer: float = buffer_option()
    baselines: bool = baselines_option()
    tta: tuple[str, ...] = scored_views_option()
    max_samples: int = max_samples_option()
    run: RunOptions = group(RunOptions, shown=("SEED", "COMPILE_BACKBONE"))
    checkpoints: str = option(
        "",
        title="Checkpoints",
        help="Folder that gets the last and the best weights of the training.",
        kind="folder output",
        heads=GRADIENT_HEADS,
    )
    tensorboard: str = option(
        "",
        title="TensorBoard",
        help="Folder that gets the curves of all trainings for TensorBoard.",
        kind="folder output",
        heads=GRADIENT_HEADS,
    )
    dataset: str = dataset_option()

    def __post_init__(self) -> None:
        super().__post_init__()
        require_images_and_labels(self.scenes, self.labels, self.dataset)
        check_views("TTA", self.tta)
        require(
            bool(self.dataset) or self.validation != "field" or bool(self.labels.split_field),
            "VALIDATION=field needs SPLIT_FIELD, the field of the labels that names each "
            "polygon's fold.",
        )
        require(
            bool(self.dataset) or self.validation != "scenes" or len(self.scenes) > 1,
            "VALIDATION=scenes needs at least two rasters as INPUT; with one, choose blocks.",
        )
        n_folds = {"none": 1, "blocks": self.folds}.get(self.validation, 3)
        require(
            not self.recipe.stops_early or n_folds >= 3,
            "PATIENCE holds out one more fold to tell when to stop; validate on 3 or more folds "
            "or set PATIENCE to 0.",
        )

    def outputs(self) -> list[str]:
        """Return the paths of the files that the job writes."""
        return super().outputs() + beside_report(self.report)


@dataclass(frozen=True)
class FindRateJob(Job):
    """Find a learning rate for a recipe on labels, by a range test; no model is made."""

    algorithm_id = "findlearningrate"
    runs = "findlearningrate:find_rate"
    scenes: tuple[SceneOptions, ...] = group(INPUT=TRAINING_IMAGES)
    labels: LabelOptions = group(hidden=("SPLIT_FIELD",))
    curve: str = option(
        title="Curve",
        help="The loss at each learning rate, as a drawing.",
        kind="file output",
        suffix=".svg",
        file_name="{input}_learning_rate.svg",
        is_basic=True,
    )
    backbone: BackboneOptions = group(BackboneOptions)
    recipe: Recipe = group(
        lambda: Recipe(head=GRADIENT_HEADS[0]),
        hidden=_LOOP,
        HEAD={"choices": GRADIENT_HEADS, "help": head_help(GRADIENT_HEADS)},
    )
    block_size: float = block_size_option()
    max_samples: int = max_samples_option()
    run: RunOptions = group(RunOptions, shown=("SEED", "COMPILE_BACKBONE"))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_labels(self.labels)
        require_suffix("CURVE", self.curve, ".svg")
