"""The algorithm 'trainhead': labels and features in, model and report out."""

import hashlib
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import shapely

from ...assessment.baselines import baselines
from ...assessment.boundaries import are_dense
from ...assessment.calibration import unvalidated_inverse_temperature
from ...assessment.curves import read_curves
from ...assessment.evaluate import FoldCounts, cross_validate
from ...assessment.evaluation_result import EvaluationResult, ReportContext
from ...assessment.map_sample import map_sample
from ...assessment.metrics import summary_metrics
from ...assessment.publish import publish
from ...assessment.uncertain_areas import uncertain_areas
from ...features.session import EncodingSession, open_session
from ...heads.head import Head
from ...heads.model_file import Model, save_model
from ...job.head_kinds import AUTO, DENSE_HEADS
from ...job.jobs import EvaluateJob, FindRateJob, Result, TrainJob
from ...labels.fold_id import fold_id
from ...labels.label_reader import read_labels
from ...labels.split import Split, block_size
from ...mapping.rendering import Rendering
from ...model_header import earlier_classes
from ...model_scores import FOLDS_ID
from ...output_names import work_folder
from ...progress import Progress
from ...training.auto import Choice
from ...training.dataset import TrainingData, training_data
from ...training.fit import choose, fit_head
from ...training.labelled_data import (
    labelled_scenes,
    open_scenes,
    require_trainable,
    require_views,
    tile_side,
    trainable_split,
    warnings_of,
)
from ...training.task import FitTask
from ..output_lock import hold_output_lock
from ..training_files import FINAL, check_fit_files, keep_fit_files, open_work_folder

# Figures that differ from run to run; without them, the same job makes the same model file
_OF_THE_RUN = ("fit_seconds", "tiles_encoded")


def train(job: TrainJob, progress: Progress) -> Result:
    """Train a head on all labels, estimate its accuracy, write model and report."""
    check_fit_files(job)
    model = Path(job.model)
    with hold_output_lock(model), open_work_folder(model, progress) as work:
        return _train(job, work, progress)


@dataclass(frozen=True)
class TrainingInput:
    """What a job trains on.

    Attributes:
        session: The loaded backbone.
        data: Labelled scenes and training samples.
        split: The folds of the validation; None if nothing is held out.
    """

    session: EncodingSession
    data: TrainingData
    split: Split | None


def read_data(
    job: TrainJob | FindRateJob, progress: Progress, further_views: tuple[str, ...] = ()
) -> TrainingInput:
    """Read a job's labels, split them and encode the tiles under them: the first 60 % of the job.

    Args:
        job: What is trained on.
        progress: Reports the stages.
        further_views: Views that must exist besides those of the recipe.

    Raises:
        InvalidLabels: The labels cannot be trained on or cannot be split.
        InvalidJob: A view does not exist at a scene's scale, or WEIGHTS names an unknown class.
    """
    progress.stage("Read labels", 0, 0.05)
    scenes = open_scenes(job.scenes, progress)
    earlier = None
    if isinstance(job, TrainJob) and not job.labels.class_table:
        earlier = earlier_classes(Path(job.model), progress)
    labels = read_labels(job.run.opened(job.labels), scenes[0], earlier=earlier).within(*scenes)
    session = open_session(job.backbone, job.run, progress)
    side = tile_side(session.features(scenes[0]), labels)
    buffer = job.buffer if isinstance(job, TrainJob) else 0.0
    blocks = block_size(labels, side, job.block_size, buffer)
    labels = labels.cut(blocks.side)
    progress.stage("Features", 0.05, 0.6)
    labelled = labelled_scenes(session, scenes, labels, progress.subrange(0, 0.2))
    views = job.recipe.augment.views
    require_views(labelled, (*views, *further_views))
    require_trainable(job.recipe, labelled)
    split = trainable_split(job, labelled, blocks) if isinstance(job, TrainJob) else None
    encoding = progress.subrange(0.2, 1)
    data = training_data(labelled, job.max_samples, job.run.seed, encoding, views)
    return TrainingInput(session, data, split)


