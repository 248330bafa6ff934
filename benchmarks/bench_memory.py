"""Does memory grow with the scene? Peak memory over 20 and 200 Mpx, for every method.

``--modes plain taper`` chooses methods, ``--repeat 22`` makes the large scenes 100 instead of 185
Mpx. Each map is made by its own process. The peak of a large scene may be 5 % or 32 MB above that
of the small one, which is as wide as a strip of score chunks.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from common import DATA, ROOT, WORK, need, repeated_scene, report

SMALL = (1, 4)  # 9 564 columns: narrower than a strip of parts, a scene takes less
MODES: dict[str, dict[str, object]] = {
    "plain": {},
    "sharpened": {"sharpen": "edges"},
    "4 lattices": {"lattices": 4},
    "taper": {"blend": "taper"},
    "2 views": {"tta": ["hflip"]},
    "turned view, taper": {"tta": ["rot90"], "blend": "taper"},
    "probabilities, unknown": {"unknown_below": 60},
    "cog": {"cog": True},
    "decoder": {},
}


def main() -> None:
    """Repeat a real Dubai tile of 4.6 Mpx and map it, each time in a fresh process."""
    options = _arguments()
    source = need(DATA / "dubai" / "tile1.tif")
    shapes = {"small": SMALL, "tall": (options.repeat, 1), "wide": (1, options.repeat)}
    rows = []
    for mode in options.modes:
        model = train(source, "decoder" if mode == "decoder" else "linear")
        measured = [measure(source, model, mode, name, shapes[name]) for name in shapes]
        rows += [judged(row, measured[0]) for row in measured]
    report("memory", "Peak memory of the engine, built-in backbone, map and confidence", rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--modes", nargs="+", choices=MODES, default=list(MODES), help="ways to map"
    )
    parser.add_argument("--repeat", type=int, default=40, help="tiles of 4.6 Mpx in a large scene")
    return parser.parse_args()


def judged(row: dict[str, object], small: dict[str, object]) -> dict[str, object]:
    """Say how a peak compares to the small scene's and whether that is constant memory."""
    peak, reference = float(str(row["peak MB"])), float(str(small["peak MB"]))
    return {
        **row,
        "÷ small": peak / reference,
        "constant": peak <= max(1.05 * reference, reference + 32),
    }


def train(source: Path, head: str) -> Path:
    """Train a head on one tile, once per run of this program; its quality does not matter here."""
    model = WORK / f"memory_{head}.safetensors"
    job = {
        "algorithm": "trainhead",
        "input": [str(source)],
        "label_raster": str(source.with_name("tile1_labels.tif")),
        "model": str(model),
        "validation": "none",
        "sharpen": "none",
        "max_samples": 1000,
        "head": head,
    }
    if head == "decoder":
        job["epochs"] = 1
    run(job)
    return model


def measure(
    source: Path, model: Path, mode: str, name: str, shape: tuple[int, int]
) -> dict[str, object]:
    """Map one repeated scene and return size, speed and peak memory."""
    scene = repeated_scene(source, WORK / f"memory_{shape[0]}_{shape[1]}.vrt", *shape)
    output = WORK / "memory.tif"
    job = {
        "algorithm": "predictraster",
        "input": str(scene),
        "model": str(model),
        "output": str(output),
        "confidence": str(WORK / "memory_confidence.tif"),
        **MODES[mode],
    }
    if mode == "probabilities, unknown":
        job["probabilities"] = str(WORK / "memory_probabilities.tif")
    run(job)
    metrics = json.loads(Path(f"{output}.job.json").read_text())["metrics"]
    speed = {
        "Mpx": metrics["mpx"],
        "Mpx/s": metrics["mpx_per_second"],
        "peak MB": metrics["peak_rss_mb"],
    }
    row = {"way": mode, "scene": name, **speed}
    print(row, file=sys.stderr, flush=True)
    return row


def run(job: dict[str, object]) -> None:
    """Run a job in a process of its own."""
    path = WORK / "memory.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**job, "cache": str(WORK / "cache")}))
    engine = [sys.executable, str(ROOT / "core" / "engine" / "main.py"), "run", str(path)]
    done = subprocess.run(
        engine, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
