"""From labelled pixels to training samples: interpolate the feature map at pixels, read extra bands beside it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import InvalidLabels
from ..features.feature_map import FeatureMap, stack_on_finest_grid
from ..heads.samples import Samples, joined
from ..imagery.scene import Scene
from ..imagery.tile_grid import BLOCK_PX, Tile, Window
from ..labels.label_set import LabelSet
from ..labels.sampling import LabelledPixels, training_sample
from ..progress import Progress

NO_PIXEL = (
    "The labels cover no valid pixel; draw them larger than a pixel and where the raster has data."
)
TOO_FEW_CLASSES = "Only one class has labels; a map needs at least two, so draw polygons of another class as well."
_CHUNK = 1 << 20  # pixels looked at together: a dense label raster has millions
_SQUARE_PX = 64  # pixels this close share their margin


@dataclass(frozen=True)
class LabelledScene:
    """One scene with its feature map, its labels and all labelled pixels."""

    features: FeatureMap
    labels: LabelSet
    pixels: LabelledPixels

    @property
    def scene(self) -> Scene:
        """The raster."""
        return self.features.scene

    def viewed(self, name: str) -> "LabelledScene":
        """Return the scene in a view, by name: the same labelled pixels in the same order, at their places there.

        Pixels of the view lie where they lie on the map, so what is held out in the scene is held out in its views.

        Raises:
            InvalidJob: The view does not exist at the scene's scale.
        """
        features = self.features.viewed(name)
        if features is self.features:
            return self
        rows, columns = features.scene.places(self.pixels.rows, self.pixels.columns)
        return replace(
            self, features=features, pixels=replace(self.pixels, rows=rows, columns=columns)
        )


@dataclass(frozen=True)
class TrainingData:
    """The training samples of several scenes that share labels and CRS, and where each sample lies.

    Attributes:
        scenes: The labelled scenes.
        samples: All training samples, scene after scene.
        chosen: Per scene, the positions of its samples among its labelled pixels.
        x, y: Map coordinates of the samples.
        polygons: Polygon number of each sample.
    """

    scenes: tuple[LabelledScene, ...]
    samples: Samples
    chosen: tuple[NDArray[np.int64], ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    polygons: NDArray[np.int64]

    @cached_property
    def digest(self) -> str:
        """Hash of all samples and where they lie."""
        digest = hashlib.sha256()
        samples = self.samples
        for tensor in (
            samples.tokens,
            samples.pixels,
            samples.classes,
            samples.weights,
            *samples.variants,
        ):
            digest.update(tensor.numpy().tobytes())
        for places in (self.x, self.y, self.polygons):
            digest.update(places.tobytes())
        return digest.hexdigest()

    @property
    def labels(self) -> LabelSet:
        """The labels that all scenes share."""
        return self.scenes[0].labels


def training_data(
    scenes: tuple[LabelledScene, ...],
    most_per_class: int,
    seed: int,
    progress: Progress,
    views: Sequence[str] = (),
) -> TrainingData:
    """Choose training pixels in every scene and build their samples; those of ``views`` become their variants.

    Raises:
        InvalidLabels: No label covers a valid pixel.
        InvalidJob: A view does not exist at a scene's scale.
    """
    if not any(len(scene.pixels) for scene in scenes):
        raise InvalidLabels(NO_PIXEL)
    parts, chosen, places = [], [], []
    useful = tuple(scene for scene in scenes if len(scene.pixels))
    for number, scene in enumerate(useful):
        positions, weights = training_sample(scene.pixels, most_per_class, seed)
        sampled = replace(scene, pixels=scene.pixels.take(positions))
        own = progress.part(number / len(useful), (number + 1) / len(useful))
        parts.append(_samples(sampled, weights, views, own))
        chosen.append(positions)
        places.append((*sampled.pixels.coordinates(scene.scene), sampled.pixels.polygons))
    x, y, polygons = (np.concatenate(column) for column in zip(*places, strict=True))
    return TrainingData(useful, joined(parts), tuple(chosen), x, y, polygons)


def _samples(
    labelled: LabelledScene, weights: NDArray[np.float64], views: Sequence[str], progress: Progress
) -> Samples:
    """Build the samples of all of a scene's pixels."""
    seen = [
        labelled,
        *(labelled.viewed(name) for name in views),
    ]  # before any is encoded: one may be refused
    tokens, *variants = [
        torch.from_numpy(
            features_at(one.features, one.pixels, progress.part(n / len(seen), (n + 1) / len(seen)))
        )
        for n, one in enumerate(seen)
    ]
    return Samples(
        tokens=tokens,
        pixels=torch.from_numpy(extra_at(labelled.scene, labelled.pixels)),
        classes=torch.from_numpy(labelled.pixels.classes.astype(np.int64)),
        weights=torch.from_numpy(weights.astype(np.float32)),
        n_classes=len(labelled.labels.table),
        variants=tuple(variant.half() for variant in variants),
        polygons=torch.from_numpy(labelled.pixels.polygons),
    )