def _train(job: TrainJob, work: Path, progress: Progress) -> Result:
    """Train with checkpoints and events in the work folder."""
    source = read_data(job, progress, job.tta)
    began = time.monotonic()
    progress.stage("Train", 0.6, 0.7)
    task = _task(job, source, work)
    choice = choose(task, progress.subrange(0, 0.5)) if job.recipe.head == AUTO else None
    head = _fit(task, choice, source.split, progress)
    fit_seconds = time.monotonic() - began
    progress.stage("Validate", 0.7, 0.95)
    evaluation = _validate(job, task, source.split, head.kind, progress) if source.split else None
    head = _calibrated(job, head, evaluation, source.data, progress)
    progress.stage("Report", 0.95, 1.0)
    metrics = _metrics(job, source, head, evaluation)
    sample = None
    if evaluation and job.report:
        rendering, scenes = Rendering(head, sharpening=job.sharpening), source.data.scenes
        areas = uncertain_areas(scenes, rendering, progress.subrange(0, 0.8))
        metrics["uncertain_areas"] = [asdict(area) for area in areas]
        sample = map_sample(scenes, rendering, progress.subrange(0.8, 1))
    if choice:
        metrics["auto"] = choice.metrics()
    figures = dict(metrics)
    metrics |= {"fit_seconds": fit_seconds, "tiles_encoded": _tiles_encoded(source.data)}
    _report_metrics(metrics, progress)
    outputs = {"model": job.model}
    context = ReportContext("Training report", _summary(job, source), job, metrics, sample)
    outputs |= _write_report(context, evaluation, job.report, progress)
    outputs |= keep_fit_files(job, work)
    save_model(_model(job, head, source, figures), Path(job.model))
    return Result(outputs, metrics)


def _task(job: TrainJob, source: TrainingInput, work: Path) -> FitTask:
    return FitTask(
        job.recipe,
        source.data,
        device=source.session.device.kind,
        seed=job.run.seed,
        folder=work / FINAL,
        tensorboard=Path(job.tensorboard) / FINAL if job.tensorboard else None,
    )


def _fit(task: FitTask, choice: Choice | None, split: Split | None, progress: Progress) -> Head:
    """Train the job's head, or the one that ``auto`` chose, on all labels.

    With early stopping, one fold is held out as monitoring set.
    """
    if choice:
        task = choice.applied(task)
    if split:
        task = task.stopping_on(split)
    return fit_head(task, progress)


def _calibrated(
    job: TrainJob,
    head: Head,
    evaluation: EvaluationResult | None,
    data: TrainingData,
    progress: Progress,
) -> Head:
    """Return the head with calibrated probabilities, on held-out folds if there are any."""
    if evaluation and evaluation.calibration:
        return head.with_inverse_temperature(evaluation.calibration.inverse_temperature)
    rendering = Rendering(head, sharpening=job.sharpening)
    return head.with_inverse_temperature(unvalidated_inverse_temperature(rendering, data, progress))


def _metrics(
    job: TrainJob, source: TrainingInput, head: Head, evaluation: EvaluationResult | None
) -> dict[str, Any]:
    """Return the metrics of the training, and of its validation if there is one.

    Nothing here depends on the computer or the cache, so that equal trainings make equal files.
    """
    data = source.data
    metrics: dict[str, Any] = {
        "id": _model_id(job, data),
        "head": head.kind,
        "backbone": source.session.options.name,
        "n_samples": len(data.samples),
        "n_polygons": len(data.labels),
        "classes": data.labels.table.to_list(),
        "validation": job.validation,
    }
    if evaluation is None:
        metrics["warnings"] = _warnings(head.kind, data)
        return metrics
    metrics["warnings"] = list(evaluation.warnings)
    if evaluation.split is not None:
        metrics[FOLDS_ID] = fold_id(data.labels, evaluation.split)
    return metrics | summary_metrics(evaluation)


def _tiles_encoded(data: TrainingData) -> int:
    """Return the number of tiles that were not in the feature cache."""
    return sum(scene.features.n_encoded for scene in data.scenes)


def _report_metrics(metrics: dict[str, Any], progress: Progress) -> None:
    """Report the scores, if there are any, and the warnings."""
    if "miou" in metrics:
        progress.metric({name: metrics[name] for name in ("miou", "macro_f1", "oa")})
    for text in metrics["warnings"]:
        progress.warning(text)


def _write_report(
    context: ReportContext, evaluation: EvaluationResult | None, report: str, progress: Progress
) -> dict[str, str]:
    """Write the report if REPORT is set; return its files by output name."""
    if not report:
        return {}
    if evaluation is None:
        progress.warning(
            "No report was written, because VALIDATION none measures no accuracy; choose another "
            "VALIDATION."
        )
        return {}
    return publish(evaluation, context, report)


