"""Windows of a scene in native pixels, rendering blocks, tokens and cells of the finest layer."""

import shapely

from ..features.feature_map import FeatureMap
from ..imagery.scene import Scene
from ..imagery.tile_grid import BLOCK_PX, Tile, Window


def grow_to_blocks(scene: Scene, window: Window) -> Window:
    """Return a native window grown to whole rendering blocks, as far as the scene reaches."""
    row, column = window.row // BLOCK_PX * BLOCK_PX, window.column // BLOCK_PX * BLOCK_PX
    row_end = -(-window.row_end // BLOCK_PX) * BLOCK_PX
    column_end = -(-window.column_end // BLOCK_PX) * BLOCK_PX
    blocks = Window(row, column, row_end - row, column_end - column)
    return blocks.intersection(Window(0, 0, scene.height, scene.width))


def tokens_under(features: FeatureMap, blocks: Window, margin_px: int = 0) -> Window:
    """Return the tokens that rendering needs of blocks, a native window of the base scene.

    Of a view, the tokens are those that show the same ground.
    """
    scene = features.scene
    window = scene.window_here(blocks).grown(margin_px)
    inside = window.intersection(Window(0, 0, scene.height, scene.width))
    cells = features.grid.cells_under(inside)
    f = features.fine_factor
    top, left = cells.row // f, cells.column // f
    bottom, right = (cells.row_end - 1) // f + 1, (cells.column_end - 1) // f + 1
    return Window(top, left, bottom - top, right - left)


def native_window(features: FeatureMap, tile: Tile) -> Window:
    """Return the native pixels under a tile's inner window."""
    scene = features.scene
    side = features.token_px / scene.scale
    row, column = int(tile.inner.row * side), int(tile.inner.column * side)
    height = round(tile.inner.row_end * side) - row
    width = round(tile.inner.column_end * side) - column
    return Window(row, column, height, width).intersection(Window(0, 0, scene.height, scene.width))


def tile_outline(features: FeatureMap, tile: Tile) -> shapely.Polygon:
    """Return the outline of a tile's inner window in the scene's CRS."""
    transform, window = features.scene.transform, native_window(features, tile)
    x, y = transform * (window.column, window.row)
    other_x, other_y = transform * (window.column_end, window.row_end)
    return shapely.box(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))


def cells_of(features: FeatureMap, tokens: Window) -> Window:
    """Return a window of tokens in cells of the finest layer."""
    f = features.fine_factor
    return Window(tokens.row * f, tokens.column * f, tokens.height * f, tokens.width * f)
