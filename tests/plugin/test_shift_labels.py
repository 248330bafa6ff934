"""'Shift labels' is run by Processing with the real engine."""

import os
from pathlib import Path

import numpy as np
import pytest
from qgis.core import (
    QgsArrowSymbolLayer,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProject,
    QgsRectangle,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate

from landsketch.tests.plugin.conftest import NORTH, SIZE, WEST, write_raster

ENGINE = os.environ.get("LANDSKETCH_PYTHON", "")
BIG = 2**60 + 1  # a whole number that a float does not hold

pytestmark = pytest.mark.skipif(
    not Path(ENGINE).is_file(), reason="LANDSKETCH_PYTHON names no engine environment"
)


@pytest.fixture
def roofs():
    """Sixteen roofs as (row, column, height, width)."""
    random = np.random.default_rng(2)
    places = [(row, column) for row in range(0, SIZE, 64) for column in range(0, SIZE, 64)]
    return [
        (*(place + random.integers(10, 22, 2)), *random.integers(16, 30, 2)) for place in places
    ]


@pytest.fixture
def image(tmp_path, roofs):
    random = np.random.default_rng(3)
    pixels = 90 + 15 * random.normal(size=(3, SIZE, SIZE))
    for row, column, height, width in roofs:
        pixels[:, row : row + height, column : column + width] += 80
    path = tmp_path / "image.tif"
    write_raster(path, np.clip(pixels, 1, 254).astype(np.uint8))
    return str(path)


@pytest.fixture
def layer(qgis_new_project, roofs):
    """A memory layer with labels that lie 5 m too far west, and one without a shape."""
    fields = "field=class:string&field=day:date&field=number:int8"
    made = QgsVectorLayer(f"Polygon?crs=EPSG:32633&{fields}", "labels", "memory")
    for row, column, height, width in roofs:
        west, north = WEST + float(column) - 5, NORTH - float(row)
        box = QgsRectangle(west, north - float(height), west + float(width), north)
        add(made, QgsGeometry.fromRect(box), "roof", QDate(2020, 2, 29), BIG)
    add(made, QgsGeometry(), "roof", None, None)
    QgsProject.instance().addMapLayer(made)
    yield made
    QgsProject.instance().removeAllMapLayers()


def add(layer, geometry, *attributes):
    feature = QgsFeature(layer.fields())
    feature.setGeometry(geometry)
    feature.setAttributes(list(attributes))
    assert layer.dataProvider().addFeature(feature)


def run(parameters):
    import processing

    return processing.run("landsketch:shiftlabels", parameters)


def test_labels_of_the_project_move_with_all_their_fields(provider, layer, image, tmp_path):
    output, vectors = str(tmp_path / "shifted.gpkg"), str(tmp_path / "vectors.gpkg")
    done = run({"LABELS": layer, "INPUT": image, "OUTPUT": output, "VECTORS": vectors})
    assert (done["OUTPUT"], done["VECTORS"], done["N_LABELS"]) == (output, vectors, 17)
    assert (done["DX"], done["DY"]) == pytest.approx((5, 0), abs=0.3)
    assert "to the west" in done["VERDICT"]
    moved = QgsVectorLayer(output, "moved")
    assert [name for name in moved.fields().names() if name != "fid"] == ["class", "day", "number"]
    first, *_, last = moved.getFeatures()
    before = next(layer.getFeatures())
    assert [first[name] for name in ("class", "day", "number")] == ["roof", QDate(2020, 2, 29), BIG]
    assert not last.hasGeometry()
    west = first.geometry().boundingBox().xMinimum()
    assert west - before.geometry().boundingBox().xMinimum() == pytest.approx(done["DX"])
    QgsProject.instance().addMapLayer(moved)


def test_the_vectors_are_shown_as_arrows(provider, layer, image, tmp_path):
    output, vectors = str(tmp_path / "shifted.gpkg"), str(tmp_path / "vectors.gpkg")
    run({"LABELS": layer, "INPUT": image, "OUTPUT": output, "VECTORS": vectors})
    arrows = QgsVectorLayer(vectors, "arrows")
    QgsProject.instance().addMapLayer(arrows)
    categories = {one.value(): one for one in arrows.renderer().categories()}
    clear, unclear = categories["true"], categories["false"]
    rendering = QgsRenderContext()
    arrows.renderer().startRender(rendering, arrows.fields())
    feature = next(arrows.getFeatures())
    assert arrows.renderer().symbolForFeature(feature, rendering) is not None
    arrows.renderer().stopRender(rendering)
    assert clear.label().startswith("where the labels belong")
    arrow = clear.symbol().symbolLayer(0)
    assert isinstance(arrow, QgsArrowSymbolLayer)
    assert arrow.subSymbol().color().name() == "#e91e63"
    assert unclear.symbol().symbolLayer(0).subSymbol().color() != arrow.subSymbol().color()


def test_a_given_offset_needs_no_image(provider, layer, tmp_path):
    output = str(tmp_path / "shifted.gpkg")
    done = run({"LABELS": layer, "DX": 2.5, "OUTPUT": output})
    assert (done["DX"], done["DY"]) == (2.5, 0)
    assert "VERDICT" not in done


def test_labels_in_place_are_not_moved(provider, layer, image, tmp_path):
    once, twice = str(tmp_path / "once.gpkg"), str(tmp_path / "twice.gpkg")
    run({"LABELS": layer, "INPUT": image, "OUTPUT": once})
    with pytest.raises(QgsProcessingException, match="Nothing was moved. No shift was found"):
        run({"LABELS": once, "INPUT": image, "OUTPUT": twice})
    assert not Path(twice).exists()
