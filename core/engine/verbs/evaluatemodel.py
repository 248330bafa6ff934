"""The algorithm 'evaluatemodel': score a model on new labels, or cross-validate its recipe."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS

from ...assessment.calibration import calibration_of
from ...assessment.evaluate import count_maps, cross_validate, outside_training
from ...assessment.evaluation_result import EvaluationResult, ReportContext
from ...assessment.metrics import summary_metrics
from ...assessment.pixels import pixel_probabilities, predict_pixels
from ...assessment.publish import publish
from ...errors import InvalidLabels
from ...features.session import EncodingSession, open_session
from ...heads.model_file import Model, load_model
from ...imagery.scene import Scene
from ...job.jobs import EvaluateJob, Result, TrainJob
from ...labels.label_reader import read_labels
from ...labels.label_set import LabelSet
from ...labels.sampling import labelled_pixels
from ...labels.shapes import reprojected
from ...labels.split import block_size
from ...mapping.model_scene import features_for, scene_for
from ...mapping.rendering import Rendering
from ...output_checks import check_writable
from ...output_names import report_files
from ...progress import Progress
from ...training.dataset import LabelledScene, training_data
from ...training.labelled_data import (
    labelled_scenes,
    require_same_kind,
    require_views,
    split_of,
    tile_side,
    warnings_of,
)
from ...training.task import FitTask
from .trainhead import other_methods

_SAMPLES_PER_CLASS = TrainJob.max_samples


def evaluate(job: EvaluateJob, progress: Progress) -> Result:
    """Score the model and write the report."""
    for file in report_files(job.report).values() if job.report else ():
        check_writable(Path(file))
    progress.stage("Open the model", 0, 0.05)
    model = load_model(Path(job.model))
    scenes = tuple(scene_for(model, one, progress) for one in job.scenes)
    require_same_kind(scenes)
    options = replace(job.run.opened(job.labels), class_table="")
    labels = read_labels(options, scenes[0], model.table).within(*scenes)
    session = open_session(model.backbone, job.run, progress)
    progress.stage("Evaluate", 0.05, 0.98)
    if job.method == "held_out":
        result = _held_out(job, model, session, scenes, labels, progress)
    else:
        result = _cross_validated(job, model, session, scenes, labels, progress)
    metrics = {
        "head": model.head.kind,
        "backbone": model.backbone.name,
        "method": job.method,
        "classes": labels.table.to_list(),
        "warnings": list(result.warnings),
        **summary_metrics(result),
    }
    outputs: dict[str, str] = {}
    if job.report:
        context = ReportContext(
            "Evaluation report", _summary(job, model, scenes, labels), job, metrics
        )
        outputs = publish(result, context, job.report)
    return Result(outputs, metrics)


def _held_out(
    job: EvaluateJob,
    model: Model,
    session: EncodingSession,
    scenes: tuple[Scene, ...],
    labels: LabelSet,
    progress: Progress,
) -> EvaluationResult:
    """Score the maps on all labelled pixels outside the training polygons."""
    labelled = [
        LabelledScene(
            features_for(model, session, scene, progress),
            labels,
            labelled_pixels(labels, scene, reading),
        )
        for scene, reading in progress.subrange(0, 0.2).each(scenes)
    ]
    scored, warnings = _held_out_pixels(job, model, labelled)
    require_views(scored, job.tta)
    rendering = Rendering(model.head, sharpening=job.sharpening.resolved(model.sharpening))
    mapping = progress.subrange(0.2, 0.5 if job.tta else 0.9)
    predicted = [
        predict_pixels(scene, [rendering], scene.pixels, part)[0]
        for scene, part in mapping.each(scored)
    ]
    others = {}
    if job.tta:
        averaged = _averaged(scored, rendering, job.tta, progress.subrange(0.5, 0.9))
        others["tta"] = count_maps(scored, averaged)
    sampling = progress.subrange(0.9, 0.95)
    sample = training_data(scored, _SAMPLES_PER_CLASS, job.run.seed, sampling)
    return EvaluationResult(
        "training" if job.include_training else "held_out",
        labels,
        count_maps(scored, predicted),
        others=others,
        calibration=calibration_of(rendering, sample, progress.subrange(0.95, 1)),
        warnings=warnings,
    )


def _averaged(
    scenes: Sequence[LabelledScene], rendering: Rendering, views: Sequence[str], progress: Progress
) -> list[NDArray[np.uint8]]:
    """Return the class position of each scene's pixels, averaged over views, (pixels,) each."""
    maps = []
    for scene, part in progress.each(scenes):
        probabilities = pixel_probabilities(scene, rendering, part, views)
        maps.append(probabilities.argmax(axis=1).astype(np.uint8))
    return maps


