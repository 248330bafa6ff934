"""Maps written by the engine, opened in QGIS: classes, names and colours are right."""

import os
import subprocess
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsRasterLayer
from qgis.PyQt.QtCore import QSize

ENGINE = os.environ.get("LANDSKETCH_PYTHON", "")
LEGEND = [(1, "Forêt & <bush>", "#1e7a34"), (3, 'water "deep"', "#3b7dd8"), (7, "道路", "#6e6e78")]
WRITE = """
import sys
sys.path.insert(0, sys.argv[1])
import conftest
import numpy as np
from pathlib import Path
from affine import Affine
from rasterio.crs import CRS
from landsketch.core.imagery.map_writer import MapGrid, MapWriter
grid = MapGrid(1200, 600, Affine(0.5, 0, 500000, 0, -0.5, 5000000), CRS.from_epsg(32633))
classes = np.array([1, 3, 7, 255], np.uint8).repeat(300)[None].repeat(600, axis=0)
with MapWriter(Path(sys.argv[2]) / "classes.tif", grid, "classes", LEGEND, {}) as writer:
    writer.write(0, 0, classes)
is_known = np.arange(600)[:, None] < 300
unsure = np.where(is_known, classes, np.where(classes == 255, 255, 0)).astype(np.uint8)
legend = [*LEGEND, (0, "unknown", "#9e9e9e")]
folder = Path(sys.argv[2])
with MapWriter(folder / "cloud.tif", grid, "classes", legend, {}, cog=True) as writer:
    writer.write(0, 0, unsure)
percent = [np.where(classes == 255, 255, 100 * (classes == v)) for v in (1, 3, 7)]
for name in ("shares", "cloud_shares"):
    cog = "cloud" in name
    with MapWriter(folder / f"{name}.tif", grid, "probabilities", LEGEND, {}, cog=cog) as writer:
        writer.write(0, 0, np.stack(percent).astype(np.uint8))
with MapWriter(Path(sys.argv[2]) / "confidence.tif", grid, "confidence", (), {}) as writer:
    writer.write(0, 0, np.where(classes == 255, 255, 100 * (classes == 1)).astype(np.uint8))
"""

pytestmark = pytest.mark.skipif(
    not Path(ENGINE).is_file(), reason="LANDSKETCH_PYTHON names no engine environment"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps")
    tests = Path(__file__).resolve().parents[1]
    program = WRITE.replace("LEGEND", repr(LEGEND))
    subprocess.run([ENGINE, "-X", "utf8", "-c", program, str(tests), str(folder)], check=True)
    return folder


def drawn(layer):
    """Draw the whole layer, 120 by 60 pixels."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(layer.extent())
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(QSize(120, 60))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def test_a_class_map_shows_its_classes_and_no_others(folder, qgis_app):
    layer = QgsRasterLayer(str(folder / "classes.tif"), "classes")
    assert layer.renderer().type() == "paletted"
    assert [(int(c.value), c.label, c.color.name()) for c in layer.renderer().classes()] == LEGEND
    assert layer.bandName(1) == "Band 1: Class"


def test_a_class_map_is_drawn_in_its_colours(folder, qgis_app):
    image = drawn(QgsRasterLayer(str(folder / "classes.tif"), "classes"))
    assert [image.pixelColor(x, 30).name() for x in (15, 45, 75, 105)] == [
        "#1e7a34",
        "#3b7dd8",
        "#6e6e78",
        "#ffffff",
    ]


def test_confidence_is_a_gradient_from_0_to_100(folder, qgis_app):
    layer = QgsRasterLayer(str(folder / "confidence.tif"), "confidence")
    renderer = layer.renderer()
    items = renderer.shader().rasterShaderFunction().colorRampItemList()
    assert renderer.type() == "singlebandpseudocolor"
    assert [item.value for item in items] == [0, 25, 50, 75, 100]
    assert renderer.shader().rasterShaderFunction().sourceColorRamp().count() == 5
    image = drawn(layer)
    assert [image.pixelColor(x, 30).name() for x in (15, 45, 105)] == [
        "#fde725",
        "#440154",
        "#ffffff",
    ]


def test_a_cloud_optimised_map_with_unknown_ground_shows_its_classes(folder, qgis_app):
    layer = QgsRasterLayer(str(folder / "cloud.tif"), "cloud")
    legend = [*LEGEND, (0, "unknown", "#9e9e9e")]
    assert [(int(c.value), c.label, c.color.name()) for c in layer.renderer().classes()] == legend
    assert layer.bandName(1) == "Band 1: Class"
    image = drawn(layer)
    assert [image.pixelColor(x, 15).name() for x in (15, 45, 75, 105)] == [
        "#1e7a34",
        "#3b7dd8",
        "#6e6e78",
        "#ffffff",
    ]
    assert [image.pixelColor(x, 45).name() for x in (15, 45, 75, 105)] == [
        *3 * ["#9e9e9e"],
        "#ffffff",
    ]
    dataset = gdal.Open(str(folder / "cloud.tif"))
    assert dataset.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") == "COG"
    assert dataset.GetRasterBand(1).GetDefaultRAT().GetValueAsString(3, 1) == "unknown"


@pytest.mark.parametrize("name", ["shares", "cloud_shares"])
def test_probabilities_are_bands_with_the_names_of_classes(folder, qgis_app, name):
    layer = QgsRasterLayer(str(folder / f"{name}.tif"), "shares")
    assert [layer.bandName(band) for band in (1, 2, 3)] == [
        f"Band {i}: {name}" for i, (_, name, _) in enumerate(LEGEND, 1)
    ]
    assert (layer.renderer().type(), layer.renderer().band()) == ("singlebandpseudocolor", 1)
    image = drawn(layer)
    assert [image.pixelColor(x, 30).name() for x in (15, 45, 105)] == [
        "#fde725",
        "#440154",
        "#ffffff",
    ]
    layer.renderer().setBand(2)  # what a user does to see another class
    assert [drawn(layer).pixelColor(x, 30).name() for x in (15, 45)] == ["#440154", "#fde725"]


def test_gdal_reads_table_colours_overviews_and_names(folder):
    dataset = gdal.Open(str(folder / "classes.tif"))
    band = dataset.GetRasterBand(1)
    table = band.GetDefaultRAT()
    usages = [table.GetUsageOfCol(i) for i in range(table.GetColumnCount())]
    assert usages == [gdal.GFU_MinMax, gdal.GFU_Name, gdal.GFU_Red, gdal.GFU_Green, gdal.GFU_Blue]
    assert table.GetTableType() == gdal.GRTT_THEMATIC
    rows = [
        (table.GetValueAsInt(i, 0), table.GetValueAsString(i, 1))
        for i in range(table.GetRowCount())
    ]
    assert rows == [(value, name) for value, name, _ in LEGEND]
    assert band.GetRasterColorTable().GetColorEntry(3)[:3] == (0x3B, 0x7D, 0xD8)
    assert band.GetNoDataValue() == 255
    assert band.GetDescription() == "Class"
    assert [band.GetOverview(i).XSize for i in range(band.GetOverviewCount())] == [600, 300]
