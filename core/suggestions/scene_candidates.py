"""Candidates of a scene: a sample of its tokens, with probabilities.

Memory does not grow with the scene. Tokens are sampled in squares of four by four, so that most of
them keep their neighbours, and by a hash of their place, so that a larger part of the scene has the
sample of a smaller one.
"""

import math
from collections.abc import Iterable

import numpy as np
import shapely
import torch
from numpy.typing import NDArray

from ..features.at_pixels import extra_features_at
from ..features.feature_map import FeatureMap
from ..heads.head import SCORE_STEPS, Head
from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..mapping.geometry import cells_of
from ..mapping.scoring import score_inner_window
from .candidates import Candidates

_DISTANCE_TOKENS = 3
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
    if head is None:
        return Candidates(tokens, rows, columns)
    probabilities = _probabilities(features.scene, head, rows, columns, scores)
    return Candidates(tokens, rows, columns, probabilities)


def cell_px(features: FeatureMap) -> float:
    """Return the side of a cell of the finest layer in native pixels."""
    return features.token_px / features.fine_factor / features.scene.scale


def away_from(
    candidates: Candidates, polygons: NDArray[np.object_], scene: Scene, distance_px: float
) -> Candidates:
    """Return the candidates that are far enough from polygons and from the image's border.

    Inside a polygon is not far. Tokens at the border see less of the image, so they are unlike
    others and doubtful whatever is there; half the distance is kept from it.

    Args:
        candidates: All places.
        polygons: In the scene's CRS, (n,).
        scene: The scene of the candidates.
        distance_px: Least distance in native pixels.
    """
    points = shapely.points(*scene.coordinates(candidates.rows, candidates.columns))
    tree = shapely.STRtree(polygons)
    near, _ = tree.query(points, "dwithin", distance_px * pixel_side(scene))
    is_far = _inside(candidates.rows, scene.height, distance_px / 2)
    is_far &= _inside(candidates.columns, scene.width, distance_px / 2)
    is_far[near] = False
    return candidates.take(is_far)


def _inside(places: NDArray[np.integer], length: int, margin: float) -> NDArray[np.bool_]:
    """Tell which rows or columns keep a margin, at most a quarter of the length, (n,)."""
    margin = min(margin, length / 4)
    return (places >= margin) & (places < length - margin)


def pixel_side(scene: Scene) -> float:
    """Return the side of a native pixel in units of the CRS."""
    return math.sqrt(abs(scene.transform.determinant))


def default_distance_px(features: FeatureMap) -> float:
    """Return the least distance between places that is used where none is given, native pixels."""
    return _DISTANCE_TOKENS * features.token_px / features.scene.scale


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
    rows = features.grid.rows.middles(np.arange(cells.row, cells.row_end))
    columns = features.grid.columns.middles(np.arange(cells.column, cells.column_end))
    is_wanted = _sampled(cells, share)
    is_wanted &= _valid(features.scene, rows, columns)
    across, down = np.meshgrid(columns, rows)
    scores = np.empty((0, cells.height, cells.width), np.int32)
    if head is not None:
        scores = score_inner_window(features, head, values)[: head.n_classes]
    return down[is_wanted], across[is_wanted], values[:, is_wanted].T, scores[:, is_wanted].T


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
