"""Are we faster than other programs? The same map end to end, by us and two others, in one run.

*Reference*: the raster in memory, tile by tile, sums of its whole size, in our arithmetic
(``reference.py``). *onnxruntime*: the exported model tile by tile with 64 px of overlap, as
Deepness does (``peer_onnx.py``). Each runs in a fresh process, in turn, and is timed after the
imports.

CROP=1500 maps only a corner of this many pixels; RUNS=3 is the number of rounds.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from common import DATA, ROOT, WORK, median, need, pretrained, report

RUNS = int(os.environ.get("RUNS", "3"))
CROP = int(os.environ.get("CROP", "0"))
HERE = Path(__file__).parent


def main() -> None:
    """Train on one Dubai tile, map another in every way, and compare maps, speed and memory."""
    name, trained_on = pretrained(), need(DATA / "dubai" / "tile3.tif")
    scene = cropped(need(DATA / "dubai" / "tile5.tif"))
    model, default, onnx = (
        WORK / f"peers{end}" for end in (".safetensors", "_mean.safetensors", ".onnx")
    )
    for path, position_mean in ((model, False), (default, True)):
        if not path.exists():
            engine(
                {
                    "algorithm": "trainhead",
                    "input": [str(trained_on)],
                    "label_raster": str(trained_on.with_name("tile3_labels.tif")),
                    "model": str(path),
                    "backbone": name,
                    "position_mean": position_mean,
                    "head": "linear",
                    "validation": "none",
                    "max_samples": 2000,
                }
            )
    engine({"algorithm": "exportmodel", "model": str(model), "output": str(onnx)})
    ways = {
        "ours": lambda: script("peer_ours.py", scene, model, "plain"),
        "ours, position mean (default)": lambda: script("peer_ours.py", scene, default, "mean"),
        "reference, bfloat16": lambda: script("reference.py", scene, model, "bfloat16"),
        "onnxruntime, overlap 64": lambda: script("peer_onnx.py", scene, onnx),
    }
    runs: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for _ in range(RUNS):
        for way, run in ways.items():
            runs[way].append(run())
            print(way, runs[way][-1], file=sys.stderr)
    mpx, same = size_mpx(scene), agreement(ways)
    rows = [row(way, found, runs["ours"], mpx, same[way]) for way, found in runs.items()]
    where = "Dubai tile 5" + (f", {CROP} px corner" if CROP else "")
    report(
        "peers" if not CROP else "peers_crop",
        f"{where}, DINOv2-S, linear head, {RUNS} rounds",
        rows,
    )


def row(
    way: str, found: list[dict[str, float]], ours: list[dict[str, float]], mpx: float, same: float
) -> dict:  # type: ignore[type-arg]
    """Return medians; the ratio is the median over rounds, since a machine's speed drifts."""
    return {
        "way": way,
        "Mpx/s": mpx / median([f["seconds"] for f in found]),
        "with start-up": mpx / median([f["wall"] for f in found]),
        "ours is faster by": median(
            [f["seconds"] / o["seconds"] for f, o in zip(found, ours, strict=True)]
        ),
        "processor s/Mpx": median([f["cpu"] for f in found]) / mpx,
        "peak MB": median([f["peak_mb"] for f in found]),
        "pixels as ours": same,
    }


def script(name: str, scene: Path, model: Path, *more: str) -> dict[str, float]:
    """Map with one of the scripts beside this one."""
    output = WORK / f"peers_{'_'.join([Path(name).stem, *more])}.tif"
    return started([sys.executable, str(HERE / name), str(scene), str(model), str(output), *more])


def engine(job: dict[str, object]) -> dict[str, float]:
    """Run a job in a process of its own."""
    path = WORK / "peers.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cache": str(WORK / "cache"), **job}))
    return started([sys.executable, str(ROOT / "core" / "engine" / "main.py"), "run", str(path)])


def started(command: list[str]) -> dict[str, float]:
    """Run a command; returns its wall seconds and what it printed as JSON in its last line."""
    quiet = {
        **os.environ,
        "OMP_WAIT_POLICY": "PASSIVE",
    }  # waiting threads leave a shared machine to others
    began = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=WORK, env=quiet)
    wall = time.perf_counter() - began
    last = (done.stdout.strip().splitlines() or [""])[-1]
    return {"wall": wall, **(json.loads(last) if last.startswith('{"seconds"') else {})}


def cropped(path: Path) -> Path:
    """Return the scene, or a copy of its corner where CROP asks for one."""
    import rasterio
    from rasterio.windows import Window

    if not CROP:
        return path
    WORK.mkdir(parents=True, exist_ok=True)
    with rasterio.open(path) as dataset:
        profile = {**dataset.profile, "height": CROP, "width": CROP}
        with rasterio.open(WORK / "peers_scene.tif", "w", **profile) as corner:
            corner.write(dataset.read(window=Window(0, 0, CROP, CROP)))
    return WORK / "peers_scene.tif"


def size_mpx(path: Path) -> float:
    """Return the size of a raster in megapixels."""
    import rasterio

    with rasterio.open(path) as dataset:
        return float(dataset.width * dataset.height / 1e6)


def agreement(ways: dict[str, object]) -> dict[str, float]:
    """Return the share of pixels to which each way gives our class."""
    import rasterio

    names = ("peer_ours_plain", "peer_ours_mean", "reference_bfloat16", "peer_onnx")
    maps = []
    for name in names:
        with rasterio.open(WORK / f"peers_{name}.tif") as dataset:
            maps.append(dataset.read(1))
    return {way: float((maps[0] == other).mean()) for way, other in zip(ways, maps, strict=True)}


if __name__ == "__main__":
    main()
