"""The training loop learns, stops where it should, and copes with bad luck."""

import copy
import json
import random

import numpy as np
import pytest
import torch

from landsketch.core.errors import (
    Cancelled,
    DependencyMissing,
    InvalidJob,
    OutOfMemory,
    TrainingDiverged,
)
from landsketch.core.job.recipe import AugmentOptions
from landsketch.core.progress import Progress
from landsketch.core.training.loop.checkpoint import read_checkpoint
from landsketch.core.training.loop.loop import train_network
from landsketch.core.training.sample_source import SampleSource
from landsketch.tests.helpers.listener import Listener


def weights_of(network):
    return torch.cat(
        [v.flatten().double() for v in network.state_dict().values() if v.is_floating_point()]
    )


def trained(setup, progress=None):
    return weights_of(train_network(setup, progress or Progress()))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"kind": "muon", "token_rate": 0.1},
        {"ema": 0.9},
        {"precision": "bfloat16"},
        {"accumulate": 2},
    ],
)
def test_it_learns(make_setup, options):
    setup = make_setup(epochs=25, **options)
    before = setup.monitor(copy.deepcopy(setup.network).eval())["miou"]
    network = train_network(setup, Progress())
    assert not network.training
    assert setup.monitor(network)["miou"] > max(0.6, before + 0.2)


