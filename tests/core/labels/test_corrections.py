"""Corrections: a second layer of labels that replaces what it overlaps."""

import json
from dataclasses import replace

import numpy as np
import pytest
import shapely

from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidJob, InvalidLabels
from landsketch.core.heads.model_file import load_model
from landsketch.core.imagery.scene import Scene
from landsketch.core.job.ignored_options import ignored_options
from landsketch.core.job.job_json import from_dict
from landsketch.core.job.jobs import TrainJob
from landsketch.core.job.options import LabelOptions
from landsketch.core.labels.label_reader import read_labels
from landsketch.core.labels.sampling import labelled_pixels, training_sample
from landsketch.core.progress import Progress
from landsketch.tests.helpers.vectors import square, write_polygons


@pytest.fixture
def scene(town):
    return Scene(town.scene)


@pytest.fixture
def corrected(tmp_path):
    """A function that writes labels and corrections, [(polygon, class)], and returns options."""

    def write(labels, corrections, crs="EPSG:32636", **options):
        paths = {}
        for name, pairs, its_crs in (
            ("labels", labels, "EPSG:32636"),
            ("corrections", corrections, crs),
        ):
            polygons, classes = zip(*pairs, strict=True)
            paths[name] = write_polygons(
                tmp_path / f"{name}.gpkg", polygons, crs=its_crs, kind=list(classes)
            )
        return LabelOptions(
            paths["labels"], class_field="kind", corrections=paths["corrections"], **options
        )

    return write


def pixels_by_class(options, scene):
    labels = read_labels(options, scene)
    pixels = labelled_pixels(labels, scene, Progress())
    assert pixels.n_contradicting == 0
    places = zip(pixels.rows.tolist(), pixels.columns.tolist(), strict=True)
    names = [labels.table.names[position] for position in pixels.classes]
    return dict(zip(places, names, strict=True))


def test_where_they_overlap_labels_corrections_count(corrected, scene):
    found = pixels_by_class(
        corrected([(square(0, 0, 40), "a")], [(square(10, 10, 10), "b"), (square(60, 0, 5), "c")]),
        scene,
    )
    expected = {(row, column): "a" for row in range(40) for column in range(40)}
    expected |= {(row, column): "b" for row in range(10, 20) for column in range(10, 20)}
    expected |= {(row, column): "c" for row in range(60, 65) for column in range(5)}
    assert found == expected


def test_a_label_under_a_correction_is_gone(corrected, scene):
    labels = [(square(10, 10, 5), "a"), (square(60, 0, 9), "a")]
    read = read_labels(corrected(labels, [(square(0, 0, 40), "b")]), scene)
    assert len(read) == 2
    assert set(pixels_by_class(corrected(labels, [(square(0, 0, 40), "b")]), scene).values()) == {
        "a",
        "b",
    }


def test_corrections_without_a_class_replace_nothing(corrected, scene):
    found = pixels_by_class(
        corrected([(square(0, 0, 20), "a")], [(square(0, 0, 40), ""), (square(60, 0, 5), "b")]),
        scene,
    )
    assert sum(name == "a" for name in found.values()) == 400


def test_it_is_told_what_corrections_replace_and_add(corrected, scene):
    labels = [(square(10, 10, 5), "a"), (square(0, 39, 9), "a"), (square(60, 0, 9), "a")]
    warnings = read_labels(corrected(labels, [(square(0, 0, 40), "b")]), scene).warnings
    assert "1 correction(s) replace 1 label(s) and parts of 1." in warnings
    assert "Only corrections have the class(es) b." in warnings


def test_corrections_may_have_another_crs(corrected, scene):
    from rasterio.warp import transform_geom

    degrees = shapely.geometry.shape(
        transform_geom("EPSG:32636", "EPSG:4326", square(60, 60, 20).__geo_interface__)
    )
    found = pixels_by_class(
        corrected([(square(0, 0, 20), "a")], [(degrees, "b")], crs="EPSG:4326"), scene
    )
    assert sum(name == "b" for name in found.values()) == pytest.approx(400, abs=40)


