"""Labels as people have them: text or numbers, any CRS, odd geometries, missing values."""

import json
from dataclasses import replace

import numpy as np
import pytest
import shapely
from affine import Affine
from rasterio.warp import transform

from landsketch.core.class_table import ClassTable
from landsketch.core.errors import InvalidLabels
from landsketch.core.imagery.scene import Scene
from landsketch.core.job.options import LabelOptions
from landsketch.core.labels.label_reader import read_labels
from landsketch.core.labels.sampling import labelled_pixels
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import write_raster
from landsketch.tests.helpers.vectors import square, write_polygons

BOW_TIE = shapely.Polygon(
    [(500_000, 39_900), (500_100, 39_800), (500_100, 39_900), (500_000, 39_800)]
)


@pytest.fixture
def scene(town):
    return Scene(town.scene)


@pytest.fixture
def write(tmp_path):
    def write(geometries, field="kind", name="labels.gpkg", **options):
        values = options.pop("values", [("a", "b")[i % 2] for i in range(len(geometries))])
        path = write_polygons(tmp_path / name, geometries, **{field: values}, **options)
        return LabelOptions(path=path, class_field=field)

    return write


@pytest.fixture
def squares():
    return [square(row, 0, 20) for row in (0, 40, 80, 120)]


def test_text_classes_are_numbered_in_order(write, squares, scene):
    labels = read_labels(write(squares, values=["water", "Bäume", "water", "road"]), scene)
    assert labels.table.names == ("Bäume", "road", "water")
    assert labels.table.values == (1, 2, 3)
    assert labels.classes.tolist() == [2, 0, 2, 1]
    assert labels.warnings == ()


@pytest.mark.parametrize("values", [[10, 2, 10, 0], [10.0, 2.0, 10.0, 0.0], ["10", "2", "10", "0"]])
def test_whole_numbers_keep_their_value(write, squares, scene, values):
    labels = read_labels(write(squares, values=values), scene)
    assert labels.table.values == (0, 2, 10)
    assert labels.classes.tolist() == [2, 1, 2, 0]


def test_numbers_beyond_254_become_names(write, squares, scene):
    labels = read_labels(write(squares, values=[300, 2, 300, 2]), scene)
    assert labels.table.names == ("2", "300")
    assert labels.table.values == (1, 2)


def test_more_than_254_classes_are_refused(write, scene):
    with pytest.raises(InvalidLabels, match="260 different values"):
        read_labels(write([square(0, 0, 9)] * 260, values=[f"c{i}" for i in range(260)]), scene)


def test_polygons_without_a_class_are_left_out_with_a_warning(write, squares, scene):
    labels = read_labels(write(squares, values=["a", None, " ", "b"]), scene)
    assert len(labels) == 2
    assert labels.warnings == ("2 polygon(s) without a class were left out.",)


def test_invalid_polygons_are_repaired_with_a_warning(write, squares, scene):
    labels = read_labels(write([*squares, BOW_TIE]), scene)
    assert shapely.is_valid(labels.geometries).all()
    assert shapely.area(labels.geometries[4:]).sum() == pytest.approx(BOW_TIE.convex_hull.area / 2)
    assert labels.warnings == ("1 invalid polygon(s) were repaired.",)


def test_what_is_nowhere_is_left_out_with_a_warning(write, squares, scene):
    odd = [
        shapely.Polygon(),
        shapely.Point(),
        shapely.Polygon([(500_000, 39_990), (500_009, 39_990), (500_000, 39_990)]),
    ]
    labels = read_labels(write([*squares, *odd, None], geometry_type="Unknown"), scene)
    assert len(labels) == 4
    assert "4 empty feature(s) were left out." in labels.warnings


def test_every_part_of_a_collection_is_a_label_of_its_own(write, squares, scene):
    collection = shapely.GeometryCollection([squares[0], shapely.Point(500_050.5, 39_950.5)])
    multi = shapely.force_3d(shapely.MultiPolygon(squares[1:3]), 5.0)
    labels = read_labels(write([collection, multi, squares[3]], geometry_type="Unknown"), scene)
    assert shapely.area(labels.geometries).round(6).tolist() == [400, 1, 400, 400, 400]
    assert labels.classes.tolist() == [0, 0, 1, 1, 0]
    assert not shapely.has_z(labels.geometries).any()


