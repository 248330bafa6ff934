"""Fully labelled areas and one class of interest: 'other' is only what is labelled so."""

import json
from dataclasses import replace

import numpy as np
import pytest
import shapely
from rasterio.warp import transform

from landsketch.core.class_table import ClassTable
from landsketch.core.errors import InvalidJob, InvalidLabels
from landsketch.core.imagery.scene import Scene
from landsketch.core.job.options import LabelOptions
from landsketch.core.labels.label_reader import read_labels
from landsketch.core.labels.sampling import labelled_pixels
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import write_raster
from landsketch.tests.helpers.vectors import square, write_polygons


@pytest.fixture
def scene(town):
    return Scene(town.scene)


@pytest.fixture
def write(tmp_path):
    """A function that writes labels and, if given, fully labelled areas."""

    def write(pairs, areas=(), crs="EPSG:32636", **options):
        geometries, kinds = zip(*pairs, strict=True)
        path = write_polygons(
            tmp_path / "labels.gpkg", geometries, kind=list(kinds), geometry_type="Unknown"
        )
        area = (
            write_polygons(tmp_path / "area.gpkg", areas, name=["x"] * len(areas), crs=crs)
            if areas
            else ""
        )
        return LabelOptions(path, class_field="kind", area=area, **options)

    return write


def burned(labels, scene):
    """Return the name of each pixel's class, '' where it is unlabelled."""
    found = labelled_pixels(labels, scene, Progress())
    names = np.full((scene.height, scene.width), "", object)
    names[found.rows, found.columns] = [labels.table.names[i] for i in found.classes]
    return names


def test_what_an_area_leaves_unlabelled_is_other_and_nothing_outside_is(write, scene):
    pairs = [
        (square(10, 10, 20), "road"),
        (square(50, 90, 20), "tree"),
        (square(200, 200, 20), "tree"),
    ]
    names = burned(read_labels(write(pairs, [square(0, 0, 100)]), scene), scene)
    inside = np.zeros(names.shape, bool)
    inside[:100, :100] = True
    assert (names[10:30, 10:30] == "road").all()
    assert (names[50:70, 90:110] == "tree").all()
    assert (names[200:220, 200:220] == "tree").all()
    assert (names == "other").sum() == 100 * 100 - 400 - 200
    assert not (names[~inside] == "other").any()
    assert (names[~inside] != "").sum() == 200 + 400


def test_without_an_area_nothing_is_other(write, scene):
    labels = read_labels(write([(square(10, 10, 20), "road"), (square(50, 50, 20), "tree")]), scene)
    assert labels.table.names == ("road", "tree")
    assert (burned(labels, scene) != "").sum() == 800


def test_contradictions_and_unnamed_labels_in_an_area_do_not_become_other(write, scene):
    pairs = [(square(10, 10, 20), "road"), (square(10, 20, 20), "tree"), (square(60, 60, 10), None)]
    names = burned(read_labels(write(pairs, [square(0, 0, 100)]), scene), scene)
    assert (names[10:30, 20:30] == "").all()
    assert (names[60:70, 60:70] == "").all()
    assert (names == "other").sum() == 100 * 100 - 600 - 100


def test_areas_may_overlap_each_other_and_come_in_another_crs(write, scene):
    def move(places):
        return np.column_stack(transform("EPSG:32636", "EPSG:4326", *places.T)[:2])

    areas = [shapely.transform(square(0, column, 100), move) for column in (0, 50)]
    labels = read_labels(write([(square(10, 10, 20), "road")], areas, crs="EPSG:4326"), scene)
    assert (burned(labels, scene) == "other").sum() == pytest.approx(100 * 150 - 400, abs=60)
    assert shapely.area(labels.geometries).sum() == pytest.approx(
        shapely.union_all(labels.geometries).area
    )


def test_the_rest_of_an_area_is_pieces_near_labels_of_their_split(scene, tmp_path):
    path = write_polygons(
        tmp_path / "l.gpkg",
        [square(10, 10, 20), square(10, 360, 20)],
        kind=["a", "b"],
        fold=["west", "east"],
    )
    area = write_polygons(tmp_path / "a.gpkg", [square(0, 0, 384)], name=["x"])
    options = LabelOptions(path, class_field="kind", split_field="fold", area=area)
    labels = read_labels(options, scene).within(scene).cut(48.0)
    fragments = labels.geometries[labels.is_fragment]
    west, south, east, north = shapely.bounds(fragments).T
    assert max((east - west).max(), (north - south).max()) <= 48 + 1e-6
    assert not labels.is_fragment[:2].any()
    for centre, split in zip(
        shapely.centroid(fragments), np.array(labels.splits)[labels.is_fragment], strict=True
    ):
        assert split == ("west" if centre.x < 500_128 else "east" if centre.x > 500_256 else split)


def test_a_table_may_name_the_class_between_the_labels(write, scene, tmp_path):
    table = [
        {"value": 7, "name": "ground", "color": "#000000"},
        {"value": 3, "name": "road", "color": "#ffffff"},
    ]
    (tmp_path / "t.json").write_text(json.dumps(table))
    options = write(
        [(square(10, 10, 20), "road")],
        [square(0, 0, 100)],
        class_table=str(tmp_path / "t.json"),
        other="ground",
    )
    labels = read_labels(options, scene)
    assert labels.table.to_list() == table
    assert (burned(labels, scene) == "ground").sum() == 100 * 100 - 400


