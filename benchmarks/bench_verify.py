"""How long does 'verifydataset' take for 10 000 tiles with 20 000 labels? Two processes read.

The scene is Kampala's repeated to 164 Mpx; each inner window of 128 px has two polygons, whose
class is the brightness under them. ENCODE=none prepares quickly; the search for mislabelled
polygons encodes 256 tiles. The reference reads the same windows once, in one process. Before it,
the same with 100 000 x 100 000 px and 98 labels, where memory must not grow with the image.

Each run is a process of its own. Memory is that of the main process, CPU seconds are those of all.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common import DATA, ROOT, WORK, need, repeated_scene, report, timed

FOLDER = WORK / "verify"
SIDE, PER_TILE = 128, 2
N = 100  # tiles along one side of the scene
SOURCE_PX = (1024, 1536)
CLASSES = 5
OFF = {"find_shift": False, "find_mislabelled": False}
RUNS: dict[str, dict[str, Any]] = {
    "no shift, no mislabelled": OFF,
    "shift": {**OFF, "find_shift": True},
    "all": {},
}


def main() -> None:
    """Prepare and verify both scenes."""
    source = need(DATA / "kampala" / "scene.tif")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    rows: list[dict[str, Any]] = []
    for name, side_px, across in (("100 000 px", 100_000, 7), ("10 000 tiles", N * SIDE, N)):
        for row in _rows(source, name, side_px, across):
            rows.append(row)
            report("verify", "Datasets prepared and verified by 2 processes, 'builtin'", rows)


def _rows(source: Path, name: str, side_px: int, across: int) -> Iterator[dict[str, Any]]:
    """Yield one row for preparing a dataset of a square scene and one for each verification.

    Args:
        source: The image that is repeated.
        name: Name of the dataset.
        side_px: Smallest side of the scene.
        across: Labelled tiles along a side, spread evenly.
    """
    folder = FOLDER / name.replace(" ", "_")
    shape = [-(-side_px // size) for size in SOURCE_PX]
    scene = repeated_scene(source, folder / "scene.vrt", *shape)
    step = side_px // SIDE // across * SIDE
    places = [(row * step, column * step) for row in range(across) for column in range(across)]
    reading = timed(lambda: _read_once(scene, places))
    _write_labels(source, folder / "labels.gpkg", places)
    dataset = {"dataset": str(folder / "dataset"), "cache": str(folder / "cache")}
    prepare = {
        "algorithm": "preparedataset",
        "input": [str(scene)],
        "labels": str(folder / "labels.gpkg"),
        "class_field": "class",
        "encode": "none",
        "tile_tokens": 64,
        "halo_tokens": 16,
        **dataset,
    }
    jobs = {"prepare": prepare}
    for run, options in RUNS.items():
        verify = {"algorithm": "verifydataset", "workers": 2, "report": str(folder / "report.html")}
        layers = {key: str(folder / f"{key}.gpkg") for key in ("flagged_tiles", "flagged_labels")}
        jobs[f"verify, {run}"] = {**verify, **layers, **dataset, **options}
    for run, job in jobs.items():
        row = {"dataset": name, "run": run, "labels": PER_TILE * len(places), **_measured(job)}
        yield {**row, "÷ reading once": row["seconds"] / reading}


def _read_once(scene: Path, places: list[tuple[int, int]]) -> None:
    """Read every window once."""
    import rasterio
    from rasterio.windows import Window

    with rasterio.open(scene) as dataset:
        for row, column in places:
            dataset.read(window=Window(column, row, SIDE, SIDE))


def _write_labels(source: Path, path: Path, places: list[tuple[int, int]]) -> None:
    """Write two squares in each window, whose class is the brightness of the image there."""
    import numpy as np
    import pyogrio
    import rasterio
    import shapely

    with rasterio.open(source) as dataset:
        bright = dataset.read().mean(axis=0)
        transform, crs = dataset.transform, dataset.crs.to_wkt()
    random = np.random.default_rng(0)
    corners = np.repeat(np.array(places), PER_TILE, axis=0)
    corners += [(10, 10), (10, 74)] * len(places) + random.integers(0, 20, corners.shape)
    sizes = random.integers(10, 24, len(corners))
    means = np.array(
        [
            bright[row % SOURCE_PX[0] :, column % SOURCE_PX[1] :][:size, :size].mean()
            for (row, column), size in zip(corners.tolist(), sizes.tolist(), strict=True)
        ]
    )
    classes = np.searchsorted(np.quantile(means, np.arange(1, CLASSES) / CLASSES), means)
    west, north = transform * (corners[:, 1], corners[:, 0])
    east, south = transform * (corners[:, 1] + sizes, corners[:, 0] + sizes)
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapely.box(west, south, east, north)),
        [np.array([f"brightness {one}" for one in classes], object)],
        ["class"],
        geometry_type="Polygon",
        crs=crs,
    )


def _measured(job: dict[str, Any]) -> dict[str, Any]:
    """Run a job in a process of its own; return seconds, memory and figures."""
    path = FOLDER / "job.json"
    path.write_text(json.dumps({**job, "threads": 2, "device": "cpu"}))
    command = [sys.executable, __file__, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{job['algorithm']} failed")
    found = json.loads(done.stdout.splitlines()[-1])
    return {**found, "tiles/s": found["tiles"] / found["seconds"]}


def _run(path: Path) -> None:
    """Run a job file in this process and print seconds, memory and figures as JSON."""
    import pyogrio

    from core.engine.run import run_job
    from core.job.job_json import from_json
    from core.progress import Progress
    from core.runtime.memory import peak_rss_mb

    job = from_json(path.read_text())
    seconds = timed(lambda: run_job(job, Progress()))
    tiles = pyogrio.read_info(Path(job.folder) / "tiles.gpkg", layer="tiles")["features"]  # type: ignore[attr-defined]
    found = {"tiles": tiles, "seconds": seconds, "CPU s": sum(os.times()[:4])}
    print(json.dumps({**found, "peak MB": peak_rss_mb()}))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if len(sys.argv) > 1:
        _run(Path(sys.argv[1]))
    else:
        main()
