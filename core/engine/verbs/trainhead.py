"""The verb 'train': labels and features in, model and report out."""

import hashlib
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import shapely

from ...assessment.baselines import baselines
from ...assessment.boundaries import are_dense
from ...assessment.calibration import unvalidated_inverse_temperature
from ...assessment.curves import read_curves
from ...assessment.evaluate import FoldCounts, cross_validate
from ...assessment.evaluation_result import EvaluationResult, ReportContext
from ...assessment.metrics import summary_metrics
from ...assessment.publish import publish
from ...features.session import EncodingSession, open_session
from ...heads.head import Head
from ...heads.model_file import Model, save_model
from ...job.head_kinds import AUTO, DENSE_HEADS
from ...job.jobs import EvaluateJob, FindRateJob, Result, TrainJob
from ...labels.label_set import read_labels
from ...labels.split import Split
from ...model_header import earlier_classes
from ...output_names import work_folder
from ...progress import Progress
from ...training.blocks import block_of
from ...training.dataset import TrainingData, training_data
from ...training.fit import choose, fit_head
from ...training.labelled_data import (
    labelled_scenes,
    open_scenes,
    require_trainable,
    require_views,
    split_of,
    warnings_of,
)
from ...training.task import FitTask
from ..output_lock import alone
from ..training_files import FINAL, check_fit_files, keep_fit_files, resumable


def train(job: TrainJob, progress: Progress) -> Result:
    """Train a head on all labels, estimate its quality by cross-validation, write model and report."""
    check_fit_files(job)
    with alone(Path(job.model)), resumable(Path(job.model), progress) as work:
        return _train(job, work, progress)


def read_data(
    job: TrainJob | FindRateJob, progress: Progress, further_views: tuple[str, ...] = ()
) -> tuple[EncodingSession, TrainingData]:
    """Read a job's labels and encode what they need, the first 60 % of the job; refuse views that do not exist."""
    progress.stage("Read labels", 0, 0.05)
    scenes = open_scenes(job.scenes)
    earlier = None
    if isinstance(job, TrainJob) and not job.labels.class_table:
        earlier = earlier_classes(Path(job.model), progress)
    labels = read_labels(job.labels, scenes[0], earlier=earlier).within(*scenes)
    session = open_session(job.backbone, job.run, progress)
    labels = labels.cut(block_of(session.features(scenes[0]), labels, job.block_m)[0])
    progress.stage("Features", 0.05, 0.6)
    labelled = labelled_scenes(session, scenes, labels, progress.part(0, 0.2))
    views = job.recipe.augment.views
    require_views(labelled, (*views, *further_views))
    require_trainable(job, labelled)
    return session, training_data(
        labelled, job.max_samples, job.run.seed, progress.part(0.2, 1), views
    )


def _train(job: TrainJob, work: Path, progress: Progress) -> Result:
    """Do the work of a training whose pieces lie in the work folder."""
    session, data = read_data(job, progress, job.tta)
    labels, encoded_at = data.labels, time.monotonic()
    progress.stage("Train", 0.6, 0.7)
    split = None
    if job.validation != "none":
        split = split_of(data.scenes, job.validation, job.folds, job.block_m, job.buffer_m)
    task = FitTask(
        job.recipe,
        data,
        device=session.device.kind,
        seed=job.run.seed,
        folder=work / FINAL,
        tensorboard=Path(job.tensorboard) / FINAL if job.tensorboard else None,
    )
    choice = choose(task, progress.part(0, 0.5)) if job.recipe.head == AUTO else None
    chosen = choice.applied(task) if choice else task
    head = fit_head(chosen if split is None else chosen.stopping_on(split), progress)
    fit_seconds = time.monotonic() - encoded_at
    progress.stage("Validate", 0.7, 1.0)
    result = None if split is None else _validate(job, task, split, head.kind, progress)
    calibration = result.calibration if result else None
    head = head.with_inverse_temperature(
        calibration.inverse_temperature
        if calibration
        else unvalidated_inverse_temperature(head, data, progress)
    )
    metrics: dict[str, Any] = {
        "id": _model_id(job, data),
        "head": head.kind,
        **({"auto": choice.metrics()} if choice else {}),
        "backbone": session.options.name,
        "fit_seconds": fit_seconds,
        "n_samples": len(data.samples),
        "n_polygons": len(labels),
        "tiles_encoded": sum(s.features.n_encoded for s in data.scenes),
        "classes": labels.table.to_list(),
        "validation": job.validation,
        "warnings": list(result.warnings) if result else _warnings(head.kind, data),
        **(summary_metrics(result) if result else {}),
    }
    if result:
        progress.metric({name: metrics[name] for name in ("miou", "macro_f1", "oa")})
    for text in metrics["warnings"]:
        progress.warning(text)
    model = _model(job, head, session, data, metrics)
    outputs = {"model": job.model}
    if job.report and result:
        outputs |= publish(
            result,
            ReportContext("Training report", _summary(job, session, data), job, metrics),
            job.report,
        )
    elif job.report:
        progress.warning(
            "No report was written: nothing was held out (VALIDATION none), so there is nothing to report."
        )
    outputs |= keep_fit_files(job, work)
    save_model(model, Path(job.model))
    return Result(outputs, metrics)


