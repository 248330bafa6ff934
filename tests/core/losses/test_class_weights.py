"""How much each class counts."""

import pytest
import torch

from landsketch.core.errors import InvalidJob
from landsketch.core.job.recipe import LossOptions
from landsketch.core.losses.class_weights import class_weights, own_factors


@pytest.mark.parametrize(
    ("kind", "counts", "expected"),
    [
        ("none", [1, 1000], [1, 1]),
        ("inverse_root", [100, 400], [4 / 3, 2 / 3]),  # 1/10 and 1/20, mean 3/40
        ("inverse_root", [100, 0, 400], [4 / 3, 1, 2 / 3]),
        ("inverse_root", [1] + [10**6] * 9, [5.0] + [0.5] * 9),
        ("inverse_root", [0, 0], [1, 1]),
        (
            "effective",
            [1, 2],
            [1 / (1 + 1 / 1.999) * 2, 1 / 1.999 / (1 + 1 / 1.999) * 2],
        ),  # (1 − β²)/(1 − β) = 1 + β
        ("effective", [10**7, 10**8], [1, 1]),
    ],
)
def test_known_weights(kind, counts, expected):
    assert class_weights(kind, torch.tensor(counts)).tolist() == pytest.approx(expected)


def test_the_users_factors_stand_at_their_classes():
    options = LossOptions(weights="water=2, old road = 0.5")
    assert own_factors(options, ["forest", "old road", "water"]).tolist() == [1, 0.5, 2]


def test_an_unknown_class_is_named():
    with pytest.raises(
        InvalidJob, match="The class weights name watr, rode, .* choose among water, road"
    ):
        own_factors(LossOptions(weights="watr=2, water=3, rode=1"), ["water", "road"])
