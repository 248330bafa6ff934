"""Tiny real rasters."""

from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

CRS = "EPSG:32636"
WEST, NORTH = 500_000.0, 40_000.0


def write_raster(path, bands, *, transform=None, crs=CRS, **profile):
    bands = np.asarray(bands)
    bands = bands[None] if bands.ndim == 2 else bands
    transform = Affine(1, 0, WEST, 0, -1, NORTH) if transform is None else transform
    count, height, width = bands.shape
    options = {
        "driver": "GTiff",
        "count": count,
        "height": height,
        "width": width,
        "dtype": bands.dtype.name,
    }
    if crs is not None:
        options["crs"] = crs
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(path, "w", transform=transform, **options, **profile) as dataset:
        dataset.write(bands)
    return str(path)


def read_band(path, band=1):
    with rasterio.open(path) as dataset:
        return dataset.read(band)


def ground(truth, seed, n_bands=3):
    """Paint kind 0 as smooth green and kind 1 as rough grey, (n_bands, h, w) uint8."""
    random = np.random.default_rng(seed)
    green, grey = (
        np.resize([60, 120, 50, 170, 90], n_bands),
        np.resize([130, 122, 112, 90, 140], n_bands),
    )
    colour = np.where(truth[None] == 0, green[:, None, None], grey[:, None, None])
    rough = random.normal(size=truth.shape) * np.where(truth == 0, 4, 25)
    fine = random.normal(size=(n_bands, *truth.shape)) * 3
    return np.clip(colour + rough + fine, 1, 254).astype(np.uint8)
