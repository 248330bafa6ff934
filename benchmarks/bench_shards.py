"""What do shards gain and cost? Processes and Dask workers against one process; one thread each.

Each process loads interpreter, torch, model and backbone. Each has one thread, so n shards
represent n computers, as long as there are n cores. Pixels are compared with those of one
process.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from typing import Any

from common import DATA, ROOT, WORK, need, pretrained, repeated_scene, report

FOLDER = WORK / "shards"
TILES = 8
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
SHARDS = tuple(n for n in (1, 2, 4, 8) if n <= CORES)


def main() -> None:
    """Map a real Dubai tile, repeated to 32 Mpx, with DINOv2-S."""
    import numpy as np

    source = need(DATA / "dubai" / "tile3.tif")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    model = str(FOLDER / "model.safetensors")
    training = {
        "algorithm": "trainhead",
        "input": [str(source)],
        "label_raster": str(source.with_name("tile3_labels.tif")),
        "model": model,
        "backbone": pretrained(),
        "validation": "none",
        "max_samples": 500,
    }
    finish([start(training, "train", 0)])

    scene = str(repeated_scene(source, FOLDER / "scene.vrt", TILES, 1))

    def job(name: str) -> dict[str, Any]:
        return {
            "algorithm": "predictraster",
            "input": scene,
            "model": model,
            "output": str(FOLDER / f"{name}.tif"),
        }

    rows: list[dict[str, Any]] = [
        {"run": "one process", **timed_run("", job("single"), [("single", [])], 1)}
    ]
    for count in SHARDS:
        name = f"shards{count}"
        runs = [(f"{name}-{index}", ["--shard", f"{index}/{count}"]) for index in range(count)]
        encoding = timed_run("encode ", job(name), runs, 1)
        assembly = timed_run("assemble ", job(name), [(name, ["--assemble"])], 1)
        total = {
            key: encoding[f"encode {key}"] + assembly[f"assemble {key}"] for key in ("s", "CPU s")
        }
        rows.append({"run": f"{count} shards", **total, **encoding, **assembly})
    workers = f"local:{min(2, CORES)}"
    rows.append(
        {
            "run": f"Dask, {workers}",
            **timed_run("", job("dask"), [("dask", ["--dask", workers])], 1),
        }
    )
    single, expected = rows[0], pixels("single")
    for row, name in zip(
        rows, ["single", *(f"shards{count}" for count in SHARDS), "dask"], strict=True
    ):
        row |= {f"{key} ÷ one process": row[key] / single[key] for key in ("s", "CPU s")}
        row["equal"] = bool(np.array_equal(pixels(name), expected))
    report(
        "shards",
        f"One map of 32 Mpx, DINOv2-S, shared out on {CORES} cores, one thread a process",
        rows,
    )


def timed_run(
    what: str, job: dict[str, Any], runs: list[tuple[str, list[str]]], threads: int
) -> dict[str, float]:
    """Start processes together and wait; return seconds and CPU seconds, summed over processes."""
    began, busy = time.monotonic(), cpu_seconds()
    finish([start(job, name, threads, *options) for name, options in runs])
    return {f"{what}s": time.monotonic() - began, f"{what}CPU s": cpu_seconds() - busy}


def cpu_seconds() -> float:
    """Return processor seconds of all children that have ended, and of theirs."""
    times = os.times()
    return times.children_user + times.children_system


def start(job: dict[str, Any], name: str, threads: int, *options: str) -> "subprocess.Popen[str]":
    """Start the engine on a job, with a feature cache of its own."""
    path = FOLDER / f"{name}.json"
    cache = str(FOLDER / f"{name}.cache")
    path.write_text(json.dumps({**job, "cache": cache, "threads": threads}))
    command = [
        sys.executable,
        str(ROOT / "core" / "engine" / "main.py"),
        "run",
        str(path),
        *options,
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def finish(processes: "list[subprocess.Popen[str]]") -> None:
    """Wait for all; end the program where one fails."""
    for process in processes:
        said = process.communicate()[1]
        if process.returncode:
            sys.exit(said)


def pixels(name: str) -> Any:  # noqa: ANN401 (an array)
    """Return the classes of a map."""
    import rasterio

    with rasterio.open(FOLDER / f"{name}.tif") as dataset:
        return dataset.read(1)


if __name__ == "__main__":
    main()
