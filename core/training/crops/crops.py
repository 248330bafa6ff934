"""Crops of labelled scenes, on which dense heads are trained, as a torch dataset.

A crop is a window of the native grid with its token features, image, labels and weights. Token
features are read from the feature map once and held for all epochs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from ...features.at_pixels import tiles_under
from ...features.feature_map import FeatureMap, stack_on_finest_grid
from ...heads.dense import PixelStage, guide_image, interpolation_matrices
from ...imagery.scene import Scene
from ...imagery.tile_grid import Tile, Window
from ...imagery.token_grid import TokenAxis, TokenGrid
from ...job.options import UNLABELLED
from ...labels.sampling import LabelledPixels
from ...progress import Progress
from ..dataset import LabelledScene

_IN_MEMORY_BYTES = 2_000_000_000  # larger token features are held in a file
_MAX_STEPS = 65
_MIN_WEIGHT, _MAX_WEIGHT = 0.1, 10.0


@dataclass(frozen=True)
class CropShape:
    """Geometry of the crops of one kind of head, in native pixels.

    Attributes:
        side: Side of a crop.
        rim: Pixels at each side that only give context; their labels are ignored.
        align: Rows and columns of crops are multiples of this.
        strides: Strides at which the head interpolates planes.
    """

    side: int
    rim: int
    align: int
    strides: tuple[int, ...]

    @classmethod
    def of(cls, stage: type[PixelStage]) -> "CropShape":
        """Return the shape of crops for a pixel stage."""
        side = 128 if stage.STRIDES[-1] <= 8 else 256
        return cls(side, side // 8, stage.STRIDES[-1], stage.STRIDES)

    @property
    def cell(self) -> int:
        """Side of the grid cells on which crops are centred."""
        return self.side // 2

    def origins(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return row and column of the crops that are centred on cells (n, 2), (n, 2)."""
        return cells * self.cell + self.cell // 2 - self.side // 2


