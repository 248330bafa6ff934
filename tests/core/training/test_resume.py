"""A fit that was stopped goes on as if nothing had happened, or begins afresh where it must."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from landsketch.core.errors import Cancelled, InvalidCheckpoint, OutputNotWritable, TrainingDiverged
from landsketch.core.job.recipe import AugmentOptions
from landsketch.core.progress import Progress
from landsketch.core.training.loop import loop
from landsketch.core.training.loop.checkpoint import Checkpoint, Checkpoints, read_checkpoint
from landsketch.core.training.loop.loop import train_network
from landsketch.core.training.sample_source import SampleSource
from landsketch.tests.helpers.listener import Listener


class Killed(BaseException):
    """What a killed process does not live to see."""


class Killer(Progress):
    """Ends the run at once after so many batches."""

    def __init__(self, batches):
        super().__init__()
        self._left = batches

    def check(self):
        self._left -= 1
        if self._left < 0:
            raise Killed


def trained(setup, progress=None):
    return train_network(setup, progress or Progress()).state_dict()


def equal(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


MIXED = AugmentOptions(jitter=0.2, channel_dropout=0.1, mixup=0.5)
KINDS = {
    "adamw": {},
    "muon": {"kind": "muon"},
    "average": {"ema": 0.9},
    "accumulated": {"accumulate": 2},
    "bfloat16": {"precision": "bfloat16"},
    "restarts": {"schedule": "restarts"},
    "augmented": {"augment": MIXED},
}


@pytest.mark.parametrize("options", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("batches", [5, 7, 13])  # an epoch has 5
def test_a_cancelled_fit_goes_on_bit_for_bit(make_setup, tmp_path, options, batches):
    whole = trained(make_setup(**options))
    with pytest.raises(Cancelled):
        train_network(make_setup(folder=tmp_path, **options), Listener(stop_after=batches))
    torch.manual_seed(99)  # another process
    heard = Listener()
    assert equal(trained(make_setup(folder=tmp_path, **options), heard), whole)
    assert any(f"resumes in epoch {batches // 5 + 1}" in text for text in heard.infos)
    assert heard.checks < 20 - batches + 4


@pytest.mark.parametrize("batches", [2, 9])
def test_a_killed_fit_goes_on_from_the_last_file(make_setup, tmp_path, monkeypatch, batches):
    whole = trained(make_setup())
    clock = iter(range(10_000))
    monkeypatch.setattr(
        loop.time, "monotonic", lambda: 15.0 * next(clock)
    )  # so that some steps are saved
    with pytest.raises(Killed):
        train_network(make_setup(folder=tmp_path), Killer(batches))
    assert read_checkpoint(tmp_path / "last.safetensors").facts["position"]["step"] <= batches
    assert equal(trained(make_setup(folder=tmp_path)), whole)


def test_a_fit_stopped_many_times_still_ends_the_same(make_setup, tmp_path):
    whole, parts = trained(make_setup(kind="muon", ema=0.9)), 0
    while True:
        try:
            found = trained(
                make_setup(kind="muon", ema=0.9, folder=tmp_path), Listener(stop_after=3)
            )
            break
        except Cancelled:
            parts += 1
    assert parts > 4
    assert equal(found, whole)


def test_a_finished_fit_is_not_repeated(make_setup, tmp_path):
    whole = trained(make_setup(folder=tmp_path))
    events = (tmp_path / "events.jsonl").read_bytes()
    setup = make_setup(folder=tmp_path)
    object.__setattr__(setup, "objective", None)
    assert equal(trained(setup), whole)
    assert (tmp_path / "events.jsonl").read_bytes() == events


def test_events_of_a_stopped_fit_are_those_of_a_whole_one(make_setup, tmp_path):
    found = []
    for name, count in (("whole", 99), ("parts", 12)):
        folder = tmp_path / name
        try:
            train_network(make_setup(folder=folder), Listener(stop_after=count))
        except Cancelled:
            with (folder / "events.jsonl").open("a") as file:
                file.write('{"epoch": 3, "half a li')  # as a kill leaves it
            train_network(make_setup(folder=folder), Progress())
        events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
        found.append(
            [(event["epoch"], event["step"], event["miou"], event["rates"]) for event in events]
        )
    assert found[0] == found[1]
    assert len(found[0]) == 4


def test_the_best_epoch_survives_a_stop(make_setup, tmp_path):
    options = {"patience": 9, "keep": "best_loss", "selects_weights": True}
    whole = trained(make_setup(**options))
    with pytest.raises(Cancelled):
        train_network(make_setup(folder=tmp_path, **options), Listener(stop_after=17))
    assert equal(trained(make_setup(folder=tmp_path, **options)), whole)


def test_where_memory_ran_out_a_fit_goes_on_with_the_smaller_batch(make_setup, greedy, tmp_path):
    options = {"network": lambda: greedy(12), "monitor": None}
    whole = trained(make_setup(**options))
    with pytest.raises(Cancelled):
        train_network(make_setup(folder=tmp_path, **options), Listener(stop_after=12))
    heard = Listener()
    assert equal(trained(make_setup(folder=tmp_path, **options), heard), whole)
    assert heard.warnings == []


def test_events_beyond_the_last_checkpoint_are_told_once(make_setup, tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "SAVE_EVERY_S", 1e9)
    with pytest.raises(Killed):
        train_network(make_setup(folder=tmp_path), Killer(12))
    assert len((tmp_path / "events.jsonl").read_text().splitlines()) == 2
    train_network(make_setup(folder=tmp_path), Progress())
    epochs = [
        json.loads(line)["epoch"] for line in (tmp_path / "events.jsonl").read_text().splitlines()
    ]
    assert epochs == [1, 2, 3, 4]


def test_a_source_that_draws_from_torchs_own_generator_changes_nothing(
    make_setup, toy_samples, tmp_path
):
    class Drawing(SampleSource):
        """Draws when an epoch begins, as torch's loaders do."""

        def epoch(self, number, batch):
            torch.rand(3)
            yield from super().epoch(number, batch)

    def setup(**options):
        plain = AugmentOptions(jitter=0.0, channel_dropout=0.0)
        return make_setup(source=Drawing(toy_samples, 3, plain), **options)

    whole = trained(setup())
    with pytest.raises(Cancelled):
        train_network(setup(folder=tmp_path), Listener(stop_after=7))
    assert equal(trained(setup(folder=tmp_path)), whole)


