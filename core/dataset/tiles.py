"""The tiles of a dataset: which labels and how much data each has, and whether it is cached."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..class_table import ClassTable
from ..features.at_pixels import tiles_under
from ..features.feature_map import FeatureMap
from ..imagery.scene import Scene
from ..imagery.tile_grid import Tile, Window
from ..labels.shapes import reprojected
from ..labels.split import NEVER, Split
from ..mapping.geometry import native_window, tile_outline
from ..training.dataset import LabelledScene

NO_CLASS = -1  # of tiles without labels


@dataclass(frozen=True)
class SceneTiles:
    """Tiles of one scene in one view.

    Attributes:
        labelled: The scene in its view, with its labelled pixels.
        number: Number of the scene in the dataset.
        view: Name of the view.
        tiles: The tiles, (n,) in all arrays below.
        counts: Labelled pixels of each class, (n, classes).
        fold_counts: Labelled pixels of each fold, (n, folds).
        is_kept: Whether labels in the tile are used, (n,).
    """

    labelled: LabelledScene
    number: int
    view: str
    tiles: list[Tile]
    counts: NDArray[np.int64]
    fold_counts: NDArray[np.int64]
    is_kept: NDArray[np.bool_]

    @property
    def features(self) -> FeatureMap:
        """The feature map of the scene in its view."""
        return self.labelled.features

    def missing(self) -> list[Tile]:
        """Return the tiles whose features are not in the cache."""
        return [tile for tile in self.tiles if not self.features.is_cached(tile)]

    def is_background(self, position: int) -> NDArray[np.bool_]:
        """Tell which tiles have labels of one class of the table only, the background, (n,)."""
        n_labelled = self.counts.sum(axis=1)
        is_only = (self.counts[:, position] == n_labelled) & (n_labelled > 0)
        return np.asarray(is_only, bool)

    def keeping(self, is_kept: NDArray[np.bool_]) -> "SceneTiles":
        """Return the tiles with others to be kept, (n,)."""
        return replace(self, is_kept=is_kept)


def tiles_of(
    labelled: LabelledScene, number: int, view: str, region: Window | None, split: Split | None
) -> SceneTiles:
    """Return the tiles of a scene in its view.

    Args:
        labelled: The scene in its view.
        number: Number of the scene in the dataset.
        view: Name of the view.
        region: Tokens whose tiles are wanted; None = the tiles under labels.
        split: The folds of the labels; None = no folds.
    """
    features, pixels = labelled.features, labelled.pixels
    if region is None:
        tiles = tiles_under(features, pixels.rows, pixels.columns) if len(pixels) else []
    else:
        tiles = list(features.tile_grids[0].tiles(region))
    windows = [native_window(features, tile) for tile in tiles]
    numbers, is_inside = tile_of_pixels(windows, pixels.rows, pixels.columns)
    numbers = numbers[is_inside]
    n_classes = len(labelled.labels.table)
    counts = _counted(numbers, pixels.classes[is_inside], (len(tiles), n_classes))
    n_folds = split.n_folds if split else 0
    folds = np.full(len(pixels), NEVER) if split is None else split.folds[pixels.polygons]
    folds = folds[is_inside]
    in_fold = folds != NEVER
    fold_counts = _counted(numbers[in_fold], folds[in_fold], (len(tiles), n_folds))
    return SceneTiles(labelled, number, view, tiles, counts, fold_counts, np.ones(len(tiles), bool))


def tile_of_pixels(
    windows: Sequence[Window], rows: NDArray[np.integer], columns: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the number of each pixel's tile, and whether it is in a tile, both (pixels,).

    Args:
        windows: Native pixels of each tile of a grid, of which tiles may be missing.
        rows: Rows of the pixels.
        columns: Columns of the pixels.
    """
    if not windows:
        return np.zeros(len(rows), np.int64), np.zeros(len(rows), bool)
    starts = np.array([(window.row, window.column) for window in windows])
    ends = np.array([(window.row_end, window.column_end) for window in windows])
    (tops, down), (lefts, across) = (np.unique(axis, return_inverse=True) for axis in starts.T)
    numbers = np.full((len(tops), len(lefts)), -1, np.int64)
    numbers[down, across] = np.arange(len(windows))
    row = np.searchsorted(tops, rows, side="right") - 1
    column = np.searchsorted(lefts, columns, side="right") - 1
    found = np.where((row >= 0) & (column >= 0), numbers[row, column], -1)
    is_inside = (found >= 0) & (rows < ends[found, 0]) & (columns < ends[found, 1])
    return found, is_inside


