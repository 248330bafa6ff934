"""Map a scene: encode and score its tiles, chunk by chunk, then assemble the chunks."""

import time
from pathlib import Path

from ..atomic_write import remove_folder
from ..errors import Cancelled, LandsketchError
from ..progress import Progress
from .assemble import NothingToMap, assemble
from .chunk_marker import acquire_exclusive
from .estimate import count_tiles, expected_seconds, slow_reading_message
from .plan import MapPlan
from .score_chunks import ChunkFilter, is_chunk, select_all
from .scoring import score_missing_chunks

ASSEMBLY = 0.9  # fraction of the job at which the assembly begins


def predict(plan: MapPlan, progress: Progress, disk_bytes: int = 0) -> dict[str, float]:
    """Write the map; returns its metrics: size, speed, tiles encoded.

    A run that was killed or failed is resumed: its finished chunks are used. A cancelled one leaves
    nothing behind.

    Args:
        plan: The map.
        progress: Gets the expected time and disk space, then a step per tile and per block.
        disk_bytes: Disk space that chunks and rasters may take, for the message.
    """
    began = time.monotonic()
    try:
        for store in plan.stores:
            acquire_exclusive(store.folder, store.facts)
        encode(plan, progress, disk_bytes)
        metrics = write_map(plan, progress)
    except LandsketchError as error:
        keep_or_remove(plan.work_folder, error)
        raise
    return {**map_speed(plan, began), "tiles_encoded": plan.features.n_encoded, **metrics}


def encode(
    plan: MapPlan, progress: Progress, disk_bytes: int, is_selected: ChunkFilter = select_all
) -> None:
    """Estimate the work, then encode and score the selected chunks that do not exist yet."""
    progress.stage("Encode", 0.02, ASSEMBLY)
    backbone = plan.features.backbone
    tiles = count_tiles(plan.stores, is_selected)
    progress.info(tiles.message(expected_seconds(backbone, tiles.n_left), disk_bytes))
    score_missing_chunks(plan.stores, plan.model.head, progress, is_selected)
    for message in (backbone.batches.shrink_message(), slow_reading_message(plan.features.clock)):
        if message:
            progress.info(message)


def write_map(plan: MapPlan, progress: Progress) -> dict[str, float]:
    """Assemble the map from complete chunks, and remove these."""
    progress.stage("Write the map", ASSEMBLY, 1.0)
    metrics = assemble(plan, progress)
    remove_folder(plan.work_folder)
    return metrics


def map_speed(plan: MapPlan, began: float) -> dict[str, float]:
    """Return ``mpx``, ``seconds`` since ``began`` and ``mpx_per_second`` of a map."""
    seconds = time.monotonic() - began
    return {"mpx": plan.mpx, "seconds": seconds, "mpx_per_second": plan.mpx / seconds}


def has_chunks(work: Path) -> bool:
    """Tell whether a work folder holds a complete chunk."""
    return any(is_chunk(file) for file in work.rglob("*"))


def keep_or_remove(work: Path, error: LandsketchError) -> None:
    """Keep finished chunks for the next run and say so; a cancelled run leaves none."""
    is_resumable = not isinstance(error, (Cancelled, NothingToMap))
    if is_resumable and has_chunks(work):
        error.append_advice(
            f"the finished chunks are kept in {work.name}; the same run continues from them"
        )
    else:
        remove_folder(work)
