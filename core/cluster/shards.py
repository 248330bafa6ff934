"""Shards: processes, on any machines, that encode shares of one map into one folder; and the assembly of their parts.

Every part belongs to one shard. Shards delete nothing and wait for no one, so they may start, die and be run again in
any order; what they estimate about the scene as a whole is agreed on by a file that the first one writes.
"""

import json
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import load, save

from ..atomic_write import remove_folder, write_atomically_in_parallel, write_unless_present
from ..errors import Cancelled, ChunksMissing, LandsketchError
from ..features.feature_map import FeatureMap
from ..heads.model_file import Model
from ..job.jobs import PredictJob
from ..job.shard import Shard
from ..mapping.assemble import NothingToMap
from ..mapping.chunk_marker import check, join
from ..mapping.predict import encode, folders_of, parts_bytes, speed_of, write_map
from ..mapping.score_chunks import ChunkStore, Part
from ..output_checks import check_writable
from ..output_names import work_folder
from ..progress import Progress

_COUNT, _MEANS = "shards.json", "position_mean.safetensors"
_MAX_NAMED = 20


def encode_shard(
    features: FeatureMap, model: Model, job: PredictJob, progress: Progress
) -> dict[str, float]:
    """Encode and score the parts of the job's shard that are not there yet; returns tiles encoded and seconds.

    Raises:
        ForeignParts: The folder holds parts of another job, or of a computer that computes otherwise.
        Cancelled: As asked; parts that are finished stay, since they are not this process's alone.
    """
    began, encoded, shard = time.monotonic(), features.n_encoded, Shard.parse(job.run.shard)
    window, work = features.scene.window_of(job.options.extent), work_folder(Path(job.output))
    room_bytes = math.ceil(parts_bytes(features, window, model.head, job.options) / shard.count)
    check_writable(Path(job.output), room_bytes)
    folders = folders_of(features, model.head, job)
    for folder in folders:
        join(folder.folder, folder.facts)
    write_atomically_in_parallel(work / _COUNT, json.dumps(shard.count).encode())
    mine = {
        (parts.folder, part.name)
        for parts, part, owner in _owned(folders, shard.count)
        if owner == shard.index
    }

    def wanted(parts: ChunkStore, part: Part) -> bool:
        return (parts.folder, part.name) in mine

    try:
        if any(
            wanted(parts, part) and not parts.is_done(part)
            for parts in folders
            for part in parts.plan()
        ):
            agree_on_means(features, folders[0].folder / _MEANS)
        encode(folders, model.head, progress, room_bytes, wanted)
    except Cancelled:
        raise Cancelled(
            f"Cancelled. The finished parts of shard {shard} were kept; it goes on after them."
        ) from None
    except LandsketchError as error:
        error.append_advice(
            f"finished parts are kept in {work.name}, from which shard {shard} goes on when it is run again"
        )
        raise
    return {
        "parts": len(mine),
        "tiles_encoded": features.n_encoded - encoded,
        "seconds": time.monotonic() - began,
    }


def assemble_shards(
    features: FeatureMap, model: Model, job: PredictJob, progress: Progress
) -> dict[str, float]:
    """Make the map from the parts of all shards; returns what a map in one process tells.

    Raises:
        PartsMissing: A shard has not finished; the sentence names it.
        ForeignParts: The parts are those of another job.
    """
    began, work = time.monotonic(), work_folder(Path(job.output))
    folders = folders_of(features, model.head, job)
    for folder in folders:
        check(folder.folder, folder.facts)
    _require_all(folders, work)
    try:
        found = write_map(folders, model, job, progress)
    except NothingToMap:
        remove_folder(work)
        raise
    except Cancelled:
        raise Cancelled(
            f"Cancelled. The parts were kept in {work.name}, so the map can still be assembled."
        ) from None
    except LandsketchError as error:
        error.append_advice(f"the parts are kept in {work.name}, so assemble again")
        raise
    return {**speed_of(folders, job, began), "tiles_encoded": features.n_encoded, **found}


def count_parts(folders: Sequence[ChunkStore]) -> int:
    """Return the number of parts that hold a tile: no more shards than these have work."""
    return sum(bool(part.tiles) for parts in folders for part in parts.plan())


def agree_on_means(features: FeatureMap, file: Path) -> None:
    """Let all shards subtract the position means of the first one that has estimated them.

    On one kind of CPU all would find the same numbers; they need not on different devices.
    """
    if not file.is_file():
        means = features.position_means()
        if means is None:  # nothing is subtracted, which size and backbone alone decide
            return
        write_unless_present(
            file, save({str(layer): np.ascontiguousarray(mean) for layer, mean in enumerate(means)})
        )
    agreed = load(file.read_bytes())
    features.use_position_means([agreed[str(layer)] for layer in range(len(agreed))])


def _owned(folders: Sequence[ChunkStore], count: int) -> Iterator[tuple[ChunkStore, Part, int]]:
    """Yield every part that holds a tile, and the index of the shard that makes it.

    Every ``count``-th part, which spreads empty ground and busy ground. With averaged lattices neighbouring rows need
    the same tiles, so there a shard has neighbours.
    """
    total = count_parts(folders)
    together = len(folders[0].features.tile_grids) > 1
    filled = ((parts, part) for parts in folders for part in parts.plan() if part.tiles)
    for number, (parts, part) in enumerate(filled):
        yield parts, part, number * count // total if together else number % count


def _require_all(folders: Sequence[ChunkStore], work: Path) -> None:
    """Make sure that no part is missing."""
    n_missing = sum(not parts.is_done(part) for parts in folders for part in parts.plan())
    if not n_missing:
        return
    count = _count_in(work)
    if count is None:
        raise ChunksMissing(
            f"{work} lacks {n_missing} parts of the map and no shard has begun; run the shards first."
        )
    late = sorted(
        {owner for parts, part, owner in _owned(folders, count) if not parts.is_done(part)}
    )
    named = ", ".join(str(Shard(index, count)) for index in late[:_MAX_NAMED])
    more = f" and {len(late) - _MAX_NAMED} more" if len(late) > _MAX_NAMED else ""
    raise ChunksMissing(
        f"{work} lacks {n_missing} parts of the map; run its unfinished shards again ({named}{more}), then assemble."
    )


def _count_in(work: Path) -> int | None:
    """Return the number of shards of those who wrote last into a folder."""
    try:
        return int((work / _COUNT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
