"""What an engine is to the plugin: it runs one job and says how far it is. No QGIS."""

from __future__ import annotations

from typing import Protocol

from ...core.errors import LandsketchError
from ...core.job.job import Job
from ...core.job.jobs import Result
from ...core.progress import Progress


class EngineUnavailable(LandsketchError):
    """There is no engine that works; the text says how to get one."""

    code = "ENGINE_UNAVAILABLE"
    exit_code = 4


class EngineFailed(LandsketchError):
    """The engine reported an error or stopped; the text is its sentence."""

    def __init__(self, text: str, code: str = "ENGINE_FAILED") -> None:
        super().__init__(text)
        self.code = code


class Engine(Protocol):
    """Runs jobs one after the other, in the thread that calls it."""

    def run(self, job: Job, progress: Progress) -> Result:
        """Run ``job`` to its end.

        Raises:
            Cancelled: ``progress`` asked to stop.
            LandsketchError: The job failed; the text is for the user.
        """

    def close(self) -> None:
        """Let go of everything the engine holds."""
