"""Names of output files, of the files beside them, and of what stands in for them while they are made."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from pathlib import Path


def distinct_stems(paths: Iterable[str]) -> list[str]:
    """Return names for files made from inputs, one each: their own without folder and ending, numbered where needed.

    Paths may be addresses or GDAL's names (``NETCDF:file.nc:band``); what no file system takes becomes ``_``.
    """
    taken: set[str] = set()
    stems = []
    for path in paths:
        last = re.split(r"[/\\]", path.split("?", 1)[0].rstrip("/\\"))[-1]
        name = re.sub(r"[^\w.()+-]+", "_", Path(last).stem).strip("_") or "scene"
        numbered = (name if number == 1 else f"{name}_{number}" for number in itertools.count(1))
        stems.append(next(stem for stem in numbered if stem.lower() not in taken))
        taken.add(stems[-1].lower())
    return stems


def temporary_path(path: Path) -> Path:
    """Return the name under which ``path`` is made: ``map.tif`` -> ``map.part.tif``."""
    return path.with_name(f"{path.stem}.part{path.suffix}")


def work_folder(path: Path) -> Path:
    """Return the folder that holds the pieces of ``path`` while it is made."""
    return path.with_name(f"{path.name}.work")


def unfinished_files(tif: Path) -> tuple[Path, ...]:
    """Return the files of a map in the making: its own, and its cloud optimised copy."""
    part = temporary_path(tif)
    return *map_files(part), *map_files(temporary_path(part))


def map_files(tif: Path) -> tuple[Path, ...]:
    """Return a map's GeoTIFF, GDAL's side file, the QGIS style, and what GDAL may have put beside it later."""
    aux, overviews, mask = (
        tif.with_name(tif.name + ending) for ending in (".aux.xml", ".ovr", ".msk")
    )
    return tif, aux, tif.with_suffix(".qml"), overviews, mask


def database_files(gpkg: Path) -> tuple[Path, ...]:
    """Return a GeoPackage and the journals that SQLite may keep beside it."""
    return gpkg, *(gpkg.with_name(gpkg.name + ending) for ending in ("-journal", "-wal", "-shm"))


def licence_file(onnx: Path) -> Path:
    """Return the file beside an exported model that tells the licence of its backbone."""
    return onnx.with_name(f"{onnx.stem}.LICENSE.txt")


def report_files(report: str) -> dict[str, str]:
    """Return the files of a report by output name; all stand beside the page and share its stem."""
    endings = {"metrics": ".metrics.json", "class_scores": ".classes.csv", "matrix": ".csv"}
    return {
        "report": report,
        **{name: str(Path(report).with_suffix(ending)) for name, ending in endings.items()},
    }
