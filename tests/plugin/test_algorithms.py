"""The public interface of the algorithms: ids, names and texts, which never change."""

import json

import pytest
from qgis.core import QgsProcessingParameterDefinition

from landsketch.core import backbones
from landsketch.core.job.head_kinds import GRADIENT_HEADS, HEADS

SCENES = "INPUT BANDS COMPOSITE EXTRA_BANDS SCALE STRETCH STRETCH_RANGE HOLES HOLE_SIZE"
LABELS = (
    "LABELS CLASS_FIELD LABEL_RASTER CLASS_OF_INTEREST FULLY_LABELLED_AREA OTHER_CLASS POINT_RADIUS"
)
CORRECTIONS = "CORRECTIONS CORRECTIONS_WEIGHT"
BACKBONE = "BACKBONE LAYERS LATTICES POSITION_MEAN TILE_TOKENS HALO_TOKENS"
STEP = (
    "HEAD MAX_SAMPLES BLOCK_SIZE VIEWS JITTER CHANNEL_DROPOUT MIXUP CUTMIX IMAGE_JITTER LOSS "
    "CLASS_WEIGHTS WEIGHTS"
    " SMOOTHING FOCAL_GAMMA TVERSKY_ALPHA TVERSKY_BETA BOUNDARY_PX AUXILIARY SAMPLER SAMPLER_CAP "
    "KEEP_BACKGROUND"
    " OPTIMIZER BATCH WEIGHT_DECAY CLIP TOKEN_RATE PRECISION WORKERS"
)
COURSE = "LEARNING_RATE EPOCHS SCHEDULE WARMUP ACCUMULATE EMA PATIENCE KEEP COMPILE DETERMINISTIC"
MAPPING = (
    "MASK CACHE CLUSTER UNKNOWN_BELOW USE_MODEL_STRETCH WRITE_CACHE TTA BLEND OVERLAP COG LATTICES"
    " SHARPEN SHARPEN_FACTOR"
)
SURFACE = {
    "preparefeatures": f"{SCENES} BACKBONE LABELS EXTENT TILE_TOKENS HALO_TOKENS CACHE "
    "COMPILE_BACKBONE TILES",
    "preparedataset": f"{SCENES} {LABELS} {CORRECTIONS} SPLIT_FIELD CLASS_TABLE SECOND_INPUT "
    f"{BACKBONE} ENCODE EXTENT VIEWS VALIDATION FOLDS BLOCK_SIZE BUFFER BACKGROUND "
    "BACKGROUND_CLASS BACKGROUND_KEEP CACHE SEED COMPILE_BACKBONE LOAD DATASET",
    "verifydataset": "DATASET FIND_SHIFT FIND_MISLABELLED REPAIR MIN_POLYGONS WORKERS CACHE "
    "REPORT FLAGGED_TILES FLAGGED_LABELS SHIFT_VECTORS",
    "suggestlabels": f"{SCENES} {LABELS} CORRECTIONS CLASS_TABLE MODEL BACKBONE TILE_TOKENS"
    " HALO_TOKENS COUNT MIN_DISTANCE METHOD EXTENT CACHE COMPILE_BACKBONE OUTPUT",
    "similarity": "INPUT BANDS COMPOSITE SCALE STRETCH STRETCH_RANGE HOLES HOLE_SIZE EXAMPLES "
    f"NEGATIVES THRESHOLD EXTENT {BACKBONE} COMPILE_BACKBONE "
    "MIN_AREA WRITE_CACHE CACHE OUTPUT POLYGONS",
    "shiftlabels": "INPUT LABELS CLASS_FIELD DX DY UNITS ESTIMATE BANDS OUTPUT VECTORS",
    "trainhead": f"{SCENES} {LABELS} {CORRECTIONS} SPLIT_FIELD CLASS_TABLE {BACKBONE} {STEP} "
    f"{COURSE} VALIDATION SHARPEN SHARPEN_FACTOR FOLDS BUFFER BASELINES"
    " TTA CACHE SEED DATASET COMPILE_BACKBONE MODEL REPORT CHECKPOINTS TENSORBOARD",
    "findlearningrate": f"{SCENES} {LABELS} {CORRECTIONS} CLASS_TABLE {BACKBONE} {STEP} "
    "CACHE SEED COMPILE_BACKBONE CURVE",
    "predictraster": f"INPUT BANDS COMPOSITE MODEL EXTENT {MAPPING} COMPILE_BACKBONE OUTPUT "
    "CONFIDENCE PROBABILITIES",
    "predictrasters": f"INPUT BANDS COMPOSITE MODEL EXTENT {MAPPING} COMPILE_BACKBONE CONFIDENCE "
    "PROBABILITIES LOAD OUTPUT_FOLDER POLYGONS",
    "evaluatemodel": f"INPUT BANDS COMPOSITE MODEL {LABELS} METHOD FOLDS BASELINES TTA "
    "INCLUDE_TRAINING SHARPEN SHARPEN_FACTOR COMPILE_BACKBONE CACHE DATASET REPORT",
    "comparemaps": "INPUT PREVIOUS OUTPUT TABLE",
    "comparemodels": "MODEL PREVIOUS",
    "cleanmap": "INPUT MIN_PIXELS MIN_AREA MAJORITY CONNECTIVITY OUTPUT",
    "vectorizemap": "INPUT CONFIDENCE LEAVE_OUT MIN_AREA SMOOTH SIMPLIFY OUTPUT",
    "exportmodel": "MODEL INPUT BANDS TILE_SIZE CACHE OUTPUT",
    "installbackbone": "BACKBONE SOURCE ACCEPT_LICENCE IMPORT_FROM",
    "cacheinfo": "CACHE TABLE",
    "clearcache": "IMAGE BACKBONE UNUSED_DAYS EVERYTHING CACHE",
    "runpipeline": "INPUT ONLY_CHECK CACHE LOAD",
    "createpipeline": "INPUT OUTPUT",
    "setupengine": "ACTION DEVICE REPAIR PYTHON FOLDER WHEELS",
    "engineinfo": "",
    "modelinfo": "MODEL TRAINING_AREA",
}
SCORES = "REPORT METRICS MIOU MIOU_LOW MIOU_HIGH OA MACRO_F1 BOUNDARY_F1 ECE"
OUTPUTS = {
    "preparefeatures": "TILES N_TILES N_CACHED",
    "preparedataset": "DATASET TILES STACK N_TILES N_LABELS N_ENCODED",
    "verifydataset": "REPORT JSON FLAGGED_TILES FLAGGED_LABELS SHIFT_VECTORS N_ERRORS N_WARNINGS "
    "N_NOTES N_MISLABELLED SHIFT_X SHIFT_Y IS_SHIFTED",
    "suggestlabels": "OUTPUT N_PLACES",
    "similarity": "OUTPUT POLYGONS USED_THRESHOLD N_POLYGONS",
    "shiftlabels": "OUTPUT VECTORS DX DY N_LABELS VERDICT",
    "trainhead": f"MODEL CHECKPOINTS TENSORBOARD {SCORES}",
    "findlearningrate": "CURVE LEARNING_RATE",
    "predictraster": "OUTPUT CONFIDENCE PROBABILITIES",
    "predictrasters": "OUTPUT_FOLDER POLYGONS MAPS N_MAPS N_FAILED",
    "evaluatemodel": SCORES,
    "comparemaps": "OUTPUT TABLE CHANGED_SHARE N_CHANGES",
    "comparemodels": "DIFFERENCE FOLD_DIFFERENCE FOLD_DIFFERENCE_SD FOLDS_WON FOLDS_LOST N_FOLDS",
    "cleanmap": "OUTPUT PIXELS_CHANGED",
    "vectorizemap": "OUTPUT N_POLYGONS",
    "exportmodel": "OUTPUT LICENCE",
    "installbackbone": "FOLDER",
    "cacheinfo": "TABLE GIGABYTES N_SETS",
    "clearcache": "GIGABYTES N_SETS",
    "runpipeline": "MODEL OUTPUT POLYGONS REPORT N_RUN N_UP_TO_DATE",
    "createpipeline": "OUTPUT N_STEPS",
    "setupengine": "INTERPRETER LOG",
    "modelinfo": "TRAINING_AREA CLASSES BACKBONE MIOU N_POLYGONS",
    "engineinfo": "INTERPRETER DEVICES WORKS OUTDATED DIAGNOSTICS",
}


