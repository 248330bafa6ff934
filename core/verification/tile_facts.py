"""Statistics of the pixels of tiles, read by several processes."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, fields
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from ..imagery.scene import Scene
from ..imagery.stretch import Stretch
from ..imagery.tile_grid import Window
from ..job.options import SceneOptions
from ..progress import Progress

_PER_TASK = 32  # tiles that a process reads at a time
_FEW = 64  # tiles that are read faster in this process than others start


@dataclass(frozen=True)
class TileFacts:
    """Statistics of the backbone's bands in tiles, (n,) or (n, bands) each.

    Attributes:
        valid_share: Share of pixels with data, 0..1.
        n_not_finite: Pixels that are NaN or infinite, unless that is the nodata value.
        means: Mean raw number per band, of valid pixels; 0 without any.
        deviations: Standard deviation per band.
        is_constant: Whether all bands are constant where they have data.
        digests: Hash of the pixels, 16 bytes.
    """

    valid_share: NDArray[np.float64]
    n_not_finite: NDArray[np.int64]
    means: NDArray[np.float64]
    deviations: NDArray[np.float64]
    is_constant: NDArray[np.bool_]
    digests: NDArray[np.void]

    def put(self, positions: NDArray[np.int64], part: "TileFacts") -> None:
        """Set the statistics of some tiles."""
        for field in fields(self):
            getattr(self, field.name)[positions] = getattr(part, field.name)


def empty_facts(n: int) -> TileFacts:
    """Return statistics of ``n`` tiles that are to be set."""
    return TileFacts(
        np.zeros(n),
        np.zeros(n, np.int64),
        np.zeros((n, 3)),
        np.zeros((n, 3)),
        np.zeros(n, bool),
        np.zeros(n, "V16"),
    )


def facts_of(scene: Scene, windows: Sequence[Window]) -> TileFacts:
    """Return the statistics of native windows of a scene."""
    facts = empty_facts(len(windows))
    bands = scene.options.bands
    for number, window in enumerate(windows):
        raw, valid = scene.read_bands(bands, window)
        facts.n_not_finite[number] = _count_not_finite(raw, scene, bands)
        facts.valid_share[number] = valid.mean() if valid.size else 0.0
        facts.digests[number] = np.void(_digest(raw))
        if valid.any():
            values = raw.reshape(len(raw), -1) if valid.all() else raw[:, valid]
            facts.means[number], facts.deviations[number] = _moments(values)
            facts.is_constant[number] = bool((values.min(axis=1) == values.max(axis=1)).all())
    return facts


def _moments(values: NDArray[np.generic]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and standard deviation of each row, (bands,) each."""
    centred = values.astype(np.float64)
    means = centred.mean(axis=1)
    centred -= means[:, None]
    return means, np.sqrt(np.einsum("ij,ij->i", centred, centred) / centred.shape[1])


def _count_not_finite(raw: NDArray[np.generic], scene: Scene, bands: tuple[int, ...]) -> int:
    """Count pixels (bands, h, w) with a number that is not finite and not the nodata value."""
    if raw.dtype.kind != "f":
        return 0
    is_bad = np.zeros(raw.shape[1:], bool)
    for band, values in zip(bands, raw, strict=True):
        nodata = scene.nodata[band - 1]
        is_nan_nodata = nodata is not None and np.isnan(nodata)
        is_bad |= np.isinf(values) if is_nan_nodata else ~np.isfinite(values)
    return int(is_bad.sum())


def _digest(raw: NDArray[np.generic]) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(raw).data, digest_size=16).digest()


def read_facts(
    scenes: Sequence[Scene],
    images: NDArray[np.int64],
    windows: Sequence[Window],
    workers: int,
    progress: Progress,
) -> TileFacts:
    """Return the statistics of tiles of several scenes.

    Args:
        scenes: The scenes.
        images: Number of each tile's scene, (n,).
        windows: Native pixels of each tile.
        workers: Number of processes; 1 = only this one.
        progress: Reports the tiles.
    """
    facts = empty_facts(len(windows))
    tasks = list(_tasks(images))
    if workers == 1 or len(windows) < _FEW:
        for done, (image, positions) in enumerate(tasks, start=1):
            progress.check()
            facts.put(positions, facts_of(scenes[image], [windows[i] for i in positions]))
            progress.step(done, len(tasks))
        return facts
    # Started afresh, because copies of a process with threads may hang
    pool = ProcessPoolExecutor(workers, get_context("spawn"))
    try:
        futures: dict[Future[TileFacts], NDArray[np.int64]] = {}
        for image, positions in tasks:
            scene = scenes[image]
            part = [windows[i] for i in positions]
            futures[pool.submit(_facts_in_process, scene.options, scene.stretch, part)] = positions
        for done, future in enumerate(as_completed(futures), start=1):
            progress.check()
            facts.put(futures[future], future.result())
            progress.step(done, len(tasks))
    finally:
        pool.shutdown(cancel_futures=True)
    return facts


def _tasks(images: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield the number of a scene and positions of some of its tiles."""
    for image in np.unique(images).tolist():
        positions = np.flatnonzero(images == image)
        for start in range(0, len(positions), _PER_TASK):
            yield image, positions[start : start + _PER_TASK]


def _facts_in_process(options: SceneOptions, stretch: Stretch, windows: list[Window]) -> TileFacts:
    scene = Scene(options, stretch)
    try:
        return facts_of(scene, windows)
    finally:
        scene.close()
