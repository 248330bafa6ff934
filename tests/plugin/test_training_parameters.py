"""Every training option can be set in QGIS, reaches the job and is checked."""

from dataclasses import fields

import pytest
from qgis.gui import QgsGui, QgsProcessingGui

from landsketch.core.errors import InvalidJob
from landsketch.core.job.job_json import from_json, to_json
from landsketch.core.job.jobs import FindRateJob, TrainJob
from landsketch.core.job.recipe import (
    AugmentOptions,
    LossOptions,
    OptimizerOptions,
    Recipe,
    SamplerOptions,
)

OWN = {  # parameter -> (as people write it, field of the job, what arrives)
    "HEAD": ("decoder", "recipe.head", "decoder"),
    "VIEWS": ("hflip, rot90", "recipe.augment.views", ("hflip", "rot90")),
    "JITTER": (0.1, "recipe.augment.jitter", 0.1),
    "CHANNEL_DROPOUT": ("0.2", "recipe.augment.channel_dropout", 0.2),
    "MIXUP": (0.3, "recipe.augment.mixup", 0.3),
    "CUTMIX": (0.4, "recipe.augment.cutmix", 0.4),
    "IMAGE_JITTER": (0, "recipe.augment.image_jitter", 0.0),
    "LOSS": ("dice=1, boundary = 0.25", "recipe.loss.loss", "dice=1, boundary = 0.25"),
    "CLASS_WEIGHTS": ("effective", "recipe.loss.class_weights", "effective"),
    "WEIGHTS": ("still water=2, road=0.5", "recipe.loss.weights", "still water=2, road=0.5"),
    "SMOOTHING": (0.01, "recipe.loss.smoothing", 0.01),
    "FOCAL_GAMMA": (1.5, "recipe.loss.focal_gamma", 1.5),
    "TVERSKY_ALPHA": (0.4, "recipe.loss.tversky_alpha", 0.4),
    "TVERSKY_BETA": (0.6, "recipe.loss.tversky_beta", 0.6),
    "BOUNDARY_PX": (5, "recipe.loss.boundary_px", 5.0),
    "AUXILIARY": (0.1, "recipe.loss.auxiliary", 0.1),
    "SAMPLER": ("none", "recipe.sampler.kind", "none"),
    "SAMPLER_CAP": (4, "recipe.sampler.cap", 4.0),
    "KEEP_BACKGROUND": (1, "recipe.sampler.keep_background", 1.0),
    "OPTIMIZER": ("muon", "recipe.optimizer.kind", "muon"),
    "BATCH": ("16", "recipe.optimizer.batch", 16),
    "WEIGHT_DECAY": (0, "recipe.optimizer.weight_decay", 0.0),
    "CLIP": (0.5, "recipe.optimizer.clip", 0.5),
    "TOKEN_RATE": (1, "recipe.optimizer.token_rate", 1.0),
    "PRECISION": ("float32", "recipe.optimizer.precision", "float32"),
    "WORKERS": (2, "recipe.optimizer.workers", 2),
    "MAX_SAMPLES": (500, "max_samples", 500),
    "BLOCK_SIZE": (64, "block_size", 64.0),
}
COURSE = {
    "LEARNING_RATE": (0.003, "recipe.optimizer.learning_rate", 0.003),
    "EPOCHS": (7, "recipe.optimizer.epochs", 7),
    "SCHEDULE": ("cosine", "recipe.optimizer.schedule", "cosine"),
    "WARMUP": (0.2, "recipe.optimizer.warmup", 0.2),
    "ACCUMULATE": (2, "recipe.optimizer.accumulate", 2),
    "EMA": (0.9, "recipe.optimizer.ema", 0.9),
    "PATIENCE": (3, "recipe.optimizer.patience", 3),
    "KEEP": ("best_miou", "recipe.optimizer.keep", "best_miou"),
    "COMPILE": ("true", "recipe.optimizer.compile", True),
    "DETERMINISTIC": (True, "recipe.optimizer.deterministic", True),
    "VALIDATION": ("blocks", "validation", "blocks"),
    "FOLDS": (4, "folds", 4),
    "BUFFER": (12.5, "buffer", 12.5),
    "BASELINES": (True, "baselines", True),
    "TTA": (["vflip", "shift"], "tta", ("vflip", "shift")),
    "CHECKPOINTS": ("/weights", "checkpoints", "/weights"),
    "TENSORBOARD": ("/curves", "tensorboard", "/curves"),
}


