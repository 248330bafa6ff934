"""Suggested places of an image: apart, away from labels, inside the extent, with their fields."""

from dataclasses import replace

import numpy as np
import pyogrio
import pytest
import shapely

from landsketch.core.engine.run import run_job
from landsketch.core.engine.verbs import suggestlabels
from landsketch.core.errors import Cancelled, InvalidJob, InvalidLabels, InvalidScene
from landsketch.core.job.ignored_options import ignored_options
from landsketch.core.job.jobs import SuggestJob
from landsketch.core.job.options import LabelOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import NORTH, WEST

COLUMNS = ["rank", "class", "second_class", "margin", "reason"]


@pytest.fixture
def make_job(town, run_options, small_tiles, tmp_path):
    def make(**options):
        defaults = {
            "labels": town.label_options,
            "backbone": small_tiles,
            "run": replace(run_options, cache=str(tmp_path / "cache")),
        }
        return SuggestJob(town.scene, str(tmp_path / "places.gpkg"), **{**defaults, **options})

    return make


def places(job, progress=None):
    """The points and the fields of a run, by name."""
    result = run_job(job, progress or Progress())
    info, _, points, fields = pyogrio.raw.read(result.outputs["output"], layer="places")
    assert info["geometry_type"] == "Point"
    assert result.metrics["n_places"] == len(points)
    assert info["fields"].tolist() == COLUMNS
    return shapely.from_wkb(points), dict(zip(COLUMNS, fields, strict=True))


def gaps(points):
    """The distances of all pairs of points."""
    xy = shapely.get_coordinates(points)
    distances = np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1))
    return distances[~np.eye(len(xy), dtype=bool)]


def test_places_are_ranked_apart_and_away_from_the_labels(make_job, town):
    _, _, polygons, _ = pyogrio.raw.read(town.labels)
    polygons = shapely.union_all(shapely.from_wkb(polygons))
    points, fields = places(make_job(count=6, min_distance=15.0))
    assert fields["rank"].tolist() == list(range(1, len(points) + 1))
    assert 1 < len(points) <= 6
    assert gaps(points).min() >= 15
    assert shapely.distance(points, polygons).min() >= 15


def test_with_labels_of_two_classes_the_two_most_likely_are_named(make_job):
    _, fields = places(make_job(count=4))
    assert set(fields["class"]) <= {"meadow", "stone"}
    assert (fields["class"] != fields["second_class"]).all()
    assert ((fields["margin"] >= 0) & (fields["margin"] <= 1)).all()
    assert all(fields["reason"])


def test_without_labels_representative_places_are_suggested(make_job):
    _, fields = places(make_job(labels=LabelOptions(), count=3))
    assert set(fields["class"]) == set(fields["second_class"]) == {""}
    assert set(fields["reason"]) == {"typical of unlabelled ground"}


def test_a_model_needs_no_labels_and_other_options_follow_it(make_job, model):
    job = make_job(labels=LabelOptions(), model=model, count=3)
    _, fields = places(job)
    assert set(fields["class"]) <= {"meadow", "stone"}
    assert not [text for text in ignored_options(job) if text.startswith("BACKBONE")]
    scaled = replace(job, scene=replace(job.scene, scale=2.0))
    assert "SCALE is ignored: it follows MODEL." in ignored_options(scaled)


def test_places_lie_inside_the_extent(make_job, town):
    height = len(town.truth)
    part = (WEST + 50.0, NORTH - height, WEST + 120.0, NORTH - 40.0)
    points, _ = places(make_job(labels=LabelOptions(), extent=part, count=5))
    assert len(points) == 5
    assert shapely.contains(shapely.box(*part), points).all()


def test_a_sample_of_tiles_and_tokens_is_enough(make_job, monkeypatch):
    monkeypatch.setattr(suggestlabels, "_MAX_TILES", 2)
    monkeypatch.setattr(suggestlabels, "_MAX_CANDIDATES", 200)
    listener = Listener()
    points, _ = places(make_job(labels=LabelOptions(), count=2, min_distance=1.0), listener)
    assert len(points) == 2
    searched = [fraction for stage, fraction in listener.reports if stage == "Search"]
    assert len(searched) == 3  # the beginning and two tiles


def test_without_room_the_error_says_what_to_do(make_job):
    with pytest.raises(InvalidScene, match="MIN_DISTANCE"):
        places(make_job(min_distance=1e6))


def test_the_output_is_a_geopackage(make_job):
    with pytest.raises(InvalidJob, match=r"\.gpkg"):
        replace(make_job(), output="places.shp")


def test_labels_of_other_classes_than_the_models_are_refused(make_job, model, town):
    labels = replace(town.label_options, class_field="code")
    with pytest.raises(InvalidLabels):
        places(make_job(model=model, labels=labels))


def test_a_cancelled_run_leaves_no_file(make_job, tmp_path):
    with pytest.raises(Cancelled):
        places(make_job(), Listener(stop_stage="Search"))
    assert not list(tmp_path.glob("*.gpkg"))