def pixels_of(labels, scene):
    found = labelled_pixels(labels, scene, Progress())
    return {
        (int(r), int(c)): labels.table.names[k]
        for r, c, k in zip(found.rows, found.columns, found.classes, strict=True)
    }


@pytest.mark.parametrize("place", [(10.5, 20.5), (10.01, 20.99), (10.99, 20.01), (10, 20)])
def test_a_point_labels_the_pixel_that_holds_it(write, scene, place):
    point = shapely.Point(500_000 + place[1], 40_000 - place[0])
    labels = read_labels(
        write([point, shapely.Point(500_100.5, 39_900.5)], geometry_type="Point"), scene
    )
    assert pixels_of(labels, scene) == {(10, 20): "a", (99, 100): "b"}


def test_a_radius_widens_points_and_lines(write, scene):
    marks = [
        shapely.Point(500_020.3, 39_989.4),
        shapely.LineString([(500_100.5, 39_950.5), (500_109.5, 39_950.5)]),
    ]
    options = replace(write(marks, geometry_type="Unknown"), point_radius=1.5)
    found = pixels_of(read_labels(options, scene), scene)
    assert sorted(p for p, name in found.items() if name == "a") == [
        (r, c) for r in (9, 10, 11) for c in (19, 20, 21)
    ]
    line = [p for p, name in found.items() if name == "b"]
    assert {r for r, _ in line} == {48, 49, 50}
    assert set(range(100, 110)) <= {c for _, c in line}


def test_each_point_of_a_multipoint_is_a_label_of_its_own(write, scene):
    many = shapely.MultiPoint([(500_010.5, 39_990.5), (500_300.5, 39_790.5), (500_200.5, 39_890.5)])
    labels = read_labels(
        write([many, shapely.Point(500_050.5, 39_950.5)], geometry_type="Unknown"), scene
    )
    assert labels.classes.tolist() == [0, 0, 0, 1]
    assert set(pixels_of(labels, scene)) == {(9, 10), (209, 300), (109, 200), (49, 50)}


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_points_in_another_crs_label_their_pixel(write, scene, crs):
    places = np.array([[500_010.5, 39_990.5], [500_300.5, 39_790.5]])
    moved = [
        shapely.Point(*xy) for xy in np.column_stack(transform("EPSG:32636", crs, *places.T)[:2])
    ]
    labels = read_labels(write(moved, crs=crs, geometry_type="Point"), scene)
    assert pixels_of(labels, scene) == {(9, 10): "a", (209, 300): "b"}


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32635"])
def test_any_crs_comes_into_the_scenes(write, squares, scene, crs):
    def move(points):
        return np.column_stack(transform("EPSG:32636", crs, points[:, 0], points[:, 1])[:2])

    moved = [shapely.transform(s, move) for s in squares]
    labels = read_labels(write(moved, crs=crs), scene)
    assert labels.crs == scene.crs
    for found, original in zip(labels.geometries, squares, strict=True):
        assert shapely.hausdorff_distance(found, original) < 0.01


@pytest.mark.parametrize("missing", ["labels", "raster"])
def test_a_crs_missing_on_one_side_is_refused(write, squares, town, tmp_path, missing):
    if missing == "labels":
        scene, labels = Scene(town.scene), write(squares, crs=None)
    else:
        path = write_raster(tmp_path / "s.tif", np.zeros((3, 9, 9), np.uint8), crs=None)
        scene, labels = Scene(type(town.scene)(path)), write(squares)
    with pytest.raises(InvalidLabels, match=r"(labels have|raster s\.tif has) no CRS"):
        read_labels(labels, scene)


def test_without_any_crs_coordinates_count(write, town, tmp_path):
    path = write_raster(
        tmp_path / "s.tif",
        np.zeros((3, 90, 90), np.uint8),
        transform=Affine(1, 0, 0, 0, -1, 90),
        crs=None,
    )
    labels = read_labels(
        write([shapely.box(5, 5, 20, 20)] * 2, crs=None), Scene(type(town.scene)(path))
    )
    assert labels.geometries[0].bounds == (5, 5, 20, 20)


def test_a_given_class_table_rules(write, squares, scene, tmp_path):
    table = [
        {"value": 9, "name": "b", "color": "#000000"},
        {"value": 4, "name": "z", "color": "#ffffff"},
    ]
    (tmp_path / "table.json").write_text(json.dumps(table))
    options = write(squares)
    options = LabelOptions(
        options.path, class_field="kind", class_table=str(tmp_path / "table.json")
    )
    labels = read_labels(options, scene)
    assert labels.table.values == (9, 4)
    assert labels.classes.tolist() == [0, 0]
    assert labels.warnings == ("Polygons of unknown class were left out: a.",)