def _counted(
    rows: NDArray[np.integer], columns: NDArray[np.integer], shape: tuple[int, int]
) -> NDArray[np.int64]:
    """Count pairs of row and column, as an array of ``shape``."""
    places = rows.astype(np.int64) * shape[1] + columns
    return np.bincount(places, minlength=shape[0] * shape[1]).reshape(shape).astype(np.int64)


def share_fields(table: ClassTable) -> list[str]:
    """Return the fields with the share of each class; names differ not only in case."""
    names: list[str] = []
    for entry in table:
        name = f"share_{re.sub(r'[^0-9A-Za-z_]+', '_', entry.name).strip('_') or entry.value}"
        is_taken = name.lower() in {known.lower() for known in names}
        names.append(f"{name}_{entry.value}" if is_taken else name)
    return names


def tile_columns(tiles: SceneTiles, background: int | None) -> dict[str, NDArray[Any]]:
    """Return the fields of the index of tiles, (n,) each.

    Args:
        tiles: The tiles.
        background: Position of the background in the class table; None = there is none.
    """
    scene, n = tiles.features.scene, len(tiles.tiles)
    table = tiles.labelled.labels.table
    windows = [native_window(tiles.features, tile) for tile in tiles.tiles]
    n_pixels = np.array([max(1, window.height * window.width) for window in windows])
    valid = np.array([scene.read_valid(window).mean() for window in windows])
    n_labelled = tiles.counts.sum(axis=1)
    values = np.array([*table.values, NO_CLASS])
    majority = np.where(n_labelled > 0, tiles.counts.argmax(axis=1), len(table))
    is_background = np.zeros(n, bool) if background is None else tiles.is_background(background)
    is_cached = [tiles.features.is_cached(tile) for tile in tiles.tiles]
    shares = tiles.counts / n_pixels[:, None]
    columns: dict[str, NDArray[Any]] = {
        "image": np.full(n, scene.name, object),
        "image_number": np.full(n, tiles.number, np.int32),
        "view": np.full(n, tiles.view, object),
        "tile": np.array([tile.name for tile in tiles.tiles], object),
        "row": np.array([window.row for window in windows], np.int32),
        "column": np.array([window.column for window in windows], np.int32),
        "height": np.array([window.height for window in windows], np.int32),
        "width": np.array([window.width for window in windows], np.int32),
        "crs": np.full(n, _crs_text(scene), object),
        "resolution_m": np.full(n, scene.base.pixel_size_m),
        "token_m": np.full(n, scene.base.pixel_size_m * tiles.features.token_px / scene.scale),
        "nodata_share": 1 - valid,
        "labelled_share": n_labelled / n_pixels,
        "main_class": values[majority].astype(np.int32),
        "fold": np.array([_fold_text(row) for row in tiles.fold_counts], object),
        "background": is_background,
        "kept": tiles.is_kept,
        "cached": np.array(is_cached, bool),
    }
    return columns | dict(zip(share_fields(table), shares.T, strict=True))


def outlines(tiles: SceneTiles) -> NDArray[np.object_]:
    """Return the outlines of the tiles in the labels' CRS, (n,)."""
    boxes = np.empty(len(tiles.tiles), object)
    boxes[:] = [tile_outline(tiles.features, tile) for tile in tiles.tiles]
    return reprojected(boxes, tiles.features.scene.crs, tiles.labelled.labels.crs)


def _fold_text(counts: NDArray[np.int64]) -> str:
    """Return the folds that have pixels in a tile, counted from 1."""
    return ", ".join(str(fold + 1) for fold in np.flatnonzero(counts))


def _crs_text(scene: Scene) -> str:
    return scene.crs.to_string() if scene.crs else ""
