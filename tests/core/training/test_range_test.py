"""The range test finds a rate at which training works, and changes nothing."""

import xml.etree.ElementTree as ET

import pytest
import torch

from landsketch.core.errors import Cancelled, TrainingDiverged
from landsketch.core.progress import Progress
from landsketch.core.training.loop.loop import train_network
from landsketch.core.training.range_test import RateCurve, range_test, suggested
from landsketch.core.training.rate_plot import rate_svg
from landsketch.tests.helpers.listener import Listener


@pytest.mark.parametrize("kind", ["adamw", "muon"])
def test_the_suggested_rate_trains_better_than_much_lower_and_much_higher_ones(make_setup, kind):
    rate = range_test(make_setup(kind=kind), Progress()).suggestion

    def loss_at(rate):
        setup = make_setup(kind=kind, learning_rate=rate, epochs=8, schedule="constant")
        return setup.monitor(train_network(setup, Progress()))["loss"]

    assert 1e-4 < rate < 0.1
    assert loss_at(rate) < loss_at(rate / 30)
    assert loss_at(rate) < loss_at(rate * 100)


def test_one_hard_first_batch_suggests_nothing(make_setup, monkeypatch):
    def with_a_hard_start(setup, progress):
        rates, losses = [10 ** (-6 + step / 20) for step in range(120)], [2.0] * 70 + [1.0] * 50
        return rates, [5.0, *losses[1:]]

    monkeypatch.setattr("landsketch.core.training.range_test._rising", with_a_hard_start)
    assert range_test(make_setup(), Progress()).suggestion > 1e-4


def test_the_network_and_chance_are_left_as_they_were(make_setup):
    setup = make_setup()
    before = {name: value.clone() for name, value in setup.network.state_dict().items()}
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    range_test(setup, Progress())
    assert torch.equal(torch.rand(1), expected)
    assert all(
        torch.equal(value, before[name]) for name, value in setup.network.state_dict().items()
    )


def test_rates_rise_until_the_loss_explodes(make_setup):
    curve = range_test(make_setup(), Progress())
    steps = torch.tensor(curve.rates).double().log().diff()
    assert torch.allclose(steps, steps.mean(), rtol=1e-4)
    assert len(curve.rates) == len(curve.losses)
    assert min(curve.losses) < 0.9 * curve.losses[0]


def test_a_loss_that_explodes_ends_the_test(make_setup):
    setup = make_setup(clip=0.0)
    own, calls = setup.objective, iter(range(999))
    object.__setattr__(
        setup,
        "objective",
        lambda *a: {"total": own(*a)["total"] * (torch.nan if next(calls) > 40 else 1)},
    )
    assert len(range_test(setup, Progress()).rates) == 41


def test_a_loss_that_never_is_a_number_is_said(make_setup):
    setup = make_setup()
    own = setup.objective
    object.__setattr__(setup, "objective", lambda *a: {"total": own(*a)["total"] * torch.nan})
    with pytest.raises(TrainingDiverged, match="any learning rate"):
        range_test(setup, Progress())


def test_it_can_be_cancelled(make_setup):
    with pytest.raises(Cancelled):
        range_test(make_setup(), Listener(stop_after=5))


def test_the_suggestion_lies_where_the_loss_falls_fastest_and_well_below_the_lowest():
    rates = [10.0**e for e in range(-6, 1)]
    assert suggested(rates, [3, 3, 2.9, 1.5, 1.0, 0.95, 9]) == pytest.approx(1e-3)
    assert suggested(rates, [3, 3, 3, 3, 0.5, 9, 9]) == pytest.approx(1e-3)


def test_the_figure_is_a_picture_of_the_curve():
    curve = RateCurve((1e-5, 1e-4, 1e-3, 1e-2), (2.0, 1.5, 1.0, 5.0), 1e-4)
    root = ET.fromstring(rate_svg(curve))
    line = next(e for e in root.iter() if e.tag.endswith("polyline")).get("points").split()
    assert len(line) == 4
    texts = [e.text for e in root.iter() if e.tag.endswith("text")]
    assert "suggested: 0.0001" in texts
    assert "0.001" in texts
