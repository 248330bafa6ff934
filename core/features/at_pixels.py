"""Features at single pixels of a scene, and the tiles and blocks that contain them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..imagery.scene import Scene
from ..imagery.tile_grid import BLOCK_PX, Tile, Window
from ..progress import Progress
from .feature_map import FeatureMap, stack_on_finest_grid

Positions = NDArray[np.integer]  # rows or columns of pixels on the scene's native grid, (n,)

_CHUNK = 1 << 20  # pixels per look-up, because a dense label raster has millions
_SQUARE_PX = 64  # side of squares whose pixels have a common margin


def features_at(
    features: FeatureMap, rows: Positions, columns: Positions, progress: Progress
) -> NDArray[np.float32]:
    """Interpolate the feature map at native pixels, exactly where a map interpolates scores.

    Shape:
        (n, D).
    """
    cell_rows, cell_columns, weights = features.grid.corners(rows, columns)
    result = np.zeros((len(rows), features.width), np.float32)
    side = features.stride * features.fine_factor
    tiles, tile_of_corner = _tiles_at(features, cell_rows // side, cell_columns // side)
    for number, inner in enumerate(features.inner_features(wanted=tiles)):
        progress.step(number, len(tiles))
        values = stack_on_finest_grid(inner.layers, features.factors)
        tokens = values.reshape(len(values), -1).T
        row = cell_rows - inner.window.row * features.fine_factor
        column = cell_columns - inner.window.column * features.fine_factor
        for corner in range(4):
            inside = np.flatnonzero(tile_of_corner[:, corner] == number)
            cell = row[inside, corner] * values.shape[2] + column[inside, corner]
            weight = weights[inside, corner, None].astype(np.float32)
            result[inside] += tokens[cell].astype(np.float32) * weight
    return result


def extra_features_at(scene: Scene, rows: Positions, columns: Positions) -> NDArray[np.float32]:
    """Read the extra bands' features at native pixels.

    Shape:
        (n, 3 * extra bands).
    """
    result = np.zeros((len(rows), 3 * len(scene.options.extra_bands)), np.float32)
    if not scene.options.extra_bands:
        return result
    for window, inside in blocks_under(scene, rows, columns):
        values = scene.read_extra(window)
        result[inside] = values[:, rows[inside] - window.row, columns[inside] - window.column].T
    return result


def blocks_under(
    scene: Scene, rows: Positions, columns: Positions
) -> Iterator[tuple[Window, NDArray[np.int64]]]:
    """Yield the blocks that contain pixels, and the positions of these pixels in ``rows``."""
    across = scene.width // BLOCK_PX + 1
    numbers = rows // BLOCK_PX * across + columns // BLOCK_PX
    counts = np.bincount(numbers)
    positions = np.split(np.argsort(numbers, kind="stable"), np.cumsum(counts)[:-1])
    whole = Window(0, 0, scene.height, scene.width)
    for number in np.flatnonzero(counts).tolist():
        row, column = number // across * BLOCK_PX, number % across * BLOCK_PX
        yield Window(row, column, BLOCK_PX, BLOCK_PX).intersection(whole), positions[number]


def tiles_under(
    features: FeatureMap, rows: Positions, columns: Positions, margin_px: int = 0
) -> list[Tile]:
    """Return the tiles whose tokens are needed for pixels and a margin around them, row by row."""
    if margin_px:
        places = _tiles_within_margin(features, rows, columns, margin_px)
    else:
        places = _tiles_under_pixels(features, rows, columns)
    return [features.tile_grids[0].tile_at(row, column) for row, column in places]


def _tiles_under_pixels(
    features: FeatureMap, rows: Positions, columns: Positions
) -> list[tuple[int, int]]:
    """Return the places of the tiles whose tokens pixels need, sorted.

    A place is row and column in the tile grid.
    """
    side = features.stride * features.fine_factor
    shape = (features.rows // features.stride + 1, features.columns // features.stride + 1)
    needed = np.zeros(shape, bool)
    for start in range(0, len(rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        cell_rows, cell_columns, _ = features.grid.corners(rows[part], columns[part])
        needed[cell_rows // side, cell_columns // side] = True
    return [(int(row), int(column)) for row, column in np.argwhere(needed)]


def _tiles_within_margin(
    features: FeatureMap, rows: Positions, columns: Positions, margin_px: int
) -> list[tuple[int, int]]:
    """Return the places of the tiles with tokens within a margin around pixels, sorted."""
    side = features.stride * features.fine_factor
    across = features.scene.width // _SQUARE_PX + 1
    counts = np.bincount(rows // _SQUARE_PX * across + columns // _SQUARE_PX)
    places: set[tuple[int, int]] = set()
    for number in np.flatnonzero(counts).tolist():
        row, column = number // across * _SQUARE_PX, number % across * _SQUARE_PX
        square = Window(row, column, _SQUARE_PX, _SQUARE_PX)
        cells = features.grid.cells_under(square.grown(margin_px))
        tile_columns = range(cells.column // side, (cells.column_end - 1) // side + 1)
        for tile_row in range(cells.row // side, (cells.row_end - 1) // side + 1):
            places.update((tile_row, tile_column) for tile_column in tile_columns)
    return sorted(places)


def _tiles_at(
    features: FeatureMap, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> tuple[list[Tile], NDArray[np.int64]]:
    """Return the tiles at places of the first tile grid, and the number of each place's tile.

    Args:
        features: The feature map.
        rows: Rows in the tile grid, any shape.
        columns: Columns in the tile grid, same shape.
    """
    places = np.stack([rows.ravel(), columns.ravel()], axis=1)
    unique, tile_of_place = np.unique(places, axis=0, return_inverse=True)
    tiles = [features.tile_grids[0].tile_at(int(row), int(column)) for row, column in unique]
    return tiles, tile_of_place.reshape(rows.shape)
