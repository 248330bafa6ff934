"""Maps come with names and colours, confidence with a ramp from 0 to 100 %."""

import gc
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsPalettedRasterRenderer,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsSingleBandPseudoColorRenderer,
    QgsVectorLayer,
)

from landsketch.core.imagery.map_style import raster_style
from landsketch.core.raster_kinds import RASTER_KINDS
from landsketch.plugin.styling import ResultStyler, announce, layer_name

LEGEND = [(1, "water", "#3b7dd8"), (7, "forest", "#1e7a34")]


@pytest.fixture
def layer(tmp_path):
    write_map(tmp_path / "map.tif", 1)
    return QgsRasterLayer(str(tmp_path / "map.tif"), "map")


@pytest.mark.parametrize(
    ("kind", "renderer"),
    [
        ("classes", QgsPalettedRasterRenderer),
        ("confidence", QgsSingleBandPseudoColorRenderer),
        ("probabilities", QgsSingleBandPseudoColorRenderer),
    ],
)
def test_a_raster_is_loaded_with_its_stored_style_by_a_styler_that_outlives_the_algorithm(
    layer, kind, renderer
):
    path = layer.source()
    write_style(path, kind)
    context = QgsProcessingContext()
    context.addLayerToLoadOnCompletion(
        path, QgsProcessingContext.LayerDetails("x", QgsProject.instance(), "OUTPUT")
    )
    announce(context, path, "Classes – scene", "scene.tif")
    gc.collect()
    details = context.layerToLoadOnCompletionDetails(path)
    assert (details.name, details.forceName) == ("Classes – scene", True)
    details.postProcessor().postProcessLayer(layer, context, QgsProcessingFeedback())
    assert isinstance(layer.renderer(), renderer)


def test_layers_that_are_not_loaded_are_left_alone():
    context = QgsProcessingContext()
    announce(context, "/not/loaded.tif", "x", "scene.tif")
    assert context.layersToLoadOnCompletion() == {}


@pytest.fixture
def project(qgis_new_project):
    return QgsProject.instance()


def load(project, path, name):
    layer = QgsRasterLayer(str(path), name)
    project.addMapLayer(layer)
    return layer


def show(project, layer, styler):
    context = QgsProcessingContext()
    context.setProject(project)
    styler.postProcessLayer(layer, context, QgsProcessingFeedback())


def tree(project):
    return [node.name() for node in project.layerTreeRoot().children()]


def write_map(path, value, size=4):
    raster = gdal.GetDriverByName("GTiff").Create(str(path), size, size, 1, gdal.GDT_Byte)
    raster.SetGeoTransform((0, 1, 0, size, 0, -1))
    raster.GetRasterBand(1).Fill(value)


def pixel(layer):
    return layer.dataProvider().sample(QgsPointXY(0.5, 0.5), 1)[0]


def write_style(path, kind):
    style = raster_style(RASTER_KINDS[kind], LEGEND)
    Path(path).with_suffix(".qml").write_text(style, encoding="utf-8")


@pytest.mark.parametrize("kind", ["classes", "confidence"])
def test_every_layer_of_a_file_that_was_replaced_shows_the_new_pixels(project, tmp_path, kind):
    path = tmp_path / "map.tif"
    write_map(path, 1)
    write_style(path, kind)
    layers = [load(project, path, "first"), load(project, path, "second")]
    assert [pixel(layer) for layer in layers] == [1, 1]
    write_map(tmp_path / "new.tif", 7, size=6)
    (tmp_path / "new.tif").replace(path)
    show(project, layers[0], ResultStyler())
    assert [pixel(layer) for layer in layers] == [7, 7]
    assert [layer.extent().width() for layer in layers] == [6, 6]
    assert type(layers[0].renderer()) is type(layers[1].renderer())


def test_maps_of_one_image_get_different_names(project, tmp_path):
    for name in ("a", "b", "c"):
        write_map(tmp_path / f"{name}.tif", 1)
        layer = load(project, tmp_path / f"{name}.tif", "Classes – scene")
        show(project, layer, ResultStyler())
    names = sorted(layer.name() for layer in project.mapLayers().values())
    assert names == ["Classes – scene", "Classes – scene (2)", "Classes – scene (3)"]


def test_a_new_map_lies_below_the_labels_and_above_the_image(project, scene, tmp_path):
    load(project, scene, "image")
    project.addMapLayer(QgsVectorLayer("Polygon", "labels", "memory"))
    for name in ("map 1", "map 2"):
        write_map(tmp_path / f"{name}.tif", 1)
        layer = load(project, tmp_path / f"{name}.tif", name)
        show(project, layer, ResultStyler(str(scene)))
    assert tree(project) == ["labels", "map 2", "map 1", "image"]
    assert len(project.mapLayers()) == 4


def test_a_map_goes_to_the_group_of_its_image(project, scene, tmp_path):
    group = project.layerTreeRoot().addGroup("images")
    image = QgsRasterLayer(str(scene), "image")
    project.addMapLayer(image, False)
    group.addLayer(image)
    write_map(tmp_path / "map.tif", 1)
    layer = load(project, tmp_path / "map.tif", "map")
    show(project, layer, ResultStyler(str(scene)))
    assert [node.name() for node in group.children()] == ["map", "image"]


def test_a_map_that_the_user_moved_stays_there(project, scene, tmp_path):
    load(project, scene, "image")
    write_map(tmp_path / "map.tif", 1)
    layer = load(project, tmp_path / "map.tif", "map")
    show(project, layer, ResultStyler(str(scene)))
    load(project, scene, "another")
    show(project, layer, ResultStyler(str(scene)))
    assert tree(project) == ["another", "map", "image"]


def test_layers_are_named_after_files_that_the_user_named(tmp_path):
    temporary = QgsProcessingUtils.generateTempFilename("OUTPUT.tif")
    image = str(tmp_path / "scene.tif")
    assert layer_name("Classes", image, str(tmp_path / "my map.tif")) == "my map"
    assert layer_name("Classes", image, temporary) == "Classes – scene"
    assert layer_name("Polygons", temporary, temporary) == "Polygons"