def test_classes_are_found_by_value_too(write, squares, scene):
    table = ClassTable.from_names(["tree", "road"], [10, 20])
    labels = read_labels(write(squares, values=[20, 10, 20, 20]), scene, table)
    assert labels.classes.tolist() == [1, 0, 1, 1]


def test_no_known_class_at_all_is_refused(write, squares, scene):
    with pytest.raises(InvalidLabels, match="choose another CLASS_FIELD"):
        read_labels(write(squares), scene, ClassTable.from_names(["x", "y"]))


def test_the_split_field_comes_along(town, scene):
    options = LabelOptions(town.labels, class_field="kind", split_field="fold")
    labels = read_labels(options, scene)
    assert set(labels.splits) == {"train", "val", "test"}
    assert len(labels.splits) == len(labels)


def test_the_layer_asked_for_is_read(squares, scene, tmp_path):
    import pyogrio

    path = write_polygons(tmp_path / "two.gpkg", squares, kind=["a", "b", "a", "b"])
    wkb = np.array(shapely.to_wkb(np.array(squares[:2], object)), object)
    pyogrio.raw.write(
        path,
        wkb,
        [np.array(["c", "d"], object)],
        ["kind"],
        layer="ö 2",
        append=True,
        crs="EPSG:32636",
        geometry_type="Polygon",
        driver="GPKG",
    )
    assert len(read_labels(LabelOptions(path, class_field="kind"), scene)) == 4
    assert read_labels(LabelOptions(path, layer="ö 2", class_field="kind"), scene).table.names == (
        "c",
        "d",
    )
    with pytest.raises(InvalidLabels, match="has no layer 'three'"):
        read_labels(LabelOptions(path, layer="three", class_field="kind"), scene)


def test_labels_outside_are_dropped_or_refused(write, squares, scene):
    assert len(read_labels(write([*squares, square(5000, 0, 20)]), scene).within(scene)) == 4
    with pytest.raises(InvalidLabels, match=r"No label is inside scene\.tif"):
        read_labels(
            write([square(5000, 0, 20), square(6000, 0, 20)], name="far.gpkg"), scene
        ).within(scene)


def test_a_label_raster_becomes_polygons(town, scene, tmp_path):
    values = np.full((288, 384), 255, np.uint8)
    values[20:60, 30:90], values[100:150, 300:384] = 3, 8
    path = write_raster(tmp_path / "labels.tif", values, nodata=0)
    labels = read_labels(LabelOptions(raster=path), scene)
    assert labels.table.values == (3, 8)
    assert dict(
        zip(labels.classes.tolist(), shapely.area(labels.geometries).tolist(), strict=True)
    ) == {
        0: 2400,
        1: 4200,
    }


def test_large_patches_of_a_label_raster_can_fall_into_several_folds(scene, tmp_path):
    path = write_raster(tmp_path / "labels.tif", np.ones((600, 600), np.int16))
    assert len(read_labels(LabelOptions(raster=path), scene)) == 9


@pytest.mark.parametrize(
    ("pixels", "options", "words"),
    [
        (np.full((9, 9), 255, np.uint8), {}, "no labelled pixel"),
        (np.full((9, 9), 7, np.uint8), {"nodata": 7}, "no labelled pixel"),
        (np.ones((9, 9), np.float32), {}, "one band of whole numbers"),
        (np.ones((2, 9, 9), np.uint8), {}, "one band of whole numbers"),
        (np.ones((9, 9), np.uint8), {"transform": Affine.rotation(9)}, "rotated"),
    ],
)
def test_a_raster_that_holds_no_labels_is_refused(scene, tmp_path, pixels, options, words):
    with pytest.raises(InvalidLabels, match=words):
        read_labels(LabelOptions(raster=write_raster(tmp_path / "l.tif", pixels, **options)), scene)


def test_a_class_of_its_own_for_nearly_every_label_is_rejected(write, scene):
    shapes = [square(10 * row, 10 * column, 9) for row in range(6) for column in range(5)]
    options = write(shapes, values=[f"id {number}" for number in range(30)])
    with pytest.raises(InvalidLabels, match="30 different values for 30 labels"):
        read_labels(options, scene)
    assert len(read_labels(replace(options, interest="id 7"), scene).table.names) == 2
