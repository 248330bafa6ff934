"""Run a program to its end: its lines as they come, a cancel, and an end to silence."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.PyQt.QtCore import QProcess

from ...core.errors import Cancelled
from ..engine.environment import clean_environment
from ..i18n import tr

_POLL_MS = 100
_START_MS = 15_000
NOT_STARTED = -1
TIMED_OUT = -2


@dataclass(frozen=True)
class Ended:
    """How a program ended.

    Attributes:
        code: Exit code; NOT_STARTED or TIMED_OUT if it has none of its own.
        text: What it wrote to both of its outputs.
    """

    code: int
    text: str


@dataclass(frozen=True)
class Watch:
    """Who hears of a running program, and what ends it.

    Attributes:
        on_line: Called with each line of its outputs.
        is_cancelled: Asked ten times per second; the program is killed if it is true.
        is_stalled: Asked like it; its end is TIMED_OUT.
        limit_s: Seconds after which its end is TIMED_OUT; 0 = no limit.
    """

    on_line: Callable[[str], None] = lambda line: None
    is_cancelled: Callable[[], bool] = lambda: False
    is_stalled: Callable[[], bool] = lambda: False
    limit_s: float = 0.0


def run_program(
    command: Sequence[str],
    watch: Watch,
    *,
    folder: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> Ended:
    """Run a program in the caller's thread.

    Args:
        command: Program and arguments; no shell.
        watch: Hears of its output, and ends it.
        folder: Its working directory.
        variables: Environment variables in addition to those of a clean environment.

    Raises:
        Cancelled: ``watch.is_cancelled`` became true; the program is dead.
    """
    process = QProcess()
    environment = clean_environment()
    for name, value in (variables or {}).items():
        environment.insert(name, value)
    process.setProcessEnvironment(environment)
    process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
    if folder is not None:
        process.setWorkingDirectory(str(folder))
    process.start(command[0], list(command[1:]))
    if not process.waitForStarted(_START_MS):
        return Ended(NOT_STARTED, process.errorString())
    process.closeWriteChannel()
    return _follow(process, watch)


def _follow(process: QProcess, watch: Watch) -> Ended:
    """Read the outputs until the process ends."""
    lines = _Lines(watch.on_line)
    started = time.monotonic()
    while process.state() != QProcess.ProcessState.NotRunning:
        if not process.waitForReadyRead(_POLL_MS):
            process.waitForFinished(1)
        lines.add(process.readAll().data())
        if watch.is_cancelled():
            _kill(process)
            raise Cancelled(tr("Cancelled."))
        is_late = 0 < watch.limit_s < time.monotonic() - started
        if is_late or watch.is_stalled():
            _kill(process)
            return Ended(TIMED_OUT, lines.text)
    lines.add(process.readAll().data())
    lines.finish()
    has_crashed = process.exitStatus() == QProcess.ExitStatus.CrashExit
    return Ended(128 if has_crashed else process.exitCode(), lines.text)


def _kill(process: QProcess) -> None:
    process.kill()
    process.waitForFinished(5_000)


class _Lines:
    """Output cut into lines."""

    def __init__(self, on_line: Callable[[str], None]) -> None:
        self._on_line, self._rest = on_line, b""
        self._done: list[str] = []

    def add(self, output: bytes) -> None:
        """Take more output."""
        *lines, self._rest = (self._rest + output.replace(b"\r", b"\n")).split(b"\n")
        for line in lines:
            self._take(line)

    def finish(self) -> None:
        """Take what has no end of line."""
        self._take(self._rest)
        self._rest = b""

    def _take(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip()
        if text:
            self._done.append(text)
            self._on_line(text)

    @property
    def text(self) -> str:
        """All lines so far."""
        return "\n".join(self._done)
