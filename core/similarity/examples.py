"""Tokens of a scene and of examples in it, from which a query is made."""

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidLabels
from ..features.at_pixels import features_at, tiles_under
from ..features.feature_map import FeatureMap, InnerFeatures, stack_on_finest_grid
from ..features.position_mean import spread_tiles
from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..imagery.token_grid import TokenAxis
from ..job.options import LabelOptions
from ..labels.label_reader import read_labels
from ..labels.sampling import LabelledPixels, labelled_pixels, training_sample
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
    chosen, _ = training_sample(pixels, _MAX_PIXELS, seed)
    return pixels.take(chosen)


def tokens_at(
    features: FeatureMap, pixels: LabelledPixels, progress: Progress
) -> NDArray[np.float32]:
    """Return the features at pixels as a map interpolates them, (n, D)."""
    return features_at(features, pixels.rows, pixels.columns, progress)


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
        found.append(_sampled(features, inner))
        progress.step(done, len(tiles))
    return np.concatenate(found).astype(np.float32)


def _sampled(features: FeatureMap, inner: InnerFeatures) -> NDArray[np.float16]:
    """Return regularly chosen tokens with data of an inner window, (n, D)."""
    scene, f = features.scene, features.fine_factor
    rows = _chosen(inner.window.row * f, inner.window.height * f)
    columns = _chosen(inner.window.column * f, inner.window.width * f)
    values = stack_on_finest_grid(inner.layers, features.factors)
    values = values[:, rows - inner.window.row * f][:, :, columns - inner.window.column * f]
    pixel_rows = _centres(features.grid.rows, rows, scene.height)
    pixel_columns = _centres(features.grid.columns, columns, scene.width)
    top, left = int(pixel_rows[0]), int(pixel_columns[0])
    window = Window(top, left, int(pixel_rows[-1]) - top + 1, int(pixel_columns[-1]) - left + 1)
    valid = scene.read_valid(window)[np.ix_(pixel_rows - top, pixel_columns - left)]
    tokens: NDArray[np.float16] = values[:, valid].T
    return tokens


def _chosen(start: int, length: int) -> NDArray[np.int64]:
    """Return up to 16 evenly spaced cells of an axis."""
    step = -(-length // _TOKENS_PER_AXIS)
    return np.arange(start + min(step // 2, length - 1), start + length, step)


def _centres(axis: TokenAxis, cells: NDArray[np.int64], n_pixels: int) -> NDArray[np.int64]:
    """Return the native pixels at the centres of cells, (n,)."""
    centres = np.floor((cells + 0.5) * axis.stride_px / axis.scale).astype(np.int64)
    inside: NDArray[np.int64] = np.minimum(centres, n_pixels - 1)
    return inside
