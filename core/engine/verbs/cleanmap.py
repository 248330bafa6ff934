"""The algorithm 'cleanmap': a class map in, the same map without small patches out."""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...imagery.class_map import ClassMap, windows
from ...imagery.map_writer import MapWriter
from ...imagery.tile_grid import Window
from ...job.jobs import CleanJob, Result
from ...output_checks import check_raster_name, check_writable
from ...postprocess.majority import Smoothed
from ...postprocess.patches import ClassSource, frames, survey
from ...postprocess.pixel_area import PixelArea
from ...postprocess.sieve import sieved_classes
from ...progress import Progress

Block = tuple[Window, NDArray[np.uint8]]
_TAG = "LANDSKETCH_CLEANING"


def clean(job: CleanJob, progress: Progress) -> Result:
    """Apply the majority filter, then the sieve; legend and tags stay."""
    progress.stage("Open the map", 0, 0.02)
    output = Path(job.output)
    with ClassMap(job.map) as raster:
        check_writable(output, raster.grid.expected_bytes("classes", 1))
        check_raster_name(output)
        min_pixels = _min_pixels(job, raster, progress)
        source: ClassSource = Smoothed(raster, job.majority) if job.majority else raster
        metrics: dict[str, Any] = {"min_pixels": min_pixels}
        sieved = _sieved(source, min_pixels, job.connectivity, progress, metrics)
        blocks = sieved if min_pixels > 1 else _read(source, progress)
        tags = {**raster.tags, _TAG: json.dumps({"map": raster.name, **_options(job)})}
        changed = 0
        with MapWriter(output, raster.grid, "classes", raster.legend, tags) as writer:
            for window, classes in blocks:
                changed += int((classes != raster.read(window)).sum())
                writer.write(window.row, window.column, classes)
    return Result(
        {"output": job.output}, {**metrics, "pixels_changed": changed, "classes": _table(raster)}
    )


def _options(job: CleanJob) -> dict[str, Any]:
    """Return the options of the cleaning, without files and device."""
    options = asdict(job)
    for name in ("map", "output", "run"):
        del options[name]
    return options


def _min_pixels(job: CleanJob, raster: ClassMap, progress: Progress) -> int:
    """Return the minimum mapping unit in pixels."""
    if not job.min_area:
        return job.min_pixels
    area = PixelArea(raster.grid)
    if not area.in_square_metres:
        progress.warning(
            f"{raster.name} has no CRS on the earth, so MIN_AREA is in its own units, squared; "
            "assign its CRS for an area in m²."
        )
    return max(job.min_pixels, math.ceil(job.min_area / area.of_middle_pixel * (1 - 1e-9)))


def _sieved(
    source: ClassSource,
    min_pixels: int,
    connectivity: int,
    progress: Progress,
    metrics: dict[str, Any],
) -> Iterator[Block]:
    """Yield the sieved map block by block and add the numbers of patches to ``metrics``."""
    progress.stage("Find patches", 0.02, 0.35)
    patches = survey(source, connectivity, progress)
    progress.stage("Find neighbours", 0.35, 0.68)
    classes = sieved_classes(source, patches, min_pixels, connectivity, progress)
    changed = int((classes != patches.classes).sum())
    metrics |= {"patches": int(patches.are_classes.sum()), "patches_changed": changed}
    progress.stage("Write the map", 0.68, 1.0)
    for frame in frames(source, connectivity, progress):
        yield frame.window, classes[patches.of_part[frame.own[1]]]


def _read(source: ClassSource, progress: Progress) -> Iterator[Block]:
    progress.stage("Write the map", 0.02, 1.0)
    blocks = list(windows(*source.shape))
    for done, window in enumerate(blocks, start=1):
        yield window, source.read(window)
        progress.step(done, len(blocks))


def _table(raster: ClassMap) -> list[dict[str, Any]]:
    return [{"value": value, "name": name, "color": color} for value, name, color in raster.legend]
