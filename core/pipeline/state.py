"""What a pipeline has done: ``<pipeline>.state.json`` beside the file, written after each step."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..atomic_write import write_atomically
from ..dataset.dataset_file import dataset_files, dataset_images
from ..errors import InvalidJob
from ..job.job import Job
from ..job.job_json import from_dict, to_dict
from ..job.jobs import Result
from ..job.options import RunOptions
from .file_paths import is_file_name
from .fingerprints import Fingerprint, fingerprint_of, unchanged
from .pipeline import Step
from .sections import DATASET

_VERSION = 1
Fingerprints = dict[str, Fingerprint]  # by path
_FAILED = "n_failed"  # metric of a step that made only a part of its outputs


@dataclass(frozen=True)
class Done:
    """A step that has run.

    Attributes:
        job: The job, as in job files.
        inputs: What it read, as it was before the run.
        outputs: What it wrote, as it was after the run.
        result: What it returned.
    """

    job: dict[str, Any]
    inputs: Fingerprints
    outputs: Fingerprints
    result: Result


class State:
    """The steps of a pipeline that have run, by name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._done = _read(path)

    def result(self, step: Step) -> Result:
        """Return the result of a step that has run."""
        return self._done[step.name].result

    def reason_to_run(self, step: Step) -> str:
        """Return why a step has to run, "" where it is up to date."""
        done = self._done.get(step.name)
        if done is None:
            return "it has not run yet"
        changed = changed_options(step.job, done.job)
        if changed:
            return f"other options: {', '.join(changed)}"
        return self._changed_file(step, done)

    def _changed_file(self, step: Step, done: Done) -> str:
        """Return which file is not the one of the last run; note fingerprints of touched files."""
        if set(input_files(step)) - set(done.inputs):
            return "an input is new"
        inputs, reason = _compared(done.inputs, "the input")
        if reason:
            return reason
        outputs, reason = _compared(done.outputs, "the output")
        if not reason:
            self._done[step.name] = replace(done, inputs=inputs, outputs=outputs)
        return reason

    def note(self, step: Step, inputs: Fingerprints, result: Result) -> None:
        """Note that a step has run, and write the file.

        Args:
            step: The step.
            inputs: Fingerprints of its inputs from before the run.
            result: What it made. A step that failed in part is to run again, so it is not noted.
        """
        self._done.pop(step.name, None)
        if not result.metrics.get(_FAILED):
            outputs = fingerprints(_files([*step.outputs(), *result.outputs.values()]))
            self._done[step.name] = Done(to_dict(step.job), inputs, outputs, result)
        self.write()

    def write(self) -> None:
        """Write the file."""
        steps = {name: asdict(done) for name, done in self._done.items()}
        text = json.dumps({"version": _VERSION, "steps": steps}, indent=1, default=str)
        write_atomically(self._path, text.encode())


def input_files(step: Step) -> list[str]:
    """Return the files that a step reads, also the images of a dataset, without addresses."""
    inputs = step.inputs()
    paths = [path for found in inputs.values() for path in found]
    paths += [path for folder in inputs.get(DATASET, ()) for path in dataset_images(Path(folder))]
    return [path for path in paths if is_file_name(path)]


def fingerprints(paths: Iterable[str]) -> Fingerprints:
    """Return the fingerprints of the files that exist."""
    found = {path: fingerprint_of(path) for path in dict.fromkeys(paths)}
    return {path: one for path, one in found.items() if one is not None}


def changed_options(job: Job, other: dict[str, Any]) -> list[str]:
    """Return the names of the options in which a job in a file differs, as far as they matter.

    How a job is run, such as the device and the log, does not matter.
    """
    try:
        earlier = from_dict(other)
    except InvalidJob:
        return ["of another version"]
    if earlier.algorithm_id != job.algorithm_id:
        return ["algorithm"]
    now, before = (to_dict(_without_run(one)) for one in (job, earlier))
    return [key.upper() for key in now if now[key] != before[key]]


def _without_run(job: Job) -> Job:
    run = RunOptions(seed=job.run.seed, compile=job.run.compile)
    return replace(job, run=run)  # type: ignore[type-var]


def _compared(known: Fingerprints, what: str) -> tuple[Fingerprints, str]:
    """Return the present fingerprints of files, and which file has changed, "" if none has."""
    now: Fingerprints = {}
    for path, one in known.items():
        found = unchanged(path, one)
        if found is None:
            fate = "has changed" if Path(path).exists() else "is missing"
            return {}, f"{what} {Path(path).name} {fate}"
        now[path] = found
    return now, ""


def _files(paths: Iterable[str]) -> list[str]:
    """Leave out folders but datasets; others count by the files in them that a step names."""
    return [path for path in paths if Path(path).is_file() or dataset_files(Path(path))]


def _read(path: Path) -> dict[str, Done]:
    """Return the steps in a state file; none where there is no readable file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["version"] != _VERSION:
            return {}
        return {name: _done(values) for name, values in data["steps"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _done(values: dict[str, Any]) -> Done:
    inputs, outputs = (
        {path: Fingerprint(**one) for path, one in values[name].items()}
        for name in ("inputs", "outputs")
    )
    return Done(values["job"], inputs, outputs, Result(**values["result"]))
