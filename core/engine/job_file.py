"""The job file beside an output, ``<output>.job.json``: the job, its metrics and the platform."""

import json
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..atomic_write import write_atomically
from ..job.job import Job
from ..job.job_json import to_dict
from ..job.jobs import InstallJob, Result


def record_path(output: Path) -> Path:
    """Return the path of an output's job file."""
    return output.with_name(f"{output.name}.job.json")


def write_record(job: Job, result: Result) -> None:
    """Write job and metrics beside the main output."""
    if not result.outputs or not job.keeps_record or isinstance(job, InstallJob):
        return
    main = Path(next(iter(result.outputs.values())))
    record = {
        "job": to_dict(job),
        **asdict(result),
        "computer": platform.platform(),
    }
    write_atomically(record_path(main), json.dumps(record, indent=1, default=str).encode())


def read_record(output: Path) -> dict[str, Any]:
    """Return the content of an output's job file; empty if it does not exist or is invalid."""
    try:
        record = json.loads(record_path(output).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
