"""Options that have no effect are named with the reason."""

import pytest

from landsketch.core.job.ignored_options import ignored_options
from landsketch.core.job.job_json import from_dict

TRAIN = {"algorithm": "trainhead", "input": ["a.tif"], "labels": "l.gpkg", "model": "m"}
MAP = {"algorithm": "predictraster", "input": "a.tif", "model": "m", "output": "o.tif"}
FIELD = {"validation": "field", "split_field": "s"}
EVALUATE = {"algorithm": "evaluatemodel", "input": "a.tif", "labels": "l.gpkg", "model": "m"}


@pytest.mark.parametrize(
    ("job", "names"),
    [
        (TRAIN, []),
        (TRAIN | {"head": "linear", "loss": "dice=1", "epochs": 9}, ["LOSS", "EPOCHS"]),
        (TRAIN | {"head": "mlp", "cutmix": 0.5, "epochs": 9}, ["CUTMIX"]),
        (TRAIN | {"head": "decoder", "cutmix": 0.5, "mixup": 0.5}, ["MIXUP"]),
        (TRAIN | {"head": "ridge", "views": "hflip"}, []),
        (TRAIN | {"head": "auto", "epochs": 9, "cutmix": 0.5}, []),
        (TRAIN | {"checkpoints": "c", "tensorboard": "t"}, ["CHECKPOINTS", "TENSORBOARD"]),
        (TRAIN | {"head": "decoder", "auxiliary": 0.9}, ["AUXILIARY"]),
        (TRAIN | {"head": "decoder", "auxiliary": 0.9, "token_rate": 1}, []),
        (TRAIN | {"head": "decoder", "auxiliary": 0}, []),
        (
            TRAIN | {"head": "mlp", "focal_gamma": 1, "tversky_alpha": 0.5},
            ["FOCAL_GAMMA", "TVERSKY_ALPHA"],
        ),
        (TRAIN | {"head": "mlp", "focal_gamma": 1, "loss": "dice=1, focal=1"}, []),
        (TRAIN | {"head": "mlp", "smoothing": 0.1, "loss": "dice=1"}, ["SMOOTHING"]),
        (MAP | {"overlap": 0.5}, ["OVERLAP"]),
        (MAP | {"overlap": 0.5, "blend": "taper"}, []),
        (MAP | {"sharpen": "none", "sharpen_factor": 2}, ["SHARPEN_FACTOR"]),
        (MAP | {"sharpen_factor": 2}, []),
        (TRAIN | {"sharpen": "none", "sharpen_factor": 2}, ["SHARPEN_FACTOR"]),
        (EVALUATE | {"sharpen": "none", "sharpen_factor": 2}, ["SHARPEN_FACTOR"]),
        (TRAIN | {"corrections_weight": 2}, ["CORRECTIONS_WEIGHT"]),
        (TRAIN | {"validation": "none", "buffer": 3}, ["BUFFER"]),
        (TRAIN | {"split_field": "s"}, ["SPLIT_FIELD"]),
        (
            TRAIN | {"validation": "none", "folds": 3, "baselines": True, "tta": "hflip"},
            ["FOLDS", "BASELINES", "TTA"],
        ),
        (TRAIN | FIELD | {"folds": 3, "baselines": True, "tta": "hflip"}, ["FOLDS"]),
        (EVALUATE | {"folds": 3, "baselines": True, "tta": "hflip"}, ["FOLDS", "BASELINES"]),
        (EVALUATE | {"method": "cross_validation", "folds": 3, "baselines": True}, []),
        ({"algorithm": "cleanmap", "input": "m.tif", "output": "o.tif", "majority": 3}, []),
    ],
)
def test_options_without_effect_are_named(job, names):
    assert [text.split()[0] for text in ignored_options(from_dict(job))] == names


def test_the_reason_tells_what_to_choose():
    (text,) = ignored_options(from_dict(TRAIN | {"head": "linear", "epochs": 9}))
    assert text == (
        "EPOCHS is ignored: the head linear does not use it; heads that do: mlp, decoder, dpt."
    )
