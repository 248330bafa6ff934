"""The algorithm 'runpipeline': the steps of a pipeline file, one after the other."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ...errors import Cancelled, LandsketchError
from ...job.job import Job
from ...job.job_json import to_dict
from ...job.jobs import Result
from ...job.pipeline_jobs import RunPipelineJob
from ...output_checks import check_writable
from ...output_names import is_same_file
from ...pipeline.check_files import check_files
from ...pipeline.pipeline import Pipeline, Step, read_pipeline
from ...pipeline.state import State, changed_options, fingerprints, input_files
from ...progress import Progress
from ..job_file import read_record, record_path
from ..output_lock import hold_output_lock
from ..run import run_job

_UP_TO_DATE, _DONE = "up to date", "done"


@dataclass(frozen=True)
class _Outcome:
    """What became of a step.

    Attributes:
        text: In words, for people.
        reason: Why it has run, or would run; "" = it is up to date.
        result: What it made, now or earlier.
    """

    step: Step
    text: str
    reason: str
    result: Result


def run_pipeline(job: RunPipelineJob, progress: Progress) -> Result:
    """Run the steps that are not up to date; with ``only_check``, tell which ones these are.

    Raises:
        LandsketchError: The file is wrong, or a step failed; the text names line or step.
        Cancelled: The user cancelled; finished steps are kept.
    """
    pipeline = read_pipeline(Path(job.file), job.run)
    check_files(pipeline)
    if job.only_check:
        return _result(_checked(pipeline, State(pipeline.state_path)))
    check_writable(pipeline.state_path)
    with hold_output_lock(pipeline.state_path):
        return _result(_run(pipeline, job, progress))


def _run(pipeline: Pipeline, job: RunPipelineJob, progress: Progress) -> list[_Outcome]:
    """Bring every step up to date, and note each one when it is done."""
    state = State(pipeline.state_path)
    outcomes = []
    n = len(pipeline.steps)
    for number, step in enumerate(pipeline.steps):
        own = progress.slice(step.name, number / n, (number + 1) / n)
        own.stage("Check", 0, 0)
        reason = _reason_to_run(step, state)
        if reason:
            progress.info(f"{step.name}: runs, because {reason}.")
            before = fingerprints(input_files(step))
            result = _run_step(step, _with_log_once(step.job, job), own)
            state.note(step, before, result)
            outcomes.append(_Outcome(step, _DONE, reason, result))
        else:
            progress.info(f"{step.name}: {_UP_TO_DATE}.")
            outcomes.append(_Outcome(step, _UP_TO_DATE, "", state.result(step)))
    state.write()  # with the modification times of files that were touched
    return outcomes


def _run_step(step: Step, job: Job, progress: Progress) -> Result:
    """Run the job of a step; errors get its name."""
    try:
        return run_job(job, progress)
    except Cancelled:
        raise Cancelled(
            f"Cancelled in step '{step.name}'. Finished steps are kept; run the pipeline again to "
            "go on."
        ) from None
    except LandsketchError as error:
        error.args = (f"Step '{step.name}' (line {step.line}): {error}",)
        raise


def _with_log_once(job: Job, whole: RunPipelineJob) -> Job:
    """Return a step's job without the log that the whole run writes already."""
    return job.with_run(log="") if is_same_file(job.run.log, whole.run.log) else job


def _checked(pipeline: Pipeline, state: State) -> list[_Outcome]:
    """Tell of every step whether it would run; what it reads may be made anew by then."""
    outcomes: list[_Outcome] = []
    makers: dict[str, str] = {}
    for step in pipeline.steps:
        reason = _reason_to_run(step, state)
        earlier = [makers[path] for path in input_files(step) if path in makers]
        if not reason and earlier:
            reason = f"'{earlier[0]}' runs before it and may change its input"
        result = Result() if reason else state.result(step)
        text = f"would run, because {reason}" if reason else _UP_TO_DATE
        outcomes.append(_Outcome(step, text, reason, result))
        if reason:
            makers |= dict.fromkeys(step.outputs(), step.name)
    return outcomes


def _reason_to_run(step: Step, state: State) -> str:
    """Return why a step has to run, "" where it is up to date."""
    reason = state.reason_to_run(step)
    if reason:
        return reason
    main = next(iter(state.result(step).outputs.values()), "")
    if not main:
        return ""
    recorded = read_record(Path(main)).get("job")
    if not isinstance(recorded, dict):
        return f"there is no record {record_path(Path(main)).name}"
    others = changed_options(step.job, recorded)
    return f"another run wrote {Path(main).name}: {', '.join(others)}" if others else ""


def _result(outcomes: list[_Outcome]) -> Result:
    """Return the results of all steps; of each step, its fate by its name."""
    outputs: dict[str, str] = {}
    metrics: dict[str, Any] = {one.step.name: one.text for one in outcomes}
    for one in outcomes:
        found = one.result.outputs.items()
        outputs |= {f"{one.step.name}.{name}": path for name, path in found}
    n_run = sum(bool(one.reason) for one in outcomes)
    counts = {"n_run": n_run, "n_up_to_date": len(outcomes) - n_run}
    return Result(outputs, {**metrics, **counts, "steps": [_facts(one) for one in outcomes]})


def _facts(one: _Outcome) -> dict[str, Any]:
    """Return what programs want to know of a step."""
    facts = {"name": one.step.name, "line": one.step.line, "text": one.text}
    return {**facts, "reason": one.reason, "job": to_dict(one.step.job), **asdict(one.result)}
