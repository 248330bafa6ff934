"""A live session: what it shows is the map that training and mapping would make."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from landsketch.core.class_table import ClassTable
from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled, InvalidLabels
from landsketch.core.job.jobs import PredictJob, TrainJob
from landsketch.core.job.options import BackboneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.job.sharpen_options import SharpenOptions
from landsketch.core.live.drawn_labels import DrawnLabels
from landsketch.core.live.preview import NOT_ENCODED
from landsketch.core.live.session import LiveSession
from landsketch.core.live.view import View
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import NORTH, WEST, read_band

MEMORY = 200_000_000
TABLE = ClassTable.from_names(["meadow", "stone"])


def drawn(labels_path, numbers=None, table=TABLE):
    """Labels of a file, or some of them, as a label layer has them."""
    _, _, geometries, fields = pyogrio.raw.read(labels_path, columns=["kind"])
    numbers = range(len(geometries)) if numbers is None else numbers
    values = {entry.name: entry.value for entry in table}
    return DrawnLabels(
        table,
        [values[fields[0][number]] for number in numbers],
        [geometries[number] for number in numbers],
    )


@pytest.fixture
def make_job(town, run_options, tmp_path):
    def make(**options):
        defaults = {
            "sharpening": SharpenOptions("edges", 0.75),
            "max_samples": 500,
            "folds": 3,
            "run": replace(run_options, cache=str(tmp_path / "cache")),
        }
        settings = {**defaults, **options}
        return TrainJob(
            scenes=(settings.pop("scene", town.scene),),
            labels=settings.pop("labels", town.label_options),
            model=str(tmp_path / "model.safetensors"),
            backbone=settings.pop("backbone", BackboneOptions("builtin", tile_tokens=48)),
            recipe=Recipe(settings.pop("head", "lda")),
            **settings,
        )

    return make


def opened(job, town):
    session = LiveSession(job, MEMORY, Progress())
    session.set_labels(drawn(town.labels))
    session.fit()
    return session


def whole_view(job_scene_shape):
    height, width = job_scene_shape
    return View((WEST, NORTH - height, WEST + width, NORTH), width, height)


def encode_all(session, view):
    session.encode(session.missing_tiles(view))


@pytest.mark.parametrize("sharpen", ["none", "edges"])
@pytest.mark.parametrize("fixture", ["town", "odd_town"])
def test_a_native_preview_has_the_pixels_of_the_map(request, make_job, tmp_path, fixture, sharpen):
    town = request.getfixturevalue(fixture)
    extra = (4, 5) if fixture == "odd_town" else ()
    scene = replace(town.scene, extra_bands=extra)
    job = make_job(scene=scene, labels=town.label_options, sharpening=SharpenOptions(sharpen, 0.75))
    run_job(job, Progress())
    paths = [str(tmp_path / "map.tif"), str(tmp_path / "confidence.tif")]
    run_job(PredictJob(scene, job.model, *paths, run=job.run), Progress())
    table = read_table(job)
    session = LiveSession(job, MEMORY, Progress())
    session.set_labels(drawn(town.labels, table=table))
    session.fit()
    session.validate(Progress())
    height, width = town.truth.shape
    view = View((WEST + 60, NORTH - height, WEST + width, NORTH - 30), width - 60, height - 30)
    encode_all(session, view)
    preview = session.preview(view, with_details=True)
    assert (preview.is_native, preview.is_complete) == (True, True)
    assert preview.bounds == view.bounds
    values = np.array([entry.value for entry in table])
    assert np.array_equal(values[preview.classes], read_band(paths[0])[30:, 60:])
    details = preview.details
    assert np.array_equal(details.confidence, read_band(paths[1])[30:, 60:])
    has_data = preview.classes < NOT_ENCODED
    assert np.array_equal(details.second[has_data], 1 - preview.classes[has_data])
    assert (details.second[~has_data] == 255).all()


def read_table(job):
    from landsketch.core.heads.model_file import load_model

    return load_model(Path(job.model)).table


def test_an_edit_gives_the_head_that_all_labels_at_once_give(make_job, town):
    job, view = make_job(), whole_view(town.truth.shape)
    session = LiveSession(job, MEMORY, Progress())
    for numbers in (range(10), [*range(5), *range(12, 20)], range(25)):
        session.set_labels(drawn(town.labels, list(numbers)))
        session.fit()
    encode_all(session, view)
    fresh = LiveSession(job, MEMORY, Progress())
    fresh.set_labels(drawn(town.labels, list(range(25))))
    fresh.fit()
    expected, found = fresh.preview(view), session.preview(view)
    assert np.array_equal(found.classes, expected.classes)


def test_what_is_not_encoded_is_marked(make_job, town):
    backbone = BackboneOptions("builtin", tile_tokens=12, halo_tokens=2)  # tiles of 32 px
    session = LiveSession(make_job(backbone=backbone), MEMORY, Progress())
    session.set_labels(drawn(town.labels))
    session.encode(session.missing_label_tiles())
    session.fit()
    view = whole_view(town.truth.shape)
    before = session.preview(view)
    is_known = before.classes != NOT_ENCODED
    assert 0.1 < is_known.mean() < 0.9
    assert not before.is_complete
    missing = session.missing_tiles(view)
    middle = np.array([(t.row, t.column) for t in missing[:3]]).mean(axis=0)
    assert np.abs(middle - (4.5, 6)).max() < 3  # from the middle of 9 x 12 tiles outwards
    session.encode(missing)
    after = session.preview(view)
    assert after.is_complete
    assert not (after.classes == NOT_ENCODED).any()
    assert np.array_equal(after.classes[is_known], before.classes[is_known])


@pytest.mark.parametrize("reduction", [2, 3, 8])
def test_zoomed_out_it_is_the_same_map_reduced(make_job, town, reduction):
    session = opened(make_job(sharpening=SharpenOptions("none", 0.75)), town)
    height, width = town.truth.shape
    view = whole_view(town.truth.shape)
    encode_all(session, view)
    native = session.preview(view).classes
    small = View(view.bounds, width // reduction, height // reduction)
    found = session.preview(small, with_details=True)
    assert found.classes.shape == (height // reduction, width // reduction)
    assert (found.is_native, found.is_complete) == (False, True)
    half = reduction // 2
    middle = native[half::reduction, half::reduction]
    assert (found.classes == middle).mean() > (0.999 if reduction < 4 else 0.93)
    details = found.details
    assert ((details.confidence >= 50) & (details.confidence <= 100)).all()
    assert np.array_equal(details.second, 1 - found.classes)
    rest = details.confidence.astype(int) + details.second_confidence
    assert ((rest >= 99) & (rest <= 101)).all()


def test_a_view_beside_the_scene_or_without_a_head_has_no_preview(make_job, town):
    session = LiveSession(make_job(), MEMORY, Progress())
    view = whole_view(town.truth.shape)
    assert session.preview(view) is None
    session.set_labels(drawn(town.labels))
    session.fit()
    beside = View((WEST + 5000, NORTH - 100, WEST + 5100, NORTH), 100, 100)
    assert session.preview(beside) is None
    assert session.missing_tiles(beside) == []


def test_one_class_cannot_be_fitted(make_job, town):
    session = LiveSession(make_job(), MEMORY, Progress())
    assert not session.can_fit
    with pytest.raises(InvalidLabels, match="no labels yet"):
        session.fit()
    meadows = [n for n in range(20) if drawn(town.labels).values[n] == TABLE.classes[0].value]
    session.set_labels(drawn(town.labels, meadows))
    assert not session.can_fit
    with pytest.raises(InvalidLabels, match="Only one class"):
        session.fit()


def test_labels_in_another_crs_label_the_same_pixels(make_job, town):
    labels = drawn(town.labels)
    moved = shapely.from_wkb(labels.geometries)
    import rasterio.warp

    there = [
        shapely.to_wkb(
            shapely.geometry.shape(rasterio.warp.transform_geom("EPSG:32636", "EPSG:4326", g))
        )
        for g in moved
    ]
    job, view = make_job(), whole_view(town.truth.shape)
    one, other = LiveSession(job, MEMORY, Progress()), LiveSession(job, MEMORY, Progress())
    one.set_labels(labels)
    other.set_labels(replace(labels, geometries=there, crs="EPSG:4326"))
    for session in (one, other):
        session.fit()
        encode_all(session, view)
    assert (one.preview(view).classes == other.preview(view).classes).mean() > 0.999


def test_a_class_that_is_not_in_the_table_is_refused(make_job, town):
    session = LiveSession(make_job(), MEMORY, Progress())
    labels = drawn(town.labels)
    with pytest.raises(InvalidLabels, match="value 77"):
        session.set_labels(replace(labels, values=[77, *labels.values[1:]]))


def test_the_accuracy_is_that_of_the_training(make_job, town):
    job = make_job()
    metrics = run_job(job, Progress()).metrics
    session = opened(job, town)
    found = session.validate(Progress())
    assert found.scores.miou == pytest.approx(metrics["miou"], abs=1e-12)
    assert found.intervals.miou == pytest.approx(metrics["miou_interval"], abs=1e-12)


def test_labels_beside_the_image_do_not_change_the_accuracy(make_job, town):
    labels, job = drawn(town.labels), make_job()
    far = shapely.to_wkb(shapely.box(WEST + 9000, NORTH - 50, WEST + 9050, NORTH))
    session = LiveSession(job, MEMORY, Progress())
    session.set_labels(
        replace(labels, values=[*labels.values, 1], geometries=[*labels.geometries, far])
    )
    session.fit()
    expected = opened(job, town).validate(Progress()).scores.miou
    assert session.validate(Progress()).scores.miou == pytest.approx(expected, abs=1e-12)


def test_a_validation_stops_at_once(make_job, town):
    session = opened(make_job(), town)
    with pytest.raises(Cancelled):
        session.validate(Listener(stop_after=3))
    assert session.preview(whole_view(town.truth.shape)) is not None


def test_memory_has_a_limit(make_job, town):
    backbone = BackboneOptions("builtin", tile_tokens=12, halo_tokens=2)
    session = LiveSession(make_job(backbone=backbone), 400_000, Progress())
    session.set_labels(drawn(town.labels))
    session.fit()
    view = whole_view(town.truth.shape)
    for _ in range(3):
        session.encode(session.missing_tiles(view))
        session.preview(view)
        assert session._memory._used <= 400_000
