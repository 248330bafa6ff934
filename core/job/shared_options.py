"""Options that several jobs declare alike."""

from __future__ import annotations

from typing import Any

from ..output_names import report_files
from .checks import require
from .option import option
from .options import LabelOptions, SceneOptions, require_labels
from .recipe import VIEWS, VIEWS_TEXT

VALIDATIONS = ("blocks", "field", "scenes", "none")


# Options of a scene that follow the model
OF_MODEL = ("EXTRA_BANDS", "SCALE", "HOLES", "STRETCH", "STRETCH_RANGE", "HOLE_SIZE")


TRAINING_IMAGES = {
    "title": "Images",
    "kind": "rasters",
    "is_expected": True,
    "help": "One or several rasters; labels apply to each image where they overlap.",
}


MAPPED_IMAGES = {
    "title": "Images",
    "kind": "rasters",
    "help": "The rasters to map, each by itself: files, VRTs or COGs. A web map has to be "
    "exported first.",
}


def model_option() -> Any:  # noqa: ANN401 (a field)
    """Declare the model that a job uses."""
    return option(
        title="Model",
        help="The model that 'Train head' wrote.",
        kind="model",
        suffix=".safetensors",
        is_basic=True,
    )


def dataset_option() -> Any:  # noqa: ANN401 (a field)
    """Declare the dataset that stands for images and labels."""
    return option(
        "",
        title="Dataset",
        hint="none",
        help="Instead of images and labels: a folder that 'Prepare dataset' wrote. Images, labels, "
        "backbone and folds are those of the dataset.",
        kind="folder",
    )


def require_images_and_labels(
    scenes: tuple[SceneOptions, ...], labels: LabelOptions, dataset: str
) -> None:
    """Raise ``InvalidJob`` unless there are images and labels, or a dataset instead of both."""
    if dataset:
        require(
            not scenes and not labels.given,
            "DATASET stands for images and labels; leave INPUT, LABELS and LABEL_RASTER empty, or "
            "DATASET.",
        )
        return
    require(bool(scenes), "INPUT (Images) is required, or a DATASET.")
    require_labels(labels)


def report_option(file_name: str, *, is_basic: bool) -> Any:  # noqa: ANN401 (a field)
    """Declare the report of a training or an evaluation."""
    return option(
        "",
        title="Report",
        help="Accuracy with its uncertainty, per class, as a page for the browser; tables for "
        "programs lie beside it.",
        kind="file output",
        suffix=".html",
        file_name=file_name,
        is_basic=is_basic,
        is_proposed=True,
    )


def map_input_option() -> Any:  # noqa: ANN401 (a field)
    """Declare the class map that a job reads."""
    return option(
        title="Map",
        help="The map that 'Predict raster' made, or any raster with one band of class values "
        "from 0 to 254.",
        name="INPUT",
        kind="map",
        is_basic=True,
    )


def max_samples_option() -> Any:  # noqa: ANN401 (a field)
    """Declare how many pixels of a class are used for training."""
    return option(
        10000,
        title="Pixels per class",
        help="Most labelled pixels of a class that are used for training; at least 10.",
        at_least=10,
    )


def block_size_option() -> Any:  # noqa: ANN401 (a field)
    """Declare the side of a validation block."""
    return option(
        0.0,
        title="Validation: block size",
        help="Side of a validation block in units of the image's CRS; 0 = automatic.",
        at_least=0,
    )


def folds_option() -> Any:  # noqa: ANN401 (a field)
    """Declare the number of folds."""
    return option(
        5,
        title="Validation: folds",
        help="Number of folds of spatial blocks; at least 2.",
        at_least=2,
    )


def validation_option() -> Any:  # noqa: ANN401 (a field)
    """Declare how labels are held out."""
    return option(
        "blocks",
        title="Validation",
        help="How the accuracy is measured: on spatial blocks, on folds of the split field, on "
        "whole images, or not at all.",
        choices=VALIDATIONS,
        words={
            "blocks": "Spatial blocks that the training does not see",
            "field": "Folds that the split field names",
            "scenes": "Whole images that the training does not see",
            "none": "None: quick, but without a report",
        },
    )


def buffer_option() -> Any:  # noqa: ANN401 (a field)
    """Declare the distance around a validation block without training."""
    return option(
        0.0,
        title="Validation: buffer",
        help="No label closer than this to a validation block is used for training, in units of "
        "the image's CRS; 0 = automatic.",
        at_least=0,
    )


def baselines_option() -> Any:  # noqa: ANN401 (a field)
    """Declare whether random forests are scored as well."""
    return option(
        False,
        title="Validation: compare with random forests",
        help="Also score random forests on the raw bands on the same folds; slower.",
    )


def scored_views_option() -> Any:  # noqa: ANN401 (a field)
    """Declare the views over which probabilities are averaged."""
    return option(
        (),
        title="Validation: views to average",
        help="Also score probabilities averaged over the image and these views, such as hflip, "
        "rot90. " + VIEWS_TEXT,
        choices=VIEWS,
    )


def beside_report(report: str) -> list[str]:
    """Return the files beside a report."""
    return [path for path in report_files(report).values() if path != report] if report else []


def require_suffix(name: str, path: str, suffix: str) -> None:
    """Raise ``InvalidJob`` unless a path ends in ``suffix``."""
    require(path.lower().endswith(suffix), f"{name} needs a file name that ends in {suffix}.")
