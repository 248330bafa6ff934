"""The algorithm 'cleanmap': a class map in, the same map without specks out."""

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
from ...postprocess.ground import PixelArea
from ...postprocess.majority import Smoothed
from ...postprocess.patches import ClassSource, frames, survey
from ...postprocess.sieve import sieved_classes
from ...progress import Progress

Block = tuple[Window, NDArray[np.uint8]]
_TAG = "LANDSKETCH_CLEANING"


def clean(job: CleanJob, progress: Progress) -> Result:
    """Filter a map, then sieve it, and write it with the legend and tags it came with."""
    progress.stage("Open the map", 0, 0.02)
    output = Path(job.output)
    with ClassMap(job.map) as raster:
        check_writable(output, raster.grid.expected_bytes("classes", 1))
        check_raster_name(output)
        least = _least_pixels(job, raster, progress)
        source: ClassSource = Smoothed(raster, job.majority) if job.majority else raster
        metrics: dict[str, Any] = {"min_pixels": least}
        blocks = (
            _sieved(source, least, job.connectivity, progress, metrics)
            if least > 1
            else _read(source, progress)
        )
        how = {
            name: value
            for name, value in asdict(job).items()
            if name not in ("map", "output", "run")
        }
        tags = {**raster.tags, _TAG: json.dumps({"map": raster.name, **how})}
        changed = 0
        with MapWriter(output, raster.grid, "classes", raster.legend, tags) as writer:
            for window, classes in blocks:
                changed += int((classes != raster.read(window)).sum())
                writer.write(window.row, window.column, classes)
    return Result(
        {"output": job.output}, {**metrics, "pixels_changed": changed, "classes": _table(raster)}
    )


def _least_pixels(job: CleanJob, raster: ClassMap, progress: Progress) -> int:
    """Return the pixels of the minimum mapping unit."""
    if not job.min_area:
        return job.min_pixels
    area = PixelArea(raster.grid)
    if not area.is_on_ground:
        progress.warning(
            f"{raster.name} has no place on the earth, so MIN_AREA counts in its own units, squared."
        )
    return max(job.min_pixels, math.ceil(job.min_area / area.in_the_middle * (1 - 1e-9)))


def _sieved(
    source: ClassSource, least: int, connectivity: int, progress: Progress, metrics: dict[str, Any]
) -> Iterator[Block]:
    progress.stage("Find patches", 0.02, 0.35)
    patches = survey(source, connectivity, progress)
    progress.stage("Find neighbours", 0.35, 0.68)
    classes = sieved_classes(source, patches, least, connectivity, progress)
    changed = int((classes != patches.classes).sum())
    metrics |= {"patches": int(patches.are_classes.sum()), "patches_changed": changed}
    progress.stage("Write the map", 0.68, 1.0)
    for frame in frames(source, connectivity, progress):
        yield frame.window, classes[patches.of_piece[frame.own[1]]]


def _read(source: ClassSource, progress: Progress) -> Iterator[Block]:
    progress.stage("Write the map", 0.02, 1.0)
    places = list(windows(*source.shape))
    for done, window in enumerate(places):
        yield window, source.read(window)
        progress.step(done + 1, len(places))


def _table(raster: ClassMap) -> list[dict[str, Any]]:
    return [{"value": value, "name": name, "color": color} for value, name, color in raster.legend]
