"""A job in QGIS's task manager, for the dock and the menu."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsTask

from ...core.errors import Cancelled, LandsketchError
from ...core.job.job import Job
from ...core.job.jobs import Result
from ..feedback import TaskProgress
from ..log import log_warning
from .engine import Engine, EngineFailed

OnFinished = Callable[["EngineTask"], None]


class EngineTask(QgsTask):
    """Runs one job in a background thread; afterwards ``result`` or ``error`` is set."""

    def __init__(self, description: str, engine: Engine, job: Job, on_finished: OnFinished) -> None:
        super().__init__(description, QgsTask.Flag.CanCancel)
        self._engine = engine
        self._job = job
        self._on_finished = on_finished
        self.progress_messages: list[str] = []
        self.result: Result | None = None
        self.error: LandsketchError | None = None

    def run(self) -> bool:
        progress = TaskProgress(self)
        self.progress_messages = progress.messages
        try:
            self.result = self._engine.run(self._job, progress)
        except LandsketchError as error:
            self.error = error
        except Exception as error:  # an exception that leaves run() can take QGIS down
            log_warning(f"{type(error).__name__}: {error}")
            self.error = EngineFailed(f"{type(error).__name__}: {error}")
        return self.result is not None

    def finished(self, result: bool) -> None:  # noqa: FBT001 (QGIS calls it)
        if not result and self.error is None:
            self.error = Cancelled()
        self._on_finished(self)
