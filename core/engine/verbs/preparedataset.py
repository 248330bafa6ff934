"""The algorithm 'preparedataset': copy labels, index tiles, encode features into the cache."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ...dataset.background import background_of, choices_text, erase_background, kept_tiles
from ...dataset.dataset_file import FILE, FILES, STACK, TILES, Dataset
from ...dataset.draft_folder import draft_folder
from ...dataset.room import check_room, cost_text
from ...dataset.snapshot import take_snapshot
from ...dataset.tile_layer import write_tiles
from ...dataset.tiles import SceneTiles, tiles_of
from ...errors import InvalidLabels, InvalidScene
from ...features.session import EncodingSession, open_session
from ...imagery.scene import Scene
from ...imagery.stack import write_stack
from ...imagery.tile_grid import Window
from ...imagery.view import IDENTITY
from ...job.dataset_jobs import PrepareDatasetJob
from ...job.jobs import Result
from ...job.options import LabelOptions, RunOptions
from ...labels.checks import split_warnings
from ...labels.label_reader import read_labels
from ...labels.label_set import LabelSet
from ...labels.split import Split, block_size, require_teachable
from ...mapping.estimate import expected_seconds
from ...mapping.geometry import grow_to_blocks, tokens_under
from ...output_checks import check_apart, check_writable
from ...progress import Progress
from ...training.dataset import LabelledScene
from ...training.labelled_data import (
    labelled_scenes,
    open_scenes,
    require_views,
    split_of,
    tile_side,
)
from ..output_lock import hold_output_lock

_WHOLE = 0.99  # of an image that the second date covers


def prepare_dataset(job: PrepareDatasetJob, progress: Progress) -> Result:
    """Write the dataset; what an earlier run has encoded is not encoded again."""
    folder = Path(job.folder)
    check_writable(folder / FILE)
    labels = job.labels
    inputs = (labels.path, labels.corrections, labels.area, labels.raster, labels.class_table)
    check_apart(inputs, [str(folder / name) for name in FILES])
    with hold_output_lock(folder / FILE), draft_folder(folder) as draft:
        result = _prepare(job, draft, progress)
    outputs = {name: str(folder / file) for name, file in result.outputs.items()}
    return Result(outputs, result.metrics)


@dataclass(frozen=True)
class _Source:
    """What a dataset is made of.

    Attributes:
        labels: The labels.
        scenes: The scenes with their labelled pixels.
        split: The folds; None = none.
    """

    labels: LabelSet
    scenes: tuple[LabelledScene, ...]
    split: Split | None


def _prepare(job: PrepareDatasetJob, folder: Path, progress: Progress) -> Result:
    """Make the dataset in a folder; return the names of its files."""
    progress.stage("Copy labels", 0, 0.05)
    given, job = job, _with_stack(job, folder, progress)
    job = replace(job, labels=take_snapshot(job.run.opened(job.labels), folder))
    progress.stage("Find tiles", 0.05, 0.2)
    session = open_session(job.backbone, job.run, progress)
    source = _read(job, session, progress.subrange(0, 0.5))
    background = background_of(job, source.labels)
    tiles = _tiles(job, source)
    if background is not None:
        progress.info(choices_text(job, tiles, background))
        tiles = kept_tiles(job, tiles, background)
        erase_background(job.labels, tiles, source.labels.table, background)
    progress.stage("Encode", 0.2, 0.95)
    n_encoded, n_cached = _encode(job, session, tiles, source, progress)
    progress.stage("Write", 0.95, 1.0)
    write_tiles(tiles, background, folder)
    facts = _facts(given, source, tiles)
    Dataset(folder, job, facts).save()
    metrics = {
        "n_tiles": sum(len(one.tiles) for one in tiles),
        "n_labels": len(source.labels),
        "n_cached": n_cached,
        "tiles_encoded": n_encoded,
        "classes": source.labels.table.to_list(),
        "warnings": facts["warnings"],
    }
    for text in facts["warnings"]:
        progress.warning(text)
    outputs = {"dataset": FILE, "tiles": TILES}
    if given.second:
        outputs["stack"] = STACK
    return Result(outputs, metrics)


def _with_stack(job: PrepareDatasetJob, folder: Path, progress: Progress) -> PrepareDatasetJob:
    """Return the job on a stack of both dates, where there is a second one."""
    if not job.second:
        return job
    scene = job.scenes[0]
    bands = Scene(scene).options.bands
    stack = write_stack(scene.path, job.second, folder / STACK)
    if stack.is_resampled:
        progress.warning(
            f"{Path(job.second).name} has other pixels than {Path(scene.path).name}; it is "
            "resampled to them."
        )
    if stack.covered < _WHOLE:
        progress.warning(
            f"{Path(job.second).name} covers {stack.covered:.0%} of {Path(scene.path).name}; "
            "elsewhere its bands hold no data."
        )
    extra = (*scene.extra_bands, *stack.added_bands)
    stacked = replace(scene, path=str(stack.path), bands=bands, extra_bands=extra)
    return replace(job, scenes=(stacked,), second="")


def _read(job: PrepareDatasetJob, session: EncodingSession, progress: Progress) -> _Source:
    """Read labels and folds as a training does."""
    scenes = open_scenes(job.scenes, progress)
    labels = read_labels(job.labels, scenes[0]).within(*scenes)
    side = tile_side(session.features(scenes[0]), labels)
    blocks = block_size(labels, side, job.block_size, job.buffer)
    labels = labels.cut(blocks.side)
    labelled = labelled_scenes(session, scenes, labels, progress)
    require_views(labelled, job.views)
    with_pixels = [scene for scene in labelled if len(scene.pixels)]
    if not with_pixels or job.validation == "none":
        return _Source(labels, labelled, None)
    try:
        split = split_of(with_pixels, job.validation, job.folds, blocks)
    except InvalidLabels as error:
        progress.warning(str(error))
        split = None
    return _Source(labels, labelled, split)


def _tiles(job: PrepareDatasetJob, source: _Source) -> list[SceneTiles]:
    """Return the tiles of every scene in every view."""
    found = []
    for number, scene in enumerate(source.scenes):
        for name in (IDENTITY, *job.views):
            viewed = scene.viewed(name)
            region = _region(job, scene.scene, viewed)
            found.append(tiles_of(viewed, number, name, region, source.split))
    if job.encode == "extent" and not any(one.tiles for one in found):
        raise InvalidScene("EXTENT is outside all images; choose one that overlaps them.")
    return found


def _region(job: PrepareDatasetJob, scene: Scene, viewed: LabelledScene) -> Window | None:
    """Return the tokens whose tiles are wanted; None = those under labels."""
    if job.encode == "all":
        return Window(0, 0, viewed.features.rows, viewed.features.columns)
    if job.encode != "extent":
        return None
    try:
        window = scene.window_of(job.extent)
    except InvalidScene:
        return Window(0, 0, 0, 0)
    return tokens_under(viewed.features, grow_to_blocks(scene, window))


def _encode(
    job: PrepareDatasetJob,
    session: EncodingSession,
    tiles: Sequence[SceneTiles],
    source: _Source,
    progress: Progress,
) -> tuple[int, int]:
    """Encode what is missing in the cache; return how many tiles were encoded and were there."""
    missing = [one.missing() for one in tiles]
    n_missing, n_all = sum(map(len, missing)), sum(len(one.tiles) for one in tiles)
    need = sum(
        len(left) * one.features.tile_bytes for left, one in zip(missing, tiles, strict=True)
    )
    seconds = expected_seconds(session.backbone, n_missing)
    progress.info(cost_text(n_missing, n_all - n_missing, need, seconds))
    if job.encode == "none":
        return 0, n_all - n_missing
    check_room(need, session.cache.folder, job.run.cache_gb, _cheaper(job, tiles, source))
    done = 0
    for left, one in zip(missing, tiles, strict=True):
        for _ in one.features.inner_features(wanted=left):
            done += 1
            progress.step(done, n_missing)
    return done, n_all - n_missing


def _cheaper(
    job: PrepareDatasetJob, tiles: Sequence[SceneTiles], source: _Source
) -> dict[str, int]:
    """Return the bytes that other choices would need in the cache, by the choice."""
    choices = {}
    if job.views:
        plain = [one for one in tiles if one.view == IDENTITY]
        choices["no VIEWS"] = _bytes(plain)
    if job.encode in ("all", "extent"):
        labelled = [tiles_of(scene, 0, IDENTITY, None, None) for scene in source.scenes]
        choices["ENCODE=labels without VIEWS"] = _bytes(labelled)
    return choices


def _bytes(tiles: Sequence[SceneTiles]) -> int:
    return sum(len(one.tiles) * one.features.tile_bytes for one in tiles)


def _facts(
    given: PrepareDatasetJob, source: _Source, tiles: Sequence[SceneTiles]
) -> dict[str, Any]:
    """Return what ``dataset.json`` tells about a dataset."""
    labels = source.labels
    warnings = [*labels.warnings]
    own = [one for one in tiles if one.view == IDENTITY]
    if source.split is not None:
        warnings += [*split_warnings(labels, source.split), *_unteachable(labels, source.split)]
    counts = np.sum([one.counts[one.is_kept].sum(axis=0) for one in own], axis=0)
    return {
        "images": [_image_facts(scene.scene) for scene in source.scenes],
        "labels": _origin(given.labels, given.run),
        "classes": [
            {**entry, "n_polygons": int((labels.classes == i).sum()), "n_pixels": int(counts[i])}
            for i, entry in enumerate(labels.table.to_list())
        ],
        "n_tiles": sum(len(one.tiles) for one in tiles),
        "n_folds": source.split.n_folds if source.split else 0,
        "warnings": list(dict.fromkeys(warnings)),
    }


def _unteachable(labels: LabelSet, split: Split) -> list[str]:
    """Return why a training on these folds would fail, if it would."""
    try:
        require_teachable(labels, split)
    except InvalidLabels as error:
        return [str(error)]
    return []


def _image_facts(scene: Scene) -> dict[str, Any]:
    return {
        "path": scene.path,
        "fingerprint": scene.fingerprint(),
        "crs": scene.crs.to_string() if scene.crs else "",
        "width": scene.width,
        "height": scene.height,
        "pixel_size_m": scene.pixel_size_m,
        "bands": list(scene.options.bands),
        "extra_bands": list(scene.options.extra_bands),
        "stretch": {str(band): ends for band, ends in scene.stretch.ranges.items()},
    }


def _origin(labels: LabelOptions, run: RunOptions) -> list[dict[str, Any]]:
    """Return the files that the snapshot was made from."""
    files = (labels.path, labels.raster, labels.corrections, labels.area, labels.class_table)
    return [
        {"path": _full(path), "sha256": _sha256(Path(run.place_of(path)))} for path in files if path
    ]


def _full(path: str) -> str:
    """Return the absolute path of a file on this computer; any other path unchanged."""
    return str(Path(path).absolute()) if Path(path).exists() else path


def _sha256(path: Path) -> str:
    """Return the hash of a file; empty for what is no file on this computer."""
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
