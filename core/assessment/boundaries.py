"""Boundary scores on labelled pixels, computed block by block; they need dense labels."""

import math
from collections.abc import Iterator, Mapping, Sequence
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

# Boundary pixels within the tolerance, and the neighbour that makes them boundary pixels
_MARGIN_PX = math.ceil(TOLERANCE_PX) + 1


_Blocks = Mapping[tuple[int, int], tuple[Window, NDArray[np.int64]]]


@dataclass(frozen=True)
class ScoredPixels:
    """Labelled pixels of one scene and their class positions in a map.

    Attributes:
        scene: The scene.
        pixels: Its labelled pixels.
        predicted: Class position at each pixel, (pixels,).
    """

    scene: Scene
    pixels: LabelledPixels
    predicted: NDArray[np.uint8]


def boundary_scores(parts: Sequence[ScoredPixels], n_classes: int) -> BoundaryScores | None:
    """Score the boundaries of maps on labelled pixels, pooled over ``parts``.

    All other pixels are unknown, see ``boundary_counts``.

    Returns:
        The scores; None if the labels have no boundary.
    """
    counts = np.zeros((n_classes, 4), np.int64)
    for part in parts:
        values = (part.pixels.classes, part.predicted)
        for (reference, predicted), inner in _blocks(part.scene, part.pixels, values):
            counts += boundary_counts(reference, predicted, n_classes, inner)
    scores = BoundaryScores.from_counts(counts)
    return None if math.isnan(scores.mean_f1) else scores


def are_dense(labelled: Sequence[tuple[Scene, LabelledPixels]]) -> bool:
    """Tell whether labels are dense: at least half of their outlines border on another class.

    This holds for label rasters and fully labelled areas. Outlines of separate polygons are not the
    boundaries of classes.
    """
    between = towards_unlabelled = 0
    for scene, pixels in labelled:
        for (classes,), inner in _blocks(scene, pixels, (pixels.classes,)):
            counts = outline_counts(classes, inner)
            between += counts[0]
            towards_unlabelled += counts[1]
    return between > 0 and between / (between + towards_unlabelled) >= MIN_DENSE


def _blocks(
    scene: Scene, pixels: LabelledPixels, values: Sequence[NDArray[np.integer]]
) -> Iterator[tuple[list[NDArray[np.uint8]], tuple[slice, slice]]]:
    """Yield the blocks that contain pixels, with a margin so that memory is bounded.

    Args:
        scene: The scene.
        pixels: Its labelled pixels.
        values: Values of the pixels, (pixels,) each.

    Yields:
        One array (height, width) per value, 255 elsewhere, and the slices of the block in it.
    """
    scene_window = Window(0, 0, scene.height, scene.width)
    blocks = {}
    for block, inside in blocks_under(scene, pixels.rows, pixels.columns):
        blocks[block.row, block.column] = (block, inside)
    for block, _ in blocks.values():
        window = block.grown(_MARGIN_PX).intersection(scene_window)
        positions = np.concatenate([inside for _, inside in _neighbours(block, blocks)])
        rows = pixels.rows[positions] - window.row
        columns = pixels.columns[positions] - window.column
        seen = (rows >= 0) & (rows < window.height) & (columns >= 0) & (columns < window.width)
        arrays = []
        for of_pixel in values:
            array = np.full((window.height, window.width), UNLABELLED, np.uint8)
            array[rows[seen], columns[seen]] = of_pixel[positions[seen]]
            arrays.append(array)
        top, left = block.row - window.row, block.column - window.column
        yield arrays, np.s_[top : top + block.height, left : left + block.width]


def _neighbours(block: Window, blocks: _Blocks) -> list[tuple[Window, NDArray[np.int64]]]:
    """Return the block and its up to eight neighbours that contain pixels."""
    steps = (-BLOCK_PX, 0, BLOCK_PX)
    places = [(block.row + down, block.column + right) for down, right in product(steps, steps)]
    return [blocks[place] for place in places if place in blocks]
