"""What QGIS shows is what the engine gets."""

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from landsketch.core.errors import InvalidLabels, InvalidScene
from landsketch.plugin.layers import absolute, raster_path, write_labels
from landsketch.plugin.parameters import labels as label_parameters


def written(source, fields=("class", "split")):
    layer = QgsVectorLayer(write_labels(source, list(fields)), "written", "ogr")
    assert layer.isValid()
    return layer


def classes(layer):
    return sorted(feature["class"] for feature in layer.getFeatures())


def test_memory_layer_is_written_with_its_fields_and_crs(labels):
    layer = written(labels)
    assert layer.crs().authid() == "EPSG:32633"
    assert classes(layer) == ["forest", "forest", "water", "water"]
    assert sorted(feature["split"] for feature in layer.getFeatures()) == [0, 1, 2, 3]


def test_filter_is_respected(labels):
    labels.setSubsetString("\"class\" = 'water'")
    assert classes(written(labels)) == ["water", "water"]


def test_selection_is_respected(labels, algorithm, context, feedback):
    labels.selectByExpression('"split" = 1')
    value = QgsProcessingFeatureSourceDefinition(labels.id(), selectedFeaturesOnly=True)
    options = label_parameters.read_labels(
        algorithm("trainhead"), {"LABELS": value, "CLASS_FIELD": "class"}, context, feedback
    )
    layer = QgsVectorLayer(options.path, "written", "ogr")
    assert classes(layer) == ["forest"]


def test_labels_stay_beside_the_model_they_made(labels, algorithm, context, feedback, tmp_path):
    model = str(tmp_path / "new" / "model.safetensors")
    parameters = {"LABELS": labels.id(), "CLASS_FIELD": "class"}

    def path_of(model, **changed):
        trainhead = algorithm("trainhead")
        return label_parameters.read_labels(
            trainhead, {**parameters, **changed}, context, feedback, model
        ).path

    first = path_of(model)
    assert first == f"{model}.labels.gpkg"
    assert classes(QgsVectorLayer(first, "kept", "ogr")) == ["forest", "forest", "water", "water"]
    assert path_of(model, LABELS=first) != first, (
        "labels that are used again are never written over"
    )
    (tmp_path / "file").touch()
    elsewhere = path_of(str(tmp_path / "file" / "model.safetensors"))
    assert QgsVectorLayer(elsewhere, "temporary", "ogr").featureCount() == 4, (
        "a folder that cannot be is no obstacle"
    )


def test_unsaved_edits_are_included_and_mentioned(labels, algorithm, context, feedback):
    labels.startEditing()
    first, second, *_ = [feature.id() for feature in labels.getFeatures()]
    labels.deleteFeature(first)
    labels.changeAttributeValue(second, 0, "road")
    parameters = {"LABELS": labels.id(), "CLASS_FIELD": "class"}
    options = label_parameters.read_labels(algorithm("trainhead"), parameters, context, feedback)
    assert classes(QgsVectorLayer(options.path, "written", "ogr")) == ["forest", "road", "water"]
    assert "unsaved edits" in feedback.textLog()
    labels.rollBack()


def test_own_crs_is_kept(qgis_new_project):
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=class:string", "degrees", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("Polygon((15 52, 15.001 52, 15.001 52.001, 15 52))"))
    feature.setAttributes(["water"])
    layer.dataProvider().addFeature(feature)
    assert written(layer, ["class"]).crs() == QgsCoordinateReferenceSystem("EPSG:4326")


def test_features_without_area_are_left_out(labels):
    for wkt in ("Polygon EMPTY", "Polygon((0 0, 1 1, 0 0))", None):
        feature = QgsFeature(labels.fields())
        if wkt:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        feature.setAttributes(["empty", 9])
        labels.dataProvider().addFeature(feature)
    assert classes(written(labels)) == ["forest", "forest", "water", "water"]


@pytest.mark.parametrize(
    ("kind", "wkt", "written_as"),
    [
        ("Point", "Point(15 52)", "Point (15 52)"),
        ("MultiPoint", "MultiPoint((15 52), (16 53))", "MultiPoint ((15 52),(16 53))"),
        ("LineString", "LineString(15 52, 16 53)", "LineString (15 52, 16 53)"),
    ],
)
def test_points_and_lines_are_written_as_they_are(qgis_new_project, kind, wkt, written_as):
    layer = QgsVectorLayer(f"{kind}?crs=EPSG:4326&field=class:string", "marks", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt(wkt))
    feature.setAttributes(["water"])
    layer.dataProvider().addFeature(feature)
    (copy,) = written(layer, ["class"]).getFeatures()
    assert copy.geometry().asWkt() == written_as
    assert copy["class"] == "water"


