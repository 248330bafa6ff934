"""Classes and probabilities at labelled pixels, rendered exactly as in a map."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from ..features.at_pixels import blocks_under, tiles_under
from ..features.feature_map import FeatureMap, stack_on_finest_grid
from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..imagery.view import IDENTITY
from ..job.options import UNLABELLED
from ..labels.sampling import LabelledPixels
from ..mapping.block_scores import ScoreTable
from ..mapping.geometry import cells_of
from ..mapping.rendering import Rendering
from ..mapping.scoring import score_inner_window
from ..progress import Progress
from ..runtime.device import PHYSICAL_CORES, torch_threads
from ..training.dataset import LabelledScene


def predict_pixels(
    labelled: LabelledScene,
    renderings: Sequence[Rendering],
    pixels: LabelledPixels,
    progress: Progress,
    of_pixel: NDArray[np.integer] | None = None,
) -> NDArray[np.uint8]:
    """Return the class position at each pixel in each map.

    Args:
        labelled: The labelled scene.
        renderings: How each map is rendered.
        pixels: The pixels.
        progress: Reports the encoded tiles.
        of_pixel: Position of the only map that is needed at each pixel, -1 = none, (pixels,). The
            result of the other maps is 255, and blocks that no map needs are not rendered. None =
            all maps at all pixels.

    Shape:
        (maps, pixels).
    """
    tables = _score_tables(labelled.features, renderings, pixels, progress)
    result = np.full((len(renderings), len(pixels)), UNLABELLED, np.uint8)

    def predict(block: Window, inside: NDArray[np.int64]) -> None:
        for i, (rendering, table) in enumerate(zip(renderings, tables, strict=True)):
            wanted = inside if of_pixel is None else inside[of_pixel[inside] == i]
            if len(wanted):
                classes = rendering.render_block([table], block).classes
                rows = pixels.rows[wanted] - block.row
                columns = pixels.columns[wanted] - block.column
                result[i, wanted] = classes[rows, columns]

    _for_each_block(labelled.scene, pixels, predict, progress)
    return result


def pixel_probabilities(
    labelled: LabelledScene, rendering: Rendering, progress: Progress, views: Sequence[str] = ()
) -> NDArray[np.float64]:
    """Return the probability of each class at a scene's labelled pixels.

    Args:
        labelled: The labelled scene.
        rendering: How the map is rendered.
        progress: Reports the encoded tiles.
        views: Views over which the map averages, beside the scene itself.

    Shape:
        (pixels, classes).
    """
    pixels, tables = labelled.pixels, []
    for name, view_progress in progress.each((IDENTITY, *views)):
        in_view = labelled.viewed(name)
        tables += _score_tables(in_view.features, [rendering], in_view.pixels, view_progress)
    result = np.zeros((len(pixels), rendering.head.n_classes))

    def predict(block: Window, inside: NDArray[np.int64]) -> None:
        rows = pixels.rows[inside] - block.row
        columns = pixels.columns[inside] - block.column
        result[inside] = rendering.probabilities(tables, block)[:, rows, columns].T

    _for_each_block(labelled.scene, pixels, predict, progress)
    return result


def _for_each_block(
    scene: Scene,
    pixels: LabelledPixels,
    action: Callable[[Window, NDArray[np.int64]], None],
    progress: Progress,
) -> None:
    """Call ``action`` in parallel with every block that contains pixels, and their positions."""
    blocks = list(blocks_under(scene, pixels.rows, pixels.columns))
    with torch_threads(1), ThreadPoolExecutor(PHYSICAL_CORES, "renderer") as pool:
        futures = [pool.submit(action, *block) for block in blocks]
        try:
            for future in futures:
                progress.check()
                future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _score_tables(
    features: FeatureMap,
    renderings: Sequence[Rendering],
    pixels: LabelledPixels,
    progress: Progress,
) -> list[ScoreTable]:
    """Encode the tiles that the pixels depend on once and score them with every head."""
    tables = [ScoreTable(features, rendering.head.n_planes) for rendering in renderings]
    margin_px = max(rendering.margin_px for rendering in renderings)
    tiles = tiles_under(features, pixels.rows, pixels.columns, margin_px)
    for number, inner in enumerate(features.inner_features(wanted=tiles)):
        values = stack_on_finest_grid(inner.layers, features.factors)
        cells = cells_of(features, inner.window)
        for rendering, table in zip(renderings, tables, strict=True):
            table.put(cells, score_inner_window(features, rendering.head, values))
        progress.step(number + 1, len(tiles))
    return tables
