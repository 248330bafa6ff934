"""Parameters become the engine's job, whoever gives them and however they write them."""

import json
import re
import shlex

import pytest
from qgis.core import QgsProcessing, QgsProject, QgsRasterLayer, QgsReferencedRectangle, QgsSettings

from landsketch.core.errors import InvalidJob, InvalidScene
from landsketch.core.job.job_json import from_json, to_json
from landsketch.core.job.jobs import EvaluateJob, InstallJob, PredictJob, PrepareJob, TrainJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import LabelOptions
from landsketch.core.version import MODEL_FORMAT
from landsketch.plugin.settings import GROUP, Settings


@pytest.fixture
def make_job(algorithm, context):
    return lambda name, **parameters: algorithm(name).make_job(parameters, context)


@pytest.fixture
def check(algorithm, context):
    return lambda name, parameters: algorithm(name).checkParameterValues(parameters, context)


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"")
    return str(path)


def test_few_parameters_make_the_default_training_job(make_job, scene, labels, tmp_path):
    job = make_job(
        "trainhead",
        INPUT=[str(scene)],
        LABELS=labels.id(),
        CLASS_FIELD="class",
        MODEL=str(tmp_path / "m.safetensors"),
    )
    plain = TrainJob(scenes=job.scenes, labels=job.labels, model=job.model, run=job.run)
    assert job == plain
    assert [s.path for s in job.scenes] == [str(scene)]
    assert (job.labels.class_field, job.labels.split_field) == ("class", "")
    assert from_json(to_json(job)) == job


def test_every_training_parameter_arrives(make_job, scene, labels, tmp_path):
    (tmp_path / "classes.json").write_text("[]")
    job = make_job(
        "trainhead",
        INPUT=[str(scene), str(scene)],
        BANDS="4,3,2",
        EXTRA_BANDS="1",
        SCALE="2",
        LABELS=labels.id(),
        CLASS_FIELD="class",
        SPLIT_FIELD="split",
        CLASS_TABLE=str(tmp_path / "classes.json"),
        BACKBONE="dinov2-vits14",
        LAYERS="4, 8",
        HEAD="mlp",
        VALIDATION="field",
        BLOCK_SIZE=120.5,
        BUFFER=8,
        BASELINES=True,
        LATTICES="2",
        POSITION_MEAN=True,
        TILE_TOKENS=16,
        HALO_TOKENS=3,
        CACHE=str(tmp_path),
        SEED=7,
        MODEL=str(tmp_path / "m.safetensors"),
        REPORT=str(tmp_path / "r.html"),
    )
    first, second = job.scenes
    assert first == second
    assert (first.bands, first.extra_bands, first.scale) == ((4, 3, 2), (1,), 2.0)
    assert (job.labels.split_field, job.labels.class_table) == (
        "split",
        str(tmp_path / "classes.json"),
    )
    backbone = job.backbone
    assert (backbone.name, backbone.layers, backbone.lattices) == ("dinov2-vits14", (4, 8), 2)
    assert (backbone.position_mean, backbone.tile_tokens, backbone.halo_tokens) == (True, 16, 3)
    assert (job.recipe.head, job.validation, job.block_size, job.buffer, job.baselines) == (
        "mlp",
        "field",
        120.5,
        8.0,
        True,
    )
    assert (job.run.cache, job.run.seed, job.report) == (str(tmp_path), 7, str(tmp_path / "r.html"))


@pytest.mark.parametrize(
    "value", ["4,3,2", "4;3;2", "4 3 2", ["4", "3", "2"], [4, 3, 2], (4, 3, 2)]
)
@pytest.mark.parametrize("name", ["trainhead", "preparefeatures"])
def test_bands_are_written_in_many_ways(make_job, check, scene, labels, name, value):
    parameters = {
        "INPUT": [str(scene)] if name == "trainhead" else str(scene),
        "BANDS": value,
        "BACKBONE": "builtin",
    }
    own = {"LABELS": labels.id(), "CLASS_FIELD": "class"}
    parameters |= {**own, "MODEL": "m.safetensors"} if name == "trainhead" else {"TILES": "t.gpkg"}
    assert check(name, parameters) == (True, "")
    job = make_job(name, **parameters)
    assert (job.scenes[0] if name == "trainhead" else job.scene).bands == (4, 3, 2)


@pytest.mark.parametrize(
    ("bands", "error", "text"),
    [
        ("red", InvalidJob, "BANDS is 'red'; it must be a whole number"),
        ("1,2", InvalidJob, "takes 1 or 3"),
        ("1,2,9", InvalidScene, "has 4 bands, so there is no band 9"),
    ],
)
def test_wrong_bands_are_a_sentence(make_job, scene, bands, error, text):
    with pytest.raises(error, match=text):
        make_job(
            "preparefeatures", INPUT=str(scene), BANDS=bands, BACKBONE="builtin", TILES="t.gpkg"
        )