def other_methods(
    job: TrainJob | EvaluateJob,
    counts: FoldCounts,
    data: TrainingData,
    split: Split,
    progress: Progress,
) -> dict[str, FoldCounts]:
    """Return what else was scored on the same folds, by its key in ``METHODS``."""
    augmented = {"tta": counts.tta} if counts.tta else {}
    return augmented | (baselines(data, split, progress, job.run.seed) if job.baselines else {})


def _warnings(kind: str, data: TrainingData, split: Split | None = None) -> list[str]:
    """Return what the user should know about the labels, how they are split, and what they can teach a head."""
    found = warnings_of(data.labels, data, split)
    if kind in DENSE_HEADS and not are_dense(
        [(scene.scene, scene.pixels) for scene in data.scenes]
    ):
        found.append(
            f"These labels show few borders between classes, so the head {kind} has no outlines to learn from; label "
            "whole areas (FULLY_LABELLED_AREA or a label raster), or compare with the head lda."
        )
    return found


def _validate(
    job: TrainJob, task: FitTask, split: Split, kind: str, progress: Progress
) -> EvaluationResult:
    data = task.data
    own = progress.part(0, 0.5) if job.baselines else progress
    counts, calibration = cross_validate(task, split, own, job.tta, kind)
    others = other_methods(job, counts, data, split, progress.part(0.5, 1))
    warnings = _warnings(kind, data, split)
    curves = read_curves(work_folder(Path(job.model)))
    return EvaluationResult(
        job.validation, data.labels, counts, split, others, calibration, curves, warnings
    )


def _model(
    job: TrainJob, head: Head, session: EncodingSession, data: TrainingData, metrics: dict[str, Any]
) -> Model:
    scene, entry, labels = data.scenes[0].scene, session.backbone.entry, data.labels
    explicit = replace(
        session.options,
        layers=entry.layers,
        tile_tokens=entry.tile_tokens,
        halo_tokens=entry.halo_tokens,
    )
    return Model(
        head=head,
        table=labels.table,
        scene=scene.options,
        stretch=scene.stretch,
        pixel_size_m=scene.pixel_size_m,
        backbone=explicit,
        recipe=replace(job.recipe, head=head.kind),
        backbone_identity=session.backbone.encoder.identity,
        crs=labels.crs.to_wkt() if labels.crs else "",
        training_polygons=tuple(shapely.to_wkb(labels.geometries, hex=True).tolist()),
        footprint=tuple(shapely.total_bounds(labels.geometries).tolist()),
        metrics=metrics,
    )


def _model_id(job: TrainJob, data: TrainingData) -> str:
    """Return an id that changes with the recipe and the samples."""
    facts = (asdict(job.backbone), asdict(job.recipe), job.run.seed, data.digest)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _summary(job: TrainJob, session: EncodingSession, data: TrainingData) -> dict[str, str]:
    return {
        "Scene": ", ".join(s.scene.name for s in data.scenes),
        "Backbone": f"{session.backbone.entry.title}, layers {', '.join(map(str, session.backbone.entry.layers))}",
        "Head": job.recipe.head,
        "Labels": f"{len(data.labels)} polygons, {sum(len(s.pixels) for s in data.scenes):,} labelled pixels",
        "Training samples": f"{len(data.samples):,}",
        "Scale": f"{data.scenes[0].scene.scale:g}",
    }
