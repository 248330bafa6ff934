"""Curves of the trainings of a job, read from their event files."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..training.loop.events import NAME, read_events
from .evaluation_result import Curve

_TOTAL = "total"
_ALL_LABELS = "All labels"

Events = Sequence[Mapping[str, Any]]
Value = Callable[[Mapping[str, Any]], float | None]


def read_curves(work: Path) -> tuple[Curve, ...]:
    """Return the curves of all trainings in a work folder, one folder per training.

    Losses and scores have a line per training. The learning rate and the loss terms are those of
    the last training. Closed-form heads have no curves.
    """
    trainings = _read_trainings(work)
    if not trainings:
        return ()
    measures: dict[str, Value] = {
        "Training loss": _loss_term(_TOTAL),
        "Held-out loss": lambda event: event.get("monitored_loss"),
        "Held-out mean IoU": lambda event: event.get("miou"),
    }
    curves = []
    for measure, value in measures.items():
        curves += [_curve(measure, name, events, value) for name, events in trainings]
    last_name, last = trainings[-1]
    terms = [term for term in last[-1]["losses"] if term != _TOTAL]
    if len(terms) > 1:
        curves += [_curve("Loss terms", _title(term), last, _loss_term(term)) for term in terms]
    curves.append(_curve("Learning rate", last_name, last, _largest_rate))
    return tuple(curve for curve in curves if any(map(math.isfinite, curve.values)))


def _read_trainings(work: Path) -> list[tuple[str, Events]]:
    """Return name and events of every training, the one on all labels last."""
    trainings = []
    for file in sorted(work.glob(f"*/{NAME}")):
        events = read_events(file)
        if events:
            trainings.append((_training_name(file.parent.name), events))
    return sorted(trainings, key=lambda training: training[0] == _ALL_LABELS)


def _curve(measure: str, name: str, events: Events, value: Value) -> Curve:
    epochs, values = [], []
    for event in events:
        found = value(event)
        epochs.append(int(event["epoch"]))
        values.append(math.nan if found is None else float(found))
    return Curve(measure, name, tuple(epochs), tuple(values))


def _loss_term(term: str) -> Value:
    return lambda event: event["losses"].get(term)


def _largest_rate(event: Mapping[str, Any]) -> float | None:
    return max(event["rates"].values(), default=None)


def _title(term: str) -> str:
    """Return a loss's name for people: ``cross_entropy`` is "Cross entropy"."""
    return term.replace("_", " ").capitalize()


def _training_name(folder: str) -> str:
    """Return the name of a training: ``fold2`` is "Fold 2", any other folder used all labels."""
    number = folder.removeprefix("fold")
    return f"Fold {number}" if number != folder and number.isdigit() else _ALL_LABELS
