"""Jobs are checked when they are made and survive JSON."""

import json
import math

import pytest

from landsketch.core.errors import InvalidJob
from landsketch.core.job.job_json import from_json, to_json
from landsketch.core.job.jobs import (
    EvaluateJob,
    FindRateJob,
    InstallJob,
    PredictJob,
    PredictManyJob,
    PrepareJob,
    TrainJob,
)
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
from landsketch.core.job.recipe import Recipe

SCENE = SceneOptions(
    "Größe #1.tif", bands=(4, 3, 2), extra_bands=(8,), scale=0.25, stretch="zscore"
)
BACKBONE = BackboneOptions(
    "dinov2-small", layers=(4, 8), lattices=4, position_mean=True, tile_tokens=37, halo_tokens=2
)
LABELS = LabelOptions("a.gpkg", layer="l", class_field="c", split_field="s")
MAPPING = MapOptions(
    (1.0, 2.0, 3.0, 4.0), True, True, 8, ("hflip",), "taper", 0.5, 1, 60, True, "m.gpkg", "l"
)
RUN = RunOptions(
    cache="c", cache_gb=1.5, device="cpu", threads=3, offline=True, seed=4, command='x "y"', log="l"
)
JOBS = [
    PrepareJob(SCENE, "t.gpkg", BACKBONE, LABELS, (1.0, 2.0, 3.0, 4.5), RUN),
    TrainJob(
        (SCENE, SceneOptions("b.tif")),
        LABELS,
        "m",
        "r",
        BACKBONE,
        Recipe("mlp"),
        "field",
        3,
        100.0,
        2.5,
        True,
        99,
        RUN,
    ),
    FindRateJob((SCENE,), LABELS, "r.svg", BACKBONE, Recipe("dpt"), 100.0, 99, RUN),
    PredictJob(SCENE, "m", "o.tif", "c.tif", "p.tif", MAPPING, RUN),
    PredictManyJob((SCENE, SceneOptions("b.tif")), "m", "maps", True, True, MAPPING, RUN),
    EvaluateJob(
        SCENE, "m", LabelOptions(raster="l.tif"), "r", "cross_validation", True, True, 4, RUN
    ),
    InstallJob("dinov2-small", RUN),
]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.verb)
def test_json_brings_a_job_back(job):
    assert from_json(to_json(job)) == job


def test_what_is_left_out_takes_its_default():
    job = from_json('{"verb": "predict", "scene": {"path": "a"}, "model": "m", "output": "o"}')
    assert job == PredictJob(SceneOptions("a"), "m", "o")


def test_whole_numbers_do_for_lengths():
    text = json.dumps({**json.loads(to_json(JOBS[1])), "block_m": 100})
    assert from_json(text) == JOBS[1]


