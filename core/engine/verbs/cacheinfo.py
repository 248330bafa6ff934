"""The algorithm 'cacheinfo': what is in the feature cache."""

import time
from pathlib import Path
from typing import Any

from ...assessment.csv_tables import SPREADSHEET, csv_text
from ...atomic_write import write_atomically
from ...cache_folder import CachedFeatures, contents, folder_of
from ...job.cache_jobs import CacheInfoJob
from ...job.jobs import Result
from ...output_checks import check_writable
from ...progress import Progress

GB = 1e9
_MB = 1e6
_UNKNOWN = "unknown (earlier version)"
_COLUMNS = ("image", "backbone", "scale", "files", "megabytes", "last_used", "folder")


def show_cache(job: CacheInfoJob, progress: Progress) -> Result:
    """List the images and backbones in the cache, and write them as a table if one is wanted."""
    progress.stage("Read the cache", 0, 1)
    if job.table:
        check_writable(Path(job.table))
    folder = folder_of(job.run.cache)
    found = contents(folder)
    size = sum(one.size for one in found)
    progress.info(f"{folder}: {size / GB:.2f} GB in {len(found)} sets of features.")
    for one in found:
        progress.info(line_of(one))
    outputs = {}
    if job.table:
        table = csv_text(_COLUMNS, map(_row, found))
        write_atomically(Path(job.table), table.encode(SPREADSHEET))
        outputs["table"] = job.table
    metrics: dict[str, Any] = {"gigabytes": size / GB, "n_sets": len(found)}
    return Result(outputs, metrics | {"folder": str(folder)})


def line_of(one: CachedFeatures) -> str:
    """Return a line for the log."""
    scale = f", scale {one.scale:g}" if one.scale else ""
    image, backbone = one.image or _UNKNOWN, one.backbone or _UNKNOWN
    return f"{one.size / _MB:.1f} MB, last used {_day(one)}: {image}, {backbone}{scale}"


def _day(one: CachedFeatures) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(one.last_used)) if one.last_used else "never"


def _row(one: CachedFeatures) -> list[object]:
    megabytes = f"{one.size / _MB:.3f}"
    return [one.image, one.backbone, one.scale, one.n_files, megabytes, _day(one), one.folder.name]