def test_a_models_classes_stay(write, scene):
    options = write([(square(10, 10, 20), "road")], [square(0, 0, 100)])
    with pytest.raises(
        InvalidLabels, match="no class 'other'; choose OTHER_CLASS among: road, soil"
    ):
        read_labels(options, scene, ClassTable.from_names(["road", "soil"]))
    known = ClassTable.from_names(["road", "soil", "other"])
    assert read_labels(options, scene, known).table == known


def test_areas_around_a_label_raster(scene, tmp_path):
    values = np.full((288, 384), 255, np.uint8)
    values[20:60, 30:90] = 3
    area = write_polygons(tmp_path / "a.gpkg", [square(0, 0, 100)], name=["x"])
    labels = read_labels(
        LabelOptions(raster=write_raster(tmp_path / "l.tif", values), area=area), scene
    )
    names = burned(labels, scene)
    assert (names[20:60, 30:90] == "class 3").all()
    assert (names == "other").sum() == 100 * 100 - 2400


def test_areas_that_add_nothing_are_mentioned(write, scene):
    covered = read_labels(write([(square(0, 0, 100), "a")], [square(10, 10, 20)]), scene)
    assert "Labels cover the fully labelled areas completely" in covered.warnings[0]
    outside = read_labels(write([(square(0, 0, 100), "a")], [square(5000, 10, 20)]), scene).within(
        scene
    )
    assert "fully labelled areas are outside scene.tif" in outside.warnings[0]


def test_areas_need_labels_and_polygons(write, scene, tmp_path):
    with pytest.raises(InvalidJob, match="needs LABELS"):
        LabelOptions(area="a.gpkg")
    points = write_polygons(
        tmp_path / "p.gpkg", [shapely.Point(500_001, 39_999)], n=["x"], geometry_type="Point"
    )
    with pytest.raises(InvalidLabels, match="contains no polygon"):
        read_labels(replace(write([(square(0, 0, 9), "a")]), area=points), scene)
    with pytest.raises(InvalidLabels, match="fully labelled areas have no CRS"):
        read_labels(write([(square(0, 0, 9), "a")], [square(0, 0, 9)], crs=None), scene)


def test_all_but_the_class_of_interest_is_other(write, scene):
    pairs = [
        (square(10, 10, 20), "road"),
        (square(10, 50, 20), "tree"),
        (square(10, 90, 20), "soil"),
    ]
    labels = read_labels(write(pairs, interest="tree"), scene)
    assert labels.table.names == ("tree", "other")
    assert labels.table.values == (3, 0)
    assert labels.classes.tolist() == [1, 0, 1]
    with_area = read_labels(write(pairs, [square(0, 0, 100)], interest="tree"), scene)
    assert with_area.table == labels.table
    assert (
        burned(with_area, scene) == "other"
    ).sum() == 100 * 100 - 400 + 200  # 10 columns of soil lie outside


def test_merged_classes_do_not_contradict_each_other(write, scene):
    pairs = [
        (square(10, 10, 20), "road"),
        (square(10, 20, 20), "soil"),
        (square(10, 35, 20), "tree"),
    ]
    found = labelled_pixels(read_labels(write(pairs, interest="tree"), scene), scene, Progress())
    assert found.n_contradicting == 5 * 20  # soil and tree
    assert (
        labelled_pixels(read_labels(write(pairs), scene), scene, Progress()).n_contradicting
        == 15 * 20
    )


@pytest.mark.parametrize(("interest", "values"), [("20", [10, 20, 30]), ("class 20", [10, 20, 30])])
def test_a_class_of_interest_by_number(scene, tmp_path, interest, values):
    path = write_polygons(
        tmp_path / "l.gpkg", [square(10, c, 20) for c in (10, 50, 90)], kind=values
    )
    labels = read_labels(LabelOptions(path, class_field="kind", interest=interest), scene)
    assert (labels.table.names, labels.table.values) == (("class 20", "other"), (20, 0))


def test_a_class_of_interest_in_a_label_raster(scene, tmp_path):
    values = np.full((288, 384), 255, np.uint8)
    values[20:60, 30:90], values[100:120, 30:90], values[200:220, 30:90] = 3, 8, 9
    labels = read_labels(
        LabelOptions(raster=write_raster(tmp_path / "l.tif", values), interest="8"), scene
    )
    names = burned(labels, scene)
    assert {name: int((names == name).sum()) for name in labels.table.names} == {
        "class 8": 1200,
        "other": 3600,
    }


def test_a_model_of_one_class_of_interest_is_scored_on_all_labels(write, scene):
    pairs = [(square(10, 10, 20), "road"), (square(10, 50, 20), "tree")]
    table = ClassTable.from_names(["tree", "other"], [3, 0])
    labels = read_labels(write(pairs, interest="tree"), scene, table)
    assert (labels.table, labels.classes.tolist()) == (table, [1, 0])


@pytest.mark.parametrize(
    ("interest", "other", "text"),
    [
        ("lake", "other", "no class 'lake'; choose CLASS_OF_INTEREST among: road, tree"),
        ("tree", "tree", "both 'tree'"),
    ],
)
def test_a_class_of_interest_that_cannot_be_is_refused(write, scene, interest, other, text):
    options = write(
        [(square(10, 10, 20), "road"), (square(10, 50, 20), "tree")], interest=interest, other=other
    )
    with pytest.raises(InvalidLabels, match=text):
        read_labels(options, scene)
