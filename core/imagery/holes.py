"""Holes: small patches of pixels without data inside valid ground, filled from around. Arrays only.

In an image whose nodata value is a colour, such as black, single dark pixels count as nodata, and a
map is full of holes.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

MAX_PX = 64  # size of a hole; larger patches stay
MARGIN_PX = MAX_PX + 1  # around a window: a hole that reaches into the window ends before it
_TOUCHING = np.ones((3, 3))  # pixels that meet at a corner are one patch


def may_have_holes(valid: NDArray[np.bool_]) -> bool:
    """Tell whether a hole can reach into a window with this validity (h, w)."""
    return not valid.all() and bool(valid.any() or valid.size <= MAX_PX)


def fill_holes(
    raw: NDArray[np.generic], valid: NDArray[np.bool_]
) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
    """Give the pixels of holes the numbers of the nearest pixels that have data.

    Patches at the border of the window are no holes.

    Args:
        raw: Raw numbers, (bands, h, w).
        valid: Which pixels have data, (h, w).

    Returns:
        Numbers and validity without holes.
    """
    patches, count = ndimage.label(~valid, _TOUCHING)
    is_hole = np.bincount(patches.ravel(), minlength=count + 1) <= MAX_PX
    is_hole[0] = False  # the pixels that have data
    is_hole[_at_border(patches)] = False
    inside = is_hole[patches]
    if not inside.any():
        return raw, valid
    rows, columns = ndimage.distance_transform_edt(
        ~valid, return_distances=False, return_indices=True
    )
    filled = raw.copy()
    filled[:, inside] = raw[:, rows[inside], columns[inside]]
    return filled, valid | inside


def _at_border(patches: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the numbers of the patches at the border of a window."""
    sides = patches[0], patches[-1], patches[:, 0], patches[:, -1]
    return np.unique(np.concatenate(sides))
