"""Encode and score the tiles of a map, chunk by chunk."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..features.feature_map import FeatureMap, InnerFeatures, stack_on_finest_grid
from ..heads.head import Head
from ..progress import Progress
from .score_chunks import Chunk, ChunkFilter, ChunkStore

Scores = NDArray[np.int32]


def score_missing_chunks(
    stores: Sequence[ChunkStore], head: Head, progress: Progress, is_selected: ChunkFilter
) -> None:
    """Encode and score every selected chunk that does not exist yet."""
    counts = [_count_tiles(store.missing(is_selected)) for store in stores]
    total, done = max(1, sum(counts)), 0
    for store, count in zip(stores, counts, strict=True):
        store_progress = progress.subrange(done / total, (done + count) / total)
        score_store(store, head, store_progress, is_selected)
        done += count


def score_store(
    store: ChunkStore, head: Head, progress: Progress, is_selected: ChunkFilter
) -> None:
    """Encode and score the missing chunks of one store.

    Encoding runs ahead of the chunk that is being filled, and writing one chunk behind it.
    """
    names = {chunk.name for chunk in store.missing(is_selected)}  # before the first is written
    tiles = (tile for chunk in store.named(names) for tile in chunk.tiles)
    score = partial(_score_inner_features, store.features, head)
    with (
        closing(store.features.each(score, wanted=tiles)) as scored,
        ThreadPoolExecutor(1, "chunk-writer") as pool,
    ):
        steps = _with_steps(scored, _count_tiles(store.named(names)), progress)
        writing: Future[None] | None = None
        for chunk in store.named(names):
            scores = _fill(chunk, steps, head.n_planes)
            if writing is not None:
                writing.result()
            writing = pool.submit(store.write, chunk, scores)
        if writing is not None:
            writing.result()


def score_inner_window(features: FeatureMap, head: Head, values: NDArray[np.float16]) -> Scores:
    """Score the stacked features (C, h, w) of one inner window.

    A head sees as many rows as a whole inner window has cells, because the last bits of a matrix
    product change with the number of rows.

    Shape:
        (planes, h, w).
    """
    side = features.tile_grids[0].inner_side * features.fine_factor
    return head.token_scores(values, side**2)


def _score_inner_features(features: FeatureMap, head: Head, inner: InnerFeatures) -> Scores:
    values = stack_on_finest_grid(inner.layers, features.factors)
    return score_inner_window(features, head, values)


def _with_steps(scored: Iterator[Scores], total: int, progress: Progress) -> Iterator[Scores]:
    """Report a step for each tile."""
    for done, scores in enumerate(scored, start=1):
        progress.step(done, total)
        yield scores


def _fill(chunk: Chunk, scored: Iterator[Scores], n_planes: int) -> Scores:
    """Return the planes (n, h, w) of a chunk; tiles that the map does not need are 0."""
    planes = np.zeros((n_planes, *chunk.shape), np.int32)
    for tile in chunk.tiles:
        scores = next(scored)
        left = (tile.column - chunk.left) * chunk.side
        planes[:, :, left : left + scores.shape[2]] = scores
    return planes


def _count_tiles(chunks: Iterator[Chunk]) -> int:
    return sum(len(chunk.tiles) for chunk in chunks)
