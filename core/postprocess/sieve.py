"""The sieve: patches below the minimum mapping unit take the class of their largest neighbour.

The result does not depend on the size of the map or of the windows in which it is read:

* Sizes are those on the input map. Patches that are large enough never change.
* A small patch that touches large ones takes the class of the largest of them, as in GDAL's sieve.
  A small patch that touches only small ones is settled in a later round: it takes the class of its
  largest neighbour that was settled before.
* Among neighbours of equal size, the one whose first pixel comes first, row by row, is used.
* No data is no neighbour and never changes. Small patches that touch only no data do not change.
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
    """Return the class of each patch after sieving, (patches,). Memory: 8 bytes per contact.

    Args:
        source: The class map.
        patches: Its patches.
        least: Smallest number of pixels of a patch that does not change.
        connectivity: 4 or 8, as for ``patches``.
        progress: Progress of this second pass through the map.
        side_px: Side of the windows in pixels.
    """
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
    """Return the packed pairs of each small patch with each of its neighbours."""
    found = [np.empty(0, np.int64)]
    for frame in frames(source, connectivity, progress, side_px):
        ids = patches.of_part[frame.parts]  # pixels not yet read get a wrong one, but are no data
        sides = zip(
            neighbours(frame.classes, connectivity), neighbours(ids, connectivity), strict=True
        )
        for (ca, cb), (a, b) in sides:
            touching = (ca != cb) & (ca != NODATA) & (cb != NODATA)
            a, b = a[touching], b[touching]  # noqa: PLW2901 (a subset)
            found += [packed(a[small[a]], b[small[a]]), packed(b[small[b]], a[small[b]])]
    return np.unique(np.concatenate(found))


def _spread(
    patches: Patches, small: NDArray[np.bool_], changing: Numbers, beside: Numbers
) -> NDArray[np.uint8]:
    """Return classes after they spread from large patches (``beside``) to small ones in rounds."""
    rank = np.empty(len(small), np.int64)  # 0 = largest patch
    rank[np.lexsort((patches.first, -patches.sizes))] = np.arange(len(small))
    order = np.lexsort((rank[beside], changing))
    changing, beside = changing[order], beside[order]
    classes, settled = patches.classes.copy(), ~small
    while (ready := settled[beside]).any():
        now, at = np.unique(changing[ready], return_index=True)  # the first is the largest
        classes[now] = classes[beside[ready][at]]
        settled[now] = True
        waiting = ~settled[changing]
        changing, beside = changing[waiting], beside[waiting]
    return classes
