"""Candidates of a scene: a sample of its tokens, with probabilities and colours.

Memory does not grow with the scene. Tokens are sampled in squares of four by four, so that most of
them keep their neighbours, and by a hash of their place, so that a larger part of the scene has the
sample of a smaller one.
"""

from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage

from ..features.at_pixels import blocks_under, extra_features_at
from ..features.feature_map import FeatureMap
from ..heads.head import SCORE_STEPS, Head
from ..imagery.cielab import cielab
from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..mapping.geometry import cells_of
from ..mapping.scoring import score_inner_window
from .candidates import Candidates

_SQUARE = 4  # side of a sampled square, in cells
_MULTIPLIERS = (0x9E3779B1, 0x85EBCA77)  # of rows and columns in the hash
_HASHES = 1 << 16
Values = NDArray[np.float16]


def candidates_of(
    features: FeatureMap,
    tiles: Iterable[tuple[Window, Values]],
    head: Head | None = None,
    share: float = 1.0,
) -> Candidates:
    """Return tokens with data as candidates.

    Args:
        features: The feature map of the scene.
        tiles: Inner windows in tokens, with their features on the finest grid (D, h, w).
        head: The current head; None = there is none.
        share: Fraction of the tokens that is sampled.
    """
    parts = [_nothing(features, head)]
    parts += [_of_tile(features, window, values, head, share) for window, values in tiles]
    rows, columns, tokens, scores = (np.concatenate(column) for column in zip(*parts, strict=True))
    colors = local_colors(features.scene, rows, columns, cell_px(features))
    if head is None:
        return Candidates(tokens, rows, columns, None, colors)
    probabilities = _probabilities(features.scene, head, rows, columns, scores)
    return Candidates(tokens, rows, columns, probabilities, colors)


def cell_px(features: FeatureMap) -> float:
    """Return the side of a cell of the finest layer in native pixels."""
    return features.token_px / features.fine_factor / features.scene.scale


def local_colors(
    scene: Scene, rows: NDArray[np.integer], columns: NDArray[np.integer], side: float
) -> NDArray[np.float32]:
    """Return mean colours around native pixels in CIELAB, (n, 3).

    Args:
        scene: The scene.
        rows: Rows of the pixels, (n,).
        columns: Their columns, (n,).
        side: Side of the square that is averaged, in native pixels.
    """
    result = np.zeros((len(rows), 3), np.float32)
    reach = max(1, int(side / 2))
    for block, inside in blocks_under(scene, rows, columns) if len(rows) else ():
        pixels, _ = scene.read_native(block.grown(reach))
        means = ndimage.uniform_filter(cielab(pixels), (1, 2 * reach + 1, 2 * reach + 1))
        own_rows = rows[inside] - block.row + reach
        result[inside] = means[:, own_rows, columns[inside] - block.column + reach].T
    return result


Part = tuple[NDArray[np.int64], NDArray[np.int64], Values, NDArray[np.int32]]


def _nothing(features: FeatureMap, head: Head | None) -> Part:
    """Return no candidates."""
    nowhere = np.empty(0, np.int64)
    n_classes = 0 if head is None else head.n_classes
    return (
        nowhere,
        nowhere,
        np.empty((0, features.width), np.float16),
        np.empty((0, n_classes), np.int32),
    )


def _of_tile(
    features: FeatureMap, window: Window, values: Values, head: Head | None, share: float
) -> Part:
    """Return rows (n,), columns (n,), tokens (n, D) and scores (n, classes) of a tile's sample."""
    cells = cells_of(features, window)
    rows = _middles(cells.row, cells.height, cell_px(features))
    columns = _middles(cells.column, cells.width, cell_px(features))
    is_wanted = _sampled(cells, share)
    is_wanted &= _valid(features.scene, rows, columns)
    across, down = np.meshgrid(columns, rows)
    scores = np.empty((0, cells.height, cells.width), np.int32)
    if head is not None:
        scores = score_inner_window(features, head, values)[: head.n_classes]
    return down[is_wanted], across[is_wanted], values[:, is_wanted].T, scores[:, is_wanted].T


def _middles(first: int, count: int, side: float) -> NDArray[np.int64]:
    """Return the native pixel in the middle of each cell along an axis, (count,)."""
    return ((np.arange(first, first + count) + 0.5) * side).astype(np.int64)


def _sampled(cells: Window, share: float) -> NDArray[np.bool_]:
    """Tell which cells are in the sample, (h, w)."""
    rows = np.arange(cells.row, cells.row_end, dtype=np.uint64) // _SQUARE
    columns = np.arange(cells.column, cells.column_end, dtype=np.uint64) // _SQUARE
    down, across = (np.uint64(number) for number in _MULTIPLIERS)
    mixed = (rows * down)[:, None] ^ (columns * across)
    mixed = (mixed ^ (mixed >> np.uint64(15))) * down >> np.uint64(13)
    return np.asarray(mixed % np.uint64(_HASHES) < share * _HASHES)


def _valid(scene: Scene, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell where native pixels have data, (rows, columns); those beyond the scene have none."""
    window = Window(int(rows[0]), int(columns[0]), int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1)
    inside = window.intersection(Window(0, 0, scene.height, scene.width))
    valid = np.zeros((window.height, window.width), bool)
    valid[inside.slices_in(window)] = scene.read_valid(inside)
    return np.asarray(valid[np.ix_(rows - window.row, columns - window.column)])


def _probabilities(
    scene: Scene,
    head: Head,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    scores: NDArray[np.int32],
) -> NDArray[np.float32]:
    """Return the probabilities of the classes, (n, classes), extra bands included."""
    logits = torch.from_numpy(scores.astype(np.float32) / SCORE_STEPS)
    if scene.options.extra_bands:
        extra = torch.from_numpy(extra_features_at(scene, rows, columns))
        logits += head.extra_logits(extra) * head.inverse_temperature
    probabilities: NDArray[np.float32] = logits.softmax(dim=1).numpy()
    return probabilities
