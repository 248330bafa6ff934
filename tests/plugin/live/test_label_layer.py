"""Label layers: made beside the image, edited in single undo steps, read with unsaved edits."""

import json

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)

from landsketch.core.class_table import LandClass
from landsketch.plugin.live import label_layer, recovery
from landsketch.plugin.live.classes import load_classes

CLASSES = (LandClass(1, "roof", "#4477aa"), LandClass(2, "yard", "#ee6677"))


@pytest.fixture
def image(tmp_path, qgis_app):
    path = str(tmp_path / "Süd.tif")
    raster = gdal.GetDriverByName("GTiff").Create(path, 30, 20, 3, gdal.GDT_Byte)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    raster.SetProjection(reference.ExportToWkt())
    raster.SetGeoTransform((500_000, 1, 0, 5_800_000, 0, -1))
    raster.GetRasterBand(1).WriteArray(np.ones((20, 30), np.uint8))
    raster = None
    layer = QgsProject.instance().addMapLayer(QgsRasterLayer(path, "image"))
    yield layer
    QgsProject.instance().removeMapLayer(layer.id())


@pytest.fixture
def layer(image):
    made = label_layer.new_label_layer(image, CLASSES)
    QgsProject.instance().addMapLayer(made)
    identity = made.id()
    yield made
    if QgsProject.instance().mapLayer(identity) is not None:
        made.rollBack()
        QgsProject.instance().removeMapLayer(identity)


def box(west, south, east, north):
    return QgsGeometry.fromRect(QgsRectangle(west, south, east, north))


def areas(layer):
    """Area of the labels by class."""
    found = {}
    for name, wkb in label_layer.read_drawn(layer).polygons:
        geometry = QgsGeometry()
        geometry.fromWkb(wkb)
        found[name] = round(found.get(name, 0) + geometry.area(), 6)
    return found


def test_a_new_layer_lies_beside_the_image_and_is_styled(layer, image, tmp_path):
    assert layer.source() == f"{tmp_path / 'Süd_labels.gpkg'}|layername=labels"
    assert layer.crs() == image.crs()
    assert load_classes(layer) == CLASSES
    renderer = layer.renderer()
    assert isinstance(renderer, QgsCategorizedSymbolRenderer)
    assert [category.value() for category in renderer.categories()] == ["roof", "yard"]
    setup = layer.editorWidgetSetup(layer.fields().lookupField("class"))
    assert setup.type() == "ValueMap"
    assert label_layer.new_label_layer(image, CLASSES).name() == "Süd_labels_2"


def test_a_stroke_takes_its_ground_from_other_classes(layer):
    assert label_layer.add_stroke(layer, box(0, 0, 10, 10), "roof")
    assert label_layer.add_stroke(layer, box(5, 0, 15, 10), "yard")
    assert areas(layer) == {"roof": 50, "yard": 100}
    assert label_layer.add_stroke(layer, box(0, 0, 20, 20), "yard")  # covers the roof completely
    assert areas(layer) == {"yard": 500}
    for _ in range(2):
        layer.undoStack().undo()
    assert areas(layer) == {"roof": 100}
    layer.undoStack().redo()
    assert areas(layer) == {"roof": 50, "yard": 100}


def test_a_stroke_may_cut_a_label_into_parts(layer):
    label_layer.add_stroke(layer, box(0, 0, 30, 10), "roof")
    label_layer.add_stroke(layer, box(10, 0, 20, 10), "yard")
    assert areas(layer) == {"roof": 200, "yard": 100}
    assert layer.commitChanges(), layer.commitErrors()
    assert areas(layer) == {"roof": 200, "yard": 100}


def test_erasing_is_one_undo_step(layer):
    label_layer.add_stroke(layer, box(0, 0, 10, 10), "roof")
    label_layer.add_stroke(layer, box(20, 0, 30, 10), "yard")
    assert label_layer.erase(layer, box(5, 0, 25, 10))
    assert areas(layer) == {"roof": 50, "yard": 50}
    layer.undoStack().undo()
    assert areas(layer) == {"roof": 100, "yard": 100}
    assert not label_layer.erase(layer, box(100, 100, 110, 110))


def test_classes_are_renamed_and_deleted_with_their_labels(layer):
    label_layer.add_stroke(layer, box(0, 0, 10, 10), "roof")
    label_layer.add_stroke(layer, box(20, 0, 30, 10), "yard")
    assert label_layer.rename_class(layer, "roof", "house")
    assert areas(layer) == {"house": 100, "yard": 100}
    assert label_layer.delete_class(layer, "yard")
    assert areas(layer) == {"house": 100}
    assert label_layer.delete_class(layer, "no such class")
    layer.undoStack().undo()
    assert areas(layer) == {"house": 100, "yard": 100}


def test_a_layer_that_cannot_be_edited_is_told(layer):
    layer.setReadOnly(True)
    assert not label_layer.add_stroke(layer, box(0, 0, 10, 10), "roof")
    assert areas(layer) == {}


def test_an_adopted_layer_keeps_its_style_and_names_its_classes(qgis_app):
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=kind:integer", "own", "memory")
    for value in (3, 1, None):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(box(0, 0, 1, 1))
        feature.setAttribute("kind", value)
        layer.dataProvider().addFeature(feature)
    renderer = layer.renderer().type()
    assert label_layer.adopt(layer, "kind") == ["1", "3"]
    label_layer.use_classes(layer, CLASSES)
    assert layer.renderer().type() == renderer
    assert [name for name, _ in label_layer.read_drawn(layer).polygons] == ["3", "1"]


# -- recovery --------------------------------------------------------------------------------------


def test_unsaved_labels_are_copied_and_restored(layer):
    label_layer.add_stroke(layer, box(0, 0, 10, 10), "roof")
    recovery.keep_copy(layer)
    copy = recovery.copy_path(layer)
    content = copy.read_text("utf-8")
    layer.rollBack()
    recovery.keep_copy(layer)
    assert not copy.exists()
    assert not recovery.take_copy(layer)
    copy.write_text(content, "utf-8")  # as after a crash
    assert recovery.take_copy(layer)
    label_layer.add_stroke(layer, box(50, 50, 51, 51), "yard")
    recovery.keep_copy(layer)  # new edits do not replace what was set aside
    assert recovery.restore_copy(layer)
    assert areas(layer) == {"roof": 100}
    layer.commitChanges()
    recovery.keep_copy(layer)
    assert not recovery.take_copy(layer)
    assert [p.name for p in copy.parent.glob("*.json")] == []


@pytest.mark.parametrize("damaged", ["", "[]", '{"polygons": 5}', '{"polygons": [["roof", "zz"]]}'])
def test_a_damaged_copy_restores_nothing(layer, damaged):
    recovery.copy_path(layer).write_text(damaged)
    assert recovery.take_copy(layer)
    assert not recovery.restore_copy(layer)
    assert areas(layer) == {}


def test_a_layer_in_memory_has_no_copy(qgis_app):
    layer = QgsVectorLayer("Polygon?field=class:string", "labels", "memory")
    recovery.keep_copy(layer)
    assert recovery.copy_path(layer) is None
    assert not recovery.take_copy(layer)


def test_the_copy_is_plain_json(layer):
    label_layer.add_stroke(layer, box(0, 0, 1, 1), "roof")
    recovery.keep_copy(layer)
    polygons = json.loads(recovery.copy_path(layer).read_text("utf-8"))["polygons"]
    assert [name for name, _ in polygons] == ["roof"]