@pytest.mark.parametrize("sizes", [(24, 1, 12, 2), (60, 1, 15, 4), (100, 1, 9, 12)])
def test_accumulated_batches_are_one_big_batch(make_setup, sizes):
    class Plain(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.out = torch.nn.Linear(32, 3)

        def forward(self, x):
            return (self.out(x),)

    found = []
    for batch, accumulate in (sizes[:2], sizes[2:]):
        setup = make_setup(
            network=Plain, batch=batch, accumulate=accumulate, monitor=None, clip=0.0
        )
        found.append(trained(setup))
    assert torch.allclose(*found, atol=1e-5)


def test_gradients_are_clipped(make_setup, tmp_path, monkeypatch):
    seen = []
    step = torch.optim.AdamW.step

    def watch(self, closure=None):
        seen.append(
            torch.stack([p.grad.norm() for g in self.param_groups for p in g["params"]]).norm()
        )
        return step(self, closure)

    monkeypatch.setattr(torch.optim.AdamW, "step", watch)
    train_network(make_setup(clip=0.01, epochs=1, folder=tmp_path), Progress())
    assert max(seen) <= 0.01 + 1e-6
    assert events_of(tmp_path)[0]["gradient_norm"] > 0.05  # as it was before


def test_the_average_follows_the_weights_and_is_what_is_kept(make_setup):
    setup = make_setup(ema=0.5, epochs=1, batch=100, monitor=None)
    start = weights_of(setup.network)
    kept = trained(setup)
    after_one_step = weights_of(setup.network)
    assert torch.allclose(
        kept, start + 0.9 * (after_one_step - start), atol=1e-5
    )  # decay (1 + 0) / (10 + 0)


def test_the_same_seed_gives_the_same_weights(make_setup):
    assert torch.equal(trained(make_setup()), trained(make_setup()))
    assert not torch.equal(trained(make_setup()), trained(make_setup(seed=7)))


def test_chance_outside_is_left_alone(make_setup):
    def draw():
        return torch.rand(1).item(), np.random.random(), random.random()

    torch.manual_seed(1), np.random.seed(1), random.seed(1)
    expected = draw()
    setup = make_setup(epochs=1, deterministic=True)
    torch.manual_seed(1), np.random.seed(1), random.seed(1)
    train_network(setup, Progress())
    assert draw() == expected
    assert not torch.are_deterministic_algorithms_enabled()


def test_strict_determinism_refuses_what_is_not_deterministic(make_setup):
    class Loose(torch.nn.Linear):
        def forward(self, x):
            torch.empty(4).put_(torch.tensor([0, 0]), torch.ones(2))
            return (super().forward(x),)

    train_network(make_setup(network=lambda: Loose(32, 3), monitor=None), Progress())
    with pytest.raises(InvalidJob, match="DETERMINISTIC"):
        train_network(
            make_setup(network=lambda: Loose(32, 3), monitor=None, deterministic=True), Progress()
        )


def test_a_compiler_that_does_not_work_is_done_without(make_setup, monkeypatch):
    def broken(_):
        raise RuntimeError("no compiler")

    monkeypatch.setattr(torch, "compile", broken)
    heard = Listener()
    assert torch.equal(trained(make_setup(compile=True), heard), trained(make_setup()))
    assert any("torch.compile does not work here" in text for text in heard.infos)


# -- what is kept ----------------------------------------------------------------------------------


def scripted(values):
    """A monitor that says what it was told to say, one value per epoch."""
    left = iter(values)

    def monitor(network):
        assert not network.training
        value = next(left)
        return {"miou": value, "loss": 1 - value, "class_iou": [value] * 3}

    return monitor


def test_early_stopping_picks_the_right_epoch(make_setup, tmp_path):
    curve = [0.1, 0.5, 0.3, 0.4, 0.9, 0.95]
    options = {"epochs": 6, "schedule": "constant", "warmup": 0.0}
    setup = make_setup(
        monitor=scripted(curve),
        patience=2,
        keep="best_miou",
        selects_weights=True,
        folder=tmp_path,
        **options,
    )
    kept = trained(setup)
    assert len(events_of(tmp_path)) == 4
    assert torch.equal(kept, trained(make_setup(monitor=None, **{**options, "epochs": 2})))
    assert read_checkpoint(tmp_path / "best_miou.safetensors").facts["position"]["epoch"] == 2
    assert read_checkpoint(tmp_path / "last.safetensors").facts["position"]["epoch"] == 4


def test_the_last_weights_are_kept_unless_the_best_are_asked_for(make_setup):
    options = {"epochs": 4, "schedule": "constant", "warmup": 0.0}
    found = {
        keep: trained(
            make_setup(
                monitor=scripted([0.1, 0.5, 0.3, 0.4]),
                patience=9,
                keep=keep,
                selects_weights=True,
                **options,
            )
        )
        for keep in ("last", "best_miou", "best_loss")
    }
    assert torch.equal(found["best_miou"], found["best_loss"])
    assert not torch.equal(found["last"], found["best_miou"])
    assert torch.equal(found["last"], trained(make_setup(monitor=None, **options)))


def test_patience_waits_for_the_miou_alone(make_setup, tmp_path):
    losses = iter([0.9, 0.8, 0.7, 0.6, 0.5])

    def falling(network):
        return {"miou": 0.5, "loss": next(losses), "class_iou": [0.5] * 3}

    train_network(
        make_setup(monitor=falling, epochs=5, patience=2, selects_weights=True, folder=tmp_path),
        Progress(),
    )
    assert len(events_of(tmp_path)) == 3
    assert read_checkpoint(tmp_path / "best_miou.safetensors").facts["position"]["epoch"] == 1
    assert read_checkpoint(tmp_path / "best_loss.safetensors").facts["position"]["epoch"] == 3


def test_a_fold_that_is_reported_chooses_nothing(make_setup, tmp_path):
    setup = make_setup(
        monitor=scripted([0.9, 0.5, 0.3, 0.4]), patience=1, keep="best_miou", folder=tmp_path
    )
    assert torch.equal(trained(setup), trained(make_setup(monitor=None)))
    assert [event["miou"] for event in events_of(tmp_path)] == [0.9, 0.5, 0.3, 0.4]
    assert sorted(f.name for f in tmp_path.iterdir()) == ["events.jsonl", "last.safetensors"]


# -- bad luck --------------------------------------------------------------------------------------


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_weights(make_setup, tmp_path):
    setup = make_setup(monitor=None, folder=tmp_path)
    calls, own = 0, setup.objective

    def objective(*arguments):
        nonlocal calls
        calls += 1
        return {
            name: value * (torch.nan if calls == 7 else 1)
            for name, value in own(*arguments).items()
        }

    object.__setattr__(setup, "objective", objective)
    with pytest.raises(
        TrainingDiverged, match=r"The loss is not finite in epoch 2; lower LEARNING_RATE"
    ):
        train_network(setup, Progress())
    last = read_checkpoint(tmp_path / "last.safetensors")
    assert last.facts["position"]["step"] == 6
    assert all(torch.isfinite(t).all() for t in last.tensors_of("model").values())


def test_a_gradient_that_is_no_number_never_reaches_the_weights(make_setup, tmp_path):
    setup = make_setup(monitor=None, folder=tmp_path)
    setup.network.out.bias.register_hook(lambda gradient: gradient * torch.inf)
    with pytest.raises(TrainingDiverged, match="The gradient"):
        train_network(setup, Progress())
    assert all(
        torch.isfinite(t).all()
        for t in read_checkpoint(tmp_path / "last.safetensors").tensors_of("model").values()
    )


def test_where_memory_runs_out_the_batch_is_halved(make_setup, greedy):
    heard = Listener()
    setup = make_setup(network=lambda: greedy(15), batch=50, monitor=None, epochs=2)
    trained(setup, heard)
    assert [text for text in heard.warnings if "batches of" in text] == [
        "Memory ran out; training continues with batches of 25 instead of 50.",
        "Memory ran out; training continues with batches of 12 instead of 25.",
    ]
    assert max(setup.network.sizes) == 12
    assert sum(setup.network.sizes) == 200


def test_halved_batches_make_the_same_steps(make_setup, greedy):
    def plain(room):
        network = greedy(room)
        network.inner = torch.nn.Sequential(torch.nn.Linear(32, 3))
        torch.nn.init.zeros_(network.inner[0].weight), torch.nn.init.zeros_(network.inner[0].bias)
        network.forward = lambda x, forward=network.forward: (forward(x),)
        return network

    found = [
        trained(make_setup(network=lambda room=room: plain(room), batch=20, monitor=None))
        for room in (99, 10)
    ]
    assert torch.allclose(*found, atol=1e-5)


def test_memory_that_runs_out_amid_an_epoch_repeats_no_sample(make_setup, greedy):
    setup = make_setup(network=lambda: greedy(99), batch=20, epochs=1, monitor=None)

    def shrink(network, *_):
        if len(network.sizes) == 2:
            network.room = 10

    setup.network.register_forward_pre_hook(shrink)
    trained(setup)
    assert setup.network.sizes == [20, 20, 10, 10, 10, 10, 10, 10]


def test_memory_that_does_not_suffice_for_one_sample_is_an_error(make_setup, greedy):
    with pytest.raises(OutOfMemory, match="even one sample"):
        train_network(make_setup(network=lambda: greedy(0), monitor=None), Progress())


def test_it_can_be_cancelled_at_any_batch(make_setup, tmp_path):
    for count in (0, 1, 7, 15):
        with pytest.raises(Cancelled):
            train_network(make_setup(folder=tmp_path / str(count)), Listener(stop_after=count))
        facts = read_checkpoint(tmp_path / str(count) / "last.safetensors").facts
        assert facts["position"]["step"] == count


def test_progress_goes_from_nothing_to_all(make_setup):
    heard = Listener()
    train_network(make_setup(), heard)
    shares = [share for _, share in heard.reports]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)
    assert len(set(shares)) > 4 * 4


