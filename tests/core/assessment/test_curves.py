"""Curves are read from the events that fits leave behind."""

import math

import pytest

from landsketch.core.assessment.curves import read_curves
from landsketch.core.training.loop.events import EventLog


def leave_events(
    folder, scores=({"miou": 0.5, "monitored_loss": 0.9}, {"miou": 0.6, "monitored_loss": math.nan})
):
    folder.mkdir()
    with EventLog(folder) as log:
        for epoch, found in enumerate(scores, start=1):
            losses = {"total": 1 / epoch, "cross_entropy": 0.7 / epoch, "dice": 0.3 / epoch}
            log.write(
                {
                    "epoch": epoch,
                    "step": 9 * epoch,
                    "losses": losses,
                    "rates": {"a": 0.01, "b": 0.001},
                    **found,
                }
            )


def test_every_fit_has_a_line_and_the_whole_comes_last(tmp_path):
    for name in ("whole", "fold2", "fold1"):
        leave_events(
            tmp_path / name, scores=({}, {}) if name == "whole" else leave_events.__defaults__[0]
        )
    found = {}
    for curve in read_curves(tmp_path):
        found.setdefault(curve.measure, []).append(curve)
    assert [c.name for c in found["Training loss"]] == ["Fold 1", "Fold 2", "All labels"]
    assert found["Training loss"][0].epochs == (1, 2)
    assert found["Training loss"][0].values == (1.0, 0.5)
    assert [c.name for c in found["Held-out mean IoU"]] == ["Fold 1", "Fold 2"]
    assert math.isnan(found["Held-out loss"][0].values[1])
    assert [c.name for c in found["Loss terms"]] == ["Cross entropy", "Dice"]
    assert [(c.name, c.values) for c in found["Learning rate"]] == [("All labels", (0.01, 0.01))]


def test_half_a_line_is_passed_over(tmp_path):
    leave_events(tmp_path / "fold1")
    with (tmp_path / "fold1" / "events.jsonl").open("a") as file:
        file.write('{"epoch": 3, "los')
    assert read_curves(tmp_path)[0].epochs == (1, 2)


@pytest.mark.parametrize("make", [lambda _: None, lambda folder: (folder / "fold1").mkdir()])
def test_heads_in_closed_form_have_no_curves(tmp_path, make):
    make(tmp_path)
    assert read_curves(tmp_path) == ()
    assert read_curves(tmp_path / "nowhere") == ()