@pytest.fixture
def inputs(scene, labels, tmp_path):
    """A function that returns what an algorithm cannot do without."""
    both = {"INPUT": [str(scene)], "LABELS": labels.id(), "CLASS_FIELD": "class"}
    outputs = {
        "trainhead": {"MODEL": str(tmp_path / "m.safetensors")},
        "findlearningrate": {"CURVE": str(tmp_path / "curve.svg")},
    }
    return lambda name: {**both, **outputs[name]}


@pytest.fixture
def job(algorithm, context, inputs):
    """A function that makes a job of parameters."""
    return lambda name="trainhead", **given: algorithm(name).make_job(
        {**inputs(name), **given}, context
    )


@pytest.fixture
def check(algorithm, context, inputs):
    return lambda name="trainhead", **given: algorithm(name).checkParameterValues(
        {**inputs(name), **given}, context
    )


def value_of(job, path):
    for name in path.split("."):
        job = getattr(job, name)
    return job


@pytest.mark.parametrize(
    ("name", "table"), [("trainhead", {**OWN, **COURSE}), ("findlearningrate", OWN)]
)
def test_every_option_arrives(check, job, name, table):
    given = {parameter: written for parameter, (written, _, _) in table.items()}
    assert check(name, **given) == (True, "")
    made = job(name, **given)
    arrived = {parameter: value_of(made, path) for parameter, (_, path, _) in table.items()}
    assert arrived == {parameter: value for parameter, (_, _, value) in table.items()}
    assert from_json(to_json(made)) == made


def test_what_is_typed_into_the_dialog_arrives(algorithm, context, job):
    table, definitions = {**OWN, **COURSE}, algorithm("trainhead").parameterDefinition
    typed = {}
    for parameter, (_, _, value) in table.items():
        wrapper = QgsGui.processingGuiRegistry().createParameterWidgetWrapper(
            definitions(parameter), QgsProcessingGui.WidgetType.Standard
        )
        widget = wrapper.createWrappedWidget(context)
        wrapper.setWidgetValue(", ".join(value) if isinstance(value, tuple) else value, context)
        typed[parameter] = wrapper.parameterValue()
        assert definitions(parameter).checkValueIsAcceptable(typed[parameter], context), parameter
        widget.deleteLater()
    made = job(**typed)
    assert {path: value_of(made, path) for _, path, _ in table.values()} == {
        p: v for _, p, v in table.values()
    }


def test_no_option_of_a_recipe_is_out_of_reach():
    reached = {path for _, path, _ in (*OWN.values(), *COURSE.values())}
    parts = {
        "augment": AugmentOptions,
        "loss": LossOptions,
        "optimizer": OptimizerOptions,
        "sampler": SamplerOptions,
    }
    there = {f"recipe.{part}.{f.name}" for part, kind in parts.items() for f in fields(kind)}
    assert there <= reached


def test_defaults_are_those_of_the_jobs(job):
    made = job()
    assert made.recipe == Recipe()
    assert made == TrainJob(scenes=made.scenes, labels=made.labels, model=made.model, run=made.run)
    found = job("findlearningrate")
    assert found == FindRateJob(
        scenes=found.scenes, labels=found.labels, curve=found.curve, run=found.run
    )


@pytest.mark.parametrize(
    "value",
    [
        "hflip,rot90",
        "hflip, rot90",
        "hflip rot90",
        " hflip; rot90 ",
        ["hflip", "rot90"],
        ("hflip", "rot90"),
    ],
)
def test_views_are_written_in_many_ways(check, job, value):
    assert check(VIEWS=value, TTA=value) == (True, "")
    made = job(VIEWS=value, TTA=value)
    assert made.recipe.augment.views == made.tta == ("hflip", "rot90")


