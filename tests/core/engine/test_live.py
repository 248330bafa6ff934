"""A live session as a child process: labels and views in, previews and scores out."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from landsketch.core.job.job_json import to_dict
from landsketch.core.job.jobs import TrainJob
from landsketch.core.job.options import BackboneOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.job.sharpen_options import SharpenOptions
from landsketch.core.live.preview import NOT_ENCODED
from landsketch.tests.helpers.conversation import Conversation
from landsketch.tests.helpers.rasters import NORTH, WEST

CLASSES = [
    {"value": 1, "name": "meadow", "color": "#9acd5a"},
    {"value": 2, "name": "stone", "color": "#6e6e78"},
]


@pytest.fixture
def job(town, run_options, tmp_path):
    return TrainJob(
        scenes=(town.scene,),
        labels=town.label_options,
        model=str(tmp_path / "model.safetensors"),
        backbone=BackboneOptions("builtin", tile_tokens=12, halo_tokens=2),
        recipe=Recipe("lda"),
        sharpening=SharpenOptions("edges", 0.75),
        max_samples=500,
        folds=3,
        run=replace(run_options, cache=str(tmp_path / "cache")),
    )


@pytest.fixture(scope="module")
def talk(engine):
    """One engine for the whole module; every test opens a session of its own."""
    conversation = Conversation(engine("live"))
    assert conversation.hear()["type"] == "hello"
    yield conversation
    conversation.process.kill()


@pytest.fixture
def opened(talk, job):
    talk.say("open", job=to_dict(job))
    assert talk.hear_until("opened", "error")[-1]["type"] == "opened"
    return talk


def polygons(town, numbers=None):
    _, _, geometries, fields = pyogrio.raw.read(town.labels, columns=["kind"])
    numbers = range(len(geometries)) if numbers is None else numbers
    return [[1 + (fields[0][n] == "stone"), geometries[n].hex()] for n in numbers]


def say_labels(talk, town, number, numbers=None):
    talk.say("labels", number=number, classes=CLASSES, polygons=polygons(town, numbers))


def say_view(talk, town, number, **options):
    height, width = town.truth.shape
    bounds = [WEST, NORTH - height, WEST + width, NORTH]
    talk.say("view", number=number, bounds=bounds, width=width, height=height, **options)


def pixels(message):
    planes = np.fromfile(message["file"], np.uint8)
    return planes.reshape(message["planes"], message["height"], message["width"])


def hear_complete(talk):
    """Return the messages up to a complete preview."""
    heard = talk.hear_until("preview", "error")
    while heard[-1]["type"] != "error" and not heard[-1]["is_complete"]:
        heard += talk.hear_until("preview", "error")
    return heard


def test_labels_and_a_view_give_previews_and_then_scores(opened, town):
    say_view(opened, town, 1)
    say_labels(opened, town, 7)
    heard = hear_complete(opened)
    preview = heard[-1]
    assert {"encoded", "fitted"} <= {message["type"] for message in heard}
    assert (preview["labels"], preview["view"], preview["is_native"]) == (7, 1, True)
    classes = pixels(preview)[0]
    assert (classes == town.truth).mean() > 0.9
    assert sum(preview["shares"].values()) == pytest.approx(1, abs=1e-3)
    scores = opened.hear_until("scores", "unscored", "error")[-1]
    assert (scores["type"], scores["labels"]) == ("scores", 7)
    assert scores["miou"] > 0.8
    assert len(scores["class_iou"]) == len(scores["intervals"]) == 2


def test_what_is_known_is_shown_at_once_and_the_rest_follows(opened, town):
    say_labels(opened, town, 1)
    opened.hear_until("fitted")
    say_view(opened, town, 1)
    first = opened.hear_until("preview")[-1]
    shown = pixels(first)[0]
    assert 0 < (shown == NOT_ENCODED).mean() < 1
    last = hear_complete(opened)[-1]
    assert last["is_complete"]
    known = shown != NOT_ENCODED
    assert np.array_equal(pixels(last)[0][known], shown[known])


def test_an_edit_changes_the_preview(opened, town):
    say_view(opened, town, 1)
    say_labels(opened, town, 1, range(6))
    before = pixels(hear_complete(opened)[-1])[0]
    say_labels(opened, town, 2)
    heard = opened.hear_until("fitted")  # details of the first preview may come before
    heard += opened.hear_until("preview")
    assert heard[-1]["labels"] == 2
    assert "encoded" not in {message["type"] for message in heard}
    after = pixels(heard[-1])[0]
    assert not np.array_equal(before, after)


def test_of_many_requests_the_latest_counts(opened, town):
    say_view(opened, town, 1)
    for number in range(1, 30):
        say_labels(opened, town, number, range(4 + number % 8))
    say_labels(opened, town, 30)
    heard = opened.hear_until("preview")
    while heard[-1]["labels"] != 30:
        heard += opened.hear_until("preview")
    assert sum(message["type"] == "fitted" for message in heard) < 15


def test_details_follow_in_further_planes(opened, town):
    say_labels(opened, town, 1)
    say_view(opened, town, 1)
    first = hear_complete(opened)[-1]
    assert first["planes"] == 1
    shown = pixels(first)[0]
    while first["planes"] == 1:
        first = hear_complete(opened)[-1]
    classes, confidence, second, second_confidence = pixels(first)
    assert np.array_equal(classes, shown)
    has_data = classes < NOT_ENCODED
    assert confidence[has_data].min() >= 50
    assert np.array_equal(second[has_data], 1 - classes[has_data])
    assert second_confidence[has_data].max() <= 50


def test_one_class_waits_for_another(opened, town):
    meadows = [n for n, (value, _) in enumerate(polygons(town)) if value == 1]
    say_labels(opened, town, 4, meadows)
    told = opened.hear_until("waiting", "fitted")[-1]
    assert told == {"v": 1, "type": "waiting", "labels": 4, "outside": 0}
    say_labels(opened, town, 5)
    assert opened.hear_until("fitted", "error")[-1]["labels"] == 5


def test_without_two_classes_there_is_no_preview_any_more(opened, town):
    say_view(opened, town, 1)
    say_labels(opened, town, 1)
    hear_complete(opened)
    opened.say("labels", number=2, classes=CLASSES[:1], polygons=polygons(town, [0])[:0])
    opened.hear_until("waiting")
    say_view(opened, town, 2)
    say_labels(opened, town, 3)
    heard = opened.hear_until("preview", "error")
    assert heard[-1]["labels"] == 3


def test_hostile_lines_do_not_end_the_session(opened, town):
    opened.raw("[" * 100_000 + "\n")
    odd = {**CLASSES[0], "\ud800": 1}
    opened.raw(json.dumps({"type": "labels", "classes": [odd], "polygons": []}) + "\n")
    assert opened.hear_until("error")[-1]["code"] == "INVALID_LABELS"
    say_labels(opened, town, 2)
    assert opened.hear_until("fitted", "error")[-1]["type"] == "fitted"


@pytest.mark.parametrize("head", ["decoder", "mlp", "auto"])
def test_heads_that_train_for_long_are_refused(talk, job, head):
    talk.say("open", job={**to_dict(job), "head": head})
    error = talk.hear_until("error", "opened")[-1]
    assert (error["type"], error["code"]) == ("error", "INVALID_JOB")
    assert "lda" in error["text"]


def test_labels_in_one_place_have_no_scores(opened, town):
    values = [value for value, _ in polygons(town)]
    say_labels(opened, town, 1, [values.index(1), values.index(2)])
    message = opened.hear_until("unscored", "scores")[-1]
    assert message["type"] == "unscored"
    assert message["text"].endswith(".")


@pytest.mark.parametrize(
    "damaged",
    [
        {"classes": CLASSES, "polygons": [[1, "zz"]]},
        {"classes": CLASSES, "polygons": [[1, "0103"]]},
        {"classes": CLASSES, "polygons": [[9, None]]},
        {"classes": [{"value": 1}], "polygons": []},
        {"classes": [*CLASSES, CLASSES[0]], "polygons": []},
        {"polygons": 5},
        {},
    ],
)
def test_damaged_labels_are_an_error_and_the_next_ones_count(opened, town, damaged):
    say_view(opened, town, 5)
    opened.say("labels", number=1, **damaged)
    error = opened.hear_until("error")[-1]
    assert error["code"] == "INVALID_LABELS"
    say_labels(opened, town, 2)
    preview = opened.hear_until("preview", "error")[-1]
    assert (preview["type"], preview["labels"], preview["view"]) == ("preview", 2, 5)


@pytest.mark.parametrize(
    "damaged",
    [
        {"bounds": [0, 0, 0, 0], "width": 5, "height": 5},
        {"bounds": "abcd", "width": 5, "height": 5},
        {"bounds": [0, 0, 1e999, 5], "width": 5, "height": 5},
        {"bounds": [0, 0, 1e308, 5], "width": 5, "height": 5},
        {"bounds": [0, 0, 5, 5], "width": 1e999, "height": 5},
        {"bounds": [0, 0, 5, 5], "width": 10**9, "height": 5, "number": "abc"},
        {"width": 5},
    ],
)
def test_a_damaged_view_is_ignored(opened, town, damaged):
    say_labels(opened, town, 1)
    opened.hear_until("fitted")
    say_view(opened, town, 2)
    opened.say("view", **{"number": 1, **damaged})
    assert opened.hear_until("preview", "error")[-1]["view"] == 2


def test_an_image_that_is_gone_is_an_error_and_another_can_be_opened(talk, job):
    missing = replace(job, scenes=(SceneOptions("/nowhere/scene.tif"),))
    talk.say("open", job=to_dict(missing))
    assert talk.hear_until("error", "opened")[-1]["code"] == "INVALID_SCENE"
    talk.say("open", job={"algorithm": "cleanmap"})
    assert talk.hear_until("error", "opened")[-1]["code"] == "INVALID_JOB"
    talk.say("open", job=to_dict(job))
    assert talk.hear_until("error", "opened")[-1]["type"] == "opened"


def test_another_image_is_opened_in_the_same_process(opened, town, odd_town, job):
    say_view(opened, town, 1)
    say_labels(opened, town, 1)
    hear_complete(opened)
    other = replace(job, scenes=(odd_town.scene,), labels=odd_town.label_options)
    opened.say("open", job=to_dict(other))
    opened.hear_until("opened")
    say_labels(opened, odd_town, 2)
    say_view(opened, odd_town, 2)
    preview = hear_complete(opened)[-1]
    assert (preview["labels"], preview["view"]) == (2, 2)
    assert (pixels(preview)[0] == odd_town.truth).mean() > 0.9


@pytest.fixture
def alone(engine, job):
    """A session in a process of its own."""
    conversation = Conversation(engine("live"))
    conversation.say("open", job=to_dict(job))
    conversation.hear_until("opened")
    yield conversation
    conversation.process.kill()


def test_old_previews_are_deleted_and_nothing_stays(alone, town):
    say_labels(alone, town, 1)
    files = []
    for number in range(1, 6):
        say_view(alone, town, number)
        files.append(Path(hear_complete(alone)[-1]["file"]))
    assert [file.exists() for file in files][-1]
    assert sum(file.exists() for file in files) <= 4
    assert alone.close() == 0
    assert not files[-1].parent.exists()


def test_it_ends_while_it_works(alone, town):
    say_view(alone, town, 1)
    say_labels(alone, town, 1)
    alone.hear_until("encoded")
    alone.say("quit")
    assert alone.process.wait(20) == 0


def test_questions_are_answered(opened, town):
    say_view(opened, town, 1)
    say_labels(opened, town, 1)
    hear_complete(opened)
    opened.say("suggest", number=3, count=2)
    suggested = opened.hear_until("suggestions", "error")[-1]
    assert (suggested["number"], len(suggested["places"])) == (3, 2)
    value, wkb = polygons(town, [4])[0]
    middle = shapely.from_wkb(bytes.fromhex(wkb)).point_on_surface()
    opened.say("why", number=5, x=middle.x, y=middle.y)
    reason = opened.hear_until("reason", "error")[-1]
    assert (reason["number"], reason["labels"]) == (5, 1)
    assert polygons(town)[reason["label"]][0] == value
    opened.say("similar", number=6, shapes=[wkb])
    similar = opened.hear_until("similarity", "error")[-1]
    percent = np.fromfile(similar["file"], np.uint8)
    assert percent.size == similar["width"] * similar["height"]
    opened.say("similar", number=7, shapes=["zz"])
    assert opened.hear_until("similarity", "error")[-1]["code"] == "INVALID_LABELS"
    opened.say("suggest", number=8, count=1)
    assert opened.hear_until("suggestions", "error")[-1]["number"] == 8
