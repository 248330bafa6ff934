"""The real engine on a 256 x 256 scene with the built-in backbone; results per session."""

import os
import stat
import subprocess
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

ROOT = Path(__file__).resolve().parents[2]
WEST, NORTH, SIZE, CELL = 500_000, 5_800_000, 256, 64
NAMES = ("water", "forest")


def engine_python() -> str:
    return os.environ.get("LANDSKETCH_PYTHON") or str(ROOT / ".venv" / "bin" / "python")


@pytest.fixture(scope="session")
def python():
    """The engine's interpreter."""
    if not Path(engine_python()).exists():
        pytest.skip("there is no engine environment; make one with 'make setup'")
    return engine_python()


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory):
    """The user's data and cache folders are left alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A folder whose name breaks careless programs."""
    return tmp_path_factory.mktemp("Süd #1 (neu)")


@pytest.fixture(scope="session")
def scene(folder):
    """A chessboard of dark bluish and bright greenish noise, in cells of 64 pixels of 1 m."""
    noise = np.random.default_rng(1).normal(0, 12, (3, SIZE, SIZE))
    is_forest = (np.add(*np.indices((SIZE, SIZE)) // CELL) % 2).astype(bool)
    colors = np.where(
        is_forest, np.array([90, 160, 70])[:, None, None], np.array([40, 60, 120])[:, None, None]
    )
    path = folder / "scene.tif"
    raster = gdal.GetDriverByName("GTiff").Create(str(path), SIZE, SIZE, 3, gdal.GDT_Byte)
    raster.SetProjection(utm().ExportToWkt())
    raster.SetGeoTransform((WEST, 1, 0, NORTH, 0, -1))
    for number, band in enumerate(np.clip(colors + noise, 1, 255).astype(np.uint8), start=1):
        raster.GetRasterBand(number).WriteArray(band)
    return path


@pytest.fixture(scope="session")
def labels(folder):
    """One polygon in every cell."""
    path = folder / "labels.gpkg"
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("labels", utm(), ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("class", ogr.OFTString))
    for row in range(SIZE // CELL):
        for column in range(SIZE // CELL):
            feature = ogr.Feature(layer.GetLayerDefn())
            feature["class"] = NAMES[(row + column) % 2]
            feature.SetGeometry(ogr.CreateGeometryFromWkt(square(row, column)))
            layer.CreateFeature(feature)
    return path


def utm():
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    return reference


def square(row, column):
    west, east = WEST + column * CELL + 12, WEST + column * CELL + CELL - 12
    north, south = NORTH - row * CELL - 12, NORTH - row * CELL - CELL + 12
    lower, upper = f"{west} {south}, {east} {south}", f"{east} {north}, {west} {north}"
    return f"POLYGON (({lower}, {upper}, {west} {south}))"


class CommandLine:
    """scripts/landsketch, run in one folder with one engine."""

    def __init__(self, folder, python):
        self.folder, self.python = folder, python

    def __call__(self, *words, code=0, **environment):
        done = subprocess.run(
            [str(ROOT / "scripts" / "landsketch"), *words],
            cwd=self.folder,
            env={**os.environ, "LANDSKETCH_PYTHON": self.python, **environment},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def results(self, done) -> dict[str, str]:
        """Read the results that qgis_process printed."""
        lines = done.stdout.rpartition("\nResults\n")[2].splitlines()
        return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


@pytest.fixture(scope="session")
def landsketch(python, folder):
    """A function that runs scripts/landsketch in the folder of the scene."""
    return CommandLine(folder, python)


@pytest.fixture(scope="session")
def trained(landsketch, scene, labels):
    """The command line's output of training; paths are relative to the user's folder."""
    done = landsketch(
        "trainhead",
        "INPUT=scene.tif",
        "BANDS=1,2,3",
        "LABELS=labels.gpkg",
        "CLASS_FIELD=class",
        "BACKBONE=builtin",
        "HEAD=linear",
        "CACHE=cache",
        "MODEL=model.safetensors",
        "REPORT=report.html",
    )
    return landsketch.results(done)


@pytest.fixture(scope="session")
def model(trained, folder):
    return folder / "model.safetensors"


@pytest.fixture(scope="session")
def mapped(landsketch, scene, model, folder):
    """The map that the command line made, with its confidence."""
    landsketch(
        "predictraster",
        "INPUT=scene.tif",
        "MODEL=model.safetensors",
        "CACHE=cache",
        "OUTPUT=map.tif",
        "CONFIDENCE=confidence.tif",
    )
    return folder / "map.tif"


_ENDLESS = """#!/bin/sh
# called as: python main.py doctor, and as: python -u main.py serve
[ "$2" = doctor ] && exec echo '{}'
echo '{"v":1,"type":"hello"}'
touch "$(dirname "$0")/working"
exec sleep 600
"""


@pytest.fixture(scope="session")
def endless_engine(tmp_path_factory):
    """An interpreter whose engine never ends; it creates a file ``working`` beside itself."""
    path = tmp_path_factory.mktemp("endless") / "python"
    path.write_text(_ENDLESS)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
