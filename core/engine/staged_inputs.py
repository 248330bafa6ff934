"""Inputs that are copies made for a run: they take their names beside the result once it is there.

Until then they are temporary files, so that a cancelled or failed run leaves the copies of an earlier one as they
were.
"""

import itertools
from pathlib import Path

from ..atomic_write import explain_os_errors
from ..job.job import AnyJob
from ..job.job_json import from_dict, to_dict
from ..output_names import temporary_path


def keep_staged(job: AnyJob) -> AnyJob:
    """Give staged inputs their names; return the job that reads them there.

    A name whose file another program locks is left alone, and the input gets a numbered name instead.

    Raises:
        OutputNotWritable: The folder cannot be written.
    """
    names = {path: _keep(Path(path)) for path in job.run.staged}
    values = to_dict(job)
    for key, value in values.items():
        if isinstance(value, str) and value in names:
            values[key] = names[value]
    kept: AnyJob = from_dict(values | {"staged": []})  # type: ignore[assignment]
    return kept


def _keep(path: Path) -> str:
    """Move a temporary file to its name, or to the first numbered one that is free; return the name."""
    temporary = temporary_path(path)
    if not temporary.exists():
        return str(path)
    try:
        temporary.replace(path)
    except PermissionError:  # Windows: the file is open, in QGIS perhaps
        path = _free_name(path)
        with explain_os_errors(path):
            temporary.replace(path)
    return str(path)


def _free_name(path: Path) -> Path:
    numbered = (path.with_name(f"{path.stem}_{n}{path.suffix}") for n in itertools.count(2))
    return next(name for name in numbered if not name.exists())
