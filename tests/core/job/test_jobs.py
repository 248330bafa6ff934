"""Jobs are checked when they are made and survive JSON."""

import json
import math

import pytest

from landsketch.core.errors import InvalidJob
from landsketch.core.job.job_json import from_dict, from_json, to_dict, to_json
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
from landsketch.core.job.option import options_of
from landsketch.core.job.options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.job.sharpen_options import SharpenOptions

SCENE = SceneOptions(
    "Größe #1.tif", bands=(4, 3, 2), extra_bands=(8,), scale=0.25, stretch="zscore"
)
BACKBONE = BackboneOptions(
    "dinov2-small", layers=(4, 8), lattices=4, position_mean=True, tile_tokens=37, halo_tokens=2
)
LABELS = LabelOptions("a.gpkg", layer="l", class_field="c", split_field="s")
SHARPENING = SharpenOptions("edges", 0.5)
MAPPING = MapOptions(
    (1.0, 2.0, 3.0, 4.0),
    True,
    True,
    8,
    ("hflip",),
    "taper",
    0.5,
    1,
    SHARPENING,
    60,
    True,
    "m.gpkg",
    "l",
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
        SharpenOptions("edges", 1.5),
        3,
        100.0,
        2.5,
        True,
        ("hflip",),
        99,
        RUN,
    ),
    FindRateJob((SCENE,), LABELS, "r.svg", BACKBONE, Recipe("dpt"), 100.0, 99, RUN),
    PredictJob(SCENE, "m", "o.tif", "c.tif", "p.tif", MAPPING, RUN),
    PredictManyJob((SCENE, SceneOptions("b.tif")), "m", "maps", True, True, MAPPING, RUN),
    EvaluateJob(
        (SCENE,),
        "m",
        LabelOptions(raster="l.tif"),
        "r",
        "cross_validation",
        True,
        4,
        True,
        ("hflip",),
        SHARPENING,
        RUN,
    ),
    InstallJob("dinov2-small", run=RUN),
]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.algorithm_id)
def test_json_brings_a_job_back(job):
    assert from_json(to_json(job)) == job


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.algorithm_id)
def test_keys_are_parameters_in_lower_case(job):
    names = [option.name for option in options_of(type(job))]
    assert list(to_dict(job)) == ["algorithm", *(name.lower() for name in names)]
    assert len(set(names)) == len(names)


def test_what_is_left_out_takes_its_default():
    job = from_json('{"algorithm": "predictraster", "input": "a", "model": "m", "output": "o"}')
    assert job == PredictJob(SceneOptions("a"), "m", "o")


def test_a_default_of_a_job_is_taken_before_that_of_its_options():
    job = from_dict(
        {"algorithm": "findlearningrate", "input": "a", "labels": "l", "curve": "r.svg"}
    )
    assert job.recipe.head == "mlp"


def test_keys_can_be_written_in_capitals():
    values = {"INPUT": "a", "Model": "m", "OUTPUT": "o", "UNKNOWN_BELOW": 5}
    job = from_dict({"algorithm": "predictraster", **values})
    assert job == PredictJob(SceneOptions("a"), "m", "o", options=MapOptions(unknown_below=5))


def test_whole_numbers_do_for_lengths():
    assert from_dict(to_dict(JOBS[1]) | {"block_size": 100}) == JOBS[1]


def test_lists_can_be_text():
    values = {"bands": "4, 3 2", "views": "hflip,rot90", "layers": "5", "scale": "0.25"}
    job = from_dict(to_dict(JOBS[1]) | {"input": ["a.tif", "b.tif"]} | values)
    assert [scene.bands for scene in job.scenes] == [(4, 3, 2)] * 2
    assert job.recipe.augment.views == ("hflip", "rot90")
    assert (job.backbone.layers, job.scenes[0].scale) == ((5,), 0.25)


def test_classes_with_spaces_are_separated_by_commas():
    values = {"input": "m.tif", "output": "p.gpkg", "leave_out": "old road, water"}
    job = from_dict({"algorithm": "vectorizemap", **values})
    assert job.leave_out == ("old road", "water")


def test_an_image_can_have_options_of_its_own():
    own = {"input": "b.tif", "bands": [8, 4, 3]}
    job = from_dict(to_dict(JOBS[1]) | {"input": ["a.tif", own], "bands": [1, 2, 3]})
    assert [scene.bands for scene in job.scenes] == [(1, 2, 3), (8, 4, 3)]
    assert from_json(to_json(job)) == job


def test_paths_of_a_job_are_its_inputs_and_outputs():
    assert JOBS[1].inputs() == ["Größe #1.tif", "b.tif", "a.gpkg"]
    assert JOBS[1].outputs() == ["m", "r", "l", "r.metrics.json", "r.classes.csv", "r.csv"]
    assert JOBS[3].inputs() == ["Größe #1.tif", "m", "m.gpkg"]
    assert JOBS[3].outputs() == ["o.tif", "c.tif", "p.tif", "l"]
    assert JOBS[4].outputs()[-3:] == [
        "maps/b_map.tif",
        "maps/b_confidence.tif",
        "maps/b_probabilities.tif",
    ]


