"""Recipes that cannot work are refused in a sentence."""

import math

import pytest

from landsketch.core.errors import InvalidJob
from landsketch.core.job.recipe import LOSSES, LossOptions


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"dice": -1.0}, "Loss weights are 0 or more."),
        ({"auxiliary": -0.1}, "Loss weights are 0 or more."),
        ({"focal": math.nan}, "Loss weights are 0 or more."),
        ({"lovasz": math.inf}, "Loss weights are 0 or more."),
        ({"cross_entropy": 0.0}, "All loss weights are 0; give at least one loss a weight."),
        (
            {"class_weights": "rare"},
            "CLASS_WEIGHTS is 'rare'; choose one of none, inverse_root, effective.",
        ),
        ({"smoothing": 1.0}, "Label smoothing lies between 0 and 1."),
        ({"boundary_px": 0.0}, "The boundary loss's reach lies between 0 and 100 pixels."),
        ({"focal_gamma": -1.0}, "The focal loss's gamma is 0 or more."),
        ({"tversky_beta": -0.1}, "The Tversky loss's alpha and beta are 0 or more."),
        (
            {"tversky_alpha": 0.0, "tversky_beta": 0.0},
            "The Tversky loss's alpha and beta are both 0",
        ),
        ({"weights": "water"}, "'water' is no class weight; write for example: water=2, road=0.5."),
        ({"weights": "water=2, =3"}, "'=3' is no class weight"),
        ({"weights": "water=0"}, "'water=0' is no class weight"),
        ({"weights": "water=nan"}, "'water=nan' is no class weight"),
        ({"weights": "water=2, water=3"}, "The class 'water' has two weights; give one."),
    ],
)
def test_losses_that_cannot_work_are_refused(wrong, sentence):
    with pytest.raises(InvalidJob) as error:
        LossOptions(**wrong)
    assert str(error.value).startswith(sentence)


def test_own_weights_are_read_by_class_name():
    assert LossOptions(weights=" old road = 2, a=b=0.5,").own_weights() == {
        "old road": 2.0,
        "a=b": 0.5,
    }


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_can_stand_alone(name):
    options = LossOptions(**{**dict.fromkeys(LOSSES, 0.0), name: 1.0})
    assert getattr(options, name) == 1.0
