"""Every parameter has one optimiser, the right one; rates of all of them follow one schedule."""

import math

import pytest
import torch
from torch import nn

from landsketch.core.job.recipe import SCHEDULES, OptimizerOptions, Recipe
from landsketch.core.progress import Progress
from landsketch.core.training import dense, mlp
from landsketch.core.training.loop.optimizers import optimizers_of, parameter_groups
from landsketch.core.training.loop.schedules import rate_factor, set_rates
from landsketch.core.training.loop.setup import TrainConfig
from landsketch.core.training.task import FitTask
from landsketch.tests.helpers.listener import Listener


@pytest.fixture
def network(make_setup):
    return make_setup().network


def names_in(network, groups):
    names = {id(p): n for n, p in network.named_parameters()}
    return {g.name: {names[id(p)] for p in g.parameters} for g in groups}


@pytest.mark.parametrize("kind", ["adamw", "muon"])
def test_every_parameter_is_in_exactly_one_group(network, kind):
    members = [
        id(p) for g in parameter_groups(network, OptimizerOptions(kind=kind)) for p in g.parameters
    ]
    assert sorted(members) == sorted(id(p) for p in network.parameters())


def test_muon_takes_hidden_matrices_and_nothing_else(network):
    groups = names_in(network, parameter_groups(network, OptimizerOptions(kind="muon")))
    assert groups["muon"] == {"hidden.weight", "wide.weight"}
    assert groups["weights"] == {"conv.weight", "out.weight"}
    assert groups["plain"] == {
        "hidden.bias",
        "norm.weight",
        "norm.bias",
        "wide.bias",
        "conv.bias",
        "out.bias",
    }
    assert groups["slow weights"] == {"slow.weight"}
    assert groups["slow plain"] == {"slow.bias"}


def test_an_output_stays_with_adamw_however_wide(network):
    network.out = nn.Linear(36, 64)
    groups = names_in(network, parameter_groups(network, OptimizerOptions(kind="muon")))
    assert "out.weight" in groups["weights"]


def test_norms_and_biases_do_not_decay_and_slow_parameters_are_slow(network):
    groups = parameter_groups(
        network, OptimizerOptions(kind="muon", weight_decay=0.3, token_rate=0.2)
    )
    assert {g.name: (g.rate, g.weight_decay) for g in groups} == {
        "muon": (1.0, 0.3),
        "weights": (1.0, 0.3),
        "plain": (1.0, 0.0),
        "slow weights": (0.2, 0.3),
        "slow plain": (0.2, 0.0),
    }


def test_adamw_alone_takes_everything(network):
    (only,) = optimizers_of(network, OptimizerOptions(learning_rate=1e-3), Progress())
    assert isinstance(only, torch.optim.AdamW)


def test_a_frozen_parameter_is_in_no_group(network):
    network.conv.requires_grad_(False)
    groups = names_in(network, parameter_groups(network, OptimizerOptions()))
    assert not any(name.startswith("conv") for names in groups.values() for name in names)


def test_a_role_for_a_parameter_that_is_not_there_is_a_mistake(network):
    network.parameter_roles = lambda: {"gone.weight": "slow"}
    with pytest.raises(ValueError, match="gone.weight"):
        parameter_groups(network, OptimizerOptions())


def test_without_muon_adamw_does_its_work_and_says_so(network, monkeypatch):
    monkeypatch.delattr(torch.optim, "Muon")
    heard = Listener()
    (only,) = optimizers_of(network, OptimizerOptions("muon", learning_rate=1e-3), heard)
    assert sum(len(g["params"]) for g in only.param_groups) == len(list(network.parameters()))
    assert [g["weight_decay"] for g in only.param_groups if g["name"] == "weights"] == [0.05, 0.05]
    assert "AdamW trains everything" in heard.warnings[0]


def test_steps_of_muon_are_as_large_as_those_of_adamw():
    sizes = []
    for kind in ("adamw", "muon"):
        torch.manual_seed(0)
        network = nn.Linear(256, 128)
        before = network.weight.detach().clone()
        optimizers = optimizers_of(
            network, OptimizerOptions(kind, learning_rate=1e-3, weight_decay=0), Progress()
        )
        for _ in range(30):
            network(torch.randn(64, 256)).pow(2).sum().backward()
            for optimizer in optimizers:
                optimizer.step()
                optimizer.zero_grad()
        sizes.append((network.weight - before).pow(2).mean().sqrt())
    assert 0.3 < sizes[1] / sizes[0] < 3


def test_one_schedule_moves_all_groups_of_both_optimisers(network):
    optimizers = optimizers_of(
        network, OptimizerOptions("muon", learning_rate=1e-3, token_rate=0.1), Progress()
    )
    set_rates(optimizers, 0.5)
    rates = {g["name"]: g["lr"] for o in optimizers for g in o.param_groups}
    assert rates == pytest.approx(
        {"muon": 5e-4, "weights": 5e-4, "plain": 5e-4, "slow weights": 5e-5, "slow plain": 5e-5}
    )


def test_one_cycle_is_torchs_one_cycle():
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    reference = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 1.0, total_steps=50, pct_start=0.1, cycle_momentum=False
    )
    for step in range(50):
        assert rate_factor(OptimizerOptions(), step, 50) == pytest.approx(
            optimizer.param_groups[0]["lr"], abs=1e-9
        )
        optimizer.step()
        if step < 49:
            reference.step()


def curve(steps=100, **options):
    return [rate_factor(OptimizerOptions(**options), step, steps) for step in range(steps)]


def test_warm_up_rises_evenly_to_the_full_rate():
    for schedule in ("cosine", "restarts", "constant"):
        rates = curve(schedule=schedule, warmup=0.1)
        assert rates[:11] == pytest.approx([(i + 1) / 11 for i in range(11)])


def test_cosine_falls_to_nothing_and_constant_stays():
    cosine = curve(schedule="cosine", warmup=0)
    assert cosine[0] == 1
    assert cosine[50] == pytest.approx(0.5)
    assert cosine[-1] < 1e-3
    assert set(curve(schedule="constant", warmup=0)) == {1.0}


def test_restarts_begin_four_times_at_the_top():
    rates = curve(schedule="restarts", warmup=0)
    assert [i for i, rate in enumerate(rates) if rate == 1] == [0, 25, 50, 75]
    assert rates[24] < 0.01


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize(("steps", "warmup"), [(1, 0.1), (1, 1.0), (2, 0.5), (7, 0.0), (30, 1.0)])
def test_rates_of_any_length_are_positive_and_at_most_one(schedule, steps, warmup):
    rates = [
        rate_factor(OptimizerOptions(schedule=schedule, warmup=warmup), step, steps)
        for step in range(steps + 3)
    ]
    assert all(0 < rate <= 1 and math.isfinite(rate) for rate in rates)


@pytest.mark.parametrize(
    ("head", "asked", "kind"), [("mlp", "auto", "muon"), ("mlp", "adamw", "adamw")]
)
def test_the_optimiser_is_the_heads_own_unless_one_is_asked_for(head, asked, kind):
    task = FitTask(Recipe(head, optimizer=OptimizerOptions(asked)), data=None)
    assert TrainConfig.of(task, mlp.DEFAULTS).options.kind == kind
    assert TrainConfig.of(task, dense.DEFAULTS).options.kind == (
        "adamw" if asked == "auto" else asked
    )
