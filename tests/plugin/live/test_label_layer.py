"""Label layers: made beside the image, edited in single undo steps, read with unsaved edits."""

import json

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsRendererCategory,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from landsketch.core.class_table import ClassTable, LandClass
from landsketch.core.errors import InvalidLabels
from landsketch.plugin.live import (
    class_edits,
    class_sources,
    class_table_file,
    classes,
    label_edits,
    label_layer,
    layer_group,
    recovery,
)

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
    QgsProject.instance().clear()


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
    assert classes.load_classes(layer) == CLASSES
    renderer = layer.renderer()
    assert isinstance(renderer, QgsCategorizedSymbolRenderer)
    assert [category.value() for category in renderer.categories()] == ["roof", "yard"]
    setup = layer.editorWidgetSetup(layer.fields().lookupField("class"))
    assert setup.type() == "ValueMap"
    assert label_layer.new_label_layer(image, CLASSES).name() == "Süd_labels_2"


def test_a_stroke_takes_its_ground_from_other_classes(layer):
    assert label_edits.add_label(layer, box(0, 0, 10, 10), "roof")
    assert label_edits.add_label(layer, box(5, 0, 15, 10), "yard")
    assert areas(layer) == {"roof": 50, "yard": 100}
    assert label_edits.add_label(layer, box(0, 0, 20, 20), "yard")  # covers the roof completely
    assert areas(layer) == {"yard": 500}
    for _ in range(2):
        layer.undoStack().undo()
    assert areas(layer) == {"roof": 100}
    layer.undoStack().redo()
    assert areas(layer) == {"roof": 50, "yard": 100}


def test_a_stroke_may_cut_a_label_into_parts(layer):
    label_edits.add_label(layer, box(0, 0, 30, 10), "roof")
    label_edits.add_label(layer, box(10, 0, 20, 10), "yard")
    assert areas(layer) == {"roof": 200, "yard": 100}
    assert layer.commitChanges(), layer.commitErrors()
    assert areas(layer) == {"roof": 200, "yard": 100}


def test_erasing_is_one_undo_step(layer):
    label_edits.add_label(layer, box(0, 0, 10, 10), "roof")
    label_edits.add_label(layer, box(20, 0, 30, 10), "yard")
    assert label_edits.erase(layer, box(5, 0, 25, 10))
    assert areas(layer) == {"roof": 50, "yard": 50}
    layer.undoStack().undo()
    assert areas(layer) == {"roof": 100, "yard": 100}
    assert not label_edits.erase(layer, box(100, 100, 110, 110))


def test_locked_labels_keep_their_ground(layer):
    label_edits.add_label(layer, box(0, 0, 10, 10), "roof")
    classes.set_locked(layer, 0, is_locked=True)
    assert label_edits.add_label(layer, box(5, 0, 15, 10), "yard")
    assert areas(layer) == {"roof": 100, "yard": 50}
    assert not label_edits.add_label(layer, box(1, 1, 9, 9), "yard")
    assert not label_edits.erase(layer, box(0, 0, 5, 5))
    assert areas(layer) == {"roof": 100, "yard": 50}
    classes.set_locked(layer, 0, is_locked=False)
    assert label_edits.erase(layer, box(0, 0, 5, 10))
    assert areas(layer) == {"roof": 50, "yard": 50}


def test_a_layer_that_cannot_be_edited_is_told(layer):
    layer.setReadOnly(True)
    with pytest.raises(InvalidLabels, match="cannot be edited"):
        label_edits.add_label(layer, box(0, 0, 10, 10), "roof")
    assert areas(layer) == {}


# -- classes ---------------------------------------------------------------------------------------


def names(layer):
    return [entry.name for entry in classes.load_classes(layer)]


