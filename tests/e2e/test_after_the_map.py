"""The real engine cleans a map and makes polygons, which QGIS opens in the map's colours."""

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from landsketch.plugin.provider import LandsketchProvider

LEGEND = [("forest", "#1e7a34"), ("water", "#3b7dd8")]


@pytest.fixture
def provider(qgis_processing, qgis_new_project, python, monkeypatch):
    monkeypatch.setenv("LANDSKETCH_PYTHON", python)
    registry, added = QgsApplication.processingRegistry(), LandsketchProvider()
    registry.addProvider(added)
    yield added
    registry.removeProvider(added)


def legend(layer):
    renderer = layer.renderer()
    assert isinstance(renderer, QgsCategorizedSymbolRenderer)
    assert renderer.classAttribute() == "class"
    return [(c.label(), c.symbol().color().name()) for c in renderer.categories()]


def test_a_map_becomes_styled_polygons(provider, mapped, tmp_path):
    import processing

    clean, polygons = str(tmp_path / "clean.tif"), str(tmp_path / "ä polygons.gpkg")
    done = processing.run(
        "landsketch:cleanmap", {"INPUT": str(mapped), "MIN_PIXELS": 400, "OUTPUT": clean}
    )
    before, after = (gdal.Open(path).ReadAsArray() for path in (str(mapped), clean))
    assert done["PIXELS_CHANGED"] == (before != after).sum()
    raster = QgsRasterLayer(clean, "clean")
    assert [(c.label, c.color.name()) for c in raster.renderer().classes()] == LEGEND
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    details = QgsProcessingContext.LayerDetails("Polygons", QgsProject.instance(), "OUTPUT")
    context.addLayerToLoadOnCompletion(polygons, details)
    confidence = str(mapped.with_name("confidence.tif"))
    done = processing.run(
        "landsketch:vectorizemap",
        {
            "INPUT": clean,
            "CONFIDENCE": confidence,
            "SMOOTH": True,
            "SIMPLIFY": 1,
            "OUTPUT": polygons,
        },
        context=context,
    )
    by_hand = QgsVectorLayer(polygons, "by hand", "ogr")
    assert legend(by_hand) == LEGEND
    assert by_hand.featureCount() == done["N_POLYGONS"]
    assert by_hand.fields().names() == ["fid", "class", "name", "area_m2", "pixels", "confidence"]
    features = list(by_hand.getFeatures())
    assert sum(f["pixels"] for f in features) == after.size
    assert all(50 <= f["confidence"] <= 100 for f in features)
    assert all(np.isclose(f["area_m2"], f["pixels"] / 0.9996**2, rtol=1e-4) for f in features)
    loaded = QgsVectorLayer(
        polygons, "loaded", "ogr", QgsVectorLayer.LayerOptions(False)
    )  # as Processing loads it
    made = context.layerToLoadOnCompletionDetails(polygons)
    assert made.name == "ä polygons"
    made.postProcessor().postProcessLayer(loaded, context, QgsProcessingFeedback())
    assert legend(loaded) == LEGEND
