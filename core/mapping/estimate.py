"""What a map costs, estimated before the work: tiles, time and disk space."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from ..atomic_write import folder_bytes
from ..durations import duration_text
from ..features.backbone import LoadedBackbone
from ..features.pipeline import Clock
from ..output_checks import check_writable
from ..runtime.device import torch_threads
from .plan import MapPlan
from .score_chunks import ChunkFilter, ChunkStore

_WORTH_TIMING = 20  # tiles to encode per tile encoded for the estimate, which costs at most 5 %
_SLOW_FRACTION, _SLOW_S = 0.25, 10.0  # from here on, waiting for the image is reported


@dataclass
class TileCounts:
    """Tiles of a map by what is left to do."""

    n_finished: int = 0
    n_cached: int = 0
    n_left: int = 0

    def message(self, seconds: float | None, disk_bytes: int) -> str:
        """Return the message for the log; ``seconds`` is the expected time, None = unknown."""
        total = self.n_finished + self.n_cached + self.n_left
        facts = [f"{self.n_left} of {total} tiles to encode"]
        if self.n_cached:
            facts.append(f"{self.n_cached} are in the feature cache")
        if self.n_finished:
            facts.append(f"{self.n_finished} were finished by an earlier run")
        if seconds is not None:
            facts.append(f"this takes {duration_text(seconds)}")
        return f"{', '.join(facts)}; the map needs up to {size_text(disk_bytes)} on the disk."


def count_tiles(stores: Sequence[ChunkStore], is_selected: ChunkFilter) -> TileCounts:
    """Count the tiles of the selected chunks."""
    counts = TileCounts()
    for store in stores:
        for chunk in store.chunks():
            if not is_selected(store, chunk):
                continue
            if store.is_done(chunk):
                counts.n_finished += len(chunk.tiles)
                continue
            n_cached = sum(map(store.features.is_cached, chunk.tiles))
            counts.n_cached += n_cached
            counts.n_left += len(chunk.tiles) - n_cached
    return counts


def expected_seconds(backbone: LoadedBackbone, n_tiles: int) -> float | None:
    """Return the expected time for tiles; None if they are too few for an estimate.

    The backbone is timed on blank tiles, as many in parallel as in a run. Reading is left out, and
    nodata tiles count as tiles, so the estimate is rough.
    """
    device = backbone.device
    if n_tiles < _WORTH_TIMING * device.batch * (1 + device.workers):
        return None
    side = backbone.entry.tile_tokens * max(backbone.encoder.strides)
    blank, valid = np.zeros((3, side, side), np.uint8), np.ones((side, side), np.bool_)

    def encode(_: int) -> None:
        backbone.batches.encode([blank] * device.batch, [valid] * device.batch)

    with torch_threads(1), ThreadPoolExecutor(device.workers, "estimate") as pool:
        encode(0)  # the first one allocates and compiles
        began = time.monotonic()
        list(pool.map(encode, range(device.workers)))
    return (time.monotonic() - began) * n_tiles / (device.workers * device.batch)


def slow_reading_message(clock: Clock) -> str:
    """Return the message that reading the image was the bottleneck; empty if it was not."""
    if clock.waited_fraction < _SLOW_FRACTION or clock.waited_s < _SLOW_S:
        return ""
    return (
        f"The backbone waited for the image {clock.waited_fraction:.0%} of the time; a local copy "
        "on a fast disk, stored in blocks (a COG), is read faster."
    )


def chunk_bytes(stores: Sequence[ChunkStore]) -> int:
    """Return the disk space that all chunks of a map take, about."""
    return int(sum(store.expected_bytes for store in stores))


def check_disk_space(plan: MapPlan) -> int:
    """Make sure that the disk has room for a map; returns the bytes that it may still take.

    Chunks of an earlier run need no room again.

    Raises:
        OutputNotWritable: The disk is too full.
    """
    sizes = {kind: _raster_bytes(plan, kind) for kind in plan.outputs.paths}
    for kind, path in plan.outputs.paths.items():
        check_writable(path, sizes[kind])
    need = sum(sizes.values()) + chunk_bytes(plan.stores) - folder_bytes(plan.work_folder)
    check_writable(plan.outputs.paths["classes"], need)
    return need


def _raster_bytes(plan: MapPlan, kind: str) -> int:
    """Return the disk space that a raster may take; a cloud optimised one is written twice."""
    n_bytes = plan.grid.expected_bytes(kind, len(plan.model.table))
    return 2 * n_bytes if plan.outputs.cog else n_bytes


def size_text(n_bytes: int) -> str:
    """Return a number of bytes as text."""
    return f"{n_bytes / 1e9:.1f} GB" if n_bytes >= 1e9 else f"{max(1, round(n_bytes / 1e6))} MB"