OPTION = '{"algorithm": "predictraster", "INPUT": "a", "model": "m", "output": "o", %s}'
BAD = {
    "no path": (lambda: SceneOptions(""), r"INPUT \(Image\) is required"),
    "two bands": (lambda: SceneOptions("a", bands=(1, 2)), "takes 1 or 3"),
    "band 0": (
        lambda: SceneOptions("a", bands=(0,)),
        "BANDS is 0; choose a number that is at least 1",
    ),
    "scale 3": (lambda: SceneOptions("a", scale=3.0), "SCALE is 3; choose one of 0.25"),
    "stretch": (lambda: SceneOptions("a", stretch="wild"), "choose one of auto"),
    "no backbone": (lambda: BackboneOptions(""), "'builtin' needs no download"),
    "3 lattices": (lambda: BackboneOptions(lattices=3), "choose one of 1, 2, 4"),
    "layer -1": (lambda: BackboneOptions(layers=(-1,)), "LAYERS is -1; .* at least 0"),
    "tile 2": (lambda: BackboneOptions(tile_tokens=2), "at least 4"),
    "halo -2": (lambda: BackboneOptions(halo_tokens=-2), "at least -1"),
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
    "threads": (lambda: RunOptions(threads=-1), "THREADS is -1; .* at least 0"),
    "no labels": (lambda: TrainJob((SCENE,), LabelOptions(), "m"), "choose LABELS or LABEL_RASTER"),
    "no scenes": (lambda: TrainJob((), LABELS, "m"), r"INPUT \(Images\) is required"),
    "no model": (lambda: TrainJob((SCENE,), LABELS, ""), r"MODEL \(Model\) is required"),
    "one fold": (lambda: TrainJob((SCENE,), LABELS, "m", folds=1), "FOLDS is 1; .* at least 2"),
    "field": (
        lambda: TrainJob((SCENE,), LabelOptions("a"), "m", validation="field"),
        "needs SPLIT_FIELD",
    ),
    "same file twice": (lambda: PredictJob(SCENE, "m", "o.tif", "o.tif"), "need different files"),
    "no scene of many": (lambda: PredictManyJob((), "m", "maps"), r"INPUT \(Images\) is required"),
    "no folder": (lambda: PredictManyJob((SCENE,), "m", ""), "OUTPUT_FOLDER .* is required"),
    "a scene twice": (
        lambda: PredictManyJob((SCENE, SCENE), "m", "maps"),
        "names a raster twice: .*name each once",
    ),
    "three numbers": (lambda: MapOptions(extent=(1.0, 2.0, 3.0)), "four numbers"),
    "turned extent": (lambda: MapOptions(extent=(3.0, 2.0, 1.0, 4.0)), "EXTENT is empty"),
    "endless extent": (
        lambda: MapOptions(extent=(-math.inf, 2.0, 1.0, 4.0)),
        "EXTENT is .*; choose a number that is finite",
    ),
    "nan extent": (
        lambda: MapOptions(extent=(math.nan, 2.0, 1.0, 4.0)),
        "EXTENT is .*; choose a number that is finite",
    ),
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
        ("{}", "'algorithm' is missing; choose one of preparefeatures"),
        ('{"algorithm": "fly"}', "'algorithm' is 'fly'; choose one of preparefeatures"),
        (
            '{"algorithm": "predictraster", "input": "a", "output": "o"}',
            r"MODEL \(Model\) is required",
        ),
        (
            '{"algorithm": "installbackbone", "bakbone": "b"}',
            "has no option BAKBONE; did you mean BACKBONE?",
        ),
        (
            '{"algorithm": "cleanmap", "xyz": 1}',
            "has no option XYZ; choose from: INPUT, OUTPUT, MIN_PIXELS",
        ),
        ('{"algorithm": "installbackbone", "seed": 1, "SEED": 2}', "names an option twice"),
        (
            '{"algorithm": "predictraster", "input": 5, "model": "m", "output": "o"}',
            "INPUT is 5; it must be text",
        ),
        (OPTION % '"bands": [true]', "BANDS is True; it must be a whole number"),
        (OPTION % '"bands": "1,x"', "BANDS is 'x'; it must be a whole number"),
        ('{"algorithm": "cleanmap", "seed": 5, "seed": 6}', "names seed twice"),
        (OPTION % '"lattices": "3"', "LATTICES is '3'; choose one of 0, 1, 2, 4"),
        (OPTION % '"batch": 1.5', "BATCH is 1.5; it must be a whole number"),
        (OPTION % '"overlap": "wide"', "OVERLAP is 'wide'; it must be a number"),
        (OPTION % '"write_cache": 1', "WRITE_CACHE is 1; it must be true or false"),
        (OPTION % '"tta": "hflip, flip"', "TTA is 'flip'; choose one of hflip"),
    ],
)
def test_json_that_is_no_job_is_refused_by_name(text, words):
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


def test_options_of_images_are_not_lost_where_there_are_none():
    alone = {"algorithm": "trainhead", "dataset": "d", "model": "m"}
    assert from_dict(alone | {"scale": 1}).scenes == ()
    with pytest.raises(InvalidJob, match="SCALE is about the images of INPUT, but there are none"):
        from_dict(alone | {"scale": 2})
    assert from_json(to_json(from_dict(alone))) == from_dict(alone)
