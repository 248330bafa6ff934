"""How long work reports to whoever asked for it: stage, share done, messages, figures; and hears 'stop'."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from .errors import Cancelled


class Progress:
    """Silent by default; the engine's border subclasses it.

    Work runs in stages, each a slice of the whole: ``stage("encode", 0.1, 0.9)`` maps its own 0..1 to 10..90 %.
    """

    def __init__(self) -> None:
        self._name, self._start, self._end = "", 0.0, 1.0
        self._began = time.monotonic()

    def stage(self, name: str, start: float = 0.0, end: float = 1.0) -> None:
        """Begin a stage that covers the share ``start``..``end`` of the whole job."""
        self._name, self._start, self._end = name, start, end
        self._began = time.monotonic()
        self.check()
        self.report(name, start, None)

    def step(self, done: float, total: float) -> None:
        """Say that ``done`` of ``total`` units of the stage are finished; raises ``Cancelled`` when asked to stop."""
        self.check()
        share = min(1.0, done / total) if total else 1.0
        elapsed = time.monotonic() - self._began
        left_s = elapsed * (1 - share) / share if share > 0 else None
        self.report(self._name, self._start + share * (self._end - self._start), left_s)

    def part(self, start: float, end: float) -> Progress:
        """Return progress whose steps fill only the share ``start``..``end`` of this stage."""
        return _Part(self, start, end)

    def slice(self, name: str, start: float, end: float) -> Progress:
        """Return progress of one of several jobs: its stages, under its name, fill the share ``start``..``end``."""
        return _Slice(self, name, start, end)

    def check(self) -> None:
        """Raise ``Cancelled`` if the user asked to stop."""
        if self.is_cancelled():
            raise Cancelled

    def is_cancelled(self) -> bool:
        """Tell whether the user asked to stop."""
        return False

    def report(self, stage: str, share: float, left_s: float | None) -> None:
        """Show that ``share`` (0..1) of the job is done; ``left_s`` is the expected time left in this stage."""

    def info(self, text: str) -> None:
        """Show a message."""

    def warning(self, text: str) -> None:
        """Show a message that the user should not miss."""

    def metric(self, values: Mapping[str, Any]) -> None:
        """Report named figures while the job runs."""


class _Inner(Progress):
    """Progress of a piece of work, which fills the share ``start``..``end`` of the outer one."""

    def __init__(self, outer: Progress, start: float, end: float) -> None:
        super().__init__()
        self._outer, self._from, self._to = outer, start, end

    def _outside(self, share: float) -> float:
        return self._from + share * (self._to - self._from)

    def is_cancelled(self) -> bool:
        """Tell whether the user asked to stop."""
        return self._outer.is_cancelled()

    def info(self, text: str) -> None:
        """Show a message."""
        self._outer.info(text)

    def warning(self, text: str) -> None:
        """Show a message that the user should not miss."""
        self._outer.warning(text)

    def metric(self, values: Mapping[str, Any]) -> None:
        """Report named figures while the job runs."""
        self._outer.metric(values)


class _Part(_Inner):
    """One of several pieces of work in a stage, so that the bar never goes back."""

    def step(self, done: float, total: float) -> None:
        """Step the outer stage within this part."""
        self._outer.step(self._outside(min(1.0, done / total) if total else 1.0), 1.0)


class _Slice(_Inner):
    """One of several jobs in a run, with stages of its own."""

    def __init__(self, outer: Progress, name: str, start: float, end: float) -> None:
        super().__init__(outer, start, end)
        self._label = name

    def report(self, stage: str, share: float, left_s: float | None) -> None:
        """Show the stage under this job's name."""
        self._outer.report(f"{self._label}: {stage}", self._outside(share), left_s)