def test_a_correction_counts_as_a_label_of_its_size_times_its_weight(corrected, scene):
    labels = [(square(0, 0, 40), "a"), (square(100, 0, 40), "b")]
    corrections = [(square(60, 0, 40), "a")]

    def share_of_the_correction(weight):
        options = corrected(labels, corrections, corrections_weight=weight)
        read = read_labels(options, scene).within(scene)
        pixels = labelled_pixels(read, scene, Progress())
        positions, weights = training_sample(pixels, 500, 0, read.weights)
        sums = np.bincount(pixels.polygons[positions], weights)
        of_a = sums[read.classes == 0]
        return of_a[-1] / of_a.sum()

    assert share_of_the_correction(1.0) == pytest.approx(1 / 2)
    assert share_of_the_correction(3.0) == pytest.approx(3 / 4)


def test_weights_follow_their_polygons_through_subsets(corrected, scene):
    labels = [(square(0, 0, 20), "a"), (square(60, 0, 20), "b")]
    options = corrected(labels, [(square(100, 100, 20), "b")], corrections_weight=2.5)
    read = read_labels(options, scene)
    assert read.weights.tolist() == [1.0, 1.0, 2.5]
    assert any("drawn where a map was wrong" in warning for warning in read.warnings)
    assert read.subset(np.array([True, False, True])).weights.tolist() == [1.0, 2.5]
    assert read.cut(50.0).weights.tolist() == [1.0, 1.0, 2.5]


def test_the_field_is_missing_from_the_corrections(corrected, scene, tmp_path):
    options = corrected([(square(0, 0, 20), "a")], [(square(60, 0, 20), "b")])
    other = write_polygons(tmp_path / "other.gpkg", [square(60, 0, 20)], name=["b"])
    with pytest.raises(InvalidLabels, match=r"The corrections need the field .kind.*name"):
        read_labels(replace(options, corrections=other), scene)
    with pytest.raises(InvalidLabels, match="corrections .*no.gpkg cannot be opened"):
        read_labels(replace(options, corrections=str(tmp_path / "no.gpkg")), scene)


def test_corrections_need_labels():
    with pytest.raises(InvalidJob, match="CORRECTIONS correct LABELS"):
        LabelOptions(raster="l.tif", corrections="c.gpkg")


def test_corrections_are_not_the_labels_themselves():
    with pytest.raises(InvalidJob, match="CORRECTIONS is the same layer as LABELS"):
        LabelOptions("labels.gpkg", class_field="kind", corrections="labels.gpkg")
    LabelOptions("labels.gpkg", "a", "kind", corrections="labels.gpkg", corrections_layer="b")


def test_a_model_is_trained_on_labels_and_corrections(town, corrected, run_options, tmp_path):
    options = corrected(
        [(square(48 * row, 48 * column, 40), ("meadow", "stone")[town.truth[48 * row, 48 * column]])
         for row in range(5) for column in range(3)],
        [(square(5, 300, 21), "water")],
    )  # fmt: skip
    path = tmp_path / "model.safetensors"
    job = TrainJob((town.scene,), options, str(path), validation="none", run=run_options)
    metrics = run_job(job, Progress()).metrics
    assert [entry["name"] for entry in metrics["classes"]] == ["meadow", "stone", "water"]
    assert metrics["n_polygons"] == 16
    assert len(load_model(path).training_polygons) == 16


def test_heads_that_do_not_use_the_weight_are_named():
    job = {
        "algorithm": "trainhead", "input": ["a.tif"], "labels": "l.gpkg", "model": "m",
        "class_field": "c", "corrections": "k.gpkg", "corrections_weight": 2,
    }  # fmt: skip
    assert ignored_options(from_dict(job)) == []
    (text,) = ignored_options(from_dict(json.loads(json.dumps(job | {"head": "decoder"}))))
    assert text.startswith("CORRECTIONS_WEIGHT is ignored: the head decoder does not use it")


def test_a_class_of_one_fold_does_not_change_the_confidence_of_the_others(
    town, corrected, run_options, tmp_path
):
    """The head of the fold that holds it out does not know the class."""
    kinds = ("meadow", "stone")
    labels = [
        (square(48 * row, 48 * column, 40), kinds[town.truth[48 * row, 48 * column]])
        for row in range(6)
        for column in range(7)
    ]

    def temperature(name, corrections):
        options = corrected(labels, corrections)
        job = TrainJob((town.scene,), options, str(tmp_path / name), run=run_options)
        return run_job(job, Progress()).metrics["temperature"]

    without = temperature("a.safetensors", [(square(0, 350, 8), "meadow")])
    lone = temperature("b.safetensors", [(square(0, 350, 21), "lone"), (square(0, 374, 8), "lone")])
    assert lone < 2 * without
