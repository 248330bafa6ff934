"""Holes: small patches of pixels without data inside valid ground, filled from around. Arrays only.

In an image whose nodata value is a colour, such as black, single dark pixels count as nodata, and a
map is full of holes.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..job.options import LARGEST_HOLE_PX

MAX_PX = LARGEST_HOLE_PX
MARGIN_PX = MAX_PX + 1  # around a window: a hole that reaches into the window ends before it
_TOUCHING = np.ones((3, 3))  # pixels that meet at a corner are one patch
_REACH_PX = 5  # of a pixel in a hole to one outside: larger discs have more pixels than a hole


def may_have_holes(valid: NDArray[np.bool_]) -> bool:
    """Tell whether a hole can reach into a window with this validity (h, w)."""
    return not valid.all() and bool(valid.any() or valid.size <= MAX_PX)


def fill_holes(
    raw: NDArray[np.generic], valid: NDArray[np.bool_], largest_px: int = MAX_PX
) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
    """Give the pixels of holes the numbers of the nearest pixels that have data.

    Patches at the border of the window are no holes.

    Args:
        raw: Raw numbers, (bands, h, w).
        valid: Which pixels have data, (h, w).
        largest_px: Pixels of the largest hole, at most ``MAX_PX``; larger patches stay.

    Returns:
        Numbers and validity without holes.
    """
    patches, count = ndimage.label(~valid, _TOUCHING)
    is_hole = np.bincount(patches.ravel(), minlength=count + 1) <= largest_px
    is_hole[0] = False  # the pixels that have data
    is_hole[_at_border(patches)] = False
    inside = is_hole[patches]
    if not inside.any():
        return raw, valid
    rows, columns = np.nonzero(inside)
    near_rows, near_columns = _nearest_valid(valid, rows, columns)
    filled = raw.copy()
    filled[:, rows, columns] = raw[:, near_rows, near_columns]
    return filled, valid | inside


def _nearest_valid(
    valid: NDArray[np.bool_], rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows and columns of the pixels with data that are nearest to pixels in holes.

    Of equally near pixels it is the leftmost, then the uppermost one.
    """
    framed = np.pad(valid, _REACH_PX)
    near_rows, near_columns = rows.copy(), columns.copy()
    left = np.arange(len(rows))
    for down, right in _OFFSETS:
        own_rows, own_columns = rows[left] + down, columns[left] + right
        found = framed[own_rows + _REACH_PX, own_columns + _REACH_PX]
        near_rows[left[found]] = own_rows[found]
        near_columns[left[found]] = own_columns[found]
        left = left[~found]
    return near_rows, near_columns


def _offsets() -> list[tuple[int, int]]:
    """Return steps (down, right) to the pixels around a pixel, the shortest first."""
    span = range(-_REACH_PX, _REACH_PX + 1)
    steps = [(down, right) for right in span for down in span]
    steps.sort(key=lambda step: step[0] ** 2 + step[1] ** 2)  # keeps the order of equal ones
    return steps


_OFFSETS = _offsets()


def _at_border(patches: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the numbers of the patches at the border of a window."""
    sides = patches[0], patches[-1], patches[:, 0], patches[:, -1]
    return np.unique(np.concatenate(sides))
