"""The engine as a child process, whose crash leaves QGIS and the project alone."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...core.atomic_write import clear_unfinished
from ...core.errors import Cancelled
from ...core.job.job import Job
from ...core.job.jobs import Result
from ...core.progress import Progress
from ...core.version import PROTOCOL
from ..i18n import tr
from ..log import log_info, log_warning
from .child import Child
from .engine import EngineFailed, EngineUnavailable
from .lease import DeviceLease

_POLL_MS = 100
_CANCEL_PATIENCE_S = 1.5
_HELLO_PATIENCE_S = 60.0

_live: weakref.WeakSet[WorkerEngine] = weakref.WeakSet()


class WorkerEngine:
    """Runs jobs in a process started with ``command``; ``run`` and ``close`` belong to one thread.

    A warm worker keeps its process, and the lease of its device, from job to job until ``close``.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        device: str = "cpu",
        keep_warm: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self._command = tuple(command)
        self._variables = dict(variables or {})
        self._keep_warm = keep_warm
        self._lease = DeviceLease(device)
        self._child: Child | None = None
        self._is_ready = False
        self._stop = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        _live.add(self)

    def run(self, job: Job, progress: Progress) -> Result:
        """Run ``job`` in the child process; see ``Engine.run``."""
        self._idle.clear()
        try:
            child = self._ready_child(progress)
            child.send_job(job)
            return self._follow(child, job, progress)
        except (EngineFailed, EngineUnavailable):
            self._keep_log()
            raise
        finally:
            if not self._is_reusable():
                self.close()
            self._idle.set()

    def close(self) -> None:
        """End the process and give the device back."""
        if self._child is not None:
            self._child.quit(_CANCEL_PATIENCE_S)
            self._child = None
        self._is_ready = False
        self._lease.release()

    def stop(self) -> None:
        """Cancel whatever runs; callable from any thread."""
        self._stop.set()

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait for the running job to end; callable from any thread."""
        return self._idle.wait(seconds)

    def _keep_log(self) -> None:
        """Show what the process said before it failed, for a report of the failure."""
        if self._child is not None and self._child.log:
            log_warning(self._child.log)

    def _is_reusable(self) -> bool:
        return (
            self._keep_warm
            and self._is_ready
            and self._child is not None
            and self._child.is_running
        )

    def _must_stop(self, progress: Progress) -> bool:
        return self._stop.is_set() or progress.is_cancelled()

    def _ready_child(self, progress: Progress) -> Child:
        """Return a process that has said hello."""
        if self._child is not None and self._child.is_running:
            return self._child
        self.close()
        self._lease.acquire(lambda: self._must_stop(progress), progress.info)
        log_info(tr("Starting the engine: {}").format(" ".join(self._command)))
        child = self._child = Child(self._command, self._variables)
        if not child.is_started:
            raise EngineUnavailable(
                tr(
                    "The engine's Python {} cannot be started; choose another one under Settings > "
                    "Options > Landsketch."
                ).format(self._command[0])
            )
        self._await_hello(child, progress)
        self._is_ready = True
        return child

    def _await_hello(self, child: Child, progress: Progress) -> None:
        deadline = time.monotonic() + _HELLO_PATIENCE_S
        while time.monotonic() < deadline:
            for message in child.receive(_POLL_MS):
                if message["type"] == "hello":
                    return _check_protocol(message)
            if self._must_stop(progress):
                child.kill()
                raise Cancelled
            if not child.is_running:
                raise EngineUnavailable(child.exit_message())
        child.kill()
        raise EngineUnavailable(
            tr(
                "The engine did not answer within {} s; try again, or choose another interpreter."
            ).format(round(_HELLO_PATIENCE_S))
        )

    def _follow(self, child: Child, job: Job, progress: Progress) -> Result:
        """Relay messages until the job ends."""
        cancelled_at: float | None = None
        while True:
            # Asked before reading, so that the last messages of a dead process count
            is_running = child.is_running
            for message in child.receive(_POLL_MS):
                if message["type"] in ("result", "error"):
                    return _result(message)
                _relay(message, progress)
            if cancelled_at is None and self._must_stop(progress):
                cancelled_at = time.monotonic()
                child.send_cancel()
            if not is_running:
                raise EngineFailed(child.exit_message()) if cancelled_at is None else Cancelled
            if cancelled_at is not None:
                _kill_after_patience(child, job, cancelled_at)


def _kill_after_patience(child: Child, job: Job, cancelled_at: float) -> None:
    """Kill a process that has not ended a while after the cancel, and remove what it left."""
    if time.monotonic() - cancelled_at > _CANCEL_PATIENCE_S:
        child.kill()
        _clear(job)


def _result(message: dict[str, Any]) -> Result:
    """Return the result in the last message of a job.

    Raises:
        EngineFailed: The job failed.
        Cancelled: The job was cancelled.
    """
    if message["type"] == "error":
        raise _failure(message)
    return Result(outputs=message.get("outputs") or {}, metrics=message.get("metrics") or {})


def _clear(job: Job) -> None:
    """Remove what an engine that had to be killed after a cancel left of its outputs."""
    if job.resumes_after_cancel:
        return
    for output in job.outputs():
        clear_unfinished(Path(output))


def stop_all(patience_s: float = 3.0) -> None:
    """Cancel every running job and wait for the processes to end, for an unloaded plugin."""
    engines = list(_live)
    for engine in engines:
        engine.stop()
    deadline = time.monotonic() + patience_s
    for engine in engines:
        engine.wait_until_idle(max(0.0, deadline - time.monotonic()))


def _check_protocol(hello: dict[str, Any]) -> None:
    spoken = hello.get("v")
    if spoken != PROTOCOL:
        raise EngineUnavailable(
            tr(
                "The engine speaks protocol {} and this plugin protocol {}; install the engine "
                "that came with the"
                " plugin, or update the plugin."
            ).format(spoken, PROTOCOL)
        )


def _failure(message: dict[str, Any]) -> Exception:
    code = str(message.get("code", "ENGINE_FAILED"))
    if code == Cancelled.code:
        return Cancelled(str(message.get("text") or Cancelled()))
    return EngineFailed(
        str(message.get("text") or tr("The engine failed without saying why.")), code
    )


def _relay(message: dict[str, Any], progress: Progress) -> None:
    """Hand one message on; unknown kinds come from a newer engine and are dropped."""
    kind = message["type"]
    if kind == "progress":
        progress.report(
            str(message.get("stage", "")), float(message.get("share") or 0.0), message.get("left_s")
        )
    elif kind == "log":
        say = progress.warning if message.get("level") == "warning" else progress.info
        say(str(message.get("text", "")))
    elif kind == "metric":
        progress.metric(message.get("values") or {})
