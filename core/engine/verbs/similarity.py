"""The algorithm 'similarity': examples and a scene in, a raster of similarity out."""

from pathlib import Path
from typing import Any

from ...atomic_write import remove_folder
from ...errors import LandsketchError
from ...features.at_pixels import features_at
from ...features.feature_map import FeatureMap
from ...features.session import open_session
from ...imagery.map_writer import NODATA, MapWriter
from ...imagery.scene import Scene
from ...imagery.scene_report import report_scene
from ...job.jobs import Result, SimilarityJob
from ...labels.sampling import LabelledPixels
from ...mapping.assemble import NothingToMap, no_valid_pixel
from ...mapping.predict import keep_or_remove
from ...output_checks import check_raster_name, check_writable
from ...output_names import temporary_path, work_folder
from ...progress import Progress
from ...similarity.examples import example_pixels, scene_tokens
from ...similarity.query import Query, make_query, similarity
from ...similarity.similar_places import SimilarSelection, write_similar_places
from ...similarity.similarity_map import KIND, SimilarityMap
from ...similarity.threshold import automatic_threshold
from ..output_lock import hold_output_lock


def find_similar(job: SimilarityJob, progress: Progress) -> Result:
    """Make a query of the examples, score the scene and write the rasters and polygons.

    Raises:
        InvalidLabels: The examples cannot be read or lie outside the scene.
        InvalidScene: No pixel has data, or none is as similar as the threshold.
    """
    progress.stage("Open the scene", 0, 0.02)
    output = Path(job.output)
    for path in filter(None, (job.output, job.polygons)):
        check_writable(Path(path))
    check_raster_name(output)
    scene = Scene(job.scene)
    report_scene(scene, progress)
    window = scene.window_of(job.extent)
    pixels, negative = _examples(job, scene, progress)
    session = open_session(job.backbone, job.run, progress)
    progress.stage("Encode the examples", 0.02, 0.2)
    query, threshold = _query(job, session.features(scene), pixels, negative, progress)
    features = session.features(scene, write=job.write_cache)
    plan = SimilarityMap(query, features, window, output)
    with hold_output_lock(output):
        check_writable(output, plan.expected_bytes)
        metrics = _write(job, plan, threshold, progress)
    outputs = {"output": job.output}
    if job.polygons:
        outputs["polygons"] = job.polygons
    return Result(outputs, {"threshold": threshold, **metrics})


def _examples(
    job: SimilarityJob, scene: Scene, progress: Progress
) -> tuple[LabelledPixels, LabelledPixels | None]:
    """Return pixels under the positive and the negative examples; None = there are none."""
    seed, run = job.run.seed, job.run
    positive = example_pixels(run.place_of(job.examples), job.examples_layer, scene, seed, progress)
    if not job.negatives:
        return positive, None
    path = run.place_of(job.negatives)
    return positive, example_pixels(path, job.negatives_layer, scene, seed, progress)


def _query(
    job: SimilarityJob,
    features: FeatureMap,
    positive: LabelledPixels,
    negative: LabelledPixels | None,
    progress: Progress,
) -> tuple[Query, float]:
    """Return the query and the threshold in per cent; its features are kept in the cache."""
    background = scene_tokens(features, positive, progress.subrange(0, 0.8))
    examples = features_at(features, positive.rows, positive.columns, progress.subrange(0.8, 0.9))
    others = None
    if negative is not None:
        others = features_at(features, negative.rows, negative.columns, progress.subrange(0.9, 1))
    query = make_query(background, examples, others)
    threshold = job.threshold
    if not threshold:
        threshold = float(round(100 * automatic_threshold(similarity(query, background))))
    share = (similarity(query, examples) >= threshold / 100).mean()
    how = "given" if job.threshold else "automatic"
    progress.info(
        f"Threshold: {threshold:g} % ({how}); {share:.0%} of the pixels of the examples reach it."
    )
    return query, threshold


def _write(
    job: SimilarityJob, plan: SimilarityMap, threshold: float, progress: Progress
) -> dict[str, Any]:
    """Write raster and polygons, both or none; a run that failed can go on from its chunks."""
    work = work_folder(plan.path)
    try:
        progress.stage("Encode", 0.2, 0.9)
        plan.encode(progress)
        metrics = _write_outputs(job, plan, threshold, progress)
    except LandsketchError as error:
        keep_or_remove(work, error)
        raise
    remove_folder(work)
    return {"tiles_encoded": plan.features.n_encoded, **metrics}


def _write_outputs(
    job: SimilarityJob, plan: SimilarityMap, threshold: float, progress: Progress
) -> dict[str, Any]:
    n_valid = n_similar = 0
    metrics: dict[str, Any] = {}
    progress.stage("Write the similarity", 0.9, 0.95 if job.polygons else 1.0)
    with MapWriter(plan.path, plan.grid, KIND, (), _tags(job, threshold)) as writer:
        for place, values in plan.blocks(progress):
            valid = values != NODATA
            n_valid += int(valid.sum())
            n_similar += int((valid & (values >= threshold)).sum())
            writer.write(place.row, place.column, values)
        if not n_valid:
            raise NothingToMap(no_valid_pixel(plan.scene))
        if job.polygons:
            writer.finish(progress)
            progress.stage("Trace polygons", 0.95, 1.0)
            part = temporary_path(plan.path)
            selection = SimilarSelection(threshold, job.min_area)
            metrics = write_similar_places(part, selection, Path(job.polygons), progress)
    return {"similar_share": n_similar / n_valid, **metrics}


def _tags(job: SimilarityJob, threshold: float) -> dict[str, str]:
    """Return what the raster says about its origin."""
    return {
        "LANDSKETCH_BACKBONE": job.backbone.name,
        "LANDSKETCH_EXAMPLES": job.examples,
        "LANDSKETCH_THRESHOLD": f"{threshold:g}",
    }