def test_prepare_job(make_job, scene, tmp_path):
    job = make_job(
        "preparefeatures",
        INPUT=str(scene),
        BACKBONE="builtin",
        SCALE="0.5",
        TILE_TOKENS=8,
        HALO_TOKENS=1,
        EXTENT="500010,500090,5799900,5799990 [EPSG:32633]",
        TILES=str(tmp_path / "t.gpkg"),
    )
    assert isinstance(job, PrepareJob)
    assert job.extent == (500010, 5799900, 500090, 5799990)
    assert (job.scene.scale, job.backbone.tile_tokens, job.backbone.halo_tokens) == (0.5, 8, 1)
    assert job.labels == LabelOptions()
    assert job.tiles == str(tmp_path / "t.gpkg")


def test_labels_limit_preparation(make_job, scene, labels):
    job = make_job(
        "preparefeatures", INPUT=str(scene), BACKBONE="builtin", LABELS=labels.id(), TILES="t.gpkg"
    )
    assert job.labels.path.endswith(".gpkg")
    assert job.labels.class_field == ""


def test_extent_is_reprojected_to_the_scene(make_job, scene, model):
    layer = QgsRasterLayer(str(scene), "scene")
    degrees = "15.0,15.003,52.34,52.35 [EPSG:4326]"
    job = make_job("predictraster", INPUT=layer, MODEL=model, EXTENT=degrees, OUTPUT="o.tif")
    west, _, east, _ = job.options.extent
    assert west == pytest.approx(500_000, abs=5)
    assert east > west


def test_every_prediction_parameter_arrives(make_job, scene, model, tmp_path):
    job = make_job(
        "predictraster",
        INPUT=str(scene),
        MODEL=model,
        BANDS=[3, 2, 1],
        CACHE=str(tmp_path),
        USE_MODEL_STRETCH=True,
        WRITE_CACHE=True,
        UNKNOWN_BELOW=60,
        TTA="hflip, rot90",
        BLEND="taper",
        OVERLAP=0.4,
        LATTICES="1",
        COG=True,
        CLUSTER="tcp://head:8786",
        OUTPUT=str(tmp_path / "o.tif"),
        CONFIDENCE=str(tmp_path / "c.tif"),
        PROBABILITIES=str(tmp_path / "p.tif"),
    )
    assert isinstance(job, PredictJob)
    assert job.scene.bands == (3, 2, 1)
    assert job.options == MapOptions(
        use_model_stretch=True,
        write_cache=True,
        unknown_below=60,
        tta=("hflip", "rot90"),
        blend="taper",
        overlap=0.4,
        lattices=1,
        cog=True,
    )
    assert (job.model, job.output, job.confidence) == (
        model,
        str(tmp_path / "o.tif"),
        str(tmp_path / "c.tif"),
    )
    assert job.probabilities == str(tmp_path / "p.tif")
    assert job.run.cluster == "tcp://head:8786"


def test_few_parameters_make_the_default_map(make_job, scene, model):
    job = make_job("predictraster", INPUT=str(scene), MODEL=model, OUTPUT="o.tif")
    assert (job.options, job.probabilities, job.run.cluster) == (MapOptions(), "", "")


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"TTA": "mirrored"}, "TTA is 'mirrored'; choose one of"),
        ({"BLEND": "taper", "LATTICES": "2"}, "both reduce seams"),
        ({"OVERLAP": 0.7}, "at most 0.5"),
        (
            {"UNKNOWN_BELOW": 101},
            "UNKNOWN_BELOW is 101; choose a number that is at least 0 and at most 100",
        ),
        ({"CLUSTER": "head:8786"}, "CLUSTER is 'head:8786'; give"),
    ],
)
def test_ways_to_map_that_cannot_be_are_refused_before_the_run(
    check, scene, model, parameters, text
):
    is_fine, message = check(
        "predictraster", {"INPUT": str(scene), "MODEL": model, "OUTPUT": "o.tif", **parameters}
    )
    assert not is_fine
    assert re.search(text, message)


def test_confidence_is_made_only_when_asked_for(make_job, scene, model):
    assert make_job("predictraster", INPUT=str(scene), MODEL=model, OUTPUT="o.tif").confidence == ""
    temporary = make_job(
        "predictraster",
        INPUT=str(scene),
        MODEL=model,
        OUTPUT="o.tif",
        CONFIDENCE=QgsProcessing.TEMPORARY_OUTPUT,
    )
    assert temporary.confidence.endswith(".tif")