def test_curves_become_straight_edges(qgis_new_project):
    layer = QgsVectorLayer("CurvePolygon?crs=EPSG:32633&field=class:string", "round", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(
        QgsGeometry.fromWkt("CurvePolygon(CircularString(0 0, 10 10, 20 0, 10 -10, 0 0))")
    )
    feature.setAttributes(["water"])
    layer.dataProvider().addFeature(feature)
    (copy,) = written(layer, ["class"]).getFeatures()
    assert copy.geometry().wkbType() == QgsWkbTypes.Type.Polygon
    assert copy.geometry().area() == pytest.approx(314, abs=1)


def test_selection_and_edits_of_areas_are_respected(labels, algorithm, context, feedback):
    area = QgsVectorLayer("Polygon?crs=EPSG:32633", "area", "memory")
    for west in (0, 50, 100):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, 0, west + 10, 10)))
        area.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(area)
    first, second, _ = [feature.id() for feature in area.getFeatures()]
    area.startEditing()
    area.deleteFeature(first)
    parameters = {"LABELS": labels.id(), "CLASS_FIELD": "class", "FULLY_LABELLED_AREA": area.id()}
    options = label_parameters.read_labels(algorithm("trainhead"), parameters, context, feedback)
    assert QgsVectorLayer(options.area, "written", "ogr").featureCount() == 2
    assert "unsaved edits" in feedback.textLog()
    area.selectByIds([second])
    parameters["FULLY_LABELLED_AREA"] = QgsProcessingFeatureSourceDefinition(
        area.id(), selectedFeaturesOnly=True
    )
    options = label_parameters.read_labels(algorithm("trainhead"), parameters, context, feedback)
    assert QgsVectorLayer(options.area, "written", "ogr").featureCount() == 1
    area.rollBack()


def test_nothing_left_is_a_sentence(labels):
    labels.setSubsetString("\"class\" = 'road'")
    with pytest.raises(InvalidLabels, match="There is no polygon or point in 'labels'"):
        write_labels(labels, ["class"])


def test_unknown_field_names_the_known_ones(labels):
    with pytest.raises(InvalidLabels, match="no field 'klasse'; choose one of: class, split"):
        write_labels(labels, ["klasse"])


def test_fields_called_fid_and_geom_survive(qgis_new_project):
    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:32633&field=fid:string&field=geom:integer", "odd", "memory"
    )
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("Polygon((0 0, 1 0, 1 1, 0 0))"))
    feature.setAttributes(["water", 7])
    layer.dataProvider().addFeature(feature)
    row = next(written(layer, ["fid", "geom"]).getFeatures(QgsFeatureRequest()))
    assert (row["fid"], row["geom"]) == ("water", 7)


def test_curves_and_heights_become_plain_polygons(qgis_new_project):
    layer = QgsVectorLayer("CurvePolygonZ?crs=EPSG:32633&field=class:string", "curves", "memory")
    feature = QgsFeature(layer.fields())
    circle = "CurvePolygonZ(CircularStringZ(0 0 1, 1 1 1, 2 0 1, 1 -1 1, 0 0 1))"
    feature.setGeometry(QgsGeometry.fromWkt(circle))
    feature.setAttributes(["water"])
    layer.dataProvider().addFeature(feature)
    shape = next(written(layer, ["class"]).getFeatures()).geometry()
    assert shape.area() == pytest.approx(3.14, abs=0.02)


def test_web_map_is_refused_with_a_way_out():
    layer = QgsRasterLayer(
        "type=xyz&url=https://tile.example.org/{z}/{x}/{y}.png", "Basemap", "wms"
    )
    with pytest.raises(
        InvalidScene, match=r"'Basemap' is a web map.*Export > Save As.*native:rasterize"
    ):
        raster_path(layer)


def test_web_map_is_refused_before_the_run(algorithm, context, qgis_new_project):
    layer = QgsRasterLayer(
        "type=xyz&url=https://tile.example.org/{z}/{x}/{y}.png", "Basemap", "wms"
    )
    QgsProject.instance().addMapLayer(layer)
    is_fine, message = algorithm("preparefeatures").checkParameterValues(
        {"INPUT": layer.id(), "BACKBONE": "builtin", "TILES": "TEMPORARY_OUTPUT"}, context
    )
    assert not is_fine
    assert "web map" in message


def test_paths_become_absolute_and_gdals_names_stay(scene, monkeypatch):
    monkeypatch.chdir(scene.parent)
    assert raster_path(QgsRasterLayer("scene.tif", "scene")) == str(scene)
    assert absolute("new.tif") == str(scene.parent / "new.tif")
    assert absolute("/vsicurl/https://example.org/a.tif") == "/vsicurl/https://example.org/a.tif"
    assert absolute("") == ""
