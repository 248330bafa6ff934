"""The patches of a map: connected pixels of one class, numbered across windows.

A map is read window by window. The pixels of a patch in one window that are connected there are a
*part*. Parts are numbered in the order of the windows, so a second pass finds the same numbers, and
parts that touch at a window's edge belong to one patch. Memory holds a few numbers per part and no
pixels.
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
    """A class map that can be read by windows."""

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Return the classes of a window, (h, w); 255 = no data, also outside the map."""


@dataclass(frozen=True)
class Frame:
    """A window with the pixels beside it that were read before.

    These are one row above with both corners, and one column on the left.

    Attributes:
        window: The window itself.
        classes: Class values, (h + 1, w + 2); 255 where not yet read.
        parts: Number of each pixel's part, (h + 1, w + 2); -1 where not yet read.
    """

    window: Window
    classes: NDArray[np.uint8]
    parts: Numbers

    @property
    def own(self) -> tuple[NDArray[np.uint8], Numbers]:
        """Classes and parts of the window itself, both (h, w)."""
        return self.classes[1:, 1:-1], self.parts[1:, 1:-1]


@dataclass(frozen=True)
class Patches:
    """All patches of a map; each part of no data is a patch of its own.

    Attributes:
        of_part: The patch of each part, (parts,).
        classes: Class of each patch, (patches,).
        sizes: Number of pixels of each patch, (patches,).
        first: Index of each patch's first pixel in the flattened map, (patches,).
    """

    of_part: Numbers
    classes: NDArray[np.uint8]
    sizes: Numbers
    first: Numbers

    @property
    def are_classes(self) -> NDArray[np.bool_]:
        """Which patches have a class, (patches,)."""
        known: NDArray[np.bool_] = self.classes != NODATA
        return known


def label(classes: NDArray[np.uint8], connectivity: int) -> tuple[NDArray[np.int32], int]:
    """Number the connected areas of equal value from 0; no data counts as a class.

    Args:
        classes: Class values, (h, w).
        connectivity: 4 or 8.

    Returns:
        The number of each pixel's area, (h, w), and the number of areas.
    """
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
    """Yield pairs of equally large views of an array (h, w).

    Equal indices in both views of a pair are adjacent pixels; each two adjacent pixels occur once.
    """
    yield array[:, :-1], array[:, 1:]
    yield array[:-1], array[1:]
    if connectivity == 8:
        yield from _diagonals(array)


def frames(
    source: ClassSource, connectivity: int, progress: Progress, side_px: int = BLOCK_PX
) -> Iterator[Frame]:
    """Yield all windows of a map, row by row, with the numbers of their parts."""
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
            _framed(labels.astype(np.int64) + count, above.parts[over], beside.parts),
        )
        here = np.s_[window.column + 1 : window.column + 1 + window.width]
        below.classes[here], below.parts[here] = frame.classes[-1, 1:-1], frame.parts[-1, 1:-1]
        beside = _Edge(window.height)
        beside.classes[:], beside.parts[:] = frame.classes[1:, -2], frame.parts[1:, -2]
        yield frame
        count += n
        progress.step(done + 1, total)


def survey(
    source: ClassSource, connectivity: int, progress: Progress, side_px: int = BLOCK_PX
) -> Patches:
    """Return all patches of a map. Memory: about 40 bytes per part."""
    found: list[tuple[NDArray[np.uint8], Numbers, Numbers]] = []
    seams: list[Numbers] = []
    for frame in frames(source, connectivity, progress, side_px):
        found.append(_parts(frame, source.shape[1]))
        seams.append(_seams(frame, connectivity))
    classes, sizes, first = (np.concatenate(column) for column in zip(*found, strict=True))
    pairs = np.concatenate(seams)
    n, of_part = _components(len(classes), *unpacked(pairs))
    merged = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(merged, of_part, first)
    classes_of = np.empty(n, np.uint8)
    classes_of[of_part] = classes
    total = np.zeros(n, np.int64)
    np.add.at(total, of_part, sizes)
    return Patches(of_part.astype(np.int64), classes_of, total, merged)


def packed(a: Numbers, b: Numbers) -> Numbers:
    """Pack pairs of numbers below 2^31 into one number each; returns each pair once, sorted.

    Args:
        a: First numbers, (n,), by which pairs are sorted first.
        b: Second numbers, (n,).
    """
    return np.unique(a << 32 | b)


def unpacked(pairs: Numbers) -> tuple[Numbers, Numbers]:
    """Return both numbers of packed pairs."""
    return pairs >> 32, pairs & 0xFFFFFFFF


class _Edge:
    """Classes and parts of a line of pixels; no data and -1 until they are set."""

    def __init__(self, length: int) -> None:
        self.classes = np.full(length, NODATA, np.uint8)
        self.parts = np.full(length, -1, np.int64)


def _framed(core: NDArray[Any], above: NDArray[Any], left: NDArray[Any]) -> NDArray[Any]:
    """Add the row above, with both corners, and the column on the left to a window."""
    unknown = NODATA if core.dtype == np.uint8 else -1
    framed = np.full((core.shape[0] + 1, core.shape[1] + 2), unknown, core.dtype)
    framed[0], framed[1:, 0], framed[1:, 1:-1] = above, left, core
    return framed


def _parts(frame: Frame, width: int) -> tuple[NDArray[np.uint8], Numbers, Numbers]:
    """Return class, size and first pixel of each part of a window, sorted by its number."""
    classes, parts = frame.own
    _, at, sizes = np.unique(parts, return_index=True, return_counts=True)
    rows, columns = np.unravel_index(at, parts.shape)
    first = (frame.window.row + rows) * width + frame.window.column + columns
    return classes.ravel()[at], sizes, first


def _seams(frame: Frame, connectivity: int) -> Numbers:
    """Return the packed pairs of parts that touch at the window's upper or left edge."""
    found = []
    for strip in (np.s_[:2], np.s_[:, :2]):
        classes = neighbours(frame.classes[strip], connectivity)
        parts = neighbours(frame.parts[strip], connectivity)
        for (ca, cb), (a, b) in zip(classes, parts, strict=True):
            same = (ca == cb) & (ca != NODATA) & (a != b)
            found.append(packed(a[same], b[same]))
    return np.unique(np.concatenate(found))


def _diagonals(array: NDArray[Any]) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    yield array[:-1, :-1], array[1:, 1:]
    yield array[:-1, 1:], array[1:, :-1]


def _components(n: int, a: NDArray[Any], b: NDArray[Any]) -> tuple[int, NDArray[np.int32]]:
    """Return the number of groups that edges (a, b) make of ``n`` nodes, and each node's group."""
    edges = coo_array((np.ones(len(a), bool), (a, b)), shape=(n, n))
    count, groups = connected_components(edges, directed=False)
    return int(count), groups