BAD = {
    "no path": (lambda: SceneOptions(""), "choose one as INPUT"),
    "two bands": (lambda: SceneOptions("a", bands=(1, 2)), "1 or 3 bands"),
    "band 0": (lambda: SceneOptions("a", bands=(0,)), "start at 1"),
    "scale 3": (lambda: SceneOptions("a", scale=3.0), "SCALE is 3.0; choose one of 0.25"),
    "stretch": (lambda: SceneOptions("a", stretch="wild"), "choose one of auto"),
    "no backbone": (lambda: BackboneOptions(""), "'builtin' needs no download"),
    "3 lattices": (lambda: BackboneOptions(lattices=3), "choose one of 1, 2, 4"),
    "layer -1": (lambda: BackboneOptions(layers=(-1,)), "LAYERS count from 0"),
    "tile 2": (lambda: BackboneOptions(tile_tokens=2), "at least 4"),
    "halo -2": (lambda: BackboneOptions(halo_tokens=-2), "0 or more"),
    "halo too wide": (lambda: BackboneOptions(tile_tokens=8, halo_tokens=4), "more than twice"),
    "scenes of one scene": (
        lambda: TrainJob((SCENE,), LABELS, "m", validation="scenes"),
        "at least two rasters",
    ),
    "a point without a pixel": (lambda: LabelOptions("a", point_radius=0.2), "at least 0.5"),
    "other without a name": (lambda: LabelOptions("a", other=" "), "needs a name"),
    "an area alone": (lambda: LabelOptions(area="a"), "needs LABELS"),
    "two sorts of labels": (lambda: LabelOptions("a", raster="b"), "not both"),
    "no cache": (lambda: RunOptions(cache_gb=0), "above 0"),
    "cache nan": (lambda: RunOptions(cache_gb=math.nan), "above 0"),
    "threads": (lambda: RunOptions(threads=-1), "0 .automatic. or more"),
    "no labels": (lambda: TrainJob((SCENE,), LabelOptions(), "m"), "choose LABELS or LABEL_RASTER"),
    "no scenes": (lambda: TrainJob((), LABELS, "m"), "choose one as INPUT"),
    "no model": (lambda: TrainJob((SCENE,), LABELS, ""), "No output"),
    "one fold": (lambda: TrainJob((SCENE,), LABELS, "m", folds=1), "at least 2 folds"),
    "field": (
        lambda: TrainJob((SCENE,), LabelOptions("a"), "m", validation="field"),
        "needs SPLIT_FIELD",
    ),
    "same file twice": (lambda: PredictJob(SCENE, "m", "o.tif", "o.tif"), "need different files"),
    "no scene of many": (lambda: PredictManyJob((), "m", "maps"), "choose one or several as INPUT"),
    "no folder": (lambda: PredictManyJob((SCENE,), "m", ""), "No folder for the maps"),
    "a scene twice": (
        lambda: PredictManyJob((SCENE, SCENE), "m", "maps"),
        "given twice: .*choose each once",
    ),
    "three numbers": (lambda: MapOptions(extent=(1.0, 2.0, 3.0)), "four numbers"),
    "turned extent": (lambda: MapOptions(extent=(3.0, 2.0, 1.0, 4.0)), "extent is empty"),
    "endless extent": (lambda: MapOptions(extent=(-math.inf, 2.0, 1.0, 4.0)), "not finite"),
    "nan extent": (lambda: MapOptions(extent=(math.nan, 2.0, 1.0, 4.0)), "not finite"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_choice_is_a_sentence(name):
    make, words = BAD[name]
    with pytest.raises(InvalidJob, match=words) as caught:
        make()
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not valid JSON"),
        ("[]", "JSON object"),
        ('{"verb": ["predict"]}', "choose one of prepare"),
        ('{"verb": "predict", "model": "m", "output": "o"}', "'predict' lacks scene"),
        ('{"verb": "predict", "scene": "a.tif", "model": "m", "output": "o"}', r"'predict\.scene' must be a JSON object"),
        ('{"verb": "predict", "scene": {"path": 5}, "model": "m", "output": "o"}', r"'predict\.scene\.path' must be of type str"),
        ('{"verb": "predict", "scene": {"path": "a", "bands": "123"}, "model": "m", "output": "o"}', "must be a list"),
        ('{"verb": "predict", "scene": {"path": "a", "bands": [true]}, "model": "m", "output": "o"}', "of type int"),
        ('{"verb": "predict", "scene": {"path": "a"}, "model": "m", "output": "o", "options": {"batch": 1.5}}', "of type int"),
        ('{"verb": "predict", "scene": {"path": "a"}, "model": "m", "output": "o", "options": {"write_cache": 1}}', r"'predict\.options\.write_cache' must be of type bool"),
        ('{"verb": "install", "backbone": "b", "x": 1, "a": 2}', "unknown options: a, x"),
    ],
)  # fmt: skip
def test_json_that_is_no_job_is_a_sentence(text, words):
    with pytest.raises(InvalidJob, match=words):
        from_json(text)


def test_the_record_of_a_run_is_a_job_file():
    record = {"job": json.loads(to_json(JOBS[2])), "outputs": {"output": "o.tif"}, "metrics": {}}
    assert from_json(json.dumps(record)) == JOBS[2]


def test_maps_of_many_scenes_have_names_of_their_own():
    paths = [
        "a/scene.tif",
        "b/Scene.tif",
        "scene_2.tif",
        "https://x.org/s 1.tif?key=2",
        "NETCDF:c.nc:band",
        "/vsizip/d.zip/",
    ]
    job = PredictManyJob(tuple(SceneOptions(path) for path in paths), "m", "maps", confidence=True)
    names = ["scene", "Scene_2", "scene_2_2", "s_1", "NETCDF_c", "d"]
    assert [one.output for one in job.jobs()] == [f"maps/{name}_map.tif" for name in names]
    assert job.jobs()[0].confidence == "maps/scene_confidence.tif"
    assert job.jobs()[0].probabilities == ""
