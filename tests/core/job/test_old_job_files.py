"""Job files and recipes of earlier versions make the same jobs."""

import json

import pytest

from landsketch.core.errors import InvalidJob
from landsketch.core.job.job_json import from_json
from landsketch.core.job.jobs import (
    CleanJob,
    ExportJob,
    FindRateJob,
    PredictJob,
    PredictManyJob,
    TrainJob,
)
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.old_job_files import current_recipe
from landsketch.core.job.options import LabelOptions, RunOptions, SceneOptions
from landsketch.core.job.recipe import AugmentOptions, LossOptions, Recipe
from landsketch.core.job.sharpen_options import NOT_SHARPENED

SCENE = {"path": "a.tif", "bands": [4, 3, 2], "extra_bands": [], "scale": 1.0, "stretch": "auto"}
LABELS = {"path": "a.gpkg", "class_field": "c"}
LOSS = {"cross_entropy": 1.0, "dice": 0.5, "jaccard": 0.0, "smoothing": 0.1}
AUGMENT = {"views": ["hflip"], "jitter": 0.0, "channel_dropout": 0.4}
RECIPE = Recipe(
    "mlp",
    LossOptions("cross_entropy=1.0, dice=0.5", smoothing=0.1),
    augment=AugmentOptions(("hflip",), channel_dropout=0.4),
)
JOBS = {
    "train": (
        {"scenes": [SCENE], "labels": LABELS, "model": "m", "block_m": 100, "buffer_m": 2.5},
        TrainJob(
            (SceneOptions("a.tif", (4, 3, 2), holes="keep"),),
            LabelOptions("a.gpkg", class_field="c"),
            "m",
            recipe=RECIPE,
            sharpening=NOT_SHARPENED,
            block_size=100.0,
            buffer=2.5,
        ),
    ),
    "findlearningrate": (
        {"scenes": [SCENE], "labels": LABELS, "output": "r.svg"},
        FindRateJob(
            (SceneOptions("a.tif", (4, 3, 2)),),
            LabelOptions("a.gpkg", class_field="c"),
            "r.svg",
            recipe=RECIPE,
        ),
    ),
    "predict": (
        {"scene": SCENE, "model": "m", "output": "o", "options": {"mask": "k", "batch": 2}},
        PredictJob(
            SceneOptions("a.tif", (4, 3, 2)), "m", "o", options=MapOptions(mask="k", batch=2)
        ),
    ),
    "predictmany": (
        {"scenes": [SCENE], "model": "m", "folder": "f", "run": {"compile": True}},
        PredictManyJob((SceneOptions("a.tif", (4, 3, 2)),), "m", "f", run=RunOptions(compile=True)),
    ),
    "cleanmap": ({"map": "m", "output": "o", "majority": 3}, CleanJob("m", "o", 0, majority=3)),
    "exportmodel": (
        {"model": "m", "output": "o.onnx", "tile_px": 64},
        ExportJob("m", "o.onnx", tile_size=64),
    ),
}


@pytest.mark.parametrize("verb", JOBS)
def test_an_old_job_file_makes_the_same_job(verb):
    values, job = JOBS[verb]
    recipe = {"recipe": {"head": "mlp", "loss": LOSS, "augment": AUGMENT}}
    has_recipe = hasattr(job, "recipe")
    assert from_json(json.dumps({"verb": verb, **values, **(recipe if has_recipe else {})})) == job


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"verb": "fly"}', "'verb' is 'fly'; choose one of prepare"),
        ('{"verb": "predict", "model": "m", "output": "o"}', "'predict' lacks scene"),
        ('{"verb": "predict", "scene": "a", "model": "m", "output": "o"}', "must be a JSON object"),
        ('{"verb": "install", "backbone": "b", "x": 1, "a": 2}', "unknown options: a, x"),
        ('{"verb": "install", "backbone": 3}', r"'install\.backbone' must be of type str"),
        ('{"verb": "train", "scenes": 3, "labels": {}, "model": "m"}', "must be a list"),
    ],
)
def test_an_old_job_file_that_is_wrong_is_refused_by_name(text, words):
    with pytest.raises(InvalidJob, match=words):
        from_json(text)


@pytest.mark.parametrize(
    ("recipe", "current"),
    [
        (
            {"head": "mlp", "loss": {"dice": 0.5}},
            {"head": "mlp", "loss": {"loss": "cross_entropy=1.0, dice=0.5"}},
        ),
        (
            {"head": "mlp", "augment": {"jitter": 0.0}},
            {"head": "mlp", "augment": {"jitter": -1.0, "channel_dropout": -1.0}},
        ),
        ({"head": "lda"}, {"head": "lda"}),
    ],
)
def test_an_old_recipe_can_be_partial(recipe, current):
    assert current_recipe(recipe) == current


def test_a_current_recipe_stays_as_it_is():
    recipe = {"head": "mlp", "loss": {"loss": "dice=1"}, "augment": {"jitter": 0.0}}
    assert current_recipe(recipe) == recipe
