"""Staged inputs: copies made for a run, which are renamed beside the output after success.

Until then they are temporary files, so that a cancelled or failed run does not change the copies
of an earlier run.
"""

import itertools
from pathlib import Path

from ..atomic_write import explain_os_errors
from ..job.job import AnyJob
from ..job.job_json import from_dict, to_dict
from ..output_names import temporary_path


def keep_staged(job: AnyJob) -> AnyJob:
    """Rename staged inputs to their final names; return the job with these names.

    If another program locks the file of that name, the input gets a numbered name instead.

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
    """Rename a temporary file to its name, or to the first free numbered one; return the name."""
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
