"""Serve jobs over stdin and stdout as JSON lines, one after the other, in one process."""

import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TextIO

from .. import protocol
from ..errors import LandsketchError
from ..job.job_json import from_dict
from ..progress import Progress
from ..version import ENGINE

_MIN_INTERVAL_S = 0.1  # progress of the same stage is sent at most this often


class LineProgress(Progress):
    """Progress that is sent as lines of the protocol."""

    def __init__(self, out: TextIO, stop: threading.Event, ended: threading.Event) -> None:
        super().__init__()
        self._out, self._stop, self._ended = out, stop, ended
        self._last_stage, self._sent_at = "", 0.0

    def is_cancelled(self) -> bool:
        """Tell whether the user cancelled."""
        return self._stop.is_set() or self._ended.is_set()

    def report(self, stage: str, fraction: float, left_s: float | None) -> None:
        """Send the fraction done, unless the stage was reported a moment ago."""
        now = time.monotonic()
        is_recent = stage == self._last_stage and now - self._sent_at < _MIN_INTERVAL_S
        if is_recent and fraction < 1:
            return
        self._last_stage, self._sent_at = stage, now
        left_s = None if left_s is None else round(left_s, 1)
        self.send("progress", stage=stage, share=round(fraction, 4), left_s=left_s)

    def info(self, text: str) -> None:
        """Send a message."""
        self.send("log", level="info", text=text)

    def warning(self, text: str) -> None:
        """Send a warning."""
        self.send("log", level="warning", text=text)

    def metric(self, values: Mapping[str, Any]) -> None:
        """Send metrics."""
        self.send("metric", values=dict(values))

    def send(self, kind: str, **values: Any) -> None:  # noqa: ANN401 (JSON)
        """Send one message of the protocol."""
        self._out.write(protocol.encode(kind, **values))
        self._out.flush()


def serve() -> int:
    """Run jobs until a message says "quit" or stdin ends; return the exit code."""
    # Ctrl-C at a terminal also reaches this process, but only the plugin decides about cancelling
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = claim_stdout()
    stop, ended = threading.Event(), threading.Event()
    jobs = queue.Queue[dict[str, Any] | None]()
    LineProgress(out, stop, ended).send("hello", engine=ENGINE, pid=os.getpid())
    # UTF-8 whatever the locale is
    source = os.fdopen(0, encoding="utf-8", errors="replace", closefd=False)
    threading.Thread(target=_listen, args=(source, jobs, stop, ended), daemon=True).start()
    while (job := jobs.get()) is not None:
        _answer(job, LineProgress(out, stop, ended))
        stop.clear()
    return 0


def _listen(
    source: TextIO,
    jobs: "queue.Queue[dict[str, Any] | None]",
    stop: threading.Event,
    ended: threading.Event,
) -> None:
    """Read messages: put jobs into the queue, set ``stop`` on a cancel and ``ended`` at the end."""
    for line in source:
        message = protocol.decode(line) or {}
        if message.get("type") == "run":
            job = message.get("job")
            jobs.put(job if isinstance(job, dict) else {})
        elif message.get("type") == "cancel":
            stop.set()
        elif message.get("type") == "quit":
            break
    ended.set()
    jobs.put(None)


def _answer(job: Mapping[str, Any], progress: LineProgress) -> None:
    """Run one job and send its result or error."""
    from .run import run_job

    try:
        result = run_job(from_dict(job), progress)
    except Exception as error:
        send_error(error, progress)
    else:
        progress.send("result", **asdict(result))


def send_error(error: Exception, progress: LineProgress) -> None:
    """Send an error; one that is not for the user is a bug, and its traceback is logged."""
    if isinstance(error, LandsketchError):
        progress.send("error", code=error.code, text=str(error))
        return
    traceback.print_exception(error, file=sys.stderr)
    text = (
        f"Landsketch met an unexpected error ({type(error).__name__}: {error}); please report it "
        "with the log."
    )
    progress.send("error", code="BUG", text=text)


def claim_stdout() -> TextIO:
    """Reserve stdout for the protocol; output of libraries goes to stderr."""
    # Texts may contain halves of characters, which UTF-8 has not
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return out
