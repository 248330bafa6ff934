"""Previews: a map of what the canvas shows, as far as it is encoded.

At native resolution a preview has the pixels of the map. Zoomed out, scores are interpolated at the
middle of each pixel of the canvas, or the nearest token is taken; such previews are not sharpened.
"""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..features.feature_map import FeatureMap
from ..heads.head import SCORE_STEPS
from ..imagery.scene import Scene
from ..imagery.tile_grid import BLOCK_PX, Tile, Window
from ..imagery.token_grid import TokenAxis
from ..job.options import UNLABELLED
from ..mapping.geometry import cells_of
from ..mapping.rendering import PROBABILITIES, Rendering
from ..runtime.device import PHYSICAL_CORES, torch_threads
from .live_scores import LiveScores
from .view import View, tiles_in_view

NOT_ENCODED = 254  # in place of a class: nothing is known here yet
MAX_NATIVE = 1.5  # native pixels per canvas pixel up to which previews have native resolution
_MAX_EXTRA = 3.0  # the same, up to which previews use extra bands


@dataclass(frozen=True)
class Details:
    """How sure a preview is; all (h, w), 255 = nodata.

    Attributes:
        confidence: Probability of the class in per cent.
        second: Position of the second most likely class.
        second_confidence: Its probability in per cent.
    """

    confidence: NDArray[np.uint8]
    second: NDArray[np.uint8]
    second_confidence: NDArray[np.uint8]

    @property
    def planes(self) -> tuple[NDArray[np.uint8], ...]:
        """All planes in the order of the protocol."""
        return self.confidence, self.second, self.second_confidence


@dataclass(frozen=True)
class Preview:
    """A map of a view.

    Attributes:
        bounds: West, south, east and north in the scene's CRS.
        classes: Class positions, ``NOT_ENCODED``, or 255 = nodata, (h, w).
        details: How sure it is; None unless asked for.
        is_native: Whether the pixels are those of the map.
        is_complete: Whether everything in view is encoded.
    """

    bounds: tuple[float, float, float, float]
    classes: NDArray[np.uint8]
    details: Details | None
    is_native: bool
    is_complete: bool


@dataclass(frozen=True)
class ScoredView:
    """Scores of a view.

    Attributes:
        bounds: West, south, east and north in the scene's CRS.
        values: Scores of each class, (classes, h, w).
        is_known: Where they are known, (h, w).
        is_valid: Where there is data, (h, w).
    """

    bounds: tuple[float, float, float, float]
    values: NDArray[np.float32]
    is_known: NDArray[np.bool_]
    is_valid: NDArray[np.bool_]