def other_methods(
    job: TrainJob | EvaluateJob,
    counts: FoldCounts,
    data: TrainingData,
    split: Split,
    progress: Progress,
) -> dict[str, FoldCounts]:
    """Return the other methods that were scored on the same folds, by their key in ``METHODS``."""
    others = {"tta": counts.tta} if counts.tta else {}
    if job.baselines:
        others |= baselines(data, split, progress, job.run.seed)
    return others


def _warnings(kind: str, data: TrainingData, split: Split | None = None) -> list[str]:
    """Return warnings about the labels and their folds."""
    warnings = warnings_of(data.labels, data, split)
    labelled = [(scene.scene, scene.pixels) for scene in data.scenes]
    if kind in DENSE_HEADS and not are_dense(labelled):
        warnings.append(
            f"The labels have few borders between classes, so the head {kind} cannot learn "
            "outlines; label whole areas (FULLY_LABELLED_AREA or LABEL_RASTER), or compare with "
            "the head lda."
        )
    return warnings


def _chance_warnings(counts: FoldCounts) -> list[str]:
    """Return a warning if the largest class everywhere would be as accurate as the model."""
    matrix = counts.pooled
    if matrix.trace() > matrix.sum(axis=1).max():
        return []
    text = (
        "On labels that were held out, the model is not better than a map of one class: the labels "
        "are too few, too close together, or of classes that look alike in this image. Draw more "
        "labels in other places."
    )
    return [text]


def _validate(
    job: TrainJob, task: FitTask, split: Split, kind: str, progress: Progress
) -> EvaluationResult:
    data = task.data
    fits = progress.subrange(0, 0.5) if job.baselines else progress
    counts, calibration = cross_validate(task, split, fits, job.tta, kind, job.sharpening)
    others = other_methods(job, counts, data, split, progress.subrange(0.5, 1))
    warnings = _warnings(kind, data, split) + _chance_warnings(counts)
    curves = read_curves(work_folder(Path(job.model)))
    return EvaluationResult(
        job.validation, data.labels, counts, split, others, calibration, curves, warnings
    )


def _model(job: TrainJob, head: Head, source: TrainingInput, metrics: dict[str, Any]) -> Model:
    scene, labels = source.data.scenes[0].scene, source.data.labels
    backbone = source.session.backbone
    explicit = replace(
        source.session.options,
        layers=backbone.entry.layers,
        tile_tokens=backbone.entry.tile_tokens,
        halo_tokens=backbone.entry.halo_tokens,
    )
    return Model(
        head=head,
        table=labels.table,
        scene=scene.options,
        stretch=scene.stretch,
        pixel_size_m=scene.pixel_size_m,
        backbone=explicit,
        recipe=replace(job.recipe, head=head.kind),
        sharpening=job.sharpening,
        backbone_identity=backbone.encoder.identity,
        crs=labels.crs.to_wkt() if labels.crs else "",
        training_polygons=tuple(shapely.to_wkb(labels.geometries, hex=True).tolist()),
        footprint=tuple(shapely.total_bounds(labels.geometries).tolist()),
        metrics={name: value for name, value in metrics.items() if name not in _OF_THE_RUN},
    )


def _model_id(job: TrainJob, data: TrainingData) -> str:
    """Return an id that changes with backbone, recipe, seed and samples."""
    parts = (asdict(job.backbone), asdict(job.recipe), job.run.seed, data.digest)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _summary(job: TrainJob, source: TrainingInput) -> dict[str, str]:
    """Return the rows of the report's first table."""
    data, entry = source.data, source.session.backbone.entry
    n_pixels = sum(len(scene.pixels) for scene in data.scenes)
    return {
        "Image": ", ".join(scene.scene.name for scene in data.scenes),
        "Backbone": f"{entry.title}, layers {', '.join(map(str, entry.layers))}",
        "Head": job.recipe.head,
        "Sharpened": job.sharpening.text,
        "Labels": f"{len(data.labels)} polygons, {n_pixels:,} labelled pixels",
        "Training samples": f"{len(data.samples):,}",
        "Scale": f"{data.scenes[0].scene.scale:g}",
    }
