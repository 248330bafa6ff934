"""Serve live sessions over stdin and stdout as JSON lines; see ``core/protocol.py``."""

import os
import queue
import signal
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from .. import protocol
from ..errors import InvalidJob
from ..job.head_kinds import BY_NAME
from ..job.job_json import from_dict
from ..job.jobs import TrainJob
from ..version import ENGINE
from .serve import LineProgress, claim_stdout, send_error

_WAIT_S = 0.2  # for messages, while something waits for a pause of the user
_QUESTIONS = ("suggest", "why", "similar")
_MEMORY_MB, _MIN_MEMORY_MB = 1000, 100

Message = Mapping[str, Any]
Messages = queue.Queue[Message | None]  # None at the end


def serve_live() -> int:
    """Answer messages until one says "quit" or stdin ends; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = claim_stdout()
    ended = threading.Event()
    messages: Messages = queue.Queue()
    progress = LineProgress(out, threading.Event(), ended)
    source = os.fdopen(0, encoding="utf-8", errors="replace", closefd=False)
    threading.Thread(target=_listen, args=(source, messages, ended), daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="landsketch-live-") as folder:
        progress.send("hello", engine=ENGINE, pid=os.getpid(), folder=folder)
        message = messages.get()
        while message is not None:
            work = _opened(message, messages, progress, Path(folder))
            message = _follow(work, messages, progress) if work else messages.get()
    return 0


def _listen(source: TextIO, messages: Messages, ended: threading.Event) -> None:
    """Put messages into the queue until the end."""
    for line in source:
        message = protocol.decode(line)
        if message and message["type"] == "quit":
            break
        if message:
            messages.put(message)
    ended.set()
    messages.put(None)


def _opened(
    message: Message, messages: Messages, progress: LineProgress, folder: Path
) -> Any | None:  # noqa: ANN401 (live.work.Work: its module brings torch)
    """Open a session if a message asks for it; None if it does not, or after an error."""
    if message["type"] != "open":
        return None
    from ..live.messages import number_in
    from ..live.session import LiveSession
    from ..live.work import Work

    try:
        job = _training(message)
        memory = max(_MIN_MEMORY_MB, number_in(message, "memory_mb", _MEMORY_MB)) * 1_000_000
        progress.stage("Load the backbone")
        session = LiveSession(job, memory, progress)
        progress.stage("Prepare the image")
        session.prepare()
    except Exception as error:
        send_error(error, progress)
        return None
    crs = session.scene.crs
    progress.send("opened", bounds=session.scene.bounds, crs=crs.to_wkt() if crs else "")
    return Work(session, progress.send, lambda: not messages.empty(), folder)


def _training(message: Message) -> TrainJob:
    """Return the job of a message ``open``.

    Raises:
        InvalidJob: There is none, or it is no training.
    """
    content = message.get("job")
    job = from_dict(content if isinstance(content, dict) else {})
    if not isinstance(job, TrainJob):
        raise InvalidJob("A live session needs the options of trainhead.")
    kind = BY_NAME.get(job.recipe.head)
    if kind is None or kind.is_gradient:
        names = ", ".join(name for name, kind in BY_NAME.items() if not kind.is_gradient)
        raise InvalidJob(
            f"HEAD is {job.recipe.head}, which cannot follow edits; choose one of: {names}."
        )
    return job


def _follow(
    work: Any,  # noqa: ANN401 (as above)
    messages: Messages,
    progress: LineProgress,
) -> Message | None:
    """Read messages and do steps, until another session is opened or the end.

    Returns:
        The message that opens another session; None at the end.
    """
    is_busy = True
    while True:
        message = _next_message(messages, is_busy=is_busy, patient=not work.waits_for_pause)
        if message is None or message.get("type") == "open":
            return message
        try:
            if message:
                _note(message, work)
            is_busy = bool(message) or work.step()
        except Exception as error:
            work.give_up()
            send_error(error, progress)


def _next_message(messages: Messages, *, is_busy: bool, patient: bool) -> Message | None:
    """Return the next message, an empty one if there is none in time, and None at the end.

    Args:
        messages: The queue.
        is_busy: Whether there is work, so that nothing is waited for.
        patient: Whether to wait as long as it takes, if there is no work.
    """
    try:
        if is_busy:
            return messages.get_nowait()
        return messages.get(timeout=None if patient else _WAIT_S)
    except queue.Empty:
        return {}


def _note(message: Message, work: Any) -> None:  # noqa: ANN401 (as above)
    """Note a request; an older one of its kind is dropped."""
    from ..live.messages import (
        number_in,
        read_labels_message,
        read_question,
        read_view_message,
    )

    requests = work.requests
    requests.received_at = time.monotonic()
    if message["type"] == "labels":
        requests.labels_number = number_in(message, "number")
        requests.labels = read_labels_message(message)
    elif message["type"] == "view":
        view = read_view_message(message)
        if view is not None:
            requests.view, requests.view_number = view, number_in(message, "number")
    elif message["type"] in _QUESTIONS:
        question = read_question(message)
        requests.questions[type(question)] = question