def test_classes_are_renamed_and_deleted_with_their_labels(layer):
    label_edits.add_label(layer, box(0, 0, 10, 10), "roof")
    label_edits.add_label(layer, box(20, 0, 30, 10), "yard")
    class_edits.rename_class(layer, 0, " house ")
    assert (names(layer), areas(layer)) == (["house", "yard"], {"house": 100, "yard": 100})
    class_edits.delete_class(layer, 1)
    assert (names(layer), areas(layer)) == (["house"], {"house": 100})
    layer.undoStack().undo()
    assert areas(layer) == {"house": 100, "yard": 100}


def test_merging_gives_the_labels_to_the_other_class(layer):
    label_edits.add_label(layer, box(0, 0, 10, 10), "roof")
    label_edits.add_label(layer, box(20, 0, 30, 10), "yard")
    class_edits.merge_classes(layer, 0, into=1)
    assert (names(layer), areas(layer)) == (["yard"], {"yard": 200})


def test_only_classes_whose_names_are_new_are_added(layer):
    others = [("Roof", "#000000"), ("lawn", "#00ff00")]
    assert class_edits.add_classes(layer, others) == 1
    assert names(layer) == ["roof", "yard", "lawn"]
    assert classes.load_classes(layer)[2].color == "#00ff00"


def test_classes_of_a_layer_that_cannot_be_edited_stay(layer):
    label_edits.add_label(layer, box(0, 0, 10, 10), "roof")
    assert layer.commitChanges()
    layer.setReadOnly(True)
    with pytest.raises(InvalidLabels, match="cannot be edited"):
        class_edits.rename_class(layer, 0, "house")
    assert (names(layer), areas(layer)) == (["roof", "yard"], {"roof": 100})


def test_labels_are_counted_and_measured_on_the_ground(layer):
    QgsProject.instance().setEllipsoid("EPSG:7030")
    for west in (500_000, 500_020):
        label_edits.add_label(layer, box(west, 5_800_000, west + 10, 5_800_010), "roof")
    drawn = label_layer.read_drawn(layer)
    assert drawn.counts == {"roof": 2}
    assert drawn.areas == {"roof": pytest.approx(200, rel=0.02)}


