"""Calls that may wait for a network, and end at once when the user cancels."""

import queue
import threading
from collections.abc import Callable
from http.client import HTTPException
from typing import TypeVar

from ..progress import Progress

_SECONDS = 0.2

Result = TypeVar("Result")


def call(function: Callable[[], Result], progress: Progress) -> Result:
    """Return the result of a function, which another thread calls.

    When the user cancels, that thread is left alone: what it uses must not be closed then.

    Args:
        function: May raise ``OSError`` and ``HTTPException``, which are raised here.
        progress: Is asked whether the user cancelled.

    Raises:
        Cancelled: The user cancelled.
    """
    results: queue.SimpleQueue[Result | OSError | HTTPException] = queue.SimpleQueue()

    def work() -> None:
        try:
            results.put(function())
        except (OSError, HTTPException) as error:
            results.put(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    result = _first(results, thread, progress)
    if isinstance(result, OSError | HTTPException):
        raise result
    return result


def _first(
    results: "queue.SimpleQueue[Result | OSError | HTTPException]",
    thread: threading.Thread,
    progress: Progress,
) -> Result | OSError | HTTPException:
    while True:
        is_working = thread.is_alive()
        try:
            return results.get(timeout=_SECONDS)
        except queue.Empty:
            progress.check()
            if not is_working:
                raise RuntimeError("a call to the network ended without a result") from None
