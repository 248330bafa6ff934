"""The model of the sample project makes the map of the sample project."""

import shutil
from pathlib import Path

import numpy as np
import rasterio

from landsketch.core.engine.run import run_job
from landsketch.core.job.job_json import from_dict
from landsketch.core.progress import Progress

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample"
LEAST_EQUAL = 0.999  # of the pixels: other computers may differ in the last bits of a feature


def test_the_model_makes_the_map(tmp_path):
    for name in ("image.tif", "model.safetensors"):
        shutil.copyfile(SAMPLE / name, tmp_path / name)
    files = {"input": "image.tif", "model": "model.safetensors", "output": "again.tif"}
    paths = {key: str(tmp_path / name) for key, name in files.items()}
    job = from_dict({"algorithm": "predictraster", **paths, "cache": str(tmp_path / "cache")})
    run_job(job, Progress())
    with rasterio.open(SAMPLE / "map.tif") as kept, rasterio.open(tmp_path / "again.tif") as again:
        assert kept.transform == again.transform
        assert np.mean(kept.read(1) == again.read(1)) >= LEAST_EQUAL
