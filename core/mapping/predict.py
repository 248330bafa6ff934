"""Map a scene: encode and score tile by tile into part files, then assemble the map; both in bounded memory."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..atomic_write import remove_folder
from ..errors import Cancelled, LandsketchError
from ..features.feature_map import FeatureMap, InnerFeatures, stack_on_finest_grid
from ..heads.head import Head
from ..heads.model_file import Model
from ..imagery.map_writer import Kind
from ..imagery.overlap import overlap_tokens
from ..imagery.tile_grid import Window
from ..imagery.view import IDENTITY
from ..job.jobs import PredictJob
from ..job.map_options import MapOptions
from ..output_names import work_folder
from ..progress import Progress
from ..version import ENGINE
from .assemble import NothingToMap, Outputs, assemble, blocks_over, table_of
from .chunk_marker import claim, text_of
from .estimate import expected_seconds, slow_reading, work_of
from .mask import Mask
from .render import cells_of, core_scores
from .score_chunks import ChunkStore, Part, is_part

ASSEMBLY = 0.9  # share of the job at which assembly begins
Wanted = Callable[[ChunkStore, Part], bool]


def predict(
    features: FeatureMap, model: Model, job: PredictJob, progress: Progress, room_bytes: int = 0
) -> dict[str, float]:
    """Write the map of the job's extent; returns ``mpx``, ``seconds`` and ``mpx_per_second``.

    A run that was killed or met a fault is resumed: its finished parts are used. A cancelled one leaves nothing behind.

    Args:
        features: Those of the scene, which maps only its ``area``.
        model: The head and its classes.
        job: What is asked for.
        progress: Hears what it will cost, then a step per tile and per block.
        room_bytes: Room that parts and map may take, to be told.
    """
    began = time.monotonic()
    try:
        folders = folders_of(features, model.head, job)
        for folder in folders:
            claim(folder.folder, folder.facts)
        encode(folders, model.head, progress, room_bytes)
        found = write_map(folders, model, job, progress)
    except LandsketchError as error:
        after_fault(work_folder(Path(job.output)), error)
        raise
    return {**speed_of(folders, job, began), "tiles_encoded": features.n_encoded, **found}


def encode(
    folders: Sequence[ChunkStore],
    head: Head,
    progress: Progress,
    room_bytes: int,
    wanted: Wanted = lambda *_: True,
) -> None:
    """Say what the wanted parts will cost, and encode and score those that are not there yet."""
    features = folders[0].features
    progress.stage("Encode", 0.02, ASSEMBLY)
    tiles = work_of(folders, wanted)
    progress.info(tiles.sentence(expected_seconds(features.backbone, tiles.n_left), room_bytes))
    score_parts(folders, head, progress, wanted)
    for told in filter(None, (features.backbone.batches.news(), slow_reading(features.clock))):
        progress.info(told)


def write_map(
    folders: Sequence[ChunkStore], model: Model, job: PredictJob, progress: Progress
) -> dict[str, float]:
    """Assemble the map from complete parts, which it then removes."""
    progress.stage("Write the map", ASSEMBLY, 1.0)
    window = folders[0].features.scene.window_of(job.options.extent)
    found = assemble(model, folders, window, outputs_of(job, model), progress)
    remove_folder(work_folder(Path(job.output)))
    return found


def speed_of(folders: Sequence[ChunkStore], job: PredictJob, began: float) -> dict[str, float]:
    """Return ``mpx``, ``seconds`` since ``began`` and ``mpx_per_second`` of a whole map."""
    window = folders[0].features.scene.window_of(job.options.extent)
    mpx, seconds = window.height * window.width / 1e6, time.monotonic() - began
    return {"mpx": mpx, "seconds": seconds, "mpx_per_second": mpx / seconds}


def after_fault(work: Path, error: LandsketchError) -> None:
    """Keep finished parts, from which the next run goes on, and say so; a run that was cancelled leaves none."""
    resumable = not isinstance(error, (Cancelled, NothingToMap)) and any(
        is_part(file) for file in work.rglob("*")
    )
    if resumable:
        error.append_advice(
            f"the finished part of the map is kept in {work.name}, from which the same run goes on"
        )
    else:
        remove_folder(work)


def looks_at(features: FeatureMap, options: MapOptions) -> list[FeatureMap]:
    """Return the features that a map is made of: those of the scene, then of each view, as whole tiles for a taper.

    Raises:
        InvalidJob: A view does not exist at the scene's scale.
    """
    looks = [features.viewed(name) for name in (IDENTITY, *options.tta)]
    if options.blend == "none":
        return looks
    overlap = overlap_tokens(features.tile_grids[0].tile, options.overlap)
    return [look.overlapping(overlap) for look in looks]


def folders_of(features: FeatureMap, head: Head, job: PredictJob) -> list[ChunkStore]:
    """Return the part files of a map, a folder per look; nothing is written or deleted yet."""
    window, work = features.scene.window_of(job.options.extent), work_folder(Path(job.output))
    return [_parts_of(work, look, head, window) for look in looks_at(features, job.options)]


def _parts_of(work: Path, features: FeatureMap, head: Head, window: Window) -> ChunkStore:
    """Return the part files of one look at a native window of the scene."""
    region = tokens_under(features, window, head.margin_px)
    mask = _mask_of(features)
    facts = {
        **features.key_facts(),
        "Landsketch": ENGINE,
        "features": asdict(features.options),
        "model": _hash_of(head),
        "region": asdict(region),
        "mask": mask and mask.digest,
    }
    needs = (
        None
        if mask is None
        else lru_cache(4096)(lambda tile: mask.needs(features, tile, head.margin_px))
    )
    return ChunkStore(work / features.scene.view.name, facts, features, region, head, needs)


def made_of(features: FeatureMap, model: Model, options: MapOptions) -> str:
    """Hash all that the pixels and the legend of a map depend on; not where anything lies."""
    mask = _mask_of(features)
    chosen = replace(options, mask="", mask_layer="", batch=0, write_cache=False)
    facts = [
        features.key_facts(),
        asdict(features.options),
        _hash_of(model.head),
        model.table.to_list(),
        asdict(chosen),
    ]
    return hashlib.sha256(text_of([*facts, mask and mask.digest]).encode()).hexdigest()


def _mask_of(features: FeatureMap) -> Mask | None:
    area = features.scene.base.area
    return area if isinstance(area, Mask) else None


def outputs_of(job: PredictJob, model: Model) -> Outputs:
    """Return what a job writes."""
    paths: dict[Kind, Path] = {"classes": Path(job.output)}
    if job.confidence:
        paths["confidence"] = Path(job.confidence)
    if job.probabilities:
        paths["probabilities"] = Path(job.probabilities)
    unknown = job.options.unknown_below
    return Outputs(paths, _tags(model, job), table_of(model, unknown), unknown, job.options.cog)


def _hash_of(head: Head) -> str:
    """Hash everything that changes a head's scores; a model's id does not know its sharpness."""
    digest = hashlib.sha256(head.kind.encode())
    for name, tensor in sorted(head.tensors_by_name.items()):
        digest.update(name.encode() + tensor.numpy().tobytes())
    return digest.hexdigest()


def tokens_under(features: FeatureMap, window: Window, margin_px: int = 0) -> Window:
    """Return the tokens needed to render a native window of the scene, its blocks grown by a margin.

    Of a view, they are those under the same ground in the view.
    """
    scene = features.scene
    blocks = scene.window_here(blocks_over(scene.base, window))
    cells = features.grid.cells_under(
        blocks.grown(margin_px).intersection(Window(0, 0, scene.height, scene.width))
    )
    f = features.fine_factor
    top, left = cells.row // f, cells.column // f
    return Window(
        top, left, (cells.row_end - 1) // f + 1 - top, (cells.column_end - 1) // f + 1 - left
    )


def parts_bytes(features: FeatureMap, window: Window, head: Head, options: MapOptions) -> int:
    """Return the room that the part files of a native window take, about."""
    total = 0.0
    for look in looks_at(features, options):
        cells, tile_grid = (
            cells_of(look, tokens_under(look, window, head.margin_px)),
            look.tile_grids[0],
        )
        total += cells.height * cells.width * (tile_grid.inner_side / tile_grid.stride) ** 2
    return int(total * head.n_planes * np.dtype(np.int32).itemsize)


def score_parts(
    folders: Sequence[ChunkStore], head: Head, progress: Progress, wanted: Wanted
) -> None:
    """Encode and score every wanted part that is not there yet."""
    counts = [sum(len(part.tiles) for part in _missing(folder, wanted)) for folder in folders]
    total, done = max(1, sum(counts)), 0
    for folder, count in zip(folders, counts, strict=True):
        score_folder(folder, head, progress.subrange(done / total, (done + count) / total), wanted)
        done += count


def score_folder(parts: ChunkStore, head: Head, progress: Progress, wanted: Wanted) -> None:
    """Encode and score the missing parts of one folder; encoding runs ahead across parts, writing behind."""
    names = {part.name for part in _missing(parts, wanted)}
    total, done = sum(len(part.tiles) for part in parts.plan() if part.name in names), 0

    def planned() -> Iterator[Part]:
        return (part for part in parts.plan() if part.name in names)

    def scored(inner: InnerFeatures) -> NDArray[np.int32]:
        return core_scores(
            parts.features, head, stack_on_finest_grid(inner.layers, parts.features.factors)
        )

    tiles = (tile for part in planned() for tile in part.tiles)
    with (
        closing(parts.features.each(scored, wanted=tiles)) as cores,
        ThreadPoolExecutor(1, "part-writer") as writer,
    ):
        writing: Future[None] | None = None
        for part in planned():
            scores = np.zeros((head.n_planes, *part.shape), np.int32)
            for tile in part.tiles:
                values, left = next(cores), (tile.column - part.left) * part.side
                scores[:, :, left : left + values.shape[2]] = values
                done += 1
                progress.step(done, total)
            if writing is not None:
                writing.result()
            writing = writer.submit(parts.write, part, scores)
        if writing is not None:
            writing.result()


def _missing(parts: ChunkStore, wanted: Wanted) -> Iterator[Part]:
    return (part for part in parts.plan() if wanted(parts, part) and not parts.is_done(part))


def _tags(model: Model, job: PredictJob) -> dict[str, str]:
    """Return what a map says about its making."""
    return {
        "LANDSKETCH_MODEL": str(model.metrics.get("id", "")),
        "LANDSKETCH_BACKBONE": model.backbone.name,
        "LANDSKETCH_HEAD": model.head.kind,
        "LANDSKETCH_JOB": json.dumps(
            {"scene": asdict(job.scene), "model": job.model, "options": asdict(job.options)}
        ),
    }