def test_evaluation_job(make_job, scene, labels, model):
    job = make_job(
        "evaluatemodel",
        INPUT=str(scene),
        MODEL=model,
        LABELS=labels.id(),
        CLASS_FIELD="class",
        METHOD="cross_validation",
        BASELINES=True,
        INCLUDE_TRAINING=True,
        FOLDS=3,
        TTA="hflip,rot90",
    )
    assert isinstance(job, EvaluateJob)
    assert (job.folds, job.tta) == (3, ("hflip", "rot90"))
    assert (job.method, job.baselines, job.include_training, job.report) == (
        "cross_validation",
        True,
        True,
        "",
    )


def test_label_raster_instead_of_polygons(make_job, scene, model):
    job = make_job("evaluatemodel", INPUT=str(scene), MODEL=model, LABEL_RASTER=str(scene))
    assert (job.labels.raster, job.labels.path, job.method) == (str(scene), "", "held_out")


@pytest.mark.parametrize("name", ["trainhead", "findlearningrate", "evaluatemodel"])
def test_what_makes_ground_other_arrives(make_job, scene, labels, model, name):
    job = make_job(
        name,
        INPUT=str(scene),
        MODEL=model,
        LABELS=labels.id(),
        CLASS_FIELD="class",
        CLASS_OF_INTEREST=" water ",
        OTHER_CLASS="ground",
        FULLY_LABELLED_AREA=labels.id(),
        POINT_RADIUS=2.5,
        CURVE="c.svg",
    )
    assert (job.labels.interest, job.labels.other, job.labels.point_radius) == (
        "water",
        "ground",
        2.5,
    )
    assert job.labels.area.endswith(".gpkg")
    assert job.labels.area != job.labels.path


def test_areas_and_interest_go_with_a_label_raster(make_job, scene, labels, model):
    job = make_job(
        "evaluatemodel",
        INPUT=str(scene),
        MODEL=model,
        LABEL_RASTER=str(scene),
        FULLY_LABELLED_AREA=labels.id(),
        CLASS_OF_INTEREST="3",
    )
    assert (job.labels.raster, job.labels.interest) == (str(scene), "3")
    assert job.labels.area.endswith(".gpkg")


def test_validation_by_scenes(make_job, scene, labels):
    inputs = {
        "LABELS": labels.id(),
        "CLASS_FIELD": "class",
        "MODEL": "m.safetensors",
        "VALIDATION": "scenes",
    }
    assert make_job("trainhead", INPUT=[str(scene), str(scene)], **inputs).validation == "scenes"
    with pytest.raises(InvalidJob, match="at least two rasters"):
        make_job("trainhead", INPUT=[str(scene)], **inputs)


def test_install_job(make_job):
    job = make_job("installbackbone", BACKBONE=" builtin ")
    assert isinstance(job, InstallJob)
    assert job.backbone == "builtin"


def test_settings_reach_the_engine(make_job):
    Settings(cache_folder="/cache", cache_gb=3.0, device="cpu", offline=True).save()
    try:
        run = make_job("installbackbone", BACKBONE="builtin").run
    finally:
        QgsSettings().remove(GROUP)
    assert (run.cache, run.cache_gb, run.device, run.offline) == ("/cache", 3.0, "cpu", True)


def test_the_command_may_be_run_in_another_folder(make_job, scene, monkeypatch):
    monkeypatch.chdir(scene.parent)
    job = make_job("preparefeatures", INPUT="scene.tif", TILES="t.gpkg", CACHE="cache")
    words = shlex.split(job.run.command)
    assert words[-3:] == [
        f"{n}={scene.parent / f}"
        for n, f in (("INPUT", "scene.tif"), ("CACHE", "cache"), ("TILES", "t.gpkg"))
    ]


def test_the_command_repeats_the_run(make_job, scene, qgis_new_project, tmp_path):
    raster = QgsRasterLayer(str(scene), "scene")
    QgsProject.instance().addMapLayer(raster)
    job = make_job(
        "preparefeatures",
        INPUT=raster.id(),
        BANDS=["4", "3", "2"],
        SCALE="2",
        BACKBONE="builtin",
        EXTENT=QgsReferencedRectangle(raster.extent(), raster.crs()),
        TILES=str(tmp_path / "t.gpkg"),
    )
    assert job.run.command == (
        f"qgis_process run landsketch:preparefeatures -- 'INPUT={scene}' BANDS=4 BANDS=3 BANDS=2 "
        f"SCALE=2"
        f" 'EXTENT=500000.0,500256.0,5799744.0,5800000.0 [EPSG:32633]' TILES={tmp_path / 't.gpkg'}"
    )