@pytest.fixture
def own_layer(qgis_app):
    """A layer that was not made here, with a field of numbers."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=kind:integer", "own", "memory")
    for value in (30, 10, None):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(box(0, 0, 1, 1))
        feature.setAttribute("kind", value)
        layer.dataProvider().addFeature(feature)
    return layer


def test_an_adopted_layer_keeps_its_style_and_its_class_values(own_layer):
    renderer = own_layer.renderer().type()
    label_layer.prepare_layer(own_layer)
    assert [(c.name, c.value) for c in classes.load_classes(own_layer)] == [("10", 10), ("30", 30)]
    assert own_layer.renderer().type() == renderer
    assert [name for name, _ in label_layer.read_drawn(own_layer).polygons] == ["30", "10"]


def test_an_adopted_layer_has_the_colours_of_its_style(own_layer):
    symbol = QgsFillSymbol.createSimple({"color": "#123456"})
    category = QgsRendererCategory(30, symbol, "thirty")
    own_layer.setRenderer(QgsCategorizedSymbolRenderer("kind", [category]))
    label_layer.prepare_layer(own_layer)
    found = {entry.name: entry.color for entry in classes.load_classes(own_layer)}
    assert found == {"30": "#123456", "10": classes.PALETTE[0]}


def test_names_that_differ_by_case_are_two_classes_of_an_adopted_layer():
    entries = [("Roof", ""), ("roof", ""), ("roof ", "")]
    assert [entry.name for entry in classes.with_entries((), entries)] == ["Roof", "roof"]


def test_another_project_finds_the_classes_of_a_label_layer(layer):
    class_edits.add_class(layer, "lawn")
    opened = QgsVectorLayer(layer.source(), "again", "ogr")
    label_layer.prepare_layer(opened)
    assert classes.load_classes(opened) == classes.load_classes(layer)
    assert opened.renderer().type() == "categorizedSymbol"


def test_the_class_table_is_beside_the_labels(layer):
    path = class_table_file.table_path(layer)
    assert ClassTable.from_file(path).classes == CLASSES
    path.write_text("[1]", "utf-8")
    assert class_table_file.read_table(layer) == ()


def test_a_layer_in_memory_has_no_class_table_on_disk(own_layer):
    assert class_table_file.write_table(own_layer, CLASSES) == ""
    assert class_table_file.read_table(own_layer) == ()


def test_classes_of_other_layers_can_be_imported(layer, own_layer, tmp_path):
    project = QgsProject.instance()
    project.addMapLayer(own_layer)
    own_layer.setCustomProperty("landsketch/class_field", "kind")
    assert class_sources.layers_with_classes() == [own_layer, layer]
    assert class_sources.entries_of(own_layer) == [("10", ""), ("30", "")]
    assert class_sources.entries_of(layer) == [("roof", "#4477aa"), ("yard", "#ee6677")]
    project.removeMapLayer(own_layer.id())


def test_a_class_map_has_the_classes_of_its_legend(image):
    legend = [QgsPalettedRasterRenderer.Class(1, QColor("#112233"), "roof")]
    legend.append(QgsPalettedRasterRenderer.Class(2, QColor("#445566"), ""))
    image.setRenderer(QgsPalettedRasterRenderer(image.dataProvider(), 1, legend))
    assert class_sources.has_classes(image)
    assert class_sources.entries_of(image) == [("roof", "#112233"), ("2", "#445566")]


# -- recovery --------------------------------------------------------------------------------------


def keep_copy(layer):
    recovery.keep_copy(layer, label_layer.read_drawn(layer))


def test_edits_are_saved_at_once_if_that_is_wanted(layer):
    label_edits.add_label(layer, box(0, 0, 10, 10), "roof")
    recovery.protect(layer, label_layer.read_drawn(layer), saves=False)
    assert layer.isModified()
    assert recovery.copy_path(layer).is_file()
    recovery.protect(layer, label_layer.read_drawn(layer), saves=True)
    assert layer.isEditable()
    assert not layer.isModified()
    assert not recovery.copy_path(layer).exists()


def test_unsaved_labels_are_copied_and_restored(layer):
    label_edits.add_label(layer, box(0, 0, 10, 10), "roof")
    keep_copy(layer)
    copy = recovery.copy_path(layer)
    content = copy.read_text("utf-8")
    layer.rollBack()
    keep_copy(layer)
    assert not copy.exists()
    assert not recovery.take_copy(layer)
    copy.write_text(content, "utf-8")  # as after a crash
    assert recovery.take_copy(layer)
    label_edits.add_label(layer, box(50, 50, 51, 51), "yard")
    keep_copy(layer)  # new edits do not replace what was set aside
    assert recovery.restore_copy(layer)
    assert areas(layer) == {"roof": 100}
    layer.commitChanges()
    keep_copy(layer)
    assert not recovery.take_copy(layer)
    assert [p.name for p in copy.parent.glob("*.gpkg.*")] == []


@pytest.mark.parametrize("damaged", ["", "[]", '{"polygons": 5}', '{"polygons": [["roof", "zz"]]}'])
def test_a_damaged_copy_restores_nothing(layer, damaged):
    recovery.copy_path(layer).write_text(damaged)
    assert recovery.take_copy(layer)
    assert not recovery.restore_copy(layer)
    assert areas(layer) == {}


def test_a_layer_in_memory_has_no_copy(qgis_app):
    layer = QgsVectorLayer("Polygon?field=class:string", "labels", "memory")
    keep_copy(layer)
    assert recovery.copy_path(layer) is None
    assert not recovery.take_copy(layer)


def test_the_copy_is_plain_json(layer):
    label_edits.add_label(layer, box(0, 0, 1, 1), "roof")
    keep_copy(layer)
    polygons = json.loads(recovery.copy_path(layer).read_text("utf-8"))["polygons"]
    assert [name for name, _ in polygons] == ["roof"]


# -- layer tree ------------------------------------------------------------------------------------


def tree():
    """Names of the groups, and of the layers in each."""
    root = QgsProject.instance().layerTreeRoot()
    groups = {group.name(): [n.name() for n in group.children()] for group in root.findGroups()}
    return [node.name() for node in root.children()], groups


def test_a_new_label_layer_is_in_a_group_with_its_image(image):
    made = label_layer.new_label_layer(image, CLASSES)
    assert layer_group.add_above_image(made, image)
    assert tree() == (["image"], {"image": [made.name(), "image"]})
    again = label_layer.new_label_layer(image, CLASSES)
    assert layer_group.add_above_image(again, image)
    assert tree() == (["image"], {"image": [made.name(), again.name(), "image"]})
    assert QgsProject.instance().mapLayer(image.id()) is image
    QgsProject.instance().clear()


# -- class fields ----------------------------------------------------------------------------------


def layer_with(fields, rows):
    made = QgsVectorLayer(f"Polygon?crs=EPSG:32633&{fields}", "own", "memory")
    for row in rows:
        feature = QgsFeature(made.fields())
        feature.setGeometry(box(0, 0, 1, 1))
        feature.setAttributes(list(row))
        made.dataProvider().addFeature(feature)
    return made


@pytest.mark.parametrize(
    ("fields", "rows", "expected"),
    [
        (
            "field=fid:integer&field=note:string&field=niveau:string&field=m2:double",
            [(n, f"note {n}", "ab"[n % 2], 1.5 * n) for n in range(40)],
            "niveau",
        ),
        (
            "field=m2:double(10,3)&field=kind_code:integer",
            [(1.5 * n, n % 3) for n in range(40)],
            "kind_code",
        ),
        ("field=note:string", [(f"note {n}",) for n in range(40)], "note"),
    ],
)
def test_the_field_with_a_few_values_is_the_class_field(qgis_app, fields, rows, expected):
    assert class_sources.likely_class_field(layer_with(fields, rows)) == expected


def test_another_class_field_has_other_classes(qgis_app):
    made = layer_with("field=kind:string&field=use:string", [("roof", "home"), ("road", "way")])
    label_layer.prepare_layer(made)
    assert names(made) == ["road", "roof"]
    label_layer.use_field(made, "use")
    assert names(made) == ["home", "way"]
    assert label_layer.read_drawn(made).counts == {"home": 1, "way": 1}


def test_a_field_of_numbers_takes_numbers_only(own_layer):
    label_layer.prepare_layer(own_layer)
    with pytest.raises(InvalidLabels, match="holds numbers"):
        class_edits.add_class(own_layer, "water")
    with pytest.raises(InvalidLabels, match="holds numbers"):
        class_edits.rename_class(own_layer, 0, "water")
    with pytest.raises(InvalidLabels, match="holds numbers"):
        class_edits.add_classes(own_layer, [("40", ""), ("water", "")])
    assert names(own_layer) == ["10", "30"]
    class_edits.add_class(own_layer, "40")
    label_edits.add_label(own_layer, box(50, 50, 60, 60), "40")
    assert label_layer.read_drawn(own_layer).counts["40"] == 1


def test_a_label_can_spare_the_ground_of_others(layer):
    label_edits.add_label(layer, box(0, 0, 10, 10), "roof")
    whole = box(0, 0, 20, 10)
    assert label_edits.add_label(layer, whole, "yard", spares_others=True)
    assert areas(layer) == {"roof": 100, "yard": 100}
    assert not label_edits.add_label(layer, box(1, 1, 9, 9), "yard", spares_others=True)
    assert label_edits.add_label(layer, whole, "yard")
    assert areas(layer) == {"yard": 300}
