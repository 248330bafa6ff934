"""The engine in this process, for a Python that has torch itself, such as conda-forge's."""

from __future__ import annotations

from ...core.job.job import Job
from ...core.job.jobs import Result
from ...core.progress import Progress
from .engine import EngineUnavailable


class InProcessEngine:
    """Calls ``inner`` in the caller's thread."""

    def run(self, job: Job, progress: Progress) -> Result:
        """Run ``job``; see ``Engine.run``."""
        try:
            from ...core.engine.run import run_job  # brings torch, so only when a job starts
        except ImportError as error:
            from ..i18n import tr  # brings QGIS, which a test of the engine alone does without

            raise EngineUnavailable(
                tr(
                    "QGIS's own Python cannot run the engine ({}); choose another interpreter in "
                    "the Landsketch settings or in the environment variable LANDSKETCH_PYTHON."
                ).format(error)
            ) from error
        return run_job(job, progress)

    def close(self) -> None:
        """Nothing is held."""
