"""Score boundaries on labelled pixels, block by block, where the labels are dense enough to hold any."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..features.at_pixels import blocks_under
from ..imagery.scene import Scene
from ..imagery.tile_grid import BLOCK_PX, Window
from ..job.options import UNLABELLED
from ..labels.sampling import LabelledPixels
from ..scores.boundary import (
    MIN_DENSE,
    TOLERANCE_PX,
    BoundaryScores,
    boundary_counts,
    outline_counts,
)

_MARGIN_PX = (
    math.ceil(TOLERANCE_PX) + 1
)  # a boundary pixel within the tolerance, and the neighbour that makes it one


@dataclass(frozen=True)
class ScoredPixels:
    """Labelled pixels of one scene and the class position that one map shows at each."""

    scene: Scene
    pixels: LabelledPixels
    predicted: NDArray[np.uint8]


def boundary_scores(parts: Sequence[ScoredPixels], n_classes: int) -> BoundaryScores | None:
    """Score the boundaries of maps on the pixels that they are held against, pooled over ``parts``.

    All other ground is unknown: it makes no boundary and hides those within the tolerance of it. Memory is bounded by
    blocks with a margin.
    """
    counts = np.zeros((n_classes, 4), np.int64)
    for part in parts:
        for arrays, core in _blocks(part.scene, part.pixels, (part.pixels.classes, part.predicted)):
            counts += boundary_counts(arrays[0], arrays[1], n_classes, core)
    scores = BoundaryScores.from_counts(counts)
    return None if math.isnan(scores.mean_f1) else scores


def are_dense(labelled: Sequence[tuple[Scene, LabelledPixels]]) -> bool:
    """Tell whether at least half of the outline of labelled ground borders labelled ground of another class.

    That is so for label rasters and fully labelled areas, and not for polygons drawn here and there: where their
    boundaries are drawn says nothing about where a map should draw one.
    """
    between = outside = 0
    for scene, pixels in labelled:
        for (classes,), core in _blocks(scene, pixels, (pixels.classes,)):
            here = outline_counts(classes, core)
            between, outside = between + here[0], outside + here[1]
    return between > 0 and between / (between + outside) >= MIN_DENSE


def _blocks(
    scene: Scene, pixels: LabelledPixels, values: Sequence[NDArray[np.integer]]
) -> Iterator[tuple[list[NDArray[np.uint8]], tuple[slice, slice]]]:
    """Yield blocks that hold pixels: one array per kind of value, 255 elsewhere, and the block within its margin."""
    whole = Window(0, 0, scene.height, scene.width)
    blocks = {}
    for block, inside in blocks_under(scene, pixels.rows, pixels.columns):
        blocks[block.row, block.column] = (block, inside)
    for block, _ in blocks.values():
        window = block.grown(_MARGIN_PX).intersection(whole)
        places = product(
            *((start - BLOCK_PX, start, start + BLOCK_PX) for start in (block.row, block.column))
        )
        positions = np.concatenate([blocks[place][1] for place in places if place in blocks])
        rows, columns = (
            pixels.rows[positions] - window.row,
            pixels.columns[positions] - window.column,
        )
        seen = (rows >= 0) & (rows < window.height) & (columns >= 0) & (columns < window.width)
        arrays = [np.full((window.height, window.width), UNLABELLED, np.uint8) for _ in values]
        for array, own in zip(arrays, values, strict=True):
            array[rows[seen], columns[seen]] = own[positions[seen]]
        top, left = block.row - window.row, block.column - window.column
        yield arrays, np.s_[top : top + block.height, left : left + block.width]
