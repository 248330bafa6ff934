"""Does memory grow with the scene? Peak memory of the engine over 20 and 200 Mpx, tall and wide, fully predicted."""

import json
import subprocess
import sys
from pathlib import Path

from common import DATA, ROOT, WORK, need, repeated_scene, report

SHAPES = {"20 Mpx": (2, 2), "200 Mpx tall": (40, 1), "200 Mpx wide": (1, 40)}


def main() -> None:
    """Repeat a real Dubai tile of 4.6 Mpx and map it with the built-in backbone in a fresh process each."""
    source = need(DATA / "dubai" / "tile1.tif")
    model = WORK / "memory.safetensors"
    train = {
        "verb": "train",
        "scenes": [{"path": str(source)}],
        "labels": {"raster": str(source.with_name("tile1_labels.tif"))},
        "model": str(model),
        "validation": "none",
    }
    run(train)
    rows = [measure(source, model, name, *shape) for name, shape in SHAPES.items()]
    for row in rows:
        row["÷ 20 Mpx"] = row["peak MB"] / rows[0]["peak MB"]
    report("memory", "Peak memory of the engine, built-in backbone, map and confidence", rows)


def measure(source: Path, model: Path, name: str, down: int, across: int) -> dict[str, object]:
    """Predict one repeated scene and return size, time and peak memory."""
    scene = repeated_scene(source, WORK / f"{name.replace(' ', '_')}.vrt", down, across)
    output = WORK / "memory.tif"
    run(
        {
            "verb": "predict",
            "scene": {"path": str(scene)},
            "model": str(model),
            "output": str(output),
            "confidence": str(WORK / "memory_confidence.tif"),
        }
    )
    figures = json.loads(Path(f"{output}.job.json").read_text())["figures"]
    row = {"scene": name, "Mpx": figures["mpx"], "Mpx/s": figures["mpx_per_second"], "peak MB": figures["peak_rss_mb"]}
    print(row, file=sys.stderr)
    return row


def run(job: dict[str, object]) -> None:
    """Run a job in a process of its own."""
    path = WORK / "memory.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**job, "run": {"cache": str(WORK / "cache")}}))
    engine = [sys.executable, str(ROOT / "core" / "engine" / "main.py"), "run", str(path)]
    subprocess.run(engine, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
