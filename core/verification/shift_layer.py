"""The shifts of blocks as a layer of arrows."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..imagery.map_style import arrow_style
from ..imagery.scene import Scene
from ..postprocess.geopackage import GeoPackageWriter
from .label_shift import BlockShift, LabelShift

_CLEAR, _UNCLEAR = "#e91e63", "#9e9e9e"


def write_shift(path: Path, shift: LabelShift, scene: Scene) -> bool:
    """Write an arrow per block, which points to where its labels belong.

    Arrows are drawn longer than the shift, so that they are seen beside the labels: ``drawn_times``
    says how many times. The fields ``dx`` and ``dy`` hold the shift itself, in units of the CRS.

    Args:
        path: Name of the GeoPackage.
        shift: The shifts of the blocks.
        scene: The scene in whose CRS they are.

    Returns:
        Whether there was a block, and so a file was written.

    Raises:
        OutputNotWritable: The file cannot be written, or the disk is full.
    """
    if not shift.blocks:
        return False
    times = _drawn_times(shift.blocks)
    crs = scene.crs.to_wkt() if scene.crs else None
    style = arrow_style(_legend(times), "is_clear")
    with GeoPackageWriter(path, crs, style, "LineString") as writer:
        writer.write(_arrows(shift.blocks, times), _columns(shift.blocks, times))
    return True


def _legend(times: float) -> dict[bool, tuple[str, str]]:
    """Return label and colour of the arrows of blocks that are clear or not."""
    drawn = "" if times == 1 else f", drawn {times:g} times longer"
    return {
        False: ("not clear, does not count", _UNCLEAR),
        True: (f"where the labels belong{drawn}", _CLEAR),
    }


def _arrows(blocks: Sequence[BlockShift], times: float) -> NDArray[np.object_]:
    starts = np.array([(block.x, block.y) for block in blocks])
    vectors = np.array([(block.offset.dx, block.offset.dy) for block in blocks])
    arrows: NDArray[np.object_] = shapely.linestrings(
        np.stack([starts, starts + times * vectors], axis=1)
    )
    return arrows


def _columns(blocks: Sequence[BlockShift], times: float) -> dict[str, NDArray[Any]]:
    """Return the fields of the arrows, each (blocks,)."""
    offsets = [block.offset for block in blocks]
    return {
        "dx": np.array([offset.dx for offset in offsets]),
        "dy": np.array([offset.dy for offset in offsets]),
        "dx_px": np.array([offset.dx_px for offset in offsets]),
        "dy_px": np.array([offset.dy_px for offset in offsets]),
        "length_px": np.array([offset.length_px for offset in offsets]),
        "quality": np.array([block.quality for block in blocks]),
        "is_clear": np.array([block.is_clear for block in blocks]),
        "labels": np.array([block.n_labels for block in blocks], np.int32),
        "drawn_times": np.full(len(blocks), times),
    }


def _drawn_times(blocks: Sequence[BlockShift]) -> float:
    """Return the factor, 1, 2, 5, 10, …, that makes the longest arrow about half of a block."""
    west, east = min(block.x for block in blocks), max(block.x for block in blocks)
    south, north = min(block.y for block in blocks), max(block.y for block in blocks)
    side = max(east - west, north - south) / math.sqrt(len(blocks))
    longest = max(math.hypot(block.offset.dx, block.offset.dy) for block in blocks)
    if longest == 0 or side <= 2 * longest:
        return 1.0
    power = 10.0 ** math.floor(math.log10(side / 2 / longest))
    return max(step * power for step in (1, 2, 5) if step * power <= side / 2 / longest)
