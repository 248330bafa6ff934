"""Serve jobs over stdin and stdout as JSON lines, one after the other; stays warm between them."""

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

_QUIET_S = 0.1  # progress lines closer together than this are dropped


class LineProgress(Progress):
    """Progress that speaks the protocol."""

    def __init__(self, out: TextIO, stop: threading.Event, ended: threading.Event) -> None:
        super().__init__()
        self._out, self._stop, self._ended = out, stop, ended
        self._last = ("", 0.0)

    def is_cancelled(self) -> bool:
        """Tell whether the user asked to stop."""
        return self._stop.is_set() or self._ended.is_set()

    def report(self, stage: str, share: float, left_s: float | None) -> None:
        """Show the share done."""
        now = time.monotonic()
        if (stage, True) == (self._last[0], now - self._last[1] < _QUIET_S) and share < 1:
            return
        self._last = (stage, now)
        self._say(
            "progress",
            stage=stage,
            share=round(share, 4),
            left_s=None if left_s is None else round(left_s, 1),
        )

    def info(self, text: str) -> None:
        """Show a message."""
        self._say("log", level="info", text=text)

    def warning(self, text: str) -> None:
        """Show a message that must not be missed."""
        self._say("log", level="warning", text=text)

    def metric(self, values: Mapping[str, Any]) -> None:
        """Show figures."""
        self._say("metric", values=dict(values))

    def _say(self, kind: str, **values: Any) -> None:  # noqa: ANN401 (JSON)
        self._out.write(protocol.encode(kind, **values))
        self._out.flush()


def serve() -> int:
    """Answer jobs until told to quit or until stdin ends; returns the exit code."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C at a terminal reaches us too; the plugin says what to do
    out = _claim_stdout()
    stop, ended, jobs = threading.Event(), threading.Event(), queue.Queue[dict[str, Any] | None]()
    say = LineProgress(out, stop, ended)
    say._say("hello", engine=ENGINE, pid=os.getpid())
    source = os.fdopen(
        0, encoding="utf-8", errors="replace", closefd=False
    )  # whatever the locale says
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
    """Read messages: queue jobs, raise the stop flag on cancel; end of file stops everything."""
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
    """Run one job and say how it ended."""
    from .run import run_job

    try:
        result = run_job(from_dict(job), progress)
    except LandsketchError as error:
        progress._say("error", code=error.code, text=str(error))
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        text = f"Landsketch met an unknown error ({type(error).__name__}: {error}); please report it with the log."
        progress._say("error", code="BUG", text=text)
    else:
        progress._say("result", **asdict(result))


def _claim_stdout() -> TextIO:
    """Keep stdout for the protocol; whatever a library prints goes to stderr."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return out
