"""A synthetic image with which an installation is checked."""

from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin


def write_two_halves(path: Path, side_px: int) -> None:
    """Write a square 8-bit image of three bands, dark on the left and bright on the right.

    Its pixels are 1 m wide, in EPSG:32633, and its lower left corner is at (0, 0).
    """
    rng = np.random.default_rng(0)
    image = rng.integers(20, 60, (3, side_px, side_px), dtype=np.uint8)
    image[:, :, side_px // 2 :] += 150
    profile = {
        "driver": "GTiff",
        "count": 3,
        "dtype": "uint8",
        "height": side_px,
        "width": side_px,
        "crs": "EPSG:32633",
        "transform": from_origin(0, side_px, 1, 1),
    }
    with rasterio.open(path, "w", **profile) as target:
        target.write(image)
