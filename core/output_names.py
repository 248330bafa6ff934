"""Names of output files, of their sidecar files and of their temporary files."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable
from pathlib import Path


def distinct_stems(paths: Iterable[str]) -> list[str]:
    """Return one file name per input: its own without folder and suffix, numbered where needed.

    Args:
        paths: Paths, URLs or GDAL names (``NETCDF:file.nc:band``). Characters that a file system
            forbids become ``_``. Names that differ only in case count as equal.
    """
    taken: set[str] = set()
    stems = []
    for path in paths:
        name = _safe_stem(path)
        stem = name
        for number in itertools.count(2):
            if stem.lower() not in taken:
                break
            stem = f"{name}_{number}"
        stems.append(stem)
        taken.add(stem.lower())
    return stems


def _safe_stem(path: str) -> str:
    """Return the last component of a path or URL, without suffix and forbidden characters."""
    without_query = path.split("?", 1)[0]
    last = re.split(r"[/\\]", without_query.rstrip("/\\"))[-1]
    return re.sub(r"[^\w.()+-]+", "_", Path(last).stem).strip("_") or "scene"


def is_same_file(first: str, second: str) -> bool:
    """Tell whether two paths lead to the same file, however they are written; empty ones do not."""
    return bool(first and second) and os.path.realpath(first) == os.path.realpath(second)


def temporary_path(path: Path) -> Path:
    """Return the name under which ``path`` is written at first: ``map.tif`` -> ``map.part.tif``."""
    return path.with_name(f"{path.stem}.part{path.suffix}")


def work_folder(path: Path) -> Path:
    """Return the folder that holds chunks or checkpoints while ``path`` is being made."""
    return path.with_name(f"{path.name}.work")


def unfinished_files(tif: Path) -> tuple[Path, ...]:
    """Return the temporary files of a map and of its cloud optimised copy."""
    temporary = temporary_path(tif)
    return *map_files(temporary), *map_files(temporary_path(temporary))


def map_files(tif: Path) -> tuple[Path, ...]:
    """Return a map's GeoTIFF, its QGIS style and the sidecar files that GDAL may write."""
    aux = tif.with_name(f"{tif.name}.aux.xml")
    style = tif.with_suffix(".qml")
    overviews = tif.with_name(f"{tif.name}.ovr")
    mask = tif.with_name(f"{tif.name}.msk")
    return tif, aux, style, overviews, mask


def database_files(gpkg: Path) -> tuple[Path, ...]:
    """Return a GeoPackage and the journals that SQLite may keep beside it."""
    return gpkg, *(gpkg.with_name(gpkg.name + ending) for ending in ("-journal", "-wal", "-shm"))


def licence_file(onnx: Path) -> Path:
    """Return the file beside an exported model that holds the licence of its backbone."""
    return onnx.with_name(f"{onnx.stem}.LICENSE.txt")


def report_files(report: str) -> dict[str, str]:
    """Return the files of a report by output name; all are in its folder and have its stem."""
    page = Path(report)
    return {
        "report": report,
        "metrics": str(page.with_suffix(".metrics.json")),
        "class_scores": str(page.with_suffix(".classes.csv")),
        "matrix": str(page.with_suffix(".csv")),
    }
