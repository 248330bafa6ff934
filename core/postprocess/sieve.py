"""The sieve: patches below the minimum mapping unit take the class of their largest neighbour.

The rule, exact for any size of the map and of the windows it is read in:

* Sizes are those on the map that is sieved. Patches that are large enough never change.
* A small patch that touches large ones takes the class of the largest of them, as GDAL's sieve has it. Small patches
  that touch only small ones wait: in the next round they take the class of the largest neighbour that has its class by
  then, and so on, so that all small patches of a group end in the large patches around it.
* Of neighbours of one size, the one whose first pixel, row by row, comes first counts.
* No data is no neighbour and never changes. Small patches that only no data surrounds stay.
"""

import numpy as np
from numpy.typing import NDArray

from ..imagery.map_writer import NODATA
from ..imagery.tile_grid import BLOCK_PX
from ..progress import Progress
from .patches import ClassSource, Numbers, Patches, frames, neighbours, packed, unpacked


def sieved_classes(
    source: ClassSource,
    patches: Patches,
    least: int,
    connectivity: int,
    progress: Progress,
    side_px: int = BLOCK_PX,
) -> NDArray[np.uint8]:
    """Return the class that each patch has when those below ``least`` pixels are gone. Memory: 8 bytes per contact."""
    small = (patches.sizes < least) & patches.are_classes
    contacts = _contacts(source, patches, small, connectivity, progress, side_px)
    return _spread(patches, small, *unpacked(contacts))


def _contacts(
    source: ClassSource,
    patches: Patches,
    small: NDArray[np.bool_],
    connectivity: int,
    progress: Progress,
    side_px: int,
) -> Numbers:
    """Return the packed pairs of each small patch and its neighbours."""
    found = [np.empty(0, np.int64)]
    for frame in frames(source, connectivity, progress, side_px):
        ids = patches.of_piece[
            frame.pieces
        ]  # wrong where a piece is unknown, which is no data then
        sides = zip(
            neighbours(frame.classes, connectivity), neighbours(ids, connectivity), strict=True
        )
        for (ca, cb), (a, b) in sides:
            touching = (ca != cb) & (ca != NODATA) & (cb != NODATA)
            a, b = a[touching], b[touching]  # noqa: PLW2901 (the same, fewer)
            found += [packed(a[small[a]], b[small[a]]), packed(b[small[b]], a[small[b]])]
    return np.unique(np.concatenate(found))


def _spread(
    patches: Patches, small: NDArray[np.bool_], who: Numbers, beside: Numbers
) -> NDArray[np.uint8]:
    """Let classes grow from the large patches into the small ones, round by round."""
    place = np.empty(len(small), np.int64)
    place[np.lexsort((patches.first, -patches.sizes))] = np.arange(len(small))
    order = np.lexsort((place[beside], who))
    who, beside = who[order], beside[order]
    classes, settled = patches.classes.copy(), ~small
    while (ready := settled[beside]).any():
        now, at = np.unique(who[ready], return_index=True)  # the first is the largest
        classes[now] = classes[beside[ready][at]]
        settled[now] = True
        waiting = ~settled[who]
        who, beside = who[waiting], beside[waiting]
    return classes