@pytest.fixture
def known(scene, labels, model):
    """What the words in a table of parameters stand for."""
    return {"@labels": labels.id(), "@scene": str(scene), "@model": model}


@pytest.mark.parametrize(
    ("name", "parameters", "text"),
    [
        ("trainhead", {"MODEL": "m"}, "No labels were given"),
        ("trainhead", {"MODEL": "m", "LABELS": "@labels"}, "Choose CLASS_FIELD"),
        (
            "trainhead",
            {"MODEL": "m", "LABELS": "@labels", "CLASS_FIELD": "class", "LABEL_RASTER": "@scene"},
            "not both",
        ),
        (
            "trainhead",
            {"MODEL": "m", "LABELS": "@labels", "CLASS_FIELD": "class", "VALIDATION": "field"},
            "SPLIT_FIELD",
        ),
        (
            "trainhead",
            {"MODEL": "m", "FULLY_LABELLED_AREA": "@labels"},
            "FULLY_LABELLED_AREA needs LABELS",
        ),
        (
            "predictraster",
            {"MODEL": "/gone.safetensors", "OUTPUT": "o.tif"},
            "no model '/gone.safetensors'",
        ),
        ("evaluatemodel", {"MODEL": "@model"}, "No labels were given"),
        (
            "evaluatemodel",
            {"MODEL": "@model", "LABELZ": "@labels"},
            "no option LABELZ; did you mean LABELS?",
        ),
        ("evaluatemodel", {"MODEL": "@model", "XY": "1"}, "no option XY; choose from: INPUT, "),
        (
            "trainhead",
            {"MODEL": "m", "HEAD": "unet"},
            "HEAD is 'unet'; choose one of auto, lda, ",
        ),
        (
            "predictraster",
            {"INPUT": "/no.tif", "MODEL": "@model", "OUTPUT": "o.tif"},
            "raster cannot be opened; choose another one as INPUT",
        ),
        (
            "predictrasters",
            {"INPUT": ["@scene", "/no.tif"], "MODEL": "@model", "OUTPUT_FOLDER": "o"},
            "The image /no.tif cannot be opened; remove it from INPUT",
        ),
    ],
)
def test_cheap_errors_are_found_before_the_run(check, known, name, parameters, text):
    def value(word):
        return (
            [known.get(one, one) for one in word]
            if isinstance(word, list)
            else known.get(word, word)
        )

    given = {key: value(word) for key, word in {"INPUT": "@scene", **parameters}.items()}
    is_fine, message = check(name, given)
    assert not is_fine
    assert text in message


def test_values_that_only_qgis_can_refuse_are_refused(check, scene):
    is_fine, message = check(
        "preparefeatures", {"INPUT": str(scene), "SCALE": object(), "TILES": "t.gpkg"}
    )
    assert not is_fine
    assert message


def test_all_extra_bands_can_be_named_by_one_word(make_job, scene, labels, tmp_path):
    wanted = {
        "INPUT": [str(scene)],
        "LABELS": labels.id(),
        "CLASS_FIELD": "class",
        "MODEL": str(tmp_path / "m.safetensors"),
    }
    by_word = make_job("trainhead", **wanted, EXTRA_BANDS="all")
    assert by_word.scenes[0].extra_bands == tuple(
        range(1, QgsRasterLayer(str(scene)).bandCount() + 1)
    )


def model_of_pixels(path, size):
    """Write the header of a model that was trained on pixels of a size in metres."""
    facts = {
        "format": MODEL_FORMAT,
        "classes": [],
        "pixel_size_m": size,
        "scene": {"scale": 1},
    }
    header = json.dumps({"__metadata__": {"landsketch": json.dumps(facts)}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    return str(path)


@pytest.mark.parametrize("name", ["predictraster", "predictrasters", "evaluatemodel"])
def test_a_model_of_another_pixel_size_is_refused_before_the_run(
    check, scene, labels, tmp_path, name
):
    others = {
        "predictraster": {"OUTPUT": "map.tif"},
        "predictrasters": {"INPUT": [str(scene)], "OUTPUT_FOLDER": "maps"},
        "evaluatemodel": {"LABELS": labels.id(), "CLASS_FIELD": "class"},
    }
    model = model_of_pixels(tmp_path / "m", 0.1)
    parameters = {"INPUT": str(scene), "MODEL": model, **others[name]}
    is_fine, message = check(name, parameters)
    assert not is_fine
    assert "needs pixels of 0.1 m, scene.tif has 1 m" in message


def test_a_model_of_half_the_pixel_size_is_accepted(make_job, scene, tmp_path):
    model = model_of_pixels(tmp_path / "m", 0.5)
    make_job("predictraster", INPUT=str(scene), MODEL=model, OUTPUT=str(tmp_path / "map.tif"))
