"""The algorithm 'createpipeline': records of runs in, a pipeline file that repeats them out."""

import os
from pathlib import Path

from ...atomic_write import write_atomically
from ...errors import InvalidJob
from ...job.job import Job
from ...job.job_json import ALGORITHM, from_dict, from_json, to_dict
from ...job.jobs import Result
from ...job.pipeline_jobs import CreatePipelineJob
from ...output_checks import check_writable
from ...pipeline.check_files import check_files
from ...pipeline.file_paths import absolute_values
from ...pipeline.pipeline import read_pipeline
from ...pipeline.sections import ALGORITHMS, keys_of, section_of
from ...pipeline.writing import pipeline_text
from ...progress import Progress
from ..job_file import read_record, record_path

_ENDING = ".job.json"


def create_pipeline(job: CreatePipelineJob, progress: Progress) -> Result:
    """Read the records of the results and write their jobs as one pipeline.

    Raises:
        InvalidJob: A result has no record, or no run can be a step.
    """
    progress.stage("Read records", 0, 0.8)
    output = Path(job.output)
    check_writable(output)
    jobs: list[Job] = []
    for path in job.files:
        found = _job_of(Path(path))
        if _is_step(found, path, progress) and found not in jobs:
            jobs.append(found)
    if not jobs:
        raise InvalidJob(
            f"None of the runs can be a step of a pipeline; choose results of "
            f"{', '.join(name for names in ALGORITHMS.values() for name in names)}."
        )
    progress.stage("Write the pipeline", 0.8, 1)
    write_atomically(output, pipeline_text(jobs, output).encode())
    _warn_of_faults(output, progress)
    return Result({"output": job.output}, {"n_steps": len(jobs)})


def _job_of(path: Path) -> Job:
    """Return the job that made a result, with absolute paths."""
    record = path if path.name.endswith(_ENDING) else _record_of(path)
    try:
        job = from_json(record.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidJob(f"The record {record} cannot be read ({error}).") from None
    except InvalidJob as error:
        raise InvalidJob(f"{record}: {error}") from None
    kind, values = type(job), to_dict(job.with_run(command="", staged=()))
    known = {key: value for key, value in values.items() if key in keys_of(kind)}
    absolute = absolute_values(kind, known, _start_folder(job, record))
    return from_dict({ALGORITHM: job.algorithm_id, "cluster": job.run.cluster, **absolute})


def _record_of(path: Path) -> Path:
    """Return the record beside a result, or the one in its folder that names it as an output.

    A JSON file without a record may be a job file.

    Raises:
        InvalidJob: There is none.
    """
    own = record_path(path)
    if own.is_file():
        return own
    for record in sorted(path.parent.glob(f"*{_ENDING}")):
        outputs = _outputs(record)
        if any(Path(name).name == path.name for name in outputs.values()):
            return record
    if path.suffix == ".json":
        return path
    raise InvalidJob(
        f"{path} has no record ({own.name}), so it is unknown how it was made; choose results that "
        "Landsketch has made and whose records are beside them."
    )


def _outputs(record: Path) -> dict[str, str]:
    """Return the outputs that a record names."""
    outputs = read_record(record.with_name(record.name.removesuffix(_ENDING))).get("outputs")
    return outputs if isinstance(outputs, dict) else {}


def _start_folder(job: Job, record: Path) -> Path:
    """Return the folder in which relative paths of a record start.

    That is the folder in which the run was started; where the record lies tells which one.
    """
    result = os.path.normpath(record.absolute()).removesuffix(_ENDING)
    folder = Path(result).parent
    for start in (folder, *folder.parents):
        if any(os.path.normpath(start / path) == result for path in job.outputs()):
            return start
    return Path.cwd()


def _is_step(job: Job, path: str, progress: Progress) -> bool:
    """Tell whether a run can be a step; say so where it cannot or was run in another way."""
    if not section_of(job):
        progress.warning(
            f"{path} was made by '{job.algorithm_id}', which cannot be a step of a pipeline; it is "
            "left out."
        )
        return False
    if job.run.cluster:
        progress.warning(f"{path} was made on a cluster; the pipeline runs on one computer.")
    return True


def _warn_of_faults(output: Path, progress: Progress) -> None:
    """Say what keeps the pipeline from running, such as an input that is not there any more."""
    try:
        check_files(read_pipeline(output))
    except InvalidJob as error:
        progress.warning(f"The pipeline was written, but cannot be run as it is: {error}")
