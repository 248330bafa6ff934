"""From score chunks to rasters: blocks are rendered in parallel and written in order."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidScene
from ..imagery.map_writer import MapWriter
from ..imagery.scene import Scene
from ..imagery.tile_grid import BLOCK_PX, Window
from ..job.options import UNLABELLED
from ..progress import Progress
from ..runtime.device import torch_threads
from .plan import MapPlan
from .rendering import CONFIDENCE, PROBABILITIES, Rendered

Rasters = dict[str, NDArray[np.uint8]]


class NothingToMap(InvalidScene):
    """No pixel of what is to be mapped has data."""


class _PixelCounts:
    """Valid and unknown pixels of a map."""

    def __init__(self) -> None:
        self.valid = self.unknown = 0


def assemble(plan: MapPlan, progress: Progress) -> dict[str, float]:
    """Render all blocks of a map and write its rasters; all or none get their final names.

    Args:
        plan: The map; its chunks are complete.
        progress: Gets a step per block.

    Returns:
        ``unknown_share`` of the valid pixels, if the map has the class "unknown".

    Raises:
        NothingToMap: No pixel has data.
    """
    outputs, window, counts = plan.outputs, plan.window, _PixelCounts()
    with ExitStack() as stack:
        writers = {kind: stack.enter_context(_writer(plan, kind)) for kind in outputs.paths}
        for place, block in _rendered_blocks(plan, progress):
            rasters = _rasters(plan, block, counts)
            for kind, writer in writers.items():
                writer.write(place.row - window.row, place.column - window.column, rasters[kind])
        if not counts.valid:
            raise NothingToMap(no_valid_pixel(plan.scene, is_masked=plan.mask is not None))
        for writer in writers.values():
            writer.finish(progress)
    return {"unknown_share": counts.unknown / counts.valid} if outputs.unknown_below else {}


def no_valid_pixel(scene: Scene, *, is_masked: bool = False) -> str:
    """Return the message for a scene without a pixel to map."""
    where, choice = ("inside the mask", "MASK") if is_masked else ("here", "extent")
    return (
        f"{scene.name} has no valid pixel {where}: all are nodata, masked or not finite; check "
        f"its bands and nodata value, or choose another {choice}."
    )


def _writer(plan: MapPlan, kind: str) -> MapWriter:
    outputs = plan.outputs
    legend = outputs.legends[kind]
    return MapWriter(outputs.paths[kind], plan.grid, kind, legend, outputs.tags, cog=outputs.cog)


def _rasters(plan: MapPlan, block: Rendered, counts: _PixelCounts) -> Rasters:
    """Return the values that each raster gets in a block."""
    classes = plan.outputs.class_values[block.classes]
    counts.valid += int((block.classes != UNLABELLED).sum())
    rasters: Rasters = {"classes": classes}
    if block.confidence is not None:
        is_unknown = block.confidence < plan.outputs.unknown_below
        classes[is_unknown] = plan.outputs.table.values[-1]
        counts.unknown += int(is_unknown.sum())
        rasters[CONFIDENCE] = block.confidence
    if block.probabilities is not None:
        rasters[PROBABILITIES] = block.probabilities
    return rasters


def _rendered_blocks(plan: MapPlan, progress: Progress) -> Iterator[tuple[Window, Rendered]]:
    """Render blocks in parallel; yield them in order, cut to the window of the map."""
    blocks = list(_blocks(plan))
    device = plan.features.backbone.device
    n_workers = device.workers if device.kind == "cpu" else device.finishers
    wanted = plan.outputs.wanted
    waiting: deque[tuple[Window, Future[Rendered]]] = deque()
    with torch_threads(1), ThreadPoolExecutor(n_workers, "renderer") as pool:
        for started, block in enumerate(blocks, start=1):
            future = pool.submit(plan.rendering.render_block, plan.stores, block, wanted)
            waiting.append((block, future))
            if len(waiting) > n_workers + 2:
                yield _cut(*waiting.popleft(), plan.window)
                progress.step(started - len(waiting), len(blocks))
        while waiting:
            yield _cut(*waiting.popleft(), plan.window)
            progress.step(len(blocks) - len(waiting), len(blocks))


def _blocks(plan: MapPlan) -> Iterator[Window]:
    """Yield the blocks of the rendering grid that the map needs, row by row."""
    whole = plan.blocks
    for row in range(whole.row, whole.row_end, BLOCK_PX):
        for column in range(whole.column, whole.column_end, BLOCK_PX):
            yield Window(row, column, BLOCK_PX, BLOCK_PX).intersection(whole)


def _cut(block: Window, future: "Future[Rendered]", window: Window) -> tuple[Window, Rendered]:
    """Wait for a rendered block and cut it to a window."""
    common = block.intersection(window)
    inside = (..., *common.slices_in(block))
    rendered = future.result()
    confidence, probabilities = rendered.confidence, rendered.probabilities
    if confidence is not None:
        confidence = confidence[inside]
    if probabilities is not None:
        probabilities = probabilities[inside]
    return common, Rendered(rendered.classes[inside], confidence, probabilities)
