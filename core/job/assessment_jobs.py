"""Jobs that score and compare models and maps."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import require
from .job import Job
from .option import group, option
from .options import LabelOptions, RunOptions, SceneOptions
from .recipe import check_views
from .shared_options import (
    OF_MODEL,
    baselines_option,
    beside_report,
    dataset_option,
    folds_option,
    map_input_option,
    model_option,
    report_option,
    require_images_and_labels,
    require_suffix,
    scored_views_option,
)
from .sharpen_options import SharpenOptions

EVALUATIONS = ("held_out", "cross_validation")
_SCORED_IMAGES = {
    "title": "Images",
    "kind": "rasters",
    "is_expected": True,
    "help": "One or several rasters; the model is scored on the labels of each.",
}


@dataclass(frozen=True)
class EvaluateJob(Job):
    """Score a model on labels."""

    algorithm_id = "evaluatemodel"
    runs = "evaluatemodel:evaluate"
    scenes: tuple[SceneOptions, ...] = group(
        hidden=OF_MODEL, may_be_empty=True, INPUT=_SCORED_IMAGES
    )
    model: str = model_option()
    labels: LabelOptions = group(
        hidden=("SPLIT_FIELD", "CLASS_TABLE", "CORRECTIONS", "CORRECTIONS_WEIGHT")
    )
    report: str = report_option("{model}_evaluation.html", is_basic=True)
    method: str = option(
        "held_out",
        title="Method",
        help="'held_out' scores the model as it is; 'cross_validation' trains its head again on "
        "spatial folds.",
        choices=EVALUATIONS,
        words={
            "held_out": "The model as it is, on labels it has not seen",
            "cross_validation": "Cross-validation: its head is trained again",
        },
        is_basic=True,
    )
    include_training: bool = option(
        False,
        title="Include the training polygons",
        help="Also score where the model was trained; the scores are then too high.",
    )
    folds: int = folds_option()
    baselines: bool = baselines_option()
    tta: tuple[str, ...] = scored_views_option()
    sharpening: SharpenOptions = group(SharpenOptions)
    run: RunOptions = group(RunOptions, shown=("COMPILE_BACKBONE",))
    dataset: str = dataset_option()

    def __post_init__(self) -> None:
        super().__post_init__()
        require_images_and_labels(self.scenes, self.labels, self.dataset)
        check_views("TTA", self.tta)

    def outputs(self) -> list[str]:
        """Return the paths of the files that the job writes."""
        return super().outputs() + beside_report(self.report)


@dataclass(frozen=True)
class CompareMapsJob(Job):
    """Show where two class maps of the same pixels differ, and how large each change is."""

    algorithm_id = "comparemaps"
    runs = "comparemaps:compare_maps"
    map: str = map_input_option()
    previous: str = option(
        title="Earlier map",
        help="The map to compare with: of an earlier model or an earlier image, with the same "
        "pixels. Classes are matched by name.",
        kind="map",
        is_basic=True,
    )
    output: str = option(
        title="Changes",
        help="A raster of the changes: 0 = no change, one value per pair of classes, the largest "
        "change first.",
        kind="raster output",
        raster="changes",
        file_name="{input}_changes.tif",
        is_basic=True,
    )
    table: str = option(
        "",
        title="Table",
        help="Pixels, area and share of each pair of classes, as CSV.",
        kind="file output",
        suffix=".csv",
        file_name="{output}.csv",
        is_basic=True,
        is_proposed=True,
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.map != self.previous, "PREVIOUS is the same map as INPUT; choose another.")
        if self.table:
            require_suffix("TABLE", self.table, ".csv")


@dataclass(frozen=True)
class CompareModelsJob(Job):
    """Tell which of two models is better, by the scores of their trainings on the same folds."""

    algorithm_id = "comparemodels"
    runs = "comparemodels:compare_models"
    model: str = model_option()
    previous: str = option(
        title="Earlier model",
        help="The model to compare with.",
        kind="model",
        suffix=".safetensors",
        is_basic=True,
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.model != self.previous, "PREVIOUS is the same model as MODEL; choose another.")