def features_at(
    features: FeatureMap, pixels: LabelledPixels, progress: Progress
) -> NDArray[np.float32]:
    """Interpolate the feature map at native pixels, exactly where a map interpolates scores, (n, D)."""
    rows, columns, weights = features.grid.corners(pixels.rows, pixels.columns)
    result = np.zeros((len(pixels), features.width), np.float32)
    side = features.stride * features.fine_factor
    tiles, of_corner = _tiles_of(features, rows // side, columns // side)
    for number, inner in enumerate(features.inner_features(wanted=tiles)):
        progress.step(number, len(tiles))
        values = stack_on_finest_grid(inner.layers, features.factors)
        sample, corner = np.nonzero(of_corner == number)
        top, left = (
            inner.window.row * features.fine_factor,
            inner.window.column * features.fine_factor,
        )
        found = values[:, rows[sample, corner] - top, columns[sample, corner] - left].T.astype(
            np.float32
        )
        np.add.at(result, sample, found * weights[sample, corner, None].astype(np.float32))
    return result


def tiles_under(features: FeatureMap, pixels: LabelledPixels, margin_px: int = 0) -> list[Tile]:
    """Return the tiles whose inner windows hold a token that some pixel or the margin around it needs, row by row."""
    side = features.stride * features.fine_factor
    if not margin_px:
        needed = np.zeros(
            (features.rows // features.stride + 1, features.columns // features.stride + 1), bool
        )
        for start in range(0, len(pixels), _CHUNK):
            part = slice(start, start + _CHUNK)
            rows, columns, _ = features.grid.corners(pixels.rows[part], pixels.columns[part])
            needed[rows // side, columns // side] = True
        return [features.tile_grids[0].tile_at(int(r), int(c)) for r, c in np.argwhere(needed)]
    found = set()
    wide = features.scene.width // _SQUARE_PX + 1
    numbers = np.bincount(pixels.rows // _SQUARE_PX * wide + pixels.columns // _SQUARE_PX)
    for number in np.flatnonzero(numbers).tolist():
        square = Window(
            number // wide * _SQUARE_PX, number % wide * _SQUARE_PX, _SQUARE_PX, _SQUARE_PX
        )
        cells = features.grid.cells_under(square.grown(margin_px))
        across = range(cells.column // side, (cells.column_end - 1) // side + 1)
        found |= {
            (r, c)
            for r in range(cells.row // side, (cells.row_end - 1) // side + 1)
            for c in across
        }
    return [features.tile_grids[0].tile_at(r, c) for r, c in sorted(found)]


def extra_at(scene: Scene, pixels: LabelledPixels) -> NDArray[np.float32]:
    """Read the extra bands' pixel features at native pixels, (n, 3 * extra bands)."""
    result = np.zeros((len(pixels), 3 * len(scene.options.extra_bands)), np.float32)
    if not scene.options.extra_bands:
        return result
    for window, inside in blocks_of(scene, pixels):
        values = scene.read_extra(window)
        result[inside] = values[
            :, pixels.rows[inside] - window.row, pixels.columns[inside] - window.column
        ].T
    return result


def blocks_of(scene: Scene, pixels: LabelledPixels) -> Iterator[tuple[Window, NDArray[np.int64]]]:
    """Yield the blocks of the fixed native grid that hold pixels, with the positions of these pixels."""
    across = scene.width // BLOCK_PX + 1
    numbers = pixels.rows // BLOCK_PX * across + pixels.columns // BLOCK_PX
    counts = np.bincount(numbers)
    parts = np.split(np.argsort(numbers, kind="stable"), np.cumsum(counts)[:-1])
    whole = Window(0, 0, scene.height, scene.width)
    for number in np.flatnonzero(counts).tolist():
        row, column = number // across * BLOCK_PX, number % across * BLOCK_PX
        yield Window(row, column, BLOCK_PX, BLOCK_PX).intersection(whole), parts[number]


def _tiles_of(
    features: FeatureMap, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> tuple[list[Tile], NDArray[np.int64]]:
    """Return the tiles of the first tile grid at these places and which of them each place is."""
    names, of_place = np.unique(
        np.stack([rows.ravel(), columns.ravel()], axis=1), axis=0, return_inverse=True
    )
    tiles = [features.tile_grids[0].tile_at(int(r), int(c)) for r, c in names]
    return tiles, of_place.reshape(rows.shape)
