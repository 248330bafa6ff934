"""The algorithm 'verifydataset': look for faults in a dataset and report them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...cache_folder import folder_of
from ...dataset.dataset_file import Dataset, load_dataset
from ...dataset.tiles import tile_of_pixels
from ...errors import BackboneUnavailable, InvalidLabels
from ...features.feature_map import FeatureMap
from ...features.session import EncodingSession, open_session
from ...imagery.scene import Scene
from ...job.dataset_jobs import VerifyDatasetJob
from ...job.jobs import Result
from ...labels.label_reader import read_labels
from ...labels.label_set import LabelSet
from ...labels.sampling import LabelledPixels, labelled_pixels
from ...labels.split import Split, block_size
from ...output_checks import check_apart, check_writable
from ...progress import Progress
from ...runtime.device import PHYSICAL_CORES
from ...training.dataset import LabelledScene, training_data
from ...training.labelled_data import open_scenes, split_of, tile_side
from ...verification.cache_checks import damaged_findings, stale_findings, tile_named
from ...verification.finding import Finding, listed, worst_first
from ...verification.flag_layers import write_flagged_labels, write_flagged_tiles
from ...verification.image_checks import image_findings, tile_findings
from ...verification.label_checks import class_findings, shape_findings
from ...verification.label_features import (
    LabelFeatures,
    feature_of_polygons,
    read_label_features,
)
from ...verification.label_shift import LabelShift, estimate_shift
from ...verification.mislabelled import (
    Suspicion,
    likely_mislabelled,
    most_suspicious,
    suspicion,
)
from ...verification.report import Verification, json_path, write_report
from ...verification.shift_layer import write_shift
from ...verification.split_checks import class_counts, count_findings, fold_findings
from ...verification.tile_facts import TileFacts, empty_facts, read_facts
from ...verification.tile_table import TileTable, read_tiles
from ...verification.worst_cases import PictureSource, worst_cases

_PER_CLASS = 1000  # pixels of a class from which mislabelled polygons are looked for
_DECIMALS = 3  # of a suspicion; further ones depend on the number of threads
_MOST_ENCODED = 256  # tiles that are encoded to look for mislabelled polygons
_REPORTED = 20  # suspicious polygons that the log names


@dataclass
class _Work:
    """What is known of a dataset while it is verified.

    Attributes:
        dataset: The dataset.
        scenes: The images.
        tiles: The index of tiles.
        features: The label features as drawn.
        labels: The labels as a training reads them.
        pixels: Labelled pixels of each scene.
        findings: What was found so far.
        skipped: What could not be checked.
        facts: Statistics of the tiles.
        split: The folds; None = none.
        scores: How much each label feature looks like another class; NaN = not judged.
        others: Name of that class.
        shift: The shift of the labels; None = not estimated.
        has_vectors: Whether the layer of its vectors was written.
    """

    dataset: Dataset
    scenes: tuple[Scene, ...]
    tiles: TileTable
    features: LabelFeatures
    labels: LabelSet
    pixels: list[LabelledPixels]
    findings: list[Finding]
    skipped: list[str]
    facts: TileFacts
    scores: NDArray[np.float64]
    others: NDArray[np.object_]
    split: Split | None = None
    shift: LabelShift | None = None
    has_vectors: bool = False


def verify_dataset(job: VerifyDatasetJob, progress: Progress) -> Result:
    """Check images, tiles, cache, labels, classes and folds; write report and flagged layers."""
    dataset = load_dataset(Path(job.folder))
    check_apart(dataset.files(), job.outputs())
    for path in (job.report, str(json_path(job.report)), job.tiles, job.labels, job.vectors):
        if path:
            check_writable(Path(path))
    progress.stage("Read the dataset", 0, 0.05)
    work = _read(dataset)
    progress.stage("Check the images", 0.05, 0.35)
    _check_images(job, work, progress)
    progress.stage("Check the cache", 0.35, 0.4)
    session = _session(job, work, progress)
    progress.stage("Check the labels", 0.4, 0.5)
    _check_labels(job, work, session, progress)
    progress.stage("Look for mislabelled polygons", 0.5, 0.75)
    _find_mislabelled(job, work, session, progress)
    progress.stage("Estimate the shift", 0.75, 0.9)
    _find_shift(job, work, progress)
    progress.stage("Report", 0.9, 1.0)
    work.findings = worst_first(work.findings)
    for finding in work.findings:
        tell = progress.info if finding.severity == "note" else progress.warning
        tell(finding.text)
    for text in work.skipped:
        progress.warning(f"Not checked: {text}.")
    return _published(job, work)


def _check_images(job: VerifyDatasetJob, work: _Work, progress: Progress) -> None:
    """Check the images and the pixels of all tiles."""
    work.findings += image_findings(work.scenes, work.dataset.facts["images"])
    workers = job.workers or PHYSICAL_CORES
    tiles = work.tiles
    work.facts = read_facts(work.scenes, tiles.images, tiles.windows, workers, progress)
    work.findings += tile_findings(work.scenes, tiles, work.facts)


def _read(dataset: Dataset) -> _Work:
    """Open the images, and read tiles and labels; labelled pixels are read later."""
    source = dataset.job
    scenes = open_scenes(source.scenes, Progress())
    labels = read_labels(source.labels, scenes[0]).within(*scenes)
    tiles, features = read_tiles(dataset), read_label_features(source.labels, scenes[0])
    scores, others = np.full(len(features), np.nan), np.full(len(features), "", object)
    facts = empty_facts(len(tiles))
    return _Work(dataset, scenes, tiles, features, labels, [], [], [], facts, scores, others)


def _session(job: VerifyDatasetJob, work: _Work, progress: Progress) -> EncodingSession | None:
    """Load the backbone and check the cache; None if the backbone is not on this computer."""
    work.findings += stale_findings(work.scenes, folder_of(job.run.cache))
    try:
        session = open_session(work.dataset.job.backbone, job.run, progress)
    except BackboneUnavailable as error:
        reason = str(error).rstrip(".")
        work.skipped.append(f"cached features and mislabelled polygons ({reason})")
        return None
    maps = [session.features(scene) for scene in work.scenes]
    work.findings += damaged_findings(maps, work.tiles, repair=job.repair, progress=progress)
    return session


def _check_labels(
    job: VerifyDatasetJob, work: _Work, session: EncodingSession | None, progress: Progress
) -> None:
    """Check classes, shapes and folds."""
    work.findings += class_findings(work.features, work.labels.table)
    work.findings += shape_findings(work.features, work.labels, work.scenes)
    work.split = _split(work, session, progress)
    counts = class_counts(work.labels, work.pixels, work.split)
    work.findings += count_findings(work.labels, counts, job.min_polygons)
    by_field = work.dataset.job.validation == "field"
    work.findings += fold_findings(work.labels, work.split, work.features, by_field=by_field)


def _split(work: _Work, session: EncodingSession | None, progress: Progress) -> Split | None:
    """Read the labelled pixels, with fragments cut by the blocks of a training on the dataset.

    Returns:
        The folds of the training; None = none.
    """
    source = work.dataset.job
    if source.validation == "none" or session is None:
        work.pixels = _pixels(work, progress)
        return None
    maps = [session.features(scene) for scene in work.scenes]
    side = tile_side(maps[0], work.labels)
    blocks = block_size(work.labels, side, source.block_size, source.buffer)
    work.labels = work.labels.cut(blocks.side)
    work.pixels = _pixels(work, progress)
    labelled = [
        LabelledScene(features, work.labels, pixels)
        for features, pixels in zip(maps, work.pixels, strict=True)
        if len(pixels)
    ]
    if not labelled:
        return None
    try:
        return split_of(labelled, source.validation, source.folds, blocks)
    except InvalidLabels as error:
        work.findings.append(Finding("folds", "error", str(error)))
        return None


def _pixels(work: _Work, progress: Progress) -> list[LabelledPixels]:
    """Read the labelled pixels of each image."""
    parts = progress.each(work.scenes)
    return [labelled_pixels(work.labels, scene, part) for scene, part in parts]


def _find_mislabelled(
    job: VerifyDatasetJob, work: _Work, session: EncodingSession | None, progress: Progress
) -> None:
    """Compare drawn polygons with what the others predict."""
    if not job.find_mislabelled or session is None or not len(work.features):
        return
    maps = [session.features(scene) for scene in work.scenes]
    is_used = _with_features(work, maps, job.run.seed)
    scenes = tuple(
        LabelledScene(features, work.labels, _in_tiles(work, number, is_used))
        for number, features in enumerate(maps)
    )
    if len(np.unique(np.concatenate([scene.pixels.classes for scene in scenes]))) < 2:
        return
    data = training_data(scenes, _PER_CLASS, job.run.seed, progress)
    found = suspicion(data.samples, data.polygons, work.labels.classes)
    _set_suspicion(work, found)
    _report_suspicious(work)


def _with_features(work: _Work, maps: Sequence[FeatureMap], seed: int) -> NDArray[np.bool_]:
    """Tell which tiles are looked at, (tiles,): those in the cache, and some of the others."""
    is_used = np.array(
        [maps[i].is_cached(tile_named(maps[i], name)) for i, name in work.tiles.places()], bool
    )
    missing = np.random.default_rng(seed).permutation(np.flatnonzero(~is_used))
    is_used[missing[:_MOST_ENCODED]] = True
    if len(missing) > _MOST_ENCODED:
        work.skipped.append(
            f"mislabelled polygons in {len(missing) - _MOST_ENCODED} tiles whose features are not "
            "in the cache; prepare the dataset with ENCODE=labels"
        )
    return is_used


def _in_tiles(work: _Work, number: int, is_used: NDArray[np.bool_]) -> LabelledPixels:
    """Return the labelled pixels of an image in some of the tiles."""
    pixels = work.pixels[number]
    if is_used.all() or not len(pixels):
        return pixels
    positions = work.tiles.of_image(number)
    windows = [work.tiles.windows[i] for i in positions]
    found, is_inside = tile_of_pixels(windows, pixels.rows, pixels.columns)
    return pixels.take(is_inside & np.append(is_used[positions], False)[found])


def _find_shift(job: VerifyDatasetJob, work: _Work, progress: Progress) -> None:
    """Estimate the shift of the labels on the image with most of them."""
    if not job.find_shift:
        return
    best = int(np.argmax([len(pixels) for pixels in work.pixels]))
    scene = work.scenes[best]
    labels = work.labels.within(scene).in_crs(scene.crs)
    shift = estimate_shift(scene, labels, progress, job.run.seed)
    if shift.is_systematic:
        text = f"{shift.verdict.rstrip('.')}; 'Shift labels' moves them."
        work.findings.append(Finding("shift", "warning", text))
    work.shift = shift
    work.has_vectors = bool(job.vectors) and write_shift(Path(job.vectors), shift, scene)


def _published(job: VerifyDatasetJob, work: _Work) -> Result:
    """Write report and layers; return the numbers."""
    pictured = PictureSource(work.scenes, work.tiles, work.features)
    result = Verification(
        work.findings,
        work.labels.table,
        class_counts(work.labels, work.pixels, work.split),
        _class_pixels(work),
        work.shift,
        _background_text(work.tiles),
        _inputs(job, work),
        work.skipped,
        worst_cases(pictured, work.findings, work.scores, work.others),
    )
    write_report(result, job.report, f"Verification of {Path(job.folder).name}")
    outputs = {"report": job.report, "json": str(json_path(job.report))}
    if job.tiles:
        names = [scene.name for scene in work.scenes]
        write_flagged_tiles(Path(job.tiles), work.tiles, work.facts, names, work.findings)
        outputs["tiles"] = job.tiles
    if job.labels and len(work.features):
        path = Path(job.labels)
        write_flagged_labels(path, work.features, work.scores, work.others, work.findings)
        outputs["labels"] = job.labels
    if work.has_vectors:
        outputs["vectors"] = job.vectors
    return Result(outputs, _metrics(result))


def _metrics(result: Verification) -> dict[str, Any]:
    shift = result.shift
    return {
        "n_errors": result.n_of("error"),
        "n_warnings": result.n_of("warning"),
        "n_notes": result.n_of("note"),
        "n_mislabelled": sum(
            len(one.labels) for one in result.findings if one.check == "mislabelled"
        ),
        "shift_x": shift.offset.dx if shift else 0.0,
        "shift_y": shift.offset.dy if shift else 0.0,
        "is_shifted": bool(shift and shift.is_systematic),
        "findings": [[one.check, one.severity, one.text] for one in result.findings],
    }


def _set_suspicion(work: _Work, found: Suspicion) -> None:
    """Note the suspicion of each label feature: that of its most suspicious polygon.

    The suggested class is written as the feature writes its own, by name or by value.
    """
    radius = work.dataset.job.labels.point_radius
    owners = feature_of_polygons(work.labels, work.features, work.scenes[0], radius)
    table = work.labels.table
    for polygon in reversed(most_suspicious(found.score)):
        owner = owners[polygon]
        if owner >= 0 and not work.labels.is_fragment[polygon]:
            other = table.classes[found.other[polygon]]
            is_named = work.features.classes[owner] in table.names
            work.scores[owner] = round(found.score[polygon], _DECIMALS)
            work.others[owner] = other.name if is_named else str(other.value)


def _report_suspicious(work: _Work) -> None:
    """Add the finding about likely mislabelled features, the most suspicious first."""
    likely = likely_mislabelled(work.scores, work.features.classes)
    if not likely:
        return
    features = work.features
    texts = [f"{features.fids[i]} ({features.classes[i]}, rather {work.others[i]})" for i in likely]
    work.findings.append(
        Finding(
            "mislabelled",
            "warning",
            f"{len(likely)} label(s) look like another class; look at them, by the feature id in "
            f"the labels' file: {listed(texts, _REPORTED)}.",
            labels=tuple(likely),
        )
    )


def _class_pixels(work: _Work) -> NDArray[np.int64]:
    """Return the labelled pixels of each tile and class, (tiles, classes)."""
    counts = np.zeros((len(work.tiles), len(work.labels.table)), np.int64)
    for number, pixels in enumerate(work.pixels):
        positions = work.tiles.of_image(number)
        if len(positions) and len(pixels):
            windows = [work.tiles.windows[i] for i in positions]
            found, is_inside = tile_of_pixels(windows, pixels.rows, pixels.columns)
            np.add.at(counts, (positions[found[is_inside]], pixels.classes[is_inside]), 1)
    return counts


def _background_text(tiles: TileTable) -> str:
    n = int(tiles.is_background.sum())
    return f"The labels of {n} tiles are background only." if n else ""


def _inputs(job: VerifyDatasetJob, work: _Work) -> dict[str, str]:
    dataset = work.dataset
    origins = [Path(entry["path"]).name for entry in dataset.facts.get("labels", ())]
    return {
        "Dataset": Path(job.folder).name,
        "Images": ", ".join(scene.name for scene in work.scenes),
        "Labels": ", ".join(origins),
        "Backbone": dataset.job.backbone.name,
        "Validation": dataset.job.validation,
        "Tiles": str(len(work.tiles)),
    }
