"""Questions of a live session: where to label next, which label is alike, what is similar."""

import pytest
import shapely

from landsketch.core.class_table import ClassTable, LandClass
from landsketch.core.errors import InvalidLabels
from landsketch.core.live.drawn_labels import DrawnLabels
from landsketch.core.live.session import LiveSession
from landsketch.core.live.view import View
from landsketch.core.progress import Progress
from landsketch.tests.core.live.test_session import (
    MEMORY,
    TABLE,
    drawn,
    encode_all,
    opened,
    whole_view,
)
from landsketch.tests.core.live.test_session import make_job as _make_job
from landsketch.tests.helpers.rasters import NORTH, WEST

make_job = _make_job
EXAMPLE = ClassTable((LandClass(1, "example", "#000000"),))


@pytest.fixture
def session(make_job, town):
    session = opened(make_job(), town)
    encode_all(session, whole_view(town.truth.shape))
    return session


def test_places_are_in_view_and_away_from_labels(session, town):
    view = whole_view(town.truth.shape)
    places = session.where_next(view, 5)
    assert 1 <= len(places) <= 5
    labels = shapely.union_all(shapely.from_wkb(drawn(town.labels).geometries))
    for place in places:
        assert view.bounds[0] < place.x < view.bounds[2]
        assert view.bounds[1] < place.y < view.bounds[3]
        assert not labels.intersects(shapely.Point(place.x, place.y))
        assert {place.predicted, place.second} == {0, 1}
        assert place.reason


def test_places_are_not_in_gaps_between_training_pixels(make_job, town):
    session = LiveSession(make_job(max_samples=20), MEMORY, Progress())
    view = whole_view(town.truth.shape)
    west, south, east, north = view.bounds
    large = shapely.box(west, south, (west + east) / 2, north)
    small = shapely.box(east - 40, south, east, south + 40)
    values = [entry.value for entry in TABLE]
    session.set_labels(DrawnLabels(TABLE, values, shapely.to_wkb([large, small]).tolist()))
    session.fit()
    encode_all(session, view)
    places = session.where_next(view, 30)
    assert places
    assert not any(large.intersects(shapely.Point(place.x, place.y)) for place in places)


def test_without_a_head_places_are_typical(make_job, town):
    session = LiveSession(make_job(), MEMORY, Progress())
    view = whole_view(town.truth.shape)
    assert session.where_next(view, 3) == []  # nothing is encoded
    encode_all(session, view)
    places = session.where_next(view, 3)
    assert len(places) == 3
    assert {place.predicted for place in places} == {-1}


def test_the_label_of_a_labelled_place_is_most_similar(session, town):
    for number, wkb in list(enumerate(drawn(town.labels).geometries))[:6]:
        middle = shapely.from_wkb(wkb).point_on_surface()
        found, similarity = session.nearest_label(middle.x, middle.y)
        assert 0.5 < similarity <= 1
        assert drawn(town.labels).values[found] == drawn(town.labels).values[number]
    assert session.nearest_label(WEST - 500, NORTH) is None


def test_ground_of_the_same_kind_is_more_similar(session, town):
    labels, view = drawn(town.labels), whole_view(town.truth.shape)
    stone = labels.table.classes[1].value
    values = zip(labels.geometries, labels.values, strict=True)
    stones = [geometry for geometry, value in values if value == stone]
    found = session.similar(view, DrawnLabels(EXAMPLE, [1, 1], stones[:2]))
    percent = found.percent.astype(int)
    assert percent.shape == town.truth.shape
    has_data = percent <= 100
    is_stone = town.truth == 1
    assert percent[has_data & is_stone].mean() > 2 * percent[has_data & ~is_stone].mean()
    assert 1 <= found.threshold <= 99


def test_examples_beside_the_scene_are_told(session, town):
    beside = shapely.to_wkb(shapely.box(WEST - 50, NORTH, WEST - 20, NORTH + 30))
    with pytest.raises(InvalidLabels, match="not encoded"):
        session.similar(whole_view(town.truth.shape), DrawnLabels(EXAMPLE, [1], [beside]))


def test_surroundings_are_beyond_the_view(make_job, town):
    session = LiveSession(make_job(), MEMORY, Progress())
    whole = whole_view(town.truth.shape)
    corner = View((WEST, NORTH - 40, WEST + 40, NORTH), 40, 40)
    encode_all(session, corner)
    rest = session.surroundings(corner)
    assert rest
    session.encode(rest)
    assert session.missing_tiles(whole) == []
    assert session.surroundings(corner) == session.surroundings(whole) == []