def test_provider_offers_exactly_these(provider):
    assert provider.id() == "landsketch"
    own = [a.name() for a in provider.algorithms() if a.groupId() != "models"]
    assert sorted(own) == sorted(SURFACE)
    assert not provider.icon().isNull()


def test_algorithms_are_grouped_in_the_order_of_work(provider):
    groups = {algorithm.groupId(): algorithm.group() for algorithm in provider.algorithms()}
    order = ["label", "prepare", "train", "map", "assess", "tools", "engine", "models"]
    assert [group for group in order if group in groups] == sorted(groups, key=groups.__getitem__)
    assert set(groups) <= set(order)


def test_every_algorithm_has_a_name_and_an_icon_of_its_own(provider):
    images = [algorithm.icon().pixmap(16).toImage() for algorithm in provider.algorithms()]
    different = [a for i, a in enumerate(images) if all(a != b for b in images[:i])]
    assert len(different) == len(images)
    assert len({algorithm.displayName() for algorithm in provider.algorithms()}) == len(images)


@pytest.mark.parametrize("name", SURFACE)
def test_parameters_and_outputs(algorithm, name):
    made = algorithm(name)
    assert {d.name() for d in made.parameterDefinitions()} == set(SURFACE[name].split())
    assert {d.name() for d in made.outputDefinitions()} == set(OUTPUTS[name].split())


