"""What all jobs have in common: their options, inputs and outputs. No torch, no rasters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from .checks import Checked, check_value
from .option import INPUT_KINDS, OUTPUT_KINDS, Option, options_of, value_of
from .options import RunOptions

AnyJob = TypeVar("AnyJob", bound="Job")


class Job(Checked):
    """Base of jobs: frozen dataclasses of options, one per algorithm.

    Attributes:
        algorithm_id: Id of the Processing algorithm, and ``algorithm`` in job files.
        runs: What runs the job, as "module:function" in ``core.engine.verbs``.
        distribution: Ways to distribute the job over several processes: ``cluster``, ``shard``.
        resumes_after_cancel: Whether a cancelled run leaves files from which the same job resumes.
        keeps_record: Whether a run writes its record beside its main output.
        run: How the engine runs; a field of every job.
    """

    algorithm_id: ClassVar[str]
    runs: ClassVar[str]
    distribution: ClassVar[tuple[str, ...]] = ()
    resumes_after_cancel: ClassVar[bool] = False
    keeps_record: ClassVar[bool] = True
    run: RunOptions

    def __post_init__(self) -> None:
        # With the choices and bounds of this job, which groups cannot know
        for option, value in self.values():
            check_value(option, value)

    def values(self) -> Iterator[tuple[Option, Any]]:
        """Yield every option of the job with its value."""
        for option in options_of(type(self)):
            yield option, value_of(self, option)

    def with_run(self: AnyJob, **changes: Any) -> AnyJob:  # noqa: ANN401 (values of RunOptions)
        """Return the same job, run in another way."""
        job: AnyJob = replace(self, run=replace(self.run, **changes))  # type: ignore[type-var]
        return job

    def inputs(self) -> list[str]:
        """Return the paths that the job reads."""
        return self._paths(INPUT_KINDS)

    def outputs(self) -> list[str]:
        """Return the paths of the files that the job writes."""
        return self._paths(OUTPUT_KINDS)

    def _paths(self, kinds: tuple[str, ...]) -> list[str]:
        found: list[str] = []
        for option, value in self.values():
            if option.info.kind in kinds:
                found += value if option.is_list else [value]
        return [path for path in found if path]
