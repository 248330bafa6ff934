"""Work in QGIS's task manager; its owner hears of progress and of the end."""

from __future__ import annotations

import threading
from collections.abc import Callable

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from ..core.errors import Cancelled, LandsketchError
from ..core.progress import Progress
from .durations import duration_text
from .i18n import tr
from .log import log_warning

Work = Callable[[Progress], object]


class BackgroundTask(QgsTask):
    """Runs ``work`` in a background thread.

    Attributes:
        stage_changed: Emitted with what is done now, and the time left.
        line_added: Emitted with a line of the log.
        ended: Emitted in the main thread at the end, with an error text; empty if all is well.
        result: What ``work`` returned; None before, and after a failure.
        was_cancelled: Whether the user cancelled it.
    """

    stage_changed = pyqtSignal(str)
    line_added = pyqtSignal(str)
    ended = pyqtSignal(str)

    def __init__(self, description: str, work: Work) -> None:
        super().__init__(description, QgsTask.Flag.CanCancel)
        self._work, self._error = work, ""
        self._is_idle = threading.Event()
        self.result: object = None
        self.was_cancelled = False

    def run(self) -> bool:
        is_done = False
        try:
            self.result = self._work(_TaskProgress(self))
            is_done = True
        except Cancelled as error:
            self._error, self.was_cancelled = str(error), True
        except LandsketchError as error:
            self._error = str(error)
        except Exception as error:  # an exception that leaves run() can take QGIS down
            log_warning(f"{type(error).__name__}: {error}")
            self._error = f"{type(error).__name__}: {error}"
        finally:
            self._is_idle.set()
        return is_done

    def finished(self, result: bool) -> None:  # noqa: FBT001 (QGIS calls it)
        if not result and not self._error:  # cancelled before it began
            self._error, self.was_cancelled = tr("Cancelled."), True
        self.ended.emit(self._error)

    def wait(self, seconds: float) -> bool:
        """Wait for the work to end; false if it has not."""
        return self._is_idle.wait(seconds)


class _TaskProgress(Progress):
    """Progress as signals of a task."""

    def __init__(self, task: BackgroundTask) -> None:
        super().__init__()
        self._task = task

    def is_cancelled(self) -> bool:
        """Tell whether the task was cancelled."""
        return bool(self._task.isCanceled())

    def report(self, stage: str, fraction: float, left_s: float | None) -> None:
        """Move the bar and say what is done."""
        self._task.setProgress(100.0 * fraction)
        text = stage
        if left_s is not None:
            text = tr("{}, {} left").format(stage, duration_text(left_s))
        self._task.stage_changed.emit(text)

    def info(self, text: str) -> None:
        """Add a line."""
        self._task.line_added.emit(text)

    def warning(self, text: str) -> None:
        """Add a line that stands out."""
        self._task.line_added.emit(text)
