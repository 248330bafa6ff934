"""Make the sample project in resources/sample: image, labels, model, map and QGIS project.

Usage: .venv/bin/python scripts/make_sample.py
The image is a crop of the demo's Sentinel-2 scene, the labels are those of sample_strokes.py. Model
and map are made by the engine. The project is made by sample_in_qgis.py in the Python of QGIS
(PYTHON, default /usr/bin/python3).
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import rasterio
import shapely
from pyogrio import set_gdal_config_options
from rasterio.windows import Window
from sample_strokes import STROKES

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SAMPLE = ROOT / "resources" / "sample"
CROP = Window(864, 296, 560, 420)  # columns and rows of the demo's scene, without clouds
BANDS = {4: "red", 3: "green", 2: "blue", 8: "near infrared"}
CLASSES = {
    "water": "#2f6fb5",
    "trees": "#1f6b3a",
    "bare ground": "#d9b77e",
    "green field": "#a6cf6a",
    "built-up": "#c8443c",
}
# Near infrared, red and green for the backbone; all bands again beside its features
IMAGE_OPTIONS = {"input": ["image.tif"], "bands": [4, 1, 2], "scale": 2}
LAST_CHANGE = "2026-01-01T00:00:00Z"  # in the GeoPackage, so that the file does not change


def main() -> int:
    """Make all files anew; those that are written by hand stay."""
    import demo_data

    scene, _ = demo_data.prepare(ROOT / "build" / "data")
    for path in SAMPLE.glob("[!R]*"):
        path.unlink()
    write_image(scene, SAMPLE / "image.tif")
    write_labels(SAMPLE / "image.tif", SAMPLE / "labels.gpkg")
    train_and_map()
    make_project()
    for path in [*SAMPLE.glob("*.job.json"), *SAMPLE.glob("*.aux.xml")]:
        path.unlink()
    shutil.rmtree(ROOT / "build" / "sample-cache", ignore_errors=True)
    total = sum(path.stat().st_size for path in SAMPLE.iterdir())
    print(f"{SAMPLE}: {total / 1e6:.2f} MB")
    return 0


def write_image(scene: Path, output: Path) -> None:
    """Cut the image out of the demo's scene."""
    with rasterio.open(scene) as source:
        pixels = source.read(list(BANDS), window=CROP)
        transform, crs = source.window_transform(CROP), source.crs
    profile = {"driver": "GTiff", "dtype": pixels.dtype, "count": len(pixels), "crs": crs}
    size = {"height": pixels.shape[1], "width": pixels.shape[2], "transform": transform}
    storage = {"compress": "deflate", "zlevel": 9, "predictor": 2, "interleave": "band"}
    with rasterio.open(output, "w", photometric="MINISBLACK", **profile, **size, **storage) as file:
        file.write(pixels)
        for number, name in enumerate(BANDS.values(), start=1):
            file.set_band_description(number, name)


def write_labels(image: Path, output: Path) -> None:
    """Write the strokes as polygons, with the class table that the dock reads."""
    with rasterio.open(image) as source:
        transform, crs = source.transform, source.crs
    shapes = []
    for _, width, places in STROKES:
        line = shapely.LineString([transform * (x + 0.5, y + 0.5) for x, y in places])
        brush = shapely.buffer(line, width / 2 * transform.a, quad_segs=6)
        shapes.append(shapely.MultiPolygon([brush]))
    set_gdal_config_options({"OGR_CURRENT_DATE": LAST_CHANGE})
    pyogrio.raw.write(
        output,
        geometry=shapely.to_wkb(np.array(shapes)),
        field_data=[np.array([name for name, *_ in STROKES], dtype=object)],
        fields=["class"],
        layer="labels",
        crs=crs.to_string(),
        geometry_type="MultiPolygon",
        dataset_options={"VERSION": "1.2"},  # the newest that QGIS 3.22 reads without a warning
    )
    table = [
        {"value": value, "name": name, "color": color}
        for value, (name, color) in enumerate(CLASSES.items(), start=1)
    ]
    text = json.dumps(table, indent=1) + "\n"
    output.with_name("labels.classes.json").write_text(text, encoding="utf-8")


def train_and_map() -> None:
    """Train the default head on the built-in backbone, and map the image."""
    cache = {"cache": str(ROOT / "build" / "sample-cache")}
    training = {
        "algorithm": "trainhead",
        "labels": "labels.gpkg",
        "class_field": "class",
        "class_table": "labels.classes.json",
        "backbone": "builtin",
        "head": "lda",
        "extra_bands": [1, 2, 3, 4],
        "model": "model.safetensors",
    }
    run_job({**training, **IMAGE_OPTIONS, **cache})
    mapping = {"algorithm": "predictraster", "input": "image.tif", "model": "model.safetensors"}
    run_job({**mapping, "output": "map.tif", **cache})


def run_job(job: dict[str, Any]) -> None:
    """Run a job in the folder of the sample, so that the files name no other folder."""
    engine = [sys.executable, str(ROOT / "core" / "engine" / "main.py"), "run", "-"]
    subprocess.run(  # noqa: S603 (our own program, no shell)
        engine, cwd=SAMPLE, input=json.dumps(job), text=True, check=True
    )


def make_project() -> None:
    """Make the project from the files, in the Python of QGIS."""
    python = os.environ.get("PYTHON", "/usr/bin/python3")
    program = shutil.which(python) or sys.exit(f"{python} was not found; set PYTHON.")
    own = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in own}
    subprocess.run(  # noqa: S603 (our own program, no shell)
        [program, str(ROOT / "scripts" / "sample_in_qgis.py"), str(SAMPLE)],
        env={**environment, "QT_QPA_PLATFORM": "offscreen", "QT_HASH_SEED": "0"},
        check=True,
    )


if __name__ == "__main__":
    sys.exit(main())
