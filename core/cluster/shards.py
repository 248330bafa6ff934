"""Shards: processes on any machines that encode the chunks of one map; and its assembly.

Every chunk belongs to one shard. Shards delete nothing and wait for no one, so they may start, die
and be run again in any order; what they estimate about the scene as a whole is shared in a file
that the first one writes.
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
from ..job.shard import Shard
from ..mapping.assemble import NothingToMap
from ..mapping.chunk_marker import join_shared, verify_assemblable
from ..mapping.estimate import chunk_bytes
from ..mapping.plan import MapPlan
from ..mapping.predict import encode, map_speed, write_map
from ..mapping.score_chunks import Chunk, ChunkStore
from ..output_checks import check_writable
from ..progress import Progress

_COUNT, _MEANS = "shards.json", "position_mean.safetensors"
_MAX_NAMED = 20


def encode_shard(plan: MapPlan, progress: Progress) -> dict[str, float]:
    """Encode and score the missing chunks of the job's shard; returns tiles encoded and seconds.

    Raises:
        ChunkMismatch: The folder holds chunks of another job, versions or kind of device.
        Cancelled: As asked; finished chunks are kept, because other shards need them.
    """
    began, n_encoded = time.monotonic(), plan.features.n_encoded
    shard = Shard.parse(plan.job.run.shard)
    disk_bytes = math.ceil(chunk_bytes(plan.stores) / shard.count)
    check_writable(Path(plan.job.output), disk_bytes)
    for store in plan.stores:
        join_shared(store.folder, store.facts)
    count_file = plan.work_folder / _COUNT
    write_atomically_in_parallel(count_file, json.dumps(shard.count).encode())
    own = _chunks_of(plan.stores, shard)

    def is_own(store: ChunkStore, chunk: Chunk) -> bool:
        return (store.folder, chunk.name) in own

    try:
        if any(any(store.missing(is_own)) for store in plan.stores):
            share_position_means(plan.features, plan.stores[0].folder / _MEANS)
        encode(plan, progress, disk_bytes, is_own)
    except Cancelled:
        raise Cancelled(
            f"Cancelled. The finished chunks of shard {shard} were kept; it continues from them "
            "when it is run again."
        ) from None
    except LandsketchError as error:
        error.append_advice(
            f"the finished chunks are kept in {plan.work_folder.name}; shard {shard} continues "
            "from them when it is run again"
        )
        raise
    return {
        "chunks": len(own),
        "tiles_encoded": plan.features.n_encoded - n_encoded,
        "seconds": time.monotonic() - began,
    }


def assemble_shards(plan: MapPlan, progress: Progress) -> dict[str, float]:
    """Make the map from the chunks of all shards; returns the metrics of a map.

    Raises:
        ChunksMissing: A shard has not finished; the message names it.
        ChunkMismatch: The chunks are those of another job.
    """
    began, work = time.monotonic(), plan.work_folder
    for store in plan.stores:
        verify_assemblable(store.folder, store.facts)
    _require_all(plan.stores, work)
    try:
        metrics = write_map(plan, progress)
    except NothingToMap:
        remove_folder(work)
        raise
    except Cancelled:
        raise Cancelled(
            f"Cancelled. The chunks were kept in {work.name}, so the map can still be assembled."
        ) from None
    except LandsketchError as error:
        error.append_advice(f"the chunks are kept in {work.name}, so assemble again")
        raise
    return {**map_speed(plan, began), "tiles_encoded": plan.features.n_encoded, **metrics}


def count_chunks(stores: Sequence[ChunkStore]) -> int:
    """Return the number of chunks with a tile: the largest useful number of shards."""
    return sum(1 for _ in _filled(stores))


def share_position_means(features: FeatureMap, file: Path) -> None:
    """Let all shards subtract the position means of the first one that has estimated them.

    On one kind of CPU all would find the same numbers; on different devices they need not.
    """
    if not file.is_file():
        means = features.position_means()
        if means is None:  # nothing is subtracted, which size and backbone decide
            return
        arrays = {str(layer): np.ascontiguousarray(mean) for layer, mean in enumerate(means)}
        write_unless_present(file, save(arrays))
    shared = load(file.read_bytes())
    features.use_position_means([shared[str(layer)] for layer in range(len(shared))])


def _filled(stores: Sequence[ChunkStore]) -> Iterator[tuple[ChunkStore, Chunk]]:
    """Yield the chunks that contain a tile."""
    for store in stores:
        for chunk in store.chunks():
            if chunk.tiles:
                yield store, chunk


def _owners(stores: Sequence[ChunkStore], count: int) -> Iterator[tuple[ChunkStore, Chunk, int]]:
    """Yield every chunk that contains a tile, and the index of the shard that makes it.

    That is every ``count``-th chunk, which spreads fast and slow ground. With shifted tile grids
    neighbouring rows need the same tiles, so a shard makes neighbouring chunks.
    """
    total = count_chunks(stores)
    are_neighbours = len(stores[0].features.tile_grids) > 1
    for number, (store, chunk) in enumerate(_filled(stores)):
        yield store, chunk, number * count // total if are_neighbours else number % count


def _chunks_of(stores: Sequence[ChunkStore], shard: Shard) -> set[tuple[Path, str]]:
    """Return folder and name of a shard's chunks."""
    owners = _owners(stores, shard.count)
    return {(store.folder, chunk.name) for store, chunk, owner in owners if owner == shard.index}


def _require_all(stores: Sequence[ChunkStore], work: Path) -> None:
    """Make sure that no chunk is missing."""
    n_missing = sum(not store.is_done(chunk) for store, chunk in _filled(stores))
    if not n_missing:
        return
    count = _read_count(work)
    if count is None:
        raise ChunksMissing(
            f"{work} lacks {n_missing} chunks of the map and no shard has begun; run the shards "
            "first."
        )
    owners = _owners(stores, count)
    late = sorted({owner for store, chunk, owner in owners if not store.is_done(chunk)})
    names = [str(Shard(index, count)) for index in late[:_MAX_NAMED]]
    more = f" and {len(late) - _MAX_NAMED} more" if len(late) > _MAX_NAMED else ""
    raise ChunksMissing(
        f"{work} lacks {n_missing} chunks of the map; run its unfinished shards again "
        f"({', '.join(names)}{more}), then assemble."
    )


def _read_count(work: Path) -> int | None:
    """Return the number of shards, as the last one that started wrote it; None if none did."""
    try:
        return int((work / _COUNT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
