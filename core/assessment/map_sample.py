"""A part of an image beside its map, for the first page of a report."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import affine_transform

from ..class_table import ClassTable
from ..features.at_pixels import blocks_under
from ..imagery.tile_grid import Window
from ..job.options import UNLABELLED
from ..mapping.geometry import tokens_under
from ..mapping.rendering import Rendering
from ..progress import Progress
from ..training.dataset import LabelledScene
from .known_scores import KnownScores

Ring = Sequence[tuple[float, float]]

_WHITE = 255


@dataclass(frozen=True)
class Outline:
    """The outline of a label.

    Attributes:
        rings: Outer and inner rings, (x, y) in pixels of the sample.
        position: Position of the class in the table.
    """

    rings: tuple[Ring, ...]
    position: int


@dataclass(frozen=True)
class MapSample:
    """At most 512 x 512 native pixels of an image, and their map.

    Attributes:
        image: Name of the image.
        pixels: Colours that the backbone sees, (3, h, w).
        classes: Colours of the classes, white where there is no data, (3, h, w).
        outlines: The labels.
    """

    image: str
    pixels: NDArray[np.uint8]
    classes: NDArray[np.uint8]
    outlines: tuple[Outline, ...]


def map_sample(
    scenes: Sequence[LabelledScene], rendering: Rendering, progress: Progress
) -> MapSample:
    """Render the block with labels of the most classes; of several, that with the most pixels.

    Args:
        scenes: The labelled scenes.
        rendering: How the map is rendered.
        progress: Reports the scored tiles.
    """
    best = [_richest_block(labelled) for labelled in scenes]
    richness = [found for found, _ in best]
    number = richness.index(max(richness))
    labelled, block = scenes[number], best[number][1]
    features, table = labelled.features, labelled.labels.table
    tokens = tokens_under(features, block, rendering.margin_px)
    tiles = list(features.tile_grids[0].tiles(tokens))
    known = KnownScores(features, rendering, tiles, progress)
    classes = rendering.render_block([known.scores], block).classes
    pixels, valid = features.scene.read_native(block)
    pixels[:, ~valid] = _WHITE
    return MapSample(
        features.scene.name,
        pixels,
        _colors(table)[:, classes],
        _outlines(labelled, block),
    )


def _richest_block(labelled: LabelledScene) -> tuple[tuple[int, int], Window]:
    """Return the number of classes and of labelled pixels in the best block, and the block."""
    pixels = labelled.pixels
    best, chosen = (0, 0), Window(0, 0, 0, 0)
    for block, inside in blocks_under(labelled.scene, pixels.rows, pixels.columns):
        richness = len(np.unique(pixels.classes[inside])), len(inside)
        if richness > best:
            best, chosen = richness, block
    return best, chosen


def _colors(table: ClassTable) -> NDArray[np.uint8]:
    """Return the colour at each position of a table, white at all others, (3, 256)."""
    colors = np.full((3, UNLABELLED + 1), _WHITE, np.uint8)
    for position, entry in enumerate(table):
        colors[:, position] = entry.rgb
    return colors


def _outlines(labelled: LabelledScene, block: Window) -> tuple[Outline, ...]:
    """Return the labels that reach into a block."""
    scene = labelled.scene
    labels = labelled.labels.in_crs(scene.crs)
    matrix = (~scene.window_transform(block)).to_shapely()
    frame = shapely.box(0, 0, block.width, block.height)
    found = []
    for geometry, position in zip(labels.geometries, labels.classes, strict=True):
        moved = affine_transform(geometry, matrix)
        if shapely.intersects(moved, frame):
            found.append(Outline(_rings(moved), int(position)))
    return tuple(found)


def _rings(geometry: shapely.Geometry) -> tuple[Ring, ...]:
    rings = shapely.get_rings(shapely.get_parts(geometry))
    return tuple([(x, y) for x, y in shapely.get_coordinates(ring).tolist()] for ring in rings)
