"""Crops of labelled scenes: what dense heads train on. A torch dataset over the feature map.

A crop is a window of the native grid with its token features, the image that guides the head, labels and weights. Token
features are computed on the first use and cached by the feature map; here they are held once for all epochs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
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

_IN_MEMORY_BYTES = 2_000_000_000  # more token features than this go to a file
_MAX_STEPS = 65
_MIN_WEIGHT, _MAX_WEIGHT = 0.1, 10.0


@dataclass(frozen=True)
class CropShape:
    """Geometry of the crops of one kind of head, in native pixels.

    Attributes:
        side: Side of a crop.
        rim: Outer pixels that only give context; their labels do not count.
        align: Crops begin at multiples of this.
        strides: At which the head interpolates planes.
    """

    side: int
    rim: int
    align: int
    strides: tuple[int, ...]

    @classmethod
    def of(cls, stage: type[PixelStage]) -> "CropShape":
        """Return crops that suit a pixel stage."""
        side = 128 if stage.STRIDES[-1] <= 8 else 256
        return cls(side, side // 8, stage.STRIDES[-1], stage.STRIDES)

    @property
    def cell(self) -> int:
        """Side of the grid cells that crops are anchored at."""
        return self.side // 2

    def origins(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where crops begin that have these cells (n, 2) in their middle."""
        return cells * self.cell + self.cell // 2 - self.side // 2


class TokenWindows:
    """Features of the inner windows around labels, in memory or in a file; read by windows of the finest cells."""

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
        """Travel by file name where there is a file."""
        return vars(self) | ({"_array": None} if self._file else {})

    def window(self, cells: Window, shape: tuple[int, int]) -> NDArray[np.float16]:
        """Return the features of a window, padded with zeros at its end to ``shape``, (D, *shape)."""
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
    """Labelled pixels of a scene, found by window."""

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
        """Row and column of every cell that holds a label, (cells, 2)."""
        return np.stack([self._keys >> 32, self._keys & 0xFFFFFFFF], axis=1)

    def counts(self, n_classes: int) -> NDArray[np.int64]:
        """Return the labels per cell and class, (cells, classes)."""
        cell = np.repeat(np.arange(len(self._keys)), self._ends - self._starts)
        flat = np.bincount(cell * n_classes + self._classes, minlength=len(self._keys) * n_classes)
        return flat.reshape(-1, n_classes).astype(np.int64)

    def burn(self, window: Window, rim: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Return labels (255 = none) and weights of a window, both (h, w); none in its rim."""
        labels = np.full((window.height, window.width), UNLABELLED, np.uint8)
        weights = np.zeros(labels.shape, np.float32)
        inner = window.grown(-rim)
        for row in range(inner.row // self._cell, (inner.row_end - 1) // self._cell + 1):
            for column in range(
                inner.column // self._cell, (inner.column_end - 1) // self._cell + 1
            ):
                found = (
                    np.searchsorted(self._keys, row << 32 | column)
                    if min(row, column) >= 0
                    else len(self._keys)
                )
                if found < len(self._keys) and self._keys[found] == row << 32 | column:
                    self._burn_cell(
                        slice(self._starts[found], self._ends[found]),
                        window,
                        inner,
                        labels,
                        weights,
                    )
        return labels, weights

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
    """Everything that crops of one scene are cut from; travels to loader processes."""

    scene: Scene
    grid: TokenGrid
    tokens: TokenWindows
    labels: LabelIndex


@dataclass(frozen=True)
class CropPlace:
    """Where a crop begins: number of the scene, native row and column."""

    scene: int
    row: int
    column: int


class CropDataset(Dataset[tuple[Tensor, ...]]):
    """Crops by place: tokens (D, h, w), image (3 + P, side, side), labels, weights (side, side), then matrices."""

    def __init__(self, scenes: Sequence[CropScene], shape: CropShape) -> None:
        self.scenes, self.shape = tuple(scenes), shape
        self._most = (
            max(_cells_of(shape.side, one.grid.rows) for one in scenes),
            max(_cells_of(shape.side, one.grid.columns) for one in scenes),
        )

    def common_step(self) -> int:
        """Return the step, in native pixels, at which all crops see tokens in the same phase (for CutMix)."""
        axes = [axis for one in self.scenes for axis in (one.grid.rows, one.grid.columns)]
        steps = [n * self.shape.align for n in range(1, _MAX_STEPS)]
        fits = (
            step for step in steps if all(step * axis.scale % axis.stride_px == 0 for axis in axes)
        )
        return next(fits, self.shape.align)

    def __getitem__(self, place: CropPlace) -> tuple[Tensor, ...]:
        """Cut one crop."""
        one, shape = self.scenes[place.scene], self.shape
        window = Window(place.row, place.column, shape.side, shape.side)
        cells = one.grid.cells_under(window)
        tokens = torch.from_numpy(one.tokens.window(cells, self._most))
        labels, weights = one.labels.burn(window, shape.rim)
        matrices = [
            torch.nn.functional.pad(matrix, (0, self._most[number % 2] - matrix.shape[1]))
            for number, matrix in enumerate(
                interpolation_matrices(one.grid, cells, window, shape.strides)
            )
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
    """Prepare a scene's crops on the labelled pixels that may be seen; a view may have lost some of them."""
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
    """Return the most cells that a crop can need along an axis."""
    return math.ceil(side * axis.scale / axis.stride_px) + 2


def pixel_weights(pixels: LabelledPixels) -> NDArray[np.float32]:
    """Weigh labelled pixels as training samples are: a polygon by the root of its area, a class by the root of that.

    Mean 1, within 0.1 and 10.
    """
    names, of_pixel, areas = np.unique(pixels.polygons, return_inverse=True, return_counts=True)
    roots = np.sqrt(areas)
    class_of = np.zeros(len(names), np.int64)
    class_of[of_pixel] = pixels.classes
    class_sums = np.bincount(class_of, weights=roots)
    weights = (roots / areas / np.sqrt(class_sums[class_of]))[of_pixel]
    result: NDArray[np.float32] = np.clip(
        weights / weights.mean(), _MIN_WEIGHT, _MAX_WEIGHT
    ).astype(np.float32)
    return result
