"""Maps and models are compared by the real engine, and QGIS shows the changes."""

import os
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
)

from landsketch.core.errors import InvalidJob
from landsketch.plugin.project_layers import earlier_map_layer, map_layer
from landsketch.tests.helpers.models import write_model
from landsketch.tests.plugin.conftest import SIZE, write_raster

ENGINE = os.environ.get("LANDSKETCH_PYTHON", "")
FOLDS = {"miou": 0.5, "validation": "blocks", "fold_miou": [0.4, 0.5, 0.6], "folds_id": "a"}

pytestmark = pytest.mark.skipif(
    not Path(ENGINE).is_file(), reason="LANDSKETCH_PYTHON names no engine environment"
)


@pytest.fixture
def two_maps(tmp_path):
    """Paths of two maps with a palette; the later one has a square of another class."""
    paths = []
    for name, value in (("old.tif", 1), ("new.tif", 2)):
        pixels = np.ones((1, SIZE, SIZE), np.uint8)
        pixels[0, 10:20, 30:50] = value
        pixels[0, -1] = 2
        path = tmp_path / name
        write_raster(path, pixels)
        raster = gdal.Open(str(path), gdal.GA_Update)
        colors = gdal.ColorTable()
        colors.SetColorEntry(1, (59, 125, 216))
        colors.SetColorEntry(2, (30, 122, 52))
        raster.GetRasterBand(1).SetColorTable(colors)
        paths.append(str(path))
    return paths


@pytest.fixture
def changes(provider, qgis_new_project, two_maps, tmp_path):
    """Results of 'Compare maps', and the layer as Processing loads it into the project."""
    import processing

    output, context = str(tmp_path / "changes.tif"), QgsProcessingContext()
    context.setProject(QgsProject.instance())
    details = QgsProcessingContext.LayerDetails("Changes", QgsProject.instance(), "OUTPUT")
    context.addLayerToLoadOnCompletion(output, details)
    old, new = two_maps
    parameters = {"INPUT": new, "PREVIOUS": old, "OUTPUT": output, "TABLE": output + ".csv"}
    done = processing.run("landsketch:comparemaps", parameters, context=context)
    layer = QgsRasterLayer(output, "loaded")
    assert QgsProject.instance().addMapLayer(layer) is not None
    made = context.layerToLoadOnCompletionDetails(output)
    layer.setName(made.name)
    made.postProcessor().postProcessLayer(layer, context, QgsProcessingFeedback())
    yield done, layer
    QgsProject.instance().removeAllMapLayers()


def test_the_changes_are_shown_in_the_colour_of_the_later_class(changes):
    done, layer = changes
    assert layer.name() == "changes"
    assert isinstance(layer.renderer(), QgsPalettedRasterRenderer)
    shown = [
        (c.value, c.label, c.color.name(), c.color.alpha()) for c in layer.renderer().classes()
    ]
    assert shown == [
        (0, "no change", "#d9d9d9", 0),
        (1, "Class 1 → Class 2", "#1e7a34", 255),
    ]
    assert done["N_CHANGES"] == 1
    assert done["CHANGED_SHARE"] == pytest.approx(100 * 200 / SIZE**2, rel=1e-3)
    assert "Class 1,Class 2,200," in Path(done["TABLE"]).read_text(encoding="utf-8-sig")


def test_a_raster_of_changes_is_not_taken_for_a_map(changes, two_maps):
    _, layer = changes
    old, new = two_maps
    assert map_layer(layer) is None
    for path in (old, new):
        assert QgsProject.instance().addMapLayer(QgsRasterLayer(path, path)) is not None
    assert map_layer(layer).source() == new
    assert earlier_map_layer(layer).source() == old


def test_models_are_compared_fold_by_fold(provider, tmp_path):
    import processing

    better = {**FOLDS, "miou": 0.62, "fold_miou": [0.5, 0.62, 0.7]}
    new = write_model(tmp_path / "new.safetensors", figures=better)
    old = write_model(tmp_path / "old.safetensors", figures=FOLDS)
    unscored = write_model(tmp_path / "unscored.safetensors")
    parameters = {"MODEL": str(new), "PREVIOUS": str(old)}
    done = processing.run("landsketch:comparemodels", parameters)
    assert done["DIFFERENCE"] == pytest.approx(0.12)
    assert done["FOLD_DIFFERENCE"] == pytest.approx(0.32 / 3)
    assert (done["FOLDS_WON"], done["FOLDS_LOST"], done["N_FOLDS"]) == (3, 0, 3)
    parameters["PREVIOUS"] = str(unscored)
    done = processing.run("landsketch:comparemodels", parameters)
    assert done == {"N_FOLDS": 0}


def test_the_same_file_twice_is_refused(algorithm, context, two_maps, tmp_path):
    parameters = {"INPUT": two_maps[0], "PREVIOUS": two_maps[0], "OUTPUT": str(tmp_path / "c.tif")}
    with pytest.raises(InvalidJob, match="PREVIOUS is the same map"):
        algorithm("comparemaps").make_job(parameters, context)
