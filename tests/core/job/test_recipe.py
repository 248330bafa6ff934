"""Recipes that cannot work are refused in a sentence."""

import pytest

from landsketch.core.errors import InvalidJob
from landsketch.core.job.recipe import LOSSES, AugmentOptions, LossOptions


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"loss": "dice=-1"}, "'dice=-1' in LOSS has no weight"),
        ({"auxiliary": -0.1}, "AUXILIARY is -0.1; choose a number that is at least 0."),
        ({"loss": "focal=nan"}, "'focal=nan' in LOSS has no weight"),
        ({"loss": "lovasz=inf"}, "'lovasz=inf' in LOSS has no weight"),
        ({"loss": "dice=0"}, "LOSS has no weight above 0; give at least one loss a weight."),
        ({"loss": "dise=1"}, "LOSS names 'dise', which is not a loss; choose among cross_entropy"),
        ({"loss": "dice=1, dice=2"}, "LOSS names dice twice"),
        ({"loss": "dice"}, "'dice' in LOSS has no weight"),
        (
            {"class_weights": "rare"},
            "CLASS_WEIGHTS is 'rare'; choose one of none, inverse_root, effective.",
        ),
        ({"smoothing": 1.0}, "SMOOTHING is 1; choose a number that is at least 0 and below 1."),
        (
            {"boundary_px": 0.0},
            "BOUNDARY_PX is 0; choose a number that is above 0 and at most 100.",
        ),
        ({"focal_gamma": -1.0}, "FOCAL_GAMMA is -1; choose a number that is at least 0."),
        ({"tversky_beta": -0.1}, "TVERSKY_BETA is -0.1; choose a number that is at least 0."),
        (
            {"tversky_alpha": 0.0, "tversky_beta": 0.0},
            "TVERSKY_ALPHA and TVERSKY_BETA are both 0",
        ),
        (
            {"weights": "water"},
            "'water' in WEIGHTS is not a class weight; write for example: water=2, road=0.5.",
        ),
        ({"weights": "water=2, =3"}, "'=3' in WEIGHTS is not a class weight"),
        ({"weights": "water=0"}, "'water=0' in WEIGHTS is not a class weight"),
        ({"weights": "water=nan"}, "'water=nan' in WEIGHTS is not a class weight"),
        ({"weights": "water=2, water=3"}, "WEIGHTS names 'water' twice; give it one weight."),
    ],
)
def test_losses_that_cannot_work_are_refused(wrong, sentence):
    with pytest.raises(InvalidJob) as error:
        LossOptions(**wrong)
    assert str(error.value).startswith(sentence)


def test_own_weights_are_read_by_class_name():
    assert LossOptions(weights=" old road = 2, a=b=0.5,").weights_by_class() == {
        "old road": 2.0,
        "a=b": 0.5,
    }


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_can_be_used_alone(name):
    assert LossOptions(loss=f"{name}=2").terms() == {name: 2.0}


def test_terms_are_in_a_fixed_order():
    assert list(LossOptions(loss="dice=1, cross_entropy=0.5, focal=0").terms()) == [
        "cross_entropy",
        "dice",
    ]


@pytest.mark.parametrize("name", ["jitter", "channel_dropout"])
def test_augmentation_is_off_the_heads_default_or_a_strength(name):
    with_defaults = AugmentOptions().with_head_defaults(0.2, 0.2)
    assert getattr(with_defaults, name) == 0.2
    for strength in (0.0, 0.5):
        options = AugmentOptions(**{name: strength}).with_head_defaults(0.2, 0.2)
        assert getattr(options, name) == strength
    with pytest.raises(InvalidJob, match="choose 0 to 1, or -1"):
        AugmentOptions(**{name: -0.5})
