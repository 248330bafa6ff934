"""Pictures of tiles and labels for the report."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import affine_transform

from ..assessment.sample_plot import png_uri
from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..labels.shapes import reprojected
from .label_features import LabelFeatures

_SIDE_PX = 240  # of a picture; larger windows are thinned out
_MARGIN = 1.0  # around a label, in its own size
_FEWEST_PX = 48  # side of the window around a small label
_MOST_PX = 1024
_WHITE = 255


@dataclass(frozen=True)
class Picture:
    """A part of an image.

    Attributes:
        uri: The picture as a data URI.
        width, height: Size in pixels of the picture.
        paths: Path data of outlines.
        caption: What it shows.
    """

    uri: str
    width: int
    height: int
    paths: tuple[str, ...]
    caption: str


def tile_picture(scene: Scene, window: Window, caption: str) -> Picture:
    """Return the picture of a tile, white where it has no data."""
    pixels, _ = _thinned(scene, window)
    _, height, width = pixels.shape
    return Picture(png_uri(pixels), width, height, (), caption)


def label_picture(
    scenes: Sequence[Scene], features: LabelFeatures, number: int, caption: str
) -> Picture | None:
    """Return the surroundings of a label with its outline; None if it is on no scene."""
    for scene in scenes:
        shape = reprojected(features.geometries[[number]], features.crs, scene.crs)[0]
        window = _window_around(scene, shape)
        if not window.is_empty:
            return _with_outline(scene, window, shape, caption)
    return None


def _with_outline(scene: Scene, window: Window, shape: shapely.Geometry, caption: str) -> Picture:
    pixels, step = _thinned(scene, window)
    t = ~(scene.window_transform(window))
    moved = affine_transform(shape, [t.a, t.b, t.d, t.e, t.c, t.f])
    moved = affine_transform(moved, [1 / step, 0, 0, 1 / step, 0, 0])
    _, height, width = pixels.shape
    return Picture(png_uri(pixels), width, height, tuple(_paths(moved)), caption)


def _window_around(scene: Scene, shape: shapely.Geometry) -> Window:
    """Return a square of native pixels around a label, as far as the scene reaches."""
    whole = Window(0, 0, scene.height, scene.width)
    if shape is None or shapely.is_empty(shape):
        return Window(0, 0, 0, 0)
    west, south, east, north = shape.bounds
    corners = ~scene.transform * (west, north), ~scene.transform * (east, south)
    (left, right), (top, bottom) = (sorted(axis) for axis in zip(*corners, strict=True))
    size = max(right - left, bottom - top) * (1 + 2 * _MARGIN)
    side = int(np.clip(size, _FEWEST_PX, _MOST_PX))
    row, column = int((top + bottom - side) / 2), int((left + right - side) / 2)
    return Window(row, column, side, side).intersection(whole)


def _thinned(scene: Scene, window: Window) -> tuple[NDArray[np.uint8], int]:
    """Return the backbone's colours (3, h, w) of every n-th pixel of a window, and n."""
    pixels, valid = scene.read_native(window)
    pixels = np.where(valid, pixels, np.uint8(_WHITE))
    step = max(1, -(-max(window.height, window.width) // _SIDE_PX))
    return np.ascontiguousarray(pixels[:, ::step, ::step]), step


def _paths(shape: shapely.Geometry) -> list[str]:
    """Return the path data of the lines of a geometry."""
    lines = shapely.get_parts(shapely.boundary(shape) if shape.area else shape)
    paths = []
    for line in lines:
        places = shapely.get_coordinates(line)
        text = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        if len(places) > 1:
            paths.append(f"M{text}")
    return paths
