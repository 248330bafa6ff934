"""Real QGIS, tiny real rasters and labels, and engines that are ten lines long."""

import json
import stat
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from landsketch.plugin.provider import LandsketchProvider
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.translations import collect, german, in_german  # noqa: F401 (fixtures)

WEST, NORTH, SIZE = 500_000, 5_800_000, 256

_PRELUDE = """
import json, os, signal, sys, time

def say(kind, v=1, **values):
    print(json.dumps({"v": v, "type": kind, **values}), flush=True)

def hear():
    line = sys.stdin.readline()
    return json.loads(line) if line else None
"""


@pytest.fixture(scope="session", autouse=True)
def _processing(qgis_processing):
    """Processing is there, as in QGIS."""


@pytest.fixture(autouse=True)
def _no_layer_tree_view(monkeypatch):
    """Layers are loaded as without a window; the view of the tests' interface is no real one."""
    from processing.gui import Postprocessing

    monkeypatch.setattr(Postprocessing, "iface", None, raising=False)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    """Relative outputs go to the folder of the test, never into the repository."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def provider(qgis_processing):
    registry = QgsApplication.processingRegistry()
    added = LandsketchProvider()
    assert registry.addProvider(added)
    yield added
    registry.removeProvider(added)


@pytest.fixture
def algorithm(provider):
    """A function that returns a fresh algorithm by its id, alive as long as the test."""
    made = []

    def create(name):
        made.append(QgsApplication.processingRegistry().createAlgorithmById(f"landsketch:{name}"))
        return made[-1]

    return create


@pytest.fixture
def context():
    made = QgsProcessingContext()
    made.setProject(QgsProject.instance())
    yield made
    # A layer that outlives QGIS crashes when it is deleted
    made.temporaryLayerStore().removeAllMapLayers()


@pytest.fixture
def feedback():
    return QgsProcessingFeedback()


@pytest.fixture
def heard():
    return Listener()


@pytest.fixture(scope="session")
def scene(tmp_path_factory):
    """A 4-band image of 256 x 256 pixels of 1 m, UTM 33."""
    path = tmp_path_factory.mktemp("scène #1 ä") / "scene.tif"
    write_raster(path, np.random.default_rng(0).integers(0, 255, (4, SIZE, SIZE), dtype=np.uint8))
    return path


def write_raster(path: Path, pixels: np.ndarray) -> None:
    raster = gdal.GetDriverByName("GTiff").Create(str(path), SIZE, SIZE, len(pixels), gdal.GDT_Byte)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    raster.SetProjection(reference.ExportToWkt())
    raster.SetGeoTransform((WEST, 1, 0, NORTH, 0, -1))
    for number, band in enumerate(pixels, start=1):
        raster.GetRasterBand(number).WriteArray(band)


@pytest.fixture
def labels(qgis_new_project):
    """A memory layer in the project with four squares of two classes."""
    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:32633&field=class:string&field=split:integer", "labels", "memory"
    )
    for number in range(4):
        layer.dataProvider().addFeature(
            square(layer, number, ["water", "forest"][number % 2], number)
        )
    QgsProject.instance().addMapLayer(layer)
    return layer


def square(layer, number, *attributes):
    west = WEST + 20 + 50 * number
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, NORTH - 60, west + 30, NORTH - 20)))
    feature.setAttributes(list(attributes))
    return feature


@pytest.fixture
def engine_command(tmp_path):
    """A function that writes a tiny engine and returns the command that starts it."""

    def write(body: str) -> list[str]:
        path = tmp_path / "engine.py"
        path.write_text(_PRELUDE + textwrap.dedent(body), encoding="utf-8")
        return [sys.executable, "-u", str(path)]

    return write


@pytest.fixture
def engine_python(tmp_path, monkeypatch, engine_command):
    """A function that sets LANDSKETCH_PYTHON to a script with a minimal doctor and engine."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def write(
        body: str, doctor: str = json.dumps({"devices": ["cpu"]}), doctor_code: int = 0
    ) -> Path:
        command = " ".join(f"'{word}'" for word in engine_command(body))
        path = tmp_path / "python"
        path.write_text(
            f"#!/bin/sh\nif [ \"$2\" = doctor ]; then echo '{doctor}'; exit {doctor_code}; "
            f"fi\nexec {command}\n"
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("LANDSKETCH_PYTHON", str(path))
        return path

    return write
