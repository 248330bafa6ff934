"""Loss and accuracy of a training that runs, read from the files that the engine writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..core.output_names import work_folder
from .i18n import tr

_EVENTS = "events.jsonl"
_OF_FOLD = "fold"


@dataclass
class Fit:
    """The epochs of one fit.

    Attributes:
        name: "All labels" or "Fold 2".
        losses: Epoch and mean loss of the training samples.
        scores: Epoch and mean IoU of the samples that monitor the training, if there are any.
    """

    name: str
    losses: list[tuple[int, float]] = field(default_factory=list)
    scores: list[tuple[int, float]] = field(default_factory=list)


def read_fits(model: str) -> list[Fit]:
    """Return the fits of a training so far, that on all labels first.

    Args:
        model: Path of the model that will be written.
    """
    files = sorted(work_folder(Path(model)).glob(f"*/{_EVENTS}"), key=_number)
    return [_read(file) for file in files]


def _number(file: Path) -> int:
    digits = file.parent.name.removeprefix(_OF_FOLD)
    return int(digits) if digits.isdigit() else 0


def _read(file: Path) -> Fit:
    # Not imported with the plugin: the package belongs to the engine
    from ..core.training.loop.events import read_events

    number = _number(file)
    fit = Fit(tr("Fold {}").format(number) if number else tr("All labels"))
    for event in read_events(file):
        fit.losses.append((event["epoch"], event["losses"]["total"]))
        if event.get("miou") is not None:
            fit.scores.append((event["epoch"], event["miou"]))
    return fit
