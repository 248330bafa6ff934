"""Shared by the benchmarks: engine, real scenes, pretrained backbone, tables and JSON.

Where possible, results are ratios within one run, because machines differ and are noisy.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
DATA = Path(os.environ.get("LANDSKETCH_BENCH_DATA", ROOT.parent / "shared" / "data"))
RESULTS = ROOT / "benchmarks" / "results"
WORK = ROOT / "build" / "bench"
PRETRAINED = "dinov2-small-wheel"


def need(path: Path) -> Path:
    """Return a data file, or end the program with a message if it is missing."""
    if not path.exists():
        print(f"skipped: {path} is missing (set LANDSKETCH_BENCH_DATA to the folder of the images)")
        sys.exit(0)
    return path


def pretrained() -> str:
    """Return the name of the pretrained backbone; end the program if it is not installed."""
    from core.features.backbone import backbone_folder
    from core.job.options import RunOptions

    if not (backbone_folder(RunOptions()) / PRETRAINED / "config.json").is_file():
        print(
            "skipped: install the backbone first: "
            f"scripts/landsketch installbackbone BACKBONE={PRETRAINED}"
        )
        sys.exit(0)
    return PRETRAINED


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that ``action`` takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def clock() -> tuple[float, float]:
    """Return wall and processor seconds, for ``finished``."""
    return time.perf_counter(), time.process_time()


def finished(began: tuple[float, float]) -> None:
    """Print wall and CPU seconds since ``clock`` and the peak memory of the process as JSON."""
    from core.runtime.memory import peak_rss_mb

    wall, processor = clock()
    print(
        json.dumps(
            {"seconds": wall - began[0], "cpu": processor - began[1], "peak_mb": peak_rss_mb()}
        )
    )


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def repeated_scene(source: Path, path: Path, down: int, across: int) -> Path:
    """Write a VRT that repeats a real scene ``down`` x ``across`` times, and return it."""
    import rasterio

    with rasterio.open(source) as dataset:
        width, height, count, dtype = (
            dataset.width,
            dataset.height,
            dataset.count,
            dataset.dtypes[0],
        )
        transform, crs = dataset.transform.to_gdal(), dataset.crs.to_wkt()
    kind = {"uint8": "Byte", "uint16": "UInt16"}[dtype]
    bands = []
    for band in range(1, count + 1):
        pieces = "".join(
            f"<SimpleSource><SourceFilename>{source}</SourceFilename>"
            f"<SourceBand>{band}</SourceBand>"
            f'<SrcRect xOff="0" yOff="0" xSize="{width}" ySize="{height}"/>'
            f'<DstRect xOff="{column * width}" yOff="{row * height}" '
            f'xSize="{width}" ySize="{height}"/></SimpleSource>'
            for row in range(down)
            for column in range(across)
        )
        bands.append(f'<VRTRasterBand dataType="{kind}" band="{band}">{pieces}</VRTRasterBand>')
    geo = ", ".join(map(str, transform))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<VRTDataset rasterXSize="{width * across}" rasterYSize="{height * down}"><SRS>{crs}</SRS>'
        f"<GeoTransform>{geo}</GeoTransform>{''.join(bands)}</VRTDataset>"
    )
    return path


def report(name: str, title: str, rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as a table and write them as JSON to benchmarks/results."""
    table(title, rows)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(
        json.dumps({"title": title, "rows": rows}, indent=1) + "\n"
    )


def table(title: str, rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as a table; a row may lack columns."""
    from rich.console import Console
    from rich.table import Table

    columns = list(dict.fromkeys(column for row in rows for column in row))
    printed = Table(*columns, title=title)
    for row in rows:
        values = (row.get(column, "") for column in columns)
        printed.add_row(*(f"{v:.3g}" if isinstance(v, float) else str(v) for v in values))
    Console(width=120).print(printed)
