"""Checks of the files of a pipeline before anything runs: what is read exists or is made."""

import os
from pathlib import Path

from ..errors import InvalidJob, OutputNotWritable
from ..output_checks import check_apart
from .file_paths import is_file_name
from .pipeline import Pipeline, Step
from .yaml_nodes import at_line


def check_files(pipeline: Pipeline) -> None:
    """Check inputs and outputs of all steps.

    Raises:
        InvalidJob: An input does not exist and no earlier step makes it, two steps write the same
            file, or a step would replace what it or an earlier step reads, or the pipeline itself.
    """
    try:
        _check(pipeline)
    except InvalidJob as error:
        raise InvalidJob(f"{pipeline.path.name}, {error}") from None


def _check(pipeline: Pipeline) -> None:
    own = {os.path.realpath(path) for path in (pipeline.path, pipeline.state_path)}
    made: dict[str, Step] = {}
    read: dict[str, Step] = {}
    for step in pipeline.steps:
        for key, paths in step.inputs().items():
            for path in paths:
                _require_input(step, key, path, made, pipeline)
                read[os.path.realpath(path)] = step
        _check_outputs(step, made, read, own)


def _require_input(
    step: Step, key: str, path: str, made: dict[str, Step], pipeline: Pipeline
) -> None:
    real = Path(os.path.realpath(path))
    is_made = any(str(place) in made for place in (real, *real.parents))
    if is_made or not is_file_name(path) or Path(path).exists():
        return
    later = [other.name for other in pipeline.steps if path in other.outputs()]
    reason = "no earlier step makes it"
    if later:
        reason = f"'{later[0]}' makes it only later"
    raise at_line(
        step.line_of(key),
        f"{step.name}: {key.upper()} is {path}, which does not exist, and {reason}; check the "
        "path.",
    )


def _check_outputs(step: Step, made: dict[str, Step], read: dict[str, Step], own: set[str]) -> None:
    try:
        check_apart(step.job.inputs(), step.job.outputs())
    except OutputNotWritable as error:
        raise at_line(step.line, f"{step.name}: {error}") from None
    for path in step.outputs():
        real = os.path.realpath(path)
        if real in made:
            raise at_line(
                step.line,
                f"{step.name} and {made[real].name} (line {made[real].line}) write the same file, "
                f"{path}; give them different names.",
            )
        if real in read:
            raise at_line(
                step.line,
                f"{step.name} would replace {path}, which {read[real].name} (line "
                f"{read[real].line}) reads; give it another name.",
            )
        if real in own:
            raise at_line(step.line, f"{step.name} would replace the pipeline file {path}.")
        made[real] = step
