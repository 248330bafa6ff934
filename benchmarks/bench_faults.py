"""Does a map survive kill -9 at any moment, and a full disk? Resumed against undisturbed pixels.

Thirty runs of the engine, each in its own process, are killed at random times, from the first
moment to the last. Each is then run again to the end. A chunk is repeated if it was complete
before the kill and was written again after it. A kill after the end does not count and is done
again.
"""

import contextlib
import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from common import DATA, ROOT, WORK, need, repeated_scene, report

N_KILLS = 30
FOLDER = WORK / "faults"


def main() -> None:
    """Map two real Dubai tiles (9 Mpx) with the built-in backbone, again and again."""
    source = need(DATA / "dubai" / "tile1.tif")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    model = FOLDER / "model.safetensors"
    run(
        {
            "algorithm": "trainhead",
            "input": [str(source)],
            "label_raster": str(source.with_name("tile1_labels.tif")),
            "model": str(model),
            "validation": "none",
        }
    )
    scene = repeated_scene(source, FOLDER / "scene.vrt", 2, 1)
    job = {
        "algorithm": "predictraster",
        "input": str(scene),
        "model": str(model),
        "output": str(FOLDER / "map.tif"),
    }
    whole_s = run(job)
    expected = pixels(FOLDER / "map.tif")
    remove_map(FOLDER)
    chance = random.Random(0)
    rows: list[dict[str, Any]] = []
    while len(rows) < N_KILLS:
        row = killed(job, chance.uniform(0, whole_s), expected)
        rows += [row] if row["running"] else []
    rows += filled_disk(job, expected)
    report("faults", f"Killed at random times of a run of {whole_s:.1f} s, then run again", rows)
    good = sum(row["equal"] for row in rows), sum(row.get("parts repeated", 0) for row in rows)
    print(f"{good[0]} of {len(rows)} maps equal, {good[1]} finished parts repeated")


def killed(job: dict[str, Any], after_s: float, expected: Any) -> dict[str, Any]:  # noqa: ANN401
    """Kill a run after some seconds, run it again, and return what it found and made."""
    import numpy as np

    process = start(job)
    time.sleep(after_s)
    was_running = process.poll() is None
    process.kill()  # SIGKILL, if it still runs
    process.wait()
    output = Path(job["output"])
    before, had_map = parts(output), output.exists()
    process, seen = start(job), {}
    while process.poll() is None:
        seen |= parts(output)
        time.sleep(0.01)
    if process.returncode:
        sys.exit("the run after the kill failed")
    repeated = sum(seen.get(name, written) != written for name, written in before.items())
    equal = bool(np.array_equal(pixels(output), expected))
    row = {
        "killed after s": round(after_s, 2), "running": was_running, "map was there": had_map,
        "parts finished": len(before), "parts repeated": repeated, "equal": equal,
    }  # fmt: skip
    remove_map(output.parent)
    print(row, file=sys.stderr)
    return row


def filled_disk(job: dict[str, Any], expected: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Fill a small disk while chunks are written, free space, resume; [] without a mount."""
    import numpy as np

    disk = FOLDER / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode:
        print(
            "no small disk can be mounted here (that takes root): the full disk is left out",
            file=sys.stderr,
        )
        return []
    try:
        here = {**job, "output": str(disk / "map.tif")}
        process = start(here)
        while process.poll() is None and len(parts(disk / "map.tif")) < 2:
            time.sleep(0.002)
        with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while shutil.disk_usage(disk).free > 300_000:  # the map grows meanwhile
                filler.write(bytes(100_000))
        said = process.communicate()[1].strip().splitlines()[-1]
        (disk / "filler").unlink()
        before = parts(disk / "map.tif")
        run(here)
        equal = bool(np.array_equal(pixels(disk / "map.tif"), expected))
    finally:
        subprocess.run(["umount", str(disk)], check=False)
    print(said, file=sys.stderr)
    return [
        {
            "killed after s": "disk full",
            "running": True,
            "parts finished": len(before),
            "equal": equal,
        }
    ]


def start(job: dict[str, Any]) -> "subprocess.Popen[str]":
    """Start the engine on a job, without a feature cache to help it."""
    path = FOLDER / "job.json"
    path.write_text(json.dumps({**job, "cache": str(FOLDER / "cache")}))
    command = [sys.executable, str(ROOT / "core" / "engine" / "main.py"), "run", str(path)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def run(job: dict[str, Any]) -> float:
    """Run a job to its end and return the seconds it took."""
    began = time.monotonic()
    process = start(job)
    said = process.communicate()[1]
    if process.returncode:
        sys.exit(said)
    return time.monotonic() - began


def parts(output: Path) -> dict[str, int]:
    """Return name and time of the complete parts of a map in the making."""
    found = {}
    with contextlib.suppress(FileNotFoundError):  # moved or removed while we look: we look again
        for file in Path(f"{output}.work").rglob("row*.npy"):
            if not file.stem.endswith(".part"):
                found[file.name] = file.stat().st_mtime_ns
    return found


def pixels(path: Path) -> Any:  # noqa: ANN401 (an array)
    """Return the classes of a map."""
    import rasterio

    with rasterio.open(path) as dataset:
        return dataset.read(1)


def remove_map(folder: Path) -> None:
    """Remove a map and what stands beside it."""
    for file in folder.glob("map*"):
        shutil.rmtree(file) if file.is_dir() else file.unlink()


if __name__ == "__main__":
    main()