# -- checkpoints that are of no use ----------------------------------------------------------------


def not_whole(path):
    path.write_bytes(path.read_bytes()[:-100])


def foreign(path):
    save_file({"a": torch.zeros(1)}, path)


@pytest.mark.parametrize("spoil", [not_whole, foreign])
def test_a_checkpoint_that_is_of_no_use_is_passed_over_with_a_warning(make_setup, tmp_path, spoil):
    whole = trained(make_setup())
    with pytest.raises(Cancelled):
        train_network(make_setup(folder=tmp_path), Listener(stop_after=9))
    spoil(tmp_path / "last.safetensors")
    heard = Listener()
    assert equal(trained(make_setup(folder=tmp_path), heard), whole)
    assert "Training starts from the beginning." in heard.warnings[0]
    assert str(tmp_path) in heard.warnings[0]


def test_a_checkpoint_of_another_fit_is_never_gone_on_from(make_setup, tmp_path):
    with pytest.raises(Cancelled):
        train_network(make_setup(folder=tmp_path, signature="one"), Listener(stop_after=9))
    heard = Listener()
    assert equal(
        trained(make_setup(folder=tmp_path, signature="two"), heard), trained(make_setup())
    )
    assert "belongs to other labels, options or versions" in heard.warnings[0]


def test_reading_says_what_is_wrong(tmp_path):
    checkpoints = Checkpoints(tmp_path, "mine")
    assert checkpoints.load("last") is None
    foreign(tmp_path / "last.safetensors")
    with pytest.raises(InvalidCheckpoint, match="no checkpoint of Landsketch"):
        checkpoints.load("last")
    (tmp_path / "last.safetensors").write_bytes(b"junk")
    with pytest.raises(InvalidCheckpoint, match="is damaged"):
        checkpoints.load("last")
    Checkpoints(tmp_path, "theirs").save(
        "last", Checkpoint({"model.a": torch.ones(2)}, {"position": {}})
    )
    with pytest.raises(InvalidCheckpoint, match="other labels"):
        checkpoints.load("last")


def test_an_interrupted_write_leaves_the_checkpoint_before(tmp_path, monkeypatch):
    checkpoints = Checkpoints(tmp_path, "mine")
    checkpoints.save("last", Checkpoint({"model.a": torch.ones(2)}, {"position": {"step": 1}}))

    opened = Path.open

    def half(self, mode):
        with opened(self, mode) as file:
            file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", half)
    with pytest.raises(OutputNotWritable, match="disk is full"):
        checkpoints.save("last", Checkpoint({"model.a": torch.zeros(2)}, {"position": {"step": 2}}))
    found = checkpoints.load("last")
    assert found.facts["position"] == {"step": 1}
    assert found.tensors_of("model")["a"].tolist() == [1, 1]
    assert [f.name for f in tmp_path.iterdir()] == ["last.safetensors"]


def test_a_fit_that_went_astray_goes_on_from_its_last_good_weights(make_setup, tmp_path):
    setup = make_setup(folder=tmp_path)
    own, calls = setup.objective, iter(range(99))
    object.__setattr__(
        setup,
        "objective",
        lambda *a: {"total": own(*a)["total"] * (torch.inf if next(calls) == 8 else 1)},
    )
    with pytest.raises(TrainingDiverged):
        train_network(setup, Progress())
    assert equal(trained(make_setup(folder=tmp_path)), trained(make_setup()))