class Previewer:
    """Draws previews of one head.

    Args:
        scores: Scores of the head.
        rendering: How the map is rendered.
    """

    def __init__(self, scores: LiveScores, rendering: Rendering) -> None:
        self._scores, self._rendering = scores, rendering
        self._features = scores.features
        self._scene, self._grid = scores.features.scene, scores.features.grid

    def draw(self, view: View, max_tiles: int, *, with_details: bool = False) -> Preview | None:
        """Return the preview of a view; None if the scene is not in view.

        Args:
            view: What the canvas shows.
            max_tiles: How many tiles may be scored for it; of more, those in the middle are.
            with_details: Whether details are needed, which takes longer.
        """
        window = view.window(self._scene)
        if window.is_empty:
            return None
        margin = self._rendering.margin_px
        self._scores.prepare(tiles_in_view(self._features, window, margin, max_tiles))
        reduction = view.reduction(self._scene)
        if reduction <= MAX_NATIVE:
            return self._native(window, with_details=with_details)
        return self._reduced(window, reduction, with_details=with_details)

    # -- native resolution ------------------------------------------------------------------------

    def _native(self, window: Window, *, with_details: bool) -> Preview:
        """Render a native window as a map does."""
        wanted = (PROBABILITIES,) if with_details else ()
        planes = np.empty((4 if with_details else 1, window.height, window.width), np.uint8)

        def render(piece: Window) -> None:
            rendered = self._rendering.render_block([self._scores], piece, wanted)
            inside = piece.slices_in(window)
            planes[0][inside] = rendered.classes
            if rendered.probabilities is not None and with_details:
                planes[1:, *inside] = details_of(rendered.classes, rendered.probabilities).planes

        with torch_threads(1), ThreadPoolExecutor(PHYSICAL_CORES, "preview") as pool:
            list(pool.map(render, _pieces(window)))
        unknown = self._unknown(window)
        classes = planes[0]
        classes[unknown & (classes != UNLABELLED)] = NOT_ENCODED
        return Preview(
            _bounds(self._scene, window),
            classes,
            Details(*planes[1:]) if with_details else None,
            is_native=True,
            is_complete=not unknown.any(),
        )

    def _unknown(self, window: Window) -> NDArray[np.bool_]:
        """Tell which native pixels depend on tiles that are not scored, (h, w)."""
        margin = self._rendering.margin_px
        result = np.zeros((window.height, window.width), bool)
        for tile in tiles_in_view(self._features, window, margin):
            if not self._scores.has(tile.row, tile.column):
                reach = _native_reach(self._features, tile).grown(margin)
                common = reach.intersection(window)
                if not common.is_empty:
                    result[common.slices_in(window)] = True
        return result

    # -- zoomed out -------------------------------------------------------------------------------

    def _reduced(self, window: Window, reduction: float, *, with_details: bool) -> Preview:
        """Take the best class at the middle of each pixel of the canvas."""
        scored = self._scores_in(window, reduction)
        classes = scored.values.argmax(axis=0).astype(np.uint8)
        details = details_of(classes, _percent(scored.values)) if with_details else None
        classes[~scored.is_known] = NOT_ENCODED
        classes[~scored.is_valid] = UNLABELLED
        for plane in details.planes if details is not None else ():
            plane[~scored.is_valid] = UNLABELLED
        return Preview(
            scored.bounds,
            classes,
            details,
            is_native=False,
            is_complete=bool(scored.is_known.all()),
        )

    def scores(self, view: View, max_tiles: int) -> ScoredView | None:
        """Return scores of a view, not sharpened; None if the scene is not in view.

        Args:
            view: What the canvas shows.
            max_tiles: How many tiles may be scored for it.
        """
        window = view.window(self._scene)
        if window.is_empty:
            return None
        self._scores.prepare(tiles_in_view(self._features, window, 0, max_tiles))
        return self._scores_in(window, view.reduction(self._scene))

    def _scores_in(self, window: Window, reduction: float) -> ScoredView:
        """Score the middle of each pixel of the canvas."""
        rows = _centres(window.row, window.height, reduction)
        columns = _centres(window.column, window.width, reduction)
        token_px = self._features.token_px / self._features.fine_factor
        if reduction * self._scene.scale < token_px:
            scores, is_known = self._interpolated(rows, columns)
        else:
            scores, is_known = self._nearest(rows, columns)
        if self._scene.options.extra_bands and reduction <= _MAX_EXTRA:
            scores += self._extra(rows, columns)
        is_valid = self._valid(rows, columns, reduction)
        return ScoredView(_bounds(self._scene, window), scores, is_known, is_valid)

    def _interpolated(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return interpolated scores (classes, h, w) at pixels, and where they are known (h, w)."""
        grid, n_classes = self._grid, self._rendering.head.n_classes
        top, bottom, down = grid.rows.neighbours(rows)
        left, right, across = grid.columns.neighbours(columns)
        cells = _span(np.append(top, bottom[-1]), np.append(left, right[-1]))
        scores = self._scores.window(cells)[:n_classes].astype(np.float32)
        scores /= np.float32(SCORE_STEPS)
        down_weight = (down / grid.rows.denominator).astype(np.float32)[:, None]
        along = scores[:, top - cells.row] * (1 - down_weight)
        along += scores[:, bottom - cells.row] * down_weight
        across_weight = (across / grid.columns.denominator).astype(np.float32)
        result = along[:, :, left - cells.column] * (1 - across_weight)
        result += along[:, :, right - cells.column] * across_weight
        is_known = self._known(top, left) & self._known(bottom, right)
        is_known &= self._known(top, right) & self._known(bottom, left)
        return result, is_known

    def _nearest(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return the scores of the nearest cells (classes, h, w), and where they are known."""
        cell_rows, cell_columns = (
            _nearest(self._grid.rows, rows),
            _nearest(self._grid.columns, columns),
        )
        n_classes = self._rendering.head.n_classes
        result = np.zeros((n_classes, len(rows), len(columns)), np.float32)
        for tile in self._scores.tiles_in(_span(cell_rows, cell_columns)):
            cells = cells_of(self._features, tile.inner)
            down = slice(*np.searchsorted(cell_rows, [cells.row, cells.row_end]))
            across = slice(*np.searchsorted(cell_columns, [cells.column, cells.column_end]))
            planes = self._scores.planes(tile)[:n_classes]
            own_rows, own_columns = cell_rows[down] - cells.row, cell_columns[across] - cells.column
            result[:, down, across] = planes[:, own_rows][:, :, own_columns] / SCORE_STEPS
        return result, self._known(cell_rows, cell_columns)

    def _known(
        self, cell_rows: NDArray[np.int64], cell_columns: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Tell which cells are scored, (rows, columns)."""
        features = self._features
        side = features.stride * features.fine_factor
        tile_rows, own_rows = np.unique(cell_rows // side, return_inverse=True)
        tile_columns, own_columns = np.unique(cell_columns // side, return_inverse=True)
        places = itertools.product(tile_rows.tolist(), tile_columns.tolist())
        known = [self._scores.has(row, column) for row, column in places]
        shape = len(tile_rows), len(tile_columns)
        return np.array(known, bool).reshape(shape)[np.ix_(own_rows, own_columns)]

    def _extra(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the scores of extra bands at pixels, (classes, h, w)."""
        head = self._rendering.head
        result = np.zeros((head.n_classes, len(rows), len(columns)), np.float32)
        whole = _span(rows, columns)

        def score(piece: Window) -> None:
            down = slice(*np.searchsorted(rows, [piece.row, piece.row_end]))
            across = slice(*np.searchsorted(columns, [piece.column, piece.column_end]))
            extra = self._scene.read_extra(piece)
            own = np.ix_(
                np.arange(len(extra)), rows[down] - piece.row, columns[across] - piece.column
            )
            chosen = extra[own]
            n_rows = chosen.shape[1] * chosen.shape[2]
            result[:, down, across] = head.extra_scores(chosen, n_rows) / SCORE_STEPS

        with torch_threads(1), ThreadPoolExecutor(PHYSICAL_CORES, "preview") as pool:
            list(pool.map(score, _pieces(whole)))
        return result

    def _valid(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64], reduction: float
    ) -> NDArray[np.bool_]:
        """Tell which pixels have data, (h, w); far out, everything in the scene counts as data."""
        result = np.ones((len(rows), len(columns)), bool)
        if reduction > _MAX_EXTRA:
            return result
        whole = _span(rows, columns)
        for piece in _pieces(whole):
            down = slice(*np.searchsorted(rows, [piece.row, piece.row_end]))
            across = slice(*np.searchsorted(columns, [piece.column, piece.column_end]))
            valid = self._scene.read_valid(piece)
            result[down, across] = valid[
                np.ix_(rows[down] - piece.row, columns[across] - piece.column)
            ]
        return result


def _pieces(window: Window) -> Iterator[Window]:
    """Yield the parts of a native window in each block of the fixed grid."""
    for row in range(window.row // BLOCK_PX * BLOCK_PX, window.row_end, BLOCK_PX):
        for column in range(window.column // BLOCK_PX * BLOCK_PX, window.column_end, BLOCK_PX):
            yield Window(row, column, BLOCK_PX, BLOCK_PX).intersection(window)


def _native_reach(features: FeatureMap, tile: Tile) -> Window:
    """Return the native pixels whose scores depend on a tile."""
    px = features.token_px / features.scene.scale
    inner = tile.inner
    row, column = int((inner.row - 1) * px), int((inner.column - 1) * px)
    row_end, column_end = int((inner.row_end + 1) * px) + 1, int((inner.column_end + 1) * px) + 1
    return Window(row, column, row_end - row, column_end - column)


def _centres(start: int, length: int, reduction: float) -> NDArray[np.int64]:
    """Return the native pixels in the middle of the canvas pixels of an axis."""
    count = max(1, round(length / reduction))
    return start + np.floor((np.arange(count) + 0.5) * length / count).astype(np.int64)


def _nearest(axis: TokenAxis, pixels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the cells nearest to pixels of an axis."""
    before, after, weight = axis.neighbours(pixels)
    return np.where(2 * weight > axis.denominator, after, before)


def _span(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Window:
    """Return the window from the first to the last of ascending rows and columns."""
    height, width = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    return Window(int(rows[0]), int(columns[0]), height, width)


def details_of(classes: NDArray[np.uint8], percent: NDArray[np.uint8]) -> Details:
    """Return how sure pixels are.

    Args:
        classes: Class positions, 255 = nodata, (h, w).
        percent: Probability of each class in per cent, 255 = nodata, (classes, h, w).
    """
    own = np.minimum(classes, len(percent) - 1)[None]
    others = percent + np.uint8(1)  # so that the class itself, at 0, is never the second
    np.put_along_axis(others, own, 0, axis=0)
    second = others.argmax(axis=0).astype(np.uint8)
    second_percent = np.take_along_axis(percent, second[None], axis=0)[0]
    nodata = classes == UNLABELLED
    second[nodata] = second_percent[nodata] = UNLABELLED
    return Details(percent.max(axis=0), second, second_percent)


def _percent(scores: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the probabilities of classes in per cent, (classes, h, w)."""
    powers = np.exp(scores - scores.max(axis=0))
    powers *= 100 / powers.sum(axis=0)
    percent: NDArray[np.uint8] = np.rint(powers).astype(np.uint8)
    return percent


def _bounds(scene: Scene, window: Window) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a native window."""
    transform = scene.window_transform(window)
    west, north = transform * (0, 0)
    east, south = transform * (window.width, window.height)
    return west, south, east, north
