"""What a map costs, said before the work: tiles, time, room; and after it, whether reading held it up."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from ..durations import duration_text
from ..features.backbone import LoadedBackbone
from ..features.pipeline import Clock
from ..runtime.device import torch_threads
from .score_chunks import ChunkStore, Part

_WORTH_TIMING = 20  # tiles to encode per tile encoded for the estimate: it costs 5 % at most
_SLOW_SHARE, _SLOW_S = 0.25, 10.0  # from here on, waiting for the image is worth a line


@dataclass(frozen=True)
class Work:
    """Tiles of a map by what has to be done about them."""

    n_finished: int
    n_cached: int
    n_left: int

    def sentence(self, seconds: float | None, room_bytes: int) -> str:
        """Say it; ``seconds`` is the expected time, None where it is not worth finding out."""
        known = [f"{self.n_cached} are in the feature cache"] if self.n_cached else []
        known += [f"{self.n_finished} were finished by an earlier run"] if self.n_finished else []
        total = self.n_finished + self.n_cached + self.n_left
        parts = [f"{self.n_left} of {total} tiles to encode", *known]
        parts += [f"this takes {duration_text(seconds)}"] if seconds is not None else []
        return ", ".join(parts) + f"; the map needs up to {room(room_bytes)} on the disk."


def work_of(folders: Sequence[ChunkStore], wanted: Callable[[ChunkStore, Part], bool]) -> Work:
    """Count the tiles of the wanted parts."""
    n_finished = n_cached = n_left = 0
    for folder in folders:
        for part in (part for part in folder.plan() if wanted(folder, part)):
            if folder.is_done(part):
                n_finished += len(part.tiles)
                continue
            cached = sum(folder.features.is_cached(tile) for tile in part.tiles)
            n_cached, n_left = n_cached + cached, n_left + len(part.tiles) - cached
    return Work(n_finished, n_cached, n_left)


def expected_seconds(backbone: LoadedBackbone, n_tiles: int) -> float | None:
    """Time the backbone on blank tiles, as many side by side as in a run; None where there are too few tiles for it.

    Nodata tiles count as tiles, and reading is left out, so it is a guess on a busy computer or a slow disk.
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


def slow_reading(clock: Clock) -> str:
    """Say that the image came slower than the backbone could see it; empty when it did not."""
    if clock.waited_share < _SLOW_SHARE or clock.waited_s < _SLOW_S:
        return ""
    return (
        f"The backbone waited for the image {clock.waited_share:.0%} of the time; a local copy on a fast "
        "disk, stored in blocks (a COG), is read faster."
    )


def room(n_bytes: int) -> str:
    """Say how much room bytes take."""
    return f"{n_bytes / 1e9:.1f} GB" if n_bytes >= 1e9 else f"{max(1, round(n_bytes / 1e6))} MB"
