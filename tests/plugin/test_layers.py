"""What QGIS shows is what the engine gets."""

from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

from landsketch.core.errors import InvalidLabels, InvalidScene
from landsketch.plugin.layers import absolute, raster_path, write_features


def written(source, fields=("class", "split")):
    path = Path(QgsProcessingUtils.generateTempFilename("written.gpkg"))
    write_features(source, list(fields), path)
    layer = QgsVectorLayer(str(path), "written", "ogr")
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


def test_nothing_left_is_a_sentence(labels, tmp_path):
    labels.setSubsetString("\"class\" = 'road'")
    with pytest.raises(InvalidLabels, match="There is no polygon or point in 'labels'"):
        write_features(labels, ["class"], tmp_path / "labels.gpkg")


def test_unknown_field_names_the_known_ones(labels, tmp_path):
    with pytest.raises(InvalidLabels, match="no field 'klasse'; choose one of: class, split"):
        write_features(labels, ["klasse"], tmp_path / "labels.gpkg")


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
