"""One set-up at a time: a second QGIS waits until the first has finished."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...core.progress import Progress
from ..engine.file_lock import wait_for_lock
from ..i18n import tr

_NAME = "setup.lock"


@contextmanager
def setup_lock(folder: Path, progress: Progress) -> Iterator[None]:
    """Hold the right to change the engine environment.

    Args:
        folder: The user's data folder.
        progress: Told if another process holds it; its cancel ends the wait.

    Raises:
        Cancelled: The user cancelled while waiting.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = tr("Waiting: another QGIS is setting up the engine.")
    lock = wait_for_lock(str(folder / _NAME), progress.is_cancelled, lambda: progress.info(text))
    try:
        yield
    finally:
        lock.unlock()
