"""How a run reports its stage, fraction done, messages and metrics, and is cancelled."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from .errors import Cancelled

Item = TypeVar("Item")


class Progress:
    """Reports nothing by itself; subclasses show or send what a run reports.

    A run consists of stages, each a range of the whole: ``stage("encode", 0.1, 0.9)`` maps the
    stage's own 0..1 to 10..90 %.
    """

    def __init__(self) -> None:
        self._name, self._start, self._end = "", 0.0, 1.0
        self._began = time.monotonic()

    def stage(self, name: str, start: float = 0.0, end: float = 1.0) -> None:
        """Begin a stage that covers the fractions ``start``..``end`` of the whole run.

        Raises:
            Cancelled: The user cancelled.
        """
        self._name, self._start, self._end = name, start, end
        self._began = time.monotonic()
        self.check()
        self.report(name, start, None)

    def step(self, done: float, total: float) -> None:
        """Report that ``done`` of ``total`` units of the stage are finished.

        Raises:
            Cancelled: The user cancelled.
        """
        self.check()
        fraction = _fraction(done, total)
        elapsed = time.monotonic() - self._began
        left_s = elapsed * (1 - fraction) / fraction if fraction > 0 else None
        self.report(self._name, self._start + fraction * (self._end - self._start), left_s)

    def subrange(self, start: float, end: float) -> Progress:
        """Return progress whose steps fill only ``start``..``end`` of this stage."""
        return _Subrange(self, start, end)

    def each(self, items: Sequence[Item]) -> Iterator[tuple[Item, Progress]]:
        """Yield every item with a subrange of its own; all subranges have the same length."""
        n = len(items)
        for number, item in enumerate(items):
            yield item, self.subrange(number / n, (number + 1) / n)

    def slice(self, name: str, start: float, end: float) -> Progress:
        """Return progress of one of several jobs: its stages, under its name, fill a range."""
        return _Slice(self, name, start, end)

    def check(self) -> None:
        """Raise ``Cancelled`` if the user cancelled."""
        if self.is_cancelled():
            raise Cancelled

    def is_cancelled(self) -> bool:
        """Tell whether the user cancelled."""
        return False

    def report(self, stage: str, fraction: float, left_s: float | None) -> None:
        """Show which fraction (0..1) of the run is done.

        Args:
            stage: Name of the stage.
            fraction: Fraction of the whole run that is done.
            left_s: Expected time left in this stage in seconds, None if unknown.
        """

    def info(self, text: str) -> None:
        """Show a message."""

    def warning(self, text: str) -> None:
        """Show a warning."""

    def metric(self, values: Mapping[str, Any]) -> None:
        """Report named metrics while the run continues."""


class _Inner(Progress):
    """Progress inside another one, of which it fills the range ``start``..``end``."""

    def __init__(self, outer: Progress, start: float, end: float) -> None:
        super().__init__()
        self._outer, self._from, self._to = outer, start, end

    def _outer_fraction(self, fraction: float) -> float:
        return self._from + fraction * (self._to - self._from)

    def is_cancelled(self) -> bool:
        """Tell whether the user cancelled."""
        return self._outer.is_cancelled()

    def info(self, text: str) -> None:
        """Show a message."""
        self._outer.info(text)

    def warning(self, text: str) -> None:
        """Show a warning."""
        self._outer.warning(text)

    def metric(self, values: Mapping[str, Any]) -> None:
        """Report named metrics while the run continues."""
        self._outer.metric(values)


class _Subrange(_Inner):
    """A range of a stage, so that the bar never moves backwards."""

    def step(self, done: float, total: float) -> None:
        """Step the outer stage within this range."""
        self._outer.step(self._outer_fraction(_fraction(done, total)), 1.0)


class _Slice(_Inner):
    """One of several jobs in a run, with its own stages."""

    def __init__(self, outer: Progress, name: str, start: float, end: float) -> None:
        super().__init__(outer, start, end)
        self._label = name

    def report(self, stage: str, fraction: float, left_s: float | None) -> None:
        """Show the stage under this job's name."""
        self._outer.report(f"{self._label}: {stage}", self._outer_fraction(fraction), left_s)


def _fraction(done: float, total: float) -> float:
    """Return ``done`` / ``total``, at most 1; an empty stage is complete."""
    return min(1.0, done / total) if total else 1.0
