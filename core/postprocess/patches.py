"""The patches of a map: connected pixels of one class, numbered across windows, in memory that knows no pixels.

A map is looked at window by window. What of a patch lies in one window is a *piece*; pieces are counted in the order of
the windows, so that a second look finds the same numbers, and pieces that meet at a window's edge are one patch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..imagery.class_map import windows
from ..imagery.map_writer import NODATA
from ..imagery.tile_grid import BLOCK_PX, Window
from ..progress import Progress

Numbers = NDArray[np.int64]


class ClassSource(Protocol):
    """A map that can be read by windows."""

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Return the classes of a window (h, w), 255 = no data, also beyond the edges."""


@dataclass(frozen=True)
class Frame:
    """A window with the pixels around it that were seen before: one row above, one column left, one corner right.

    Attributes:
        window: The window itself.
        classes: (h + 1, w + 2), 255 where nothing is known.
        pieces: (h + 1, w + 2), the number of the piece that a pixel belongs to, -1 where nothing is known.
    """

    window: Window
    classes: NDArray[np.uint8]
    pieces: Numbers

    @property
    def own(self) -> tuple[NDArray[np.uint8], Numbers]:
        """Classes and pieces of the window alone."""
        return self.classes[1:, 1:-1], self.pieces[1:, 1:-1]


@dataclass(frozen=True)
class Patches:
    """All patches of a map; those of no data are patches too, one for each piece.

    Attributes:
        of_piece: The patch of each piece.
        classes, sizes, first: Of each patch: its class, its pixels, and its first pixel, row by row.
    """

    of_piece: Numbers
    classes: NDArray[np.uint8]
    sizes: Numbers
    first: Numbers

    @property
    def are_classes(self) -> NDArray[np.bool_]:
        """Which patches are of a class."""
        known: NDArray[np.bool_] = self.classes != NODATA
        return known


def label(classes: NDArray[np.uint8], connectivity: int) -> tuple[NDArray[np.int32], int]:
    """Number the patches of an array (h, w) from 0, and count them; no data counts as a class."""
    starts = np.ones(classes.shape, bool)
    starts[:, 1:] = classes[:, 1:] != classes[:, :-1]
    runs = starts.ravel().cumsum(dtype=np.int32).reshape(classes.shape) - 1
    touching = (classes[:-1] == classes[1:]) & (starts[:-1] | starts[1:])  # once per pair of runs
    pairs = [(runs[:-1][touching], runs[1:][touching])]
    if connectivity == 8:
        diagonals = zip(list(_diagonals(classes)), list(_diagonals(runs)), strict=True)
        pairs += [(a[ca == cb], b[ca == cb]) for (ca, cb), (a, b) in diagonals]
    n_runs = int(runs[-1, -1]) + 1
    n, of_run = _components(n_runs, *(np.concatenate(side) for side in zip(*pairs, strict=True)))
    return of_run[runs], n