# -- events ----------------------------------------------------------------------------------------


def events_of(folder):
    return [
        json.loads(line)
        for line in (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def test_events_tell_what_happened_in_every_epoch(make_setup, tmp_path):
    train_network(make_setup(kind="muon", epochs=3, token_rate=0.1, folder=tmp_path), Progress())
    events = events_of(tmp_path)
    assert [(event["epoch"], event["step"]) for event in events] == [(1, 5), (2, 10), (3, 15)]
    for event in events:
        assert set(event["losses"]) == {"total", "cross_entropy", "auxiliary"}
        assert set(event["rates"]) == {"muon", "weights", "plain", "slow weights", "slow plain"}
        assert event["rates"]["slow weights"] == pytest.approx(event["rates"]["weights"] * 0.1)
        assert event["gradient_norm"] > 0
        assert event["samples_per_s"] > 0
        assert len(event["class_iou"]) == 3
    assert events[-1]["losses"]["total"] < events[0]["losses"]["total"]


def test_tensorboard_is_asked_for_and_not_there(make_setup, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "torch.utils.tensorboard", None)
    with pytest.raises(DependencyMissing, match="pip install tensorboard"):
        train_network(make_setup(tensorboard=tmp_path), Progress())


def test_tensorboard_gets_the_curves(make_setup, tmp_path):
    pytest.importorskip("tensorboard")
    train_network(make_setup(tensorboard=tmp_path / "board", epochs=2), Progress())
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    board = EventAccumulator(str(tmp_path / "board"))
    board.Reload()
    assert [scalar.step for scalar in board.Scalars("losses/total")] == [5, 10]


# -- batches of samples ----------------------------------------------------------------------------


def test_an_epoch_sees_every_sample_once_in_an_order_of_its_own(toy_samples):
    source = SampleSource(toy_samples, 0, AugmentOptions(jitter=0.0, channel_dropout=0.0))
    orders = []
    for number in (0, 1):
        batches = list(source.epoch(number, 30))
        assert len(batches) == source.n_batches(30) == 4
        orders.append(torch.cat([batch.inputs[0] for batch in batches]))
    assert torch.allclose(orders[0].mean(dim=0), torch.zeros(32), atol=1e-5)
    assert torch.allclose(orders[0].std(dim=0, correction=0), torch.ones(32), atol=1e-4)
    assert not torch.equal(*orders)
    again = torch.cat([batch.inputs[0] for batch in source.epoch(1, 10)])
    assert torch.equal(again, orders[1])  # whatever the size of the batches