@pytest.mark.parametrize("nothing", [None, "", []])
def test_nothing_is_no_view(check, job, nothing):
    assert check(VIEWS=nothing, TTA=nothing, WEIGHTS=nothing) == (True, "")
    made = job(VIEWS=nothing, TTA=nothing, WEIGHTS=nothing)
    assert (made.recipe.augment.views, made.tta, made.recipe.loss.weights) == ((), (), "")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"LOSS": "cross_entropy=1, dise=0.5"},
            "LOSS names 'dise', which is not a loss; choose among cross_entropy, dice",
        ),
        ({"LOSS": "dice=1, dice=2"}, "LOSS names dice twice"),
        (
            {"LOSS": "dice"},
            "'dice' in LOSS has no weight; write for example: cross_entropy=1, dice=0.5.",
        ),
        ({"LOSS": "dice=much"}, "'dice=much' in LOSS has no weight"),
        ({"LOSS": "dice=-1"}, "'dice=-1' in LOSS has no weight"),
        ({"LOSS": "dice=0"}, "LOSS has no weight above 0"),
        (
            {"WEIGHTS": "water:2"},
            "'water:2' in WEIGHTS is not a class weight; write for example: water=2, road=0.5.",
        ),
        ({"KEEP": "best_miou"}, "KEEP=best_miou needs PATIENCE"),
        ({"VIEWS": "hflip, sideways"}, "VIEWS is 'sideways'; choose one of hflip"),
        ({"TTA": "sideways"}, "TTA is 'sideways'; choose one of hflip"),
        ({"CUTMIX": 2}, "CUTMIX is 2; choose a number that is at least 0 and at most 1."),
        ({"ACCUMULATE": 0}, "ACCUMULATE is 0; choose a number that is at least 1."),
    ],
)
def test_what_cannot_be_is_a_sentence_before_the_run(check, given, sentence):
    is_fine, message = check(**given)
    assert not is_fine
    assert message.startswith(sentence)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"FOLDS": 1}, "FOLDS is 1; choose a number that is at least 2"),
        ({"MAX_SAMPLES": 3}, "MAX_SAMPLES is 3; choose a number that is at least 10"),
        ({"HEAD": "mlp", "PATIENCE": 3, "FOLDS": 2}, "PATIENCE holds out one more fold"),
    ],
)
def test_options_that_do_not_go_together_are_a_sentence(job, given, sentence):
    with pytest.raises(InvalidJob, match=sentence):
        job(**given)


def test_the_help_tells_which_heads_use_an_option(algorithm):
    made = algorithm("trainhead")
    assert made.parameterDefinition("EPOCHS").help().endswith("Heads: mlp, decoder, dpt.")
    assert made.parameterDefinition("CUTMIX").help().endswith("Heads: decoder, dpt.")
    assert "Heads:" not in made.parameterDefinition("VIEWS").help()


def test_the_command_carries_what_was_changed_and_nothing_else(job):
    made = job(
        HEAD="mlp",
        LOSS="dice=1, focal=0.5",
        VIEWS=["hflip", "shift"],
        WEIGHT_DECAY=0,
        LEARNING_RATE=0.002,
        COMPILE=True,
        EPOCHS=0,
        WEIGHTS="still water=2",
    )
    words = made.run.command.split(" -- ")[1]
    changed = (
        "HEAD=mlp",
        "VIEWS=hflip VIEWS=shift",
        "'LOSS=dice=1, focal=0.5' 'WEIGHTS=still water=2'",
        "WEIGHT_DECAY=0",
    )
    assert [text for text in changed if text not in words] == []
    assert "LEARNING_RATE=0.002" in words
    assert "COMPILE=True" in words
    assert "EPOCHS" not in words


@pytest.mark.parametrize("head", ["ridge", "linear"])
def test_heads_without_a_learning_rate_cannot_be_asked_for_one(check, head):
    is_fine, message = check("findlearningrate", HEAD=head)
    assert not is_fine
    assert "HEAD" in message
