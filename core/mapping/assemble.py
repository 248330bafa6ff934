"""From part files to rasters: blocks are rendered side by side, written in order, and named when all is done."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..class_table import ClassTable
from ..errors import InvalidScene
from ..heads.model_file import Model
from ..imagery.map_writer import Kind, MapGrid, MapWriter
from ..imagery.scene import Scene
from ..imagery.tile_grid import BLOCK_PX, Window
from ..job.options import UNLABELLED
from ..progress import Progress
from ..runtime.device import torch_threads
from .render import Rendered, ScoreSource, render_block

UNKNOWN, _UNKNOWN_COLOR = "unknown", "#9e9e9e"


class NothingToMap(InvalidScene):
    """No pixel of what is asked for holds data."""


@dataclass(frozen=True)
class Outputs:
    """What is written of a map.

    Attributes:
        paths: Where each raster goes; ``classes`` is always among them and is published last.
        tags: What every raster says about its making.
        table: The classes of the map, "unknown" included.
        unknown_below: Confidence in per cent below which a pixel is of the last class; 0 = none is.
        cog: Whether rasters are cloud optimised.
    """

    paths: dict[Kind, Path]
    tags: dict[str, str]
    table: ClassTable
    unknown_below: int = 0
    cog: bool = False


def table_of(model: Model, unknown_below: int) -> ClassTable:
    """Return the classes of a map: the model's, and one for unsure pixels where they are asked for.

    Raises:
        InvalidLabels: The model's classes leave no value free.
    """
    return model.table.with_added(UNKNOWN, _UNKNOWN_COLOR) if unknown_below else model.table


def assemble(
    model: Model,
    sources: Sequence[ScoreSource],
    window: Window,
    outputs: Outputs,
    progress: Progress,
) -> dict[str, float]:
    """Render all blocks of a native window and write the rasters; all or none get their final names.

    Args:
        model: The head and its classes.
        sources: Scores of the scene, then of its views.
        window: What is mapped, in native pixels of the scene.
        outputs: What is written.
        progress: Hears a step per block.

    Returns:
        ``unknown_share`` of the valid pixels, where unsure pixels were asked for.
    """
    scene = sources[0].features.scene
    grid = MapGrid(window.width, window.height, scene.window_transform(window), scene.crs)
    values = np.full(256, UNLABELLED, np.uint8)
    values[: len(model.table)] = model.table.values
    n_valid = n_unknown = 0
    with ExitStack() as stack:
        writers = {
            kind: stack.enter_context(_writer(kind, model, grid, outputs)) for kind in outputs.paths
        }
        for place, shown in rendered(
            model, sources, window, progress, with_probabilities="probabilities" in writers
        ):
            classes, unsure = values[shown.classes], shown.confidence < outputs.unknown_below
            classes[unsure] = outputs.table.values[-1]
            n_valid += int((shown.confidence != UNLABELLED).sum())
            n_unknown += int(unsure.sum())
            rasters = {
                "classes": classes,
                "confidence": shown.confidence,
                "probabilities": shown.probabilities,
            }
            for kind, writer in writers.items():
                raster = rasters[kind]
                if raster is not None:
                    writer.write(place.row - window.row, place.column - window.column, raster)
        if not n_valid:
            raise NothingToMap(no_valid_pixel(scene))
        for writer in writers.values():
            writer.finish(progress)
    return {"unknown_share": n_unknown / n_valid} if outputs.unknown_below else {}


def _writer(kind: Kind, model: Model, grid: MapGrid, outputs: Outputs) -> MapWriter:
    table = outputs.table if kind == "classes" else model.table
    legend = [(c.value, c.name, c.color) for c in table]
    return MapWriter(outputs.paths[kind], grid, kind, legend, outputs.tags, cog=outputs.cog)


def no_valid_pixel(scene: Scene) -> str:
    """Say that there is nothing to map."""
    where = "here" if scene.area is None else "inside the mask"
    return (
        f"{scene.name} has no valid pixel {where}: all are nodata, masked or no numbers; "
        f"check its bands and nodata value, or choose another {'extent' if scene.area is None else 'MASK'}."
    )


def blocks_over(scene: Scene, window: Window) -> Window:
    """Return a native window grown to whole blocks of the rendering grid, as far as the scene reaches."""
    row, column = window.row // BLOCK_PX * BLOCK_PX, window.column // BLOCK_PX * BLOCK_PX
    end_row, end_column = (
        -(-window.row_end // BLOCK_PX) * BLOCK_PX,
        -(-window.column_end // BLOCK_PX) * BLOCK_PX,
    )
    return Window(row, column, end_row - row, end_column - column).intersection(
        Window(0, 0, scene.height, scene.width)
    )


def rendered(
    model: Model,
    sources: Sequence[ScoreSource],
    window: Window,
    progress: Progress,
    *,
    with_probabilities: bool,
) -> Iterator[tuple[Window, Rendered]]:
    """Render the blocks of a window side by side and yield them in order, cut to the window."""
    features = sources[0].features
    whole = blocks_over(features.scene, window)
    blocks = [
        Window(row, column, BLOCK_PX, BLOCK_PX).intersection(whole)
        for row in range(whole.row, whole.row_end, BLOCK_PX)
        for column in range(whole.column, whole.column_end, BLOCK_PX)
    ]
    device = features.backbone.device
    workers = device.workers if device.kind == "cpu" else device.finishers
    waiting: deque[tuple[Window, Future[Rendered]]] = deque()
    with torch_threads(1), ThreadPoolExecutor(workers, "renderer") as pool:
        for done, block in enumerate(blocks):
            render = pool.submit(
                render_block, model.head, sources, block, with_probabilities=with_probabilities
            )
            waiting.append((block, render))
            if len(waiting) > workers + 2:
                yield _cut(*waiting.popleft(), window)
                progress.step(done - workers - 1, len(blocks))
        while waiting:
            yield _cut(*waiting.popleft(), window)
            progress.step(len(blocks) - len(waiting), len(blocks))


def _cut(block: Window, future: "Future[Rendered]", window: Window) -> tuple[Window, Rendered]:
    """Cut a rendered block to the window asked for."""
    common = block.intersection(window)
    inside = np.s_[
        ...,
        common.row - block.row : common.row_end - block.row,
        common.column - block.column : common.column_end - block.column,
    ]
    shown = future.result()
    percent = shown.probabilities
    cut = Rendered(
        shown.classes[inside],
        shown.confidence[inside],
        None if percent is None else percent[inside],
    )
    return common, cut