class TokenWindows:
    """Token features of the tiles with labels, in memory or in a file.

    Args:
        features: The feature map of a scene.
        tiles: Tiles whose inner windows are stored.
        file: Path of the file; None = always in memory.
        progress: Progress of encoding.
    """

    def __init__(
        self, features: FeatureMap, tiles: list[Tile], file: Path | None, progress: Progress
    ) -> None:
        self._side = features.stride * features.fine_factor
        self._width = features.width
        self._slots = {
            (t.inner.row // features.stride, t.inner.column // features.stride): i
            for i, t in enumerate(tiles)
        }
        self._shape = (len(tiles), self._width, self._side, self._side)
        self._file = (
            file if file is not None and 2 * math.prod(self._shape) > _IN_MEMORY_BYTES else None
        )
        self._array: NDArray[np.float16] | None = self._made()
        for number, inner in enumerate(features.inner_features(wanted=tiles)):
            values = stack_on_finest_grid(inner.layers, features.factors)
            self._array[number, :, : values.shape[1], : values.shape[2]] = values
            progress.step(number + 1, len(tiles))

    def __getstate__(self) -> dict[str, object]:
        """Pickle without the array where it can be read from the file."""
        return vars(self) | ({"_array": None} if self._file else {})

    def window(self, cells: Window, shape: tuple[int, int]) -> NDArray[np.float16]:
        """Return the features of a window, (D, *shape); 0 outside the stored tiles.

        Args:
            cells: Window of cells of the finest layer.
            shape: Rows and columns of the result; those beyond the window are 0.
        """
        if self._array is None:
            self._array = np.memmap(str(self._file), np.float16, "r", shape=self._shape)
        result = np.zeros((self._width, *shape), np.float16)
        side = self._side
        for row in range(cells.row // side, (cells.row_end - 1) // side + 1):
            for column in range(cells.column // side, (cells.column_end - 1) // side + 1):
                slot = self._slots.get((row, column))
                if slot is not None:
                    common = Window(row * side, column * side, side, side).intersection(cells)
                    top, left = common.row - row * side, common.column - column * side
                    part = self._array[
                        slot, :, top : top + common.height, left : left + common.width
                    ]
                    down, across = common.row - cells.row, common.column - cells.column
                    result[:, down : down + common.height, across : across + common.width] = part
        return result

    def _made(self) -> NDArray[np.float16]:
        if self._file is None:
            return np.zeros(self._shape, np.float16)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        return np.memmap(str(self._file), np.float16, "w+", shape=self._shape)


class LabelIndex:
    """Labelled pixels of a scene, indexed by grid cell.

    Args:
        pixels: The labelled pixels.
        weights: Their weights, (n,).
        cell: Side of a cell in native pixels.
    """

    def __init__(self, pixels: LabelledPixels, weights: NDArray[np.float32], cell: int) -> None:
        key = (pixels.rows.astype(np.int64) // cell) << 32 | (pixels.columns // cell)
        order = np.argsort(key, kind="stable")
        self._cell = cell
        self._keys, self._starts, counts = np.unique(
            key[order], return_index=True, return_counts=True
        )
        self._ends = self._starts + counts
        self._rows, self._columns = pixels.rows[order], pixels.columns[order]
        self._classes, self._weights = pixels.classes[order].astype(np.uint8), weights[order]

    @property
    def cells(self) -> NDArray[np.int64]:
        """Row and column of every cell with labels, (cells, 2)."""
        return np.stack([self._keys >> 32, self._keys & 0xFFFFFFFF], axis=1)

    def counts(self, n_classes: int) -> NDArray[np.int64]:
        """Return the labels per cell and class, (cells, classes)."""
        cell = np.repeat(np.arange(len(self._keys)), self._ends - self._starts)
        flat = np.bincount(cell * n_classes + self._classes, minlength=len(self._keys) * n_classes)
        return flat.reshape(-1, n_classes).astype(np.int64)

    def burn(self, window: Window, rim: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Return labels (255 = none) and weights of a window, both (h, w), without its rim."""
        labels = np.full((window.height, window.width), UNLABELLED, np.uint8)
        weights = np.zeros(labels.shape, np.float32)
        inner = window.grown(-rim)
        for row in range(inner.row // self._cell, (inner.row_end - 1) // self._cell + 1):
            for column in range(
                inner.column // self._cell, (inner.column_end - 1) // self._cell + 1
            ):
                part = self._part(row, column)
                self._burn_cell(part, window, inner, labels, weights)
        return labels, weights

    def _part(self, row: int, column: int) -> slice:
        """Return the positions of a cell's labels, an empty slice where it has none."""
        key = row << 32 | column
        found = np.searchsorted(self._keys, key)
        if min(row, column) < 0 or found == len(self._keys) or self._keys[found] != key:
            return slice(0, 0)
        return slice(self._starts[found], self._ends[found])

    def _burn_cell(
        self,
        part: slice,
        window: Window,
        inner: Window,
        labels: NDArray[np.uint8],
        weights: NDArray[np.float32],
    ) -> None:
        rows, columns = self._rows[part], self._columns[part]
        inside = (
            (rows >= inner.row)
            & (rows < inner.row_end)
            & (columns >= inner.column)
            & (columns < inner.column_end)
        )
        at = rows[inside] - window.row, columns[inside] - window.column
        labels[at], weights[at] = self._classes[part][inside], self._weights[part][inside]


@dataclass(frozen=True)
class CropScene:
    """All data of one scene's crops; it is pickled for loader processes.

    Attributes:
        scene: The raster, or a view of it.
        grid: The token grid.
        tokens: Token features.
        labels: Labelled pixels.
    """

    scene: Scene
    grid: TokenGrid
    tokens: TokenWindows
    labels: LabelIndex


@dataclass(frozen=True)
class CropPlace:
    """The position of a crop.

    Attributes:
        scene: Number of the scene.
        row: First native row.
        column: First native column.
    """

    scene: int
    row: int
    column: int


class CropDataset(Dataset[tuple[Tensor, ...]]):
    """Crops by position.

    A crop is a tuple: tokens (D, h, w), image (3 + P, side, side), labels (side, side), weights
    (side, side), and the interpolation matrices of rows and columns for each stride.

    Args:
        scenes: The scenes.
        shape: Geometry of the crops.
    """

    def __init__(self, scenes: Sequence[CropScene], shape: CropShape) -> None:
        self.scenes, self.shape = tuple(scenes), shape
        self._most = (
            max(_cells_of(shape.side, one.grid.rows) for one in scenes),
            max(_cells_of(shape.side, one.grid.columns) for one in scenes),
        )

    def common_step(self) -> int:
        """Return the step between crops in native pixels for CutMix.

        At multiples of it, tokens have the same offset in all crops; where there is no such step,
        it is the alignment of the shape.
        """
        axes = [axis for one in self.scenes for axis in (one.grid.rows, one.grid.columns)]
        steps = [n * self.shape.align for n in range(1, _MAX_STEPS)]
        for step in steps:
            if all(step * axis.scale % axis.stride_px == 0 for axis in axes):
                return step
        return self.shape.align

    def __getitem__(self, place: CropPlace) -> tuple[Tensor, ...]:
        """Return one crop."""
        one, shape = self.scenes[place.scene], self.shape
        window = Window(place.row, place.column, shape.side, shape.side)
        cells = one.grid.cells_under(window)
        tokens = torch.from_numpy(one.tokens.window(cells, self._most))
        labels, weights = one.labels.burn(window, shape.rim)
        unpadded = interpolation_matrices(one.grid, cells, window, shape.strides)
        matrices = [
            F.pad(matrix, (0, self._most[number % 2] - matrix.shape[1]))
            for number, matrix in enumerate(unpadded)
        ]
        image = torch.from_numpy(guide_image(one.scene, window))
        return tokens, image, torch.from_numpy(labels), torch.from_numpy(weights), *matrices


def crop_scene(
    labelled: LabelledScene,
    allowed: NDArray[np.bool_],
    shape: CropShape,
    file: Path | None,
    progress: Progress,
) -> CropScene:
    """Prepare the crops of a scene.

    Args:
        labelled: The scene, or a view of it, which may not contain all labelled pixels.
        allowed: Which labelled pixels are used, (n,).
        shape: Geometry of the crops.
        file: Path for large token features; None = in memory.
        progress: Progress of encoding.
    """
    rows, columns = labelled.pixels.rows, labelled.pixels.columns
    inside = (
        (rows >= 0)
        & (rows < labelled.scene.height)
        & (columns >= 0)
        & (columns < labelled.scene.width)
    )
    pixels = labelled.pixels.take(allowed & inside)
    tiles = tiles_under(labelled.features, pixels.rows, pixels.columns, shape.side)
    tokens = TokenWindows(labelled.features, tiles, file, progress)
    return CropScene(
        labelled.scene,
        labelled.features.grid,
        tokens,
        LabelIndex(pixels, pixel_weights(pixels), shape.cell),
    )


def _cells_of(side: int, axis: TokenAxis) -> int:
    """Return the largest number of cells under a crop along an axis."""
    return math.ceil(side * axis.scale / axis.stride_px) + 2


def pixel_weights(pixels: LabelledPixels) -> NDArray[np.float32]:
    """Return the weights of labelled pixels, (n,), like those of training samples.

    The weight of a polygon is proportional to the square root of its area, that of a class to the
    square root of the sum over its polygons. Weights are divided by their mean and clipped to
    0.1–10.
    """
    names, of_pixel, areas = np.unique(pixels.polygons, return_inverse=True, return_counts=True)
    roots = np.sqrt(areas)
    class_of = np.zeros(len(names), np.int64)
    class_of[of_pixel] = pixels.classes
    class_sums = np.bincount(class_of, weights=roots)
    weights = (roots / areas / np.sqrt(class_sums[class_of]))[of_pixel]
    clipped = np.clip(weights / weights.mean(), _MIN_WEIGHT, _MAX_WEIGHT)
    result: NDArray[np.float32] = clipped.astype(np.float32)
    return result
