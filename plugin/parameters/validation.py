"""Parameters of validation: what is held out, and what else is scored on it."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from ...core.job.jobs import EVALUATIONS, VALIDATIONS, EvaluateJob, TrainJob
from ...core.job.recipe import VIEWS, check_views
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from .options import Option, add_options, read_options

VALIDATION = "VALIDATION"


def add_validation(algorithm: LandsketchAlgorithm) -> None:
    """Declare how a training tells its accuracy."""
    add_options(algorithm, [_validation()], TrainJob, advanced=False)
    add_options(algorithm, (_folds(), *_geometry(), *_rivals()), TrainJob)


def read_validation(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> dict[str, Any]:
    """Read the fields of a ``TrainJob`` that these parameters are.

    Raises:
        InvalidJob: There is no such view.
    """
    options = (_validation(), _folds(), *_geometry(), *_rivals())
    found = read_options(algorithm, options, TrainJob, parameters, context)
    check_views(found["tta"])
    return found


def add_method(algorithm: LandsketchAlgorithm) -> None:
    """Declare how a finished model is scored."""
    add_options(algorithm, [_method()], EvaluateJob, advanced=False)
    add_options(algorithm, (_folds(), _include_training(), *_rivals()), EvaluateJob)


def read_method(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> dict[str, Any]:
    """Read the fields of an ``EvaluateJob`` that these parameters are.

    Raises:
        InvalidJob: There is no such view.
    """
    options = (_method(), _folds(), _include_training(), *_rivals())
    found = read_options(algorithm, options, EvaluateJob, parameters, context)
    check_views(found["tta"])
    return found


def add_block_size(algorithm: LandsketchAlgorithm) -> None:
    """Declare the side of blocks alone, at which label rasters and areas are cut into pieces."""
    add_options(algorithm, [_block_size()], TrainJob)


def read_block_size(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> float:
    """Read the side of blocks."""
    return float(read_options(algorithm, [_block_size()], TrainJob, parameters, context)["block_m"])


def _block_size() -> Option:
    return Option(
        "block_m",
        tr("Validation: block side"),
        tr("Side of a validation block in units of the image's CRS; 0 = automatic."),
        name="BLOCK_SIZE",
    )


def _validation() -> Option:
    text = tr(
        "How the accuracy is found: on spatial blocks, by the split field, by whole images, or not at all."
    )
    return Option("validation", tr("Validation"), text, choices=VALIDATIONS)


def _method() -> Option:
    text = tr(
        "'held_out' scores the model as it is; 'cross_validation' trains its head again on spatial folds."
    )
    return Option("method", tr("Method"), text, choices=EVALUATIONS)


def _include_training() -> Option:
    text = tr("Also score where the model was trained; the figures are then too good.")
    return Option("include_training", tr("Include the training polygons"), text)


def _folds() -> Option:
    return Option(
        "folds",
        tr("Validation: folds"),
        tr("Number of folds that blocks are dealt to; at least 2."),
    )


def _geometry() -> tuple[Option, ...]:
    buffer = tr("No label closer than this to a validation block trains; 0 = automatic.")
    return _block_size(), Option("buffer_m", tr("Validation: buffer"), buffer, name="BUFFER")


def _rivals() -> tuple[Option, ...]:
    return (
        Option(
            "baselines",
            tr("Validation: compare with random forests"),
            tr("Also score random forests on the raw bands on the same folds; slower."),
        ),
        Option(
            "tta",
            tr("Validation: views to average"),
            tr(
                "Also score probabilities averaged over the image and these views, such as hflip, rot90. Views: {}."
            ).format(", ".join(VIEWS)),
        ),
    )
