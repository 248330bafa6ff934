"""The engine of a live session: a child process that talks in signals and never blocks QGIS."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import QObject, QProcess, QTimer, pyqtSignal

from ...core import protocol
from ..engine.environment import clean_environment
from ..i18n import tr
from ..log import log_warning

_LOG_TAIL_BYTES = 20_000
_PATIENCE_MS = 1_500


class LiveEngine(QObject):
    """A process started with ``command``.

    Attributes:
        received: Emitted with each message of the process.
        ended: Emitted with one sentence when the process ends unasked.
        broken: Emitted in its place when the process has never answered.
    """

    received = pyqtSignal(dict)
    ended = pyqtSignal(str)
    broken = pyqtSignal(str)

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unread, self._log = b"", b""
        self._folder = ""  # of the process; it cannot remove it when it is killed
        self._is_wanted, self._has_answered = True, False
        self._process = QProcess(self)
        self._process.setProcessEnvironment(clean_environment())
        self._process.setWorkingDirectory(tempfile.gettempdir())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_log)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail)
        self._process.start(command[0], list(command[1:]))

    def send(self, kind: str, **values: Any) -> None:  # noqa: ANN401 (JSON)
        """Send a message; the process may still be starting."""
        if self._is_wanted:
            self._process.write(protocol.encode(kind, **values).encode("utf-8"))

    def stop(self) -> None:
        """Ask the process to end; it is killed if it does not."""
        if not self._is_wanted:
            return
        self.send("quit")
        self._is_wanted = False
        self._process.closeWriteChannel()
        QTimer.singleShot(_PATIENCE_MS, self._kill)

    def stop_now(self) -> None:
        """End the process before this returns."""
        self._is_wanted = False
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(_PATIENCE_MS):
            self._kill()

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def _kill(self) -> None:
        if self.is_running:
            self._process.kill()
            self._process.waitForFinished(_PATIENCE_MS)

    def _read(self) -> None:
        self._unread += self._process.readAllStandardOutput().data()
        *lines, self._unread = self._unread.split(b"\n")
        for line in lines:
            message = protocol.decode(line.decode("utf-8", "replace"))
            if message is not None:
                self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        self._has_answered = True
        if message["type"] == "hello":
            self._folder = str(message.get("folder") or "")
        if self._is_wanted:
            self.received.emit(message)

    def _read_log(self) -> None:
        self._log = (self._log + self._process.readAllStandardError().data())[-_LOG_TAIL_BYTES:]

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(tr("The engine cannot be started; check the interpreter in the options."))

    def _finish(self) -> None:
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._end(tr("The engine stopped unexpectedly. No label is lost; press Live to go on."))

    def _end(self, text: str) -> None:
        if not self._is_wanted:
            return
        self._is_wanted = False
        if self._log.strip():
            log_warning(self._log.decode("utf-8", "replace"))
        if self._has_answered:
            self.ended.emit(text)
        else:
            self.broken.emit(self._why_broken())

    def _why_broken(self) -> str:
        lines = self._log.decode("utf-8", "replace").strip().splitlines()
        return tr(
            "The engine does not start ({}). Choose Raster > Landsketch > Set up engine to repair "
            "it."
        ).format(lines[-1].strip() if lines else tr("no message"))