def _held_out_pixels(
    job: EvaluateJob, model: Model, scenes: Sequence[LabelledScene]
) -> tuple[tuple[LabelledScene, ...], list[str]]:
    """Return the scenes with the pixels that the model did not train on, and warnings.

    Raises:
        InvalidLabels: No pixel is left.
    """
    labels = scenes[0].labels
    warnings = list(labels.warnings)
    if job.include_training:
        warnings.append(
            "INCLUDE_TRAINING is set: the scores include training polygons and are therefore too "
            "high."
        )
    else:
        warnings += _overlap_warnings(labels, _training_polygons(model, labels.crs))
        scenes = [_outside_training(scene, model) for scene in scenes]
    left = tuple(scene for scene in scenes if len(scene.pixels))
    if not left:
        raise InvalidLabels(
            "All labels are inside the model's training polygons, so nothing is held out; give "
            "other labels, choose METHOD cross_validation, or set INCLUDE_TRAINING."
        )
    return left, warnings


def _outside_training(labelled: LabelledScene, model: Model) -> LabelledScene:
    """Return a scene without the labelled pixels that the model trained on."""
    training = _training_polygons(model, labelled.labels.crs)
    return replace(labelled, pixels=outside_training(labelled, training))


def _cross_validated(
    job: EvaluateJob,
    model: Model,
    session: EncodingSession,
    scenes: tuple[Scene, ...],
    labels: LabelSet,
    progress: Progress,
) -> EvaluationResult:
    """Train the model's recipe again on spatial folds of the labels."""
    blocks = block_size(labels, tile_side(session.features(scenes[0]), labels))
    labels = labels.cut(blocks.side)
    views = model.recipe.augment.views
    labelled = labelled_scenes(session, scenes, labels, progress.subrange(0, 0.1))
    require_views(labelled, (*views, *job.tta))
    data = training_data(
        labelled, _SAMPLES_PER_CLASS, job.run.seed, progress.subrange(0.1, 0.4), views
    )
    split = split_of(data.scenes, "blocks", job.folds, blocks)
    task = FitTask(model.recipe, data, device=session.device.kind, seed=job.run.seed)
    counts, calibration = cross_validate(
        task,
        split,
        progress.subrange(0.4, 0.7),
        job.tta,
        sharpening=job.sharpening.resolved(model.sharpening),
    )
    others = other_methods(job, counts, data, split, progress.subrange(0.7, 1))
    return EvaluationResult(
        "blocks", labels, counts, split, others, calibration, (), warnings_of(labels, data, split)
    )


def _overlap_warnings(labels: LabelSet, training: NDArray[np.object_]) -> list[str]:
    """Warn about labels that overlap training polygons: their other pixels are not independent."""
    drawn = labels.geometries[~labels.is_fragment]
    if not len(training) or not len(drawn):
        return []
    _, overlapping = shapely.STRtree(drawn).query(training, predicate="intersects")
    n_overlapping = len(np.unique(overlapping))
    if not n_overlapping:
        return []
    warning = (
        f"{n_overlapping} of {len(drawn)} label(s) overlap training polygons. Their other pixels "
        "resemble the training pixels, so the scores are probably too high."
    )
    return [warning]


def _training_polygons(model: Model, crs: CRS | None) -> NDArray[np.object_]:
    """Return the model's training polygons in a CRS."""
    polygons: NDArray[np.object_] = shapely.from_wkb(np.array(model.training_polygons, object))
    return reprojected(polygons, CRS.from_wkt(model.crs) if model.crs else None, crs)


def _summary(
    job: EvaluateJob, model: Model, scenes: Sequence[Scene], labels: LabelSet
) -> dict[str, str]:
    return {
        "Image": ", ".join(scene.name for scene in scenes),
        "Model": Path(job.model).name,
        "Backbone": model.backbone.name,
        "Head": model.head.kind,
        "Sharpened": job.sharpening.resolved(model.sharpening).text,
        "Labels": f"{len(labels)} polygons",
        "Scale": f"{scenes[0].scale:g}",
    }
