"""Classes and probabilities at labelled pixels, rendered exactly as in a map."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..features.at_pixels import blocks_under, tiles_under
from ..features.feature_map import FeatureMap, stack_on_finest_grid
from ..heads.head import Head
from ..imagery.view import IDENTITY
from ..job.options import UNLABELLED
from ..labels.sampling import LabelledPixels
from ..mapping.geometry import cells_of
from ..mapping.rendering import Rendering, ScoreTable
from ..mapping.scoring import score_inner_window
from ..progress import Progress
from ..runtime.device import torch_threads
from ..training.dataset import LabelledScene


def predict_pixels(
    labelled: LabelledScene,
    heads: Sequence[Head],
    pixels: LabelledPixels,
    progress: Progress,
    of_pixel: NDArray[np.integer] | None = None,
) -> NDArray[np.uint8]:
    """Return the class position at each pixel in each head's map.

    Args:
        labelled: The labelled scene.
        heads: The heads.
        pixels: The pixels.
        progress: Reports the encoded tiles.
        of_pixel: Position of the only head that is needed at each pixel, -1 = none, (pixels,). The
            result of the other heads is 255, and blocks that no head needs are not rendered. None =
            all heads at all pixels.

    Shape:
        (heads, pixels).
    """
    tables = _score_tables(labelled.features, heads, pixels, progress)
    result = np.full((len(heads), len(pixels)), UNLABELLED, np.uint8)
    with torch_threads(1):
        for block, inside in blocks_under(labelled.scene, pixels.rows, pixels.columns):
            for i, (head, table) in enumerate(zip(heads, tables, strict=True)):
                wanted = inside if of_pixel is None else inside[of_pixel[inside] == i]
                if len(wanted):
                    classes = Rendering(head).render_block([table], block).classes
                    rows = pixels.rows[wanted] - block.row
                    columns = pixels.columns[wanted] - block.column
                    result[i, wanted] = classes[rows, columns]
            progress.check()
    return result


def pixel_probabilities(
    labelled: LabelledScene, head: Head, progress: Progress, view: str = IDENTITY
) -> NDArray[np.float64]:
    """Return the probability of each class at a scene's labelled pixels, mapped in one view.

    Shape:
        (pixels, classes).
    """
    in_view, pixels = labelled.viewed(view), labelled.pixels
    (table,) = _score_tables(in_view.features, [head], in_view.pixels, progress)
    result = np.zeros((len(pixels), head.n_classes))
    rendering = Rendering(head)
    with torch_threads(1):
        for block, inside in blocks_under(labelled.scene, pixels.rows, pixels.columns):
            rows = pixels.rows[inside] - block.row
            columns = pixels.columns[inside] - block.column
            result[inside] = rendering.block_probabilities(table, block)[:, rows, columns].T
            progress.check()
    return result


def _score_tables(
    features: FeatureMap, heads: Sequence[Head], pixels: LabelledPixels, progress: Progress
) -> list[ScoreTable]:
    """Encode the tiles under the pixels once and score them with every head."""
    tables = [ScoreTable(features, head.n_planes) for head in heads]
    margin_px = max(Rendering(head).margin_px for head in heads)
    tiles = tiles_under(features, pixels.rows, pixels.columns, margin_px)
    for number, inner in enumerate(features.inner_features(wanted=tiles)):
        values = stack_on_finest_grid(inner.layers, features.factors)
        for head, table in zip(heads, tables, strict=True):
            table.put(cells_of(features, inner.window), score_inner_window(features, head, values))
        progress.step(number + 1, len(tiles))
    return tables
