"""The algorithm 'evaluatemodel': score a model on labels it has not seen, or cross-validate its recipe on them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS

from ...assessment.calibration import of_model
from ...assessment.evaluate import count_map, cross_validate, outside_training
from ...assessment.evaluation_result import EvaluationResult, ReportContext
from ...assessment.metrics import summary_metrics
from ...assessment.pixels import predict_pixels
from ...assessment.publish import publish
from ...assessment.tta import mean_probabilities
from ...errors import InvalidLabels
from ...features.session import EncodingSession, open_session
from ...heads.model_file import Model, load_model
from ...imagery.scene import Scene
from ...job.jobs import EvaluateJob, Result, TrainJob
from ...labels.label_set import LabelSet, read_labels
from ...labels.sampling import labelled_pixels
from ...labels.shapes import reprojected
from ...labels.split import block_size
from ...mapping.model_scene import features_for, scene_for
from ...output_checks import check_writable
from ...output_names import report_files
from ...progress import Progress
from ...training.dataset import LabelledScene, training_data
from ...training.labelled_data import (
    labelled_scenes,
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
    scene = scene_for(model, job.scene, progress)
    labels = read_labels(
        replace(job.run.opened(job.labels), class_table=""), scene, model.table
    ).within(scene)
    session = open_session(model.backbone, job.run, progress)
    progress.stage("Evaluate", 0.05, 0.98)
    if job.method == "held_out":
        result = _held_out(job, model, session, scene, labels, progress)
    else:
        result = _cross_validated(job, model, session, scene, labels, progress)
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
            "Evaluation report", _summary(job, model, scene, labels), job, metrics
        )
        outputs = publish(result, context, job.report)
    return Result(outputs, metrics)


def _held_out(
    job: EvaluateJob,
    model: Model,
    session: EncodingSession,
    scene: Scene,
    labels: LabelSet,
    progress: Progress,
) -> EvaluationResult:
    """Score the map on all labelled pixels outside the training polygons."""
    labelled = LabelledScene(
        features_for(model, session, scene, progress),
        labels,
        labelled_pixels(labels, scene, progress.subrange(0, 0.2)),
    )
    pixels = labelled.pixels
    warnings = list(labels.warnings)
    if job.include_training:
        warnings.append("The training polygons are included, so these figures flatter the model.")
    else:
        training = _training_polygons(model, scene)
        pixels = outside_training(labelled, training)
        warnings += _shared_warnings(labels, training)
    if not len(pixels):
        raise InvalidLabels(
            "All labels lie in the model's training polygons, so nothing is held out; give other labels, "
            "choose METHOD cross_validation, or set INCLUDE_TRAINING."
        )
    scored = replace(labelled, pixels=pixels)
    require_views((labelled,), job.tta)
    predicted = predict_pixels(
        labelled, [model.head], pixels, progress.subrange(0.2, 0.5 if job.tta else 0.9)
    )[0]
    others = {}
    if job.tta:
        shares = mean_probabilities(scored, model.head, job.tta, progress.subrange(0.5, 0.9))
        others["tta"] = count_map(labelled, pixels, shares.argmax(axis=1).astype(np.uint8))
    sample = training_data(
        (scored,), _SAMPLES_PER_CLASS, job.run.seed, progress.subrange(0.9, 0.95)
    )
    calibration = of_model(model.head, sample, progress.subrange(0.95, 1))
    design = "training" if job.include_training else "held_out"
    counts = count_map(labelled, pixels, predicted)
    return EvaluationResult(
        design, labels, counts, others=others, calibration=calibration, warnings=warnings
    )


def _cross_validated(
    job: EvaluateJob,
    model: Model,
    session: EncodingSession,
    scene: Scene,
    labels: LabelSet,
    progress: Progress,
) -> EvaluationResult:
    """Refit the model's head on spatial folds of the labels."""
    blocks = block_size(labels, tile_side(session.features(scene), labels))
    labels = labels.cut(blocks.side)
    views = model.recipe.augment.views
    labelled = labelled_scenes(session, (scene,), labels, progress.subrange(0, 0.1))
    require_views(labelled, (*views, *job.tta))
    data = training_data(
        labelled, _SAMPLES_PER_CLASS, job.run.seed, progress.subrange(0.1, 0.4), views
    )
    split = split_of(data.scenes, "blocks", job.folds, blocks)
    task = FitTask(model.recipe, data, device=session.device.kind, seed=job.run.seed)
    counts, calibration = cross_validate(task, split, progress.subrange(0.4, 0.7), job.tta)
    others = other_methods(job, counts, data, split, progress.subrange(0.7, 1))
    return EvaluationResult(
        "blocks", labels, counts, split, others, calibration, (), warnings_of(labels, data, split)
    )


def _shared_warnings(labels: LabelSet, training: NDArray[np.object_]) -> list[str]:
    """Say how many drawn labels a training polygon lies in or overlaps: their other pixels look like what it showed."""
    drawn = labels.geometries[~labels.is_fragment]
    if not len(training) or not len(drawn):
        return []
    shared = len(np.unique(shapely.STRtree(drawn).query(training, predicate="intersects")[1]))
    if not shared:
        return []
    overlapping = f"{shared} of {len(drawn)} label(s) overlap training polygons"
    return [
        f"{overlapping}; the rest of them looks like what was trained on, so the figures flatter the model."
    ]


def _training_polygons(model: Model, scene: Scene) -> NDArray[np.object_]:
    """Return the model's training polygons in the scene's CRS."""
    polygons: NDArray[np.object_] = shapely.from_wkb(np.array(model.training_polygons, object))
    return reprojected(polygons, CRS.from_wkt(model.crs) if model.crs else None, scene.crs)


def _summary(job: EvaluateJob, model: Model, scene: Scene, labels: LabelSet) -> dict[str, str]:
    return {
        "Scene": scene.name,
        "Model": Path(job.model).name,
        "Backbone": model.backbone.name,
        "Head": model.head.kind,
        "Labels": f"{len(labels)} polygons",
        "Scale": f"{scene.scale:g}",
    }
