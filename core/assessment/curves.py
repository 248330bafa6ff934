"""How fits by gradient descent went, read from the events that they left behind."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..training.loop.events import NAME, read_events
from .evaluation_result import Curve

_TOTAL, _WHOLE = "total", "All labels"


def read_curves(work: Path) -> tuple[Curve, ...]:
    """Return the curves of all fits in a work folder, one folder per fit; none for heads in closed form.

    Losses and scores have a line per fit, the learning rate and the parts of the loss only one of the last fit.
    """
    files = sorted(
        work.glob(f"*/{NAME}"), key=lambda file: (_name(file.parent.name) == _WHOLE, file)
    )
    fits = [(_name(file.parent.name), events) for file in files if (events := read_events(file))]
    if not fits:
        return ()
    measures: dict[str, Callable[[Mapping[str, Any]], float | None]] = {
        "Training loss": lambda event: event["losses"].get(_TOTAL),
        "Held-out loss": lambda event: event.get("monitored_loss"),
        "Held-out mean IoU": lambda event: event.get("miou"),
    }
    lines = [
        _curve(m, name, events, value) for m, value in measures.items() for name, events in fits
    ]
    last = fits[-1][1]
    parts = [part for part in last[-1]["losses"] if part != _TOTAL]
    if len(parts) > 1:
        lines += [_curve("Parts of the loss", part, last, _part_of(part)) for part in parts]
    lines.append(
        _curve(
            "Learning rate",
            fits[-1][0],
            last,
            lambda event: max(event["rates"].values(), default=None),
        )
    )
    return tuple(line for line in lines if any(map(math.isfinite, line.values)))


def _curve(
    measure: str,
    name: str,
    events: Sequence[Mapping[str, Any]],
    value: Callable[[Mapping[str, Any]], float | None],
) -> Curve:
    values = [value(event) for event in events]
    epochs = tuple(int(event["epoch"]) for event in events)
    return Curve(measure, name, epochs, tuple(math.nan if v is None else float(v) for v in values))


def _part_of(part: str) -> Callable[[Mapping[str, Any]], float | None]:
    return lambda event: event["losses"].get(part)


def _name(folder: str) -> str:
    """Return what people call a fit: the folder fold2 is fold 2, any other trained on all labels."""
    number = folder.removeprefix("fold")
    return f"Fold {number}" if number != folder and number.isdigit() else _WHOLE