def neighbours(
    array: NDArray[Any], connectivity: int
) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Yield views (a, b) of an array (h, w) such that each pair of adjacent pixels stands once at one place of both."""
    yield array[:, :-1], array[:, 1:]
    yield array[:-1], array[1:]
    if connectivity == 8:
        yield from _diagonals(array)


def frames(
    source: ClassSource, connectivity: int, progress: Progress, side_px: int = BLOCK_PX
) -> Iterator[Frame]:
    """Look at all windows of a map, row by row."""
    height, width = source.shape
    above = _Edge(width + 2)
    below, beside, count = above, above, 0
    total = -(-height // side_px) * -(-width // side_px)
    for done, window in enumerate(windows(height, width, side_px)):
        if window.column == 0:
            above, below, beside = below, _Edge(width + 2), _Edge(window.height)
        core = source.read(window)
        labels, n = label(core, connectivity)
        over = np.s_[window.column : window.column + window.width + 2]
        frame = Frame(
            window,
            _framed(core, above.classes[over], beside.classes),
            _framed(labels.astype(np.int64) + count, above.pieces[over], beside.pieces),
        )
        here = np.s_[window.column + 1 : window.column + 1 + window.width]
        below.classes[here], below.pieces[here] = frame.classes[-1, 1:-1], frame.pieces[-1, 1:-1]
        beside = _Edge(window.height)
        beside.classes[:], beside.pieces[:] = frame.classes[1:, -2], frame.pieces[1:, -2]
        yield frame
        count += n
        progress.step(done + 1, total)


def survey(
    source: ClassSource, connectivity: int, progress: Progress, side_px: int = BLOCK_PX
) -> Patches:
    """Find all patches of a map. Memory: some 40 bytes per piece."""
    found: list[tuple[NDArray[np.uint8], Numbers, Numbers]] = []
    seams: list[Numbers] = []
    for frame in frames(source, connectivity, progress, side_px):
        found.append(_pieces(frame, source.shape[1]))
        seams.append(_seams(frame, connectivity))
    classes, sizes, first = (np.concatenate(column) for column in zip(*found, strict=True))
    pairs = np.concatenate(seams)
    n, of_piece = _components(len(classes), *unpacked(pairs))
    merged = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(merged, of_piece, first)
    classes_of = np.empty(n, np.uint8)
    classes_of[of_piece] = classes
    total = np.zeros(n, np.int64)
    np.add.at(total, of_piece, sizes)
    return Patches(of_piece.astype(np.int64), classes_of, total, merged)


def packed(a: Numbers, b: Numbers) -> Numbers:
    """Return each different pair of numbers below 2^31 once, as one number that sorts by ``a``, then ``b``."""
    return np.unique(a << 32 | b)


def unpacked(pairs: Numbers) -> tuple[Numbers, Numbers]:
    """Return both numbers of packed pairs."""
    return pairs >> 32, pairs & 0xFFFFFFFF


class _Edge:
    """A line of pixels of which nothing is known yet."""

    def __init__(self, length: int) -> None:
        self.classes = np.full(length, NODATA, np.uint8)
        self.pieces = np.full(length, -1, np.int64)


def _framed(core: NDArray[Any], above: NDArray[Any], left: NDArray[Any]) -> NDArray[Any]:
    """Put what is known around a window: the row above with both corners, and the column left of it."""
    unknown = NODATA if core.dtype == np.uint8 else -1
    framed = np.full((core.shape[0] + 1, core.shape[1] + 2), unknown, core.dtype)
    framed[0], framed[1:, 0], framed[1:, 1:-1] = above, left, core
    return framed


def _pieces(frame: Frame, width: int) -> tuple[NDArray[np.uint8], Numbers, Numbers]:
    """Return class, size and first pixel of each piece of a window, in the order of their numbers."""
    classes, pieces = frame.own
    _, at, sizes = np.unique(pieces, return_index=True, return_counts=True)
    rows, columns = np.unravel_index(at, pieces.shape)
    return (
        classes.ravel()[at],
        sizes,
        (frame.window.row + rows) * width + frame.window.column + columns,
    )


def _seams(frame: Frame, connectivity: int) -> Numbers:
    """Return the pairs of pieces that are one patch across the window's upper and left edge."""
    found = []
    for part in (np.s_[:2], np.s_[:, :2]):
        classes, pieces = (
            neighbours(frame.classes[part], connectivity),
            neighbours(frame.pieces[part], connectivity),
        )
        for (ca, cb), (a, b) in zip(classes, pieces, strict=True):
            same = (ca == cb) & (ca != NODATA) & (a != b)
            found.append(packed(a[same], b[same]))
    return np.unique(np.concatenate(found))


def _diagonals(array: NDArray[Any]) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    yield array[:-1, :-1], array[1:, 1:]
    yield array[:-1, 1:], array[1:, :-1]


def _components(n: int, a: NDArray[Any], b: NDArray[Any]) -> tuple[int, NDArray[np.int32]]:
    """Number the groups among ``n`` nodes that the edges (a, b) connect."""
    edges = coo_array((np.ones(len(a), bool), (a, b)), shape=(n, n))
    count, groups = connected_components(edges, directed=False)
    return int(count), groups