@pytest.mark.parametrize("name", SURFACE)
def test_everything_is_explained(algorithm, name):
    made = algorithm(name)
    assert all(d.help() for d in made.parameterDefinitions())
    assert made.displayName()
    assert made.shortDescription()
    assert f"landsketch:{name}" in made.shortHelpString()


@pytest.mark.parametrize("name", SURFACE)
def test_the_help_begins_with_what_to_choose_what_comes_out_and_what_next(algorithm, name):
    lines = algorithm(name).shortHelpString().split("</ul>")[0].split("<li>")
    assert [line.split("</b>")[0] for line in lines[1:]] == ["<b>Choose", "<b>Result", "<b>Next"]


@pytest.mark.parametrize(
    ("name", "parameter", "words"),
    [
        ("trainhead", "SCALE", ["0.25", "0.5", "1", "2", "4"]),
        ("trainhead", "HEAD", list(HEADS)),
        ("findlearningrate", "HEAD", list(GRADIENT_HEADS)),
        ("trainhead", "KEEP", ["last", "best_miou", "best_loss"]),
        ("trainhead", "VALIDATION", ["blocks", "field", "scenes", "none"]),
        ("trainhead", "LATTICES", ["1", "2", "4"]),
        ("trainhead", "SHARPEN", ["none", "edges"]),
        ("predictraster", "SHARPEN", ["model", "none", "edges"]),
        ("evaluatemodel", "METHOD", ["held_out", "cross_validation"]),
        ("cleanmap", "CONNECTIVITY", ["4", "8"]),
        ("suggestlabels", "METHOD", ["auto", "margin", "novelty", "coverage"]),
    ],
)
def test_choices_are_words(algorithm, name, parameter, words):
    definition = algorithm(name).parameterDefinition(parameter)
    assert definition.usesStaticStrings()
    assert definition.options() == words
    assert definition.defaultValue() in words
    assert all(definition.checkValueIsAcceptable(word) for word in words)
    assert not definition.checkValueIsAcceptable("3")


@pytest.mark.parametrize("name", ["trainhead", "findlearningrate"])
def test_only_what_most_people_need_is_not_advanced(algorithm, name):
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    shown = {d.name() for d in algorithm(name).parameterDefinitions() if not d.flags() & advanced}
    basic = {"INPUT", "SCALE", "LABELS", "CLASS_FIELD", "BACKBONE"}
    assert shown == basic | ({"MODEL"} if name == "trainhead" else {"HEAD", "CURVE"})


def test_known_backbones_are_offered(algorithm):
    hints = (
        algorithm("trainhead")
        .parameterDefinition("BACKBONE")
        .metadata()["widget_wrapper"]["value_hints"]
    )
    assert hints == list(backbones.names())
    assert "builtin" in hints


def test_what_needs_no_download_is_not_offered_for_one(algorithm):
    definition = algorithm("installbackbone").parameterDefinition("BACKBONE")
    hints = definition.metadata()["widget_wrapper"]["value_hints"]
    assert hints == [name for name in backbones.names() if name != "builtin"]
    assert definition.defaultValue() in hints


@pytest.mark.parametrize(
    ("name", "parameter"),
    [("predictraster", "CONFIDENCE"), ("trainhead", "REPORT"), ("exportmodel", "INPUT")],
)
def test_second_outputs_are_optional(algorithm, name, parameter):
    definition = algorithm(name).parameterDefinition(parameter)
    assert definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional


def test_every_word_of_json_is_plain(algorithm):
    """Defaults must be JSON values, or a model file could not store them."""
    for name in SURFACE:
        json.dumps([d.defaultValue() for d in algorithm(name).parameterDefinitions()])
