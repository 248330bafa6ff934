"""Tokens of a scene and of examples in it, from which a query is made."""

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidLabels
from ..features.at_pixels import tiles_under
from ..features.feature_map import FeatureMap, stack_on_finest_grid
from ..features.position_mean import spread_tiles
from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..job.options import LabelOptions
from ..labels.label_reader import read_labels
from ..labels.sampling import LabelledPixels, labelled_pixels, training_sample
from ..mapping.geometry import cells_of
from ..progress import Progress

_MAX_PIXELS = 1000  # of all examples together
_TOKENS_PER_AXIS = 16  # of a tile that are taken for the scene's mean, along each axis


def example_pixels(
    path: str, layer: str, scene: Scene, seed: int, progress: Progress
) -> LabelledPixels:
    """Return up to 1000 pixels under examples; large polygons count less than by their area.

    Args:
        path: Vector file with points, lines or polygons.
        layer: Layer of the file; empty = the first.
        scene: Where the examples are.
        seed: Of the random choice of pixels.
        progress: Gets a step per block with examples.

    Raises:
        InvalidLabels: The file cannot be read, or no example lies on a pixel with data.
    """
    options = LabelOptions(path=path, layer=layer)
    labels = read_labels(options, scene, places_only=True).within(scene)
    pixels = labelled_pixels(labels, scene, progress)
    if not len(pixels):
        raise InvalidLabels(
            f"No example in {path} lies on a pixel of {scene.name} with data; draw some there."
        )
    return chosen_examples(pixels, seed)


def chosen_examples(pixels: LabelledPixels, seed: int) -> LabelledPixels:
    """Return at most 1000 pixels; large polygons count less than by their area."""
    chosen, _ = training_sample(pixels, _MAX_PIXELS, seed)
    return pixels.take(chosen)


def scene_tokens(
    features: FeatureMap, examples: LabelledPixels, progress: Progress
) -> NDArray[np.float32]:
    """Return tokens with data of tiles all over the scene, and of those under examples.

    Shape:
        (k, D), up to 256 tokens per tile.
    """
    spread = spread_tiles(features.tile_grids[0])
    under = tiles_under(features, examples.rows, examples.columns)
    tiles = list({tile.name: tile for tile in (*spread, *under)}.values())
    found = []
    for done, inner in enumerate(features.inner_features(wanted=tiles), start=1):
        values = stack_on_finest_grid(inner.layers, features.factors)
        found.append(sampled_tokens(features, inner.window, values))
        progress.step(done, len(tiles))
    return np.concatenate(found).astype(np.float32)


def sampled_tokens(
    features: FeatureMap, window: Window, values: NDArray[np.float16]
) -> NDArray[np.float16]:
    """Return up to 256 regularly chosen tokens with data of a tile, (n, D).

    Args:
        features: The feature map.
        window: The tile's inner window in tokens.
        values: Its features on the finest grid, (D, h, w).
    """
    cells, grid, scene = cells_of(features, window), features.grid, features.scene
    rows, columns = _spaced(cells.height), _spaced(cells.width)
    pixel_rows = np.minimum(grid.rows.middles(cells.row + rows), scene.height - 1)
    pixel_columns = np.minimum(grid.columns.middles(cells.column + columns), scene.width - 1)
    top, left = int(pixel_rows[0]), int(pixel_columns[0])
    span = Window(top, left, int(pixel_rows[-1]) - top + 1, int(pixel_columns[-1]) - left + 1)
    valid = scene.read_valid(span)[np.ix_(pixel_rows - top, pixel_columns - left)]
    tokens: NDArray[np.float16] = values[:, rows][:, :, columns][:, valid].T
    return tokens


def _spaced(length: int) -> NDArray[np.int64]:
    """Return up to 16 evenly spaced positions of an axis."""
    step = -(-length // _TOKENS_PER_AXIS)
    return np.arange(min(step // 2, length - 1), length, step)
