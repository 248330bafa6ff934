"""One engine process: lines in, messages out, and one sentence when it dies."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import QProcess

from ...core import protocol
from ...core.job.job import Job
from ...core.job.job_json import to_dict
from ..i18n import tr
from .environment import clean_environment

_LOG_TAIL_BYTES = 20_000
_SIGKILL = 9


class Child:
    """A running engine process. All methods belong to the thread that made it."""

    def __init__(self, command: Sequence[str], variables: Mapping[str, str] | None = None) -> None:
        self._process = QProcess()
        environment = clean_environment()
        for name, value in (variables or {}).items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._process.setWorkingDirectory(tempfile.gettempdir())
        self._unread = b""
        self._log = b""
        self._process.start(command[0], list(command[1:]))
        self.is_started = bool(self._process.waitForStarted(15_000))

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def receive(self, wait_ms: int) -> list[dict[str, Any]]:
        """Wait up to ``wait_ms`` for output and return its messages; other lines are dropped."""
        if not self._process.waitForReadyRead(wait_ms):
            self._process.waitForFinished(1)  # notices a death without output
        self._log = (self._log + self._process.readAllStandardError().data())[-_LOG_TAIL_BYTES:]
        self._unread += self._process.readAllStandardOutput().data()
        *lines, self._unread = self._unread.split(b"\n")
        messages = (protocol.decode(line.decode("utf-8", "replace")) for line in lines)
        return [message for message in messages if message is not None]

    def send_job(self, job: Job) -> None:
        """Ask for ``job``."""
        self._send("run", job=to_dict(job))

    def send_cancel(self) -> None:
        """Ask the running job to stop."""
        self._send("cancel")

    def quit(self, patience_s: float) -> None:
        """Ask the process to end; kill it when it has not ended after ``patience_s``."""
        if self.is_running:
            self._send("quit")
            self._process.closeWriteChannel()
            deadline = time.monotonic() + patience_s
            while self.is_running and time.monotonic() < deadline:
                self.receive(20)  # an engine that still writes must not block on a full pipe
        self.kill()

    def kill(self) -> None:
        """End the process now."""
        if self.is_running:
            self._process.kill()
            self._process.waitForFinished(2_000)

    @property
    def log(self) -> str:
        """The last lines that the process wrote to its standard error."""
        return self._log.decode("utf-8", "replace").strip()

    def exit_message(self) -> str:
        """Say in one sentence why the process is dead and what to do."""
        if self._was_killed():
            text = tr(
                "The engine was killed, probably by the system because memory ran out. Close other "
                "programs and run it again: a map or a training resumes. If it happens again, "
                "choose a smaller backbone or SCALE, or set the device to 'cpu'."
            )
        else:
            text = tr(
                "The engine stopped unexpectedly (exit code {}); run it again, and if it happens "
                "twice report it with the log."
            ).format(self._process.exitCode())
        last = self.log.splitlines()[-1:]
        if last:
            text = " ".join([text, tr("Last line of its log: {}").format(last[0].strip())])
        return text

    def _was_killed(self) -> bool:
        is_crash = self._process.exitStatus() == QProcess.ExitStatus.CrashExit
        return (
            is_crash and self._process.exitCode() == _SIGKILL
        ) or self._process.exitCode() == 128 + _SIGKILL

    def _send(self, kind: str, **values: Any) -> None:  # noqa: ANN401 (JSON)
        if self.is_running:
            self._process.write(protocol.encode(kind, **values).encode("utf-8"))
            self._process.waitForBytesWritten(500)
