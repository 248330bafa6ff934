"""Ground around the labels where the map is uncertain: candidates for further labels.

They are the largest patches in which the two most likely classes are about as likely (margin
sampling; Scheffer, Decomain and Wrobel 2001). A map can also be wrong where it is certain, and
these patches do not show that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..class_table import ClassTable
from ..features.at_pixels import blocks_under, tiles_under
from ..mapping.rendering import Rendering
from ..progress import Progress
from ..training.dataset import LabelledScene
from .known_scores import KnownScores

MAX_MARGIN = 0.2  # between the probabilities of the two most likely classes
_MAX_AREAS = 5
_MAX_BLOCKS = 24  # of 512 x 512 px that are searched, for the sake of speed
_MIN_PX = 100  # smaller patches are borders between classes


@dataclass(frozen=True)
class UncertainArea:
    """A patch of ground where two classes are about as likely.

    Attributes:
        image: Name of the image.
        x, y: A place in the middle of the patch, in map coordinates of the image.
        pixels: Size of the patch in native pixels.
        classes: Names of the two most likely classes at the place.
    """

    image: str
    x: float
    y: float
    pixels: int
    classes: tuple[str, str]


def uncertain_areas(
    scenes: Sequence[LabelledScene], rendering: Rendering, progress: Progress
) -> list[UncertainArea]:
    """Return the largest uncertain patches in the tiles that contain labels.

    Args:
        scenes: The labelled scenes.
        rendering: How the map is rendered.
        progress: Reports the searched images.
    """
    most = max(1, _MAX_BLOCKS // len(scenes))
    found: list[UncertainArea] = []
    for scene, scene_progress in progress.each(scenes):
        found += _areas_of_scene(scene, rendering, most, scene_progress)
    found.sort(key=lambda area: -area.pixels)
    return found[:_MAX_AREAS]


def _areas_of_scene(
    labelled: LabelledScene, rendering: Rendering, most: int, progress: Progress
) -> list[UncertainArea]:
    """Return the uncertain patches in at most so many blocks of a scene, spread evenly."""
    pixels, features, table = labelled.pixels, labelled.features, labelled.labels.table
    blocks = list(blocks_under(features.scene, pixels.rows, pixels.columns))
    step = -(-len(blocks) // most)
    chosen = blocks[::step]
    inside = np.concatenate([positions for _, positions in chosen]) if chosen else np.empty(0, int)
    own = pixels.take(inside)
    tiles = tiles_under(features, own.rows, own.columns, rendering.margin_px)
    known = KnownScores(features, rendering, tiles, progress)
    found: list[UncertainArea] = []
    for block, _ in chosen:
        progress.check()
        probabilities = rendering.probabilities([known.scores], block)
        is_searched = known.covers(block) & features.scene.read_valid(block)
        for row, column, area in patches(probabilities, is_searched, table):
            x, y = features.scene.transform * (block.column + column + 0.5, block.row + row + 0.5)
            found.append(replace(area, image=features.scene.name, x=x, y=y))
    return found


def patches(
    probabilities: NDArray[np.floating], is_searched: NDArray[np.bool_], table: ClassTable
) -> Iterator[tuple[int, int, UncertainArea]]:
    """Yield the row and column in the middle of each uncertain patch, and the patch.

    Args:
        probabilities: (classes, h, w).
        is_searched: Which pixels count, (h, w).
        table: The classes.
    """
    order = probabilities.argsort(axis=0)[-2:]
    second, first = np.take_along_axis(probabilities, order, axis=0)
    uncertain = (first - second < MAX_MARGIN) & is_searched
    # Thin borders between classes are taken off, and what remains gets its size back
    uncertain = ndimage.binary_opening(uncertain, np.ones((5, 5), bool))
    numbers, _ = ndimage.label(uncertain)
    for number, place in enumerate(ndimage.find_objects(numbers), start=1):
        is_inside = numbers[place] == number
        size = int(is_inside.sum())
        if size < _MIN_PX:
            continue
        distance = ndimage.distance_transform_edt(np.pad(is_inside, 1))[1:-1, 1:-1]
        row, column = np.unravel_index(distance.argmax(), distance.shape)
        row, column = place[0].start + int(row), place[1].start + int(column)
        second_class, first_class = order[:, row, column]
        pair = table.names[first_class], table.names[second_class]
        yield row, column, UncertainArea("", 0.0, 0.0, size, pair)
