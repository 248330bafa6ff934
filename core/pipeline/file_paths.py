"""Paths in pipeline files: relative ones start in the folder of the file."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..job.job import Job
from .sections import is_path, keys_of

_LISTED = "input"  # key of the path in an item of a list of images
_BACKBONE = "backbone"  # the name of a backbone, or a folder


def absolute_values(kind: type[Job], values: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return the values of a job's options with absolute paths."""
    options = keys_of(kind)
    found = dict(values)
    for key, value in values.items():
        if is_path(options[key]):
            found[key] = _absolute(value, folder)
    backbone = found.get(_BACKBONE)
    if isinstance(backbone, str) and "/" in backbone and (folder / backbone).is_dir():
        found[_BACKBONE] = absolute_path(backbone, folder)
    return found


def _absolute(value: object, folder: Path) -> object:
    """Make a path absolute, or each of a list; an item with keys has its path as ``input``."""
    if isinstance(value, list):
        return [_absolute(item, folder) for item in value]
    if isinstance(value, dict):
        return {**value, _LISTED: _absolute(value.get(_LISTED), folder)}
    return absolute_path(value, folder) if isinstance(value, str) else value


def absolute_path(path: str, folder: Path) -> str:
    """Make a path absolute; addresses and GDAL's own names (``NETCDF:…``) stay."""
    return os.path.normpath(folder / path) if path and is_file_name(path, folder) else path


def is_file_name(path: str, folder: Path = Path()) -> bool:
    """Tell whether a path is that of a file, and no address or name of GDAL."""
    if path.startswith("/vsi"):
        return False
    return ":" not in path or Path(path).is_absolute() or (folder / path).exists()


def written_path(path: str, folder: Path) -> str:
    """Write a path as a file in ``folder`` has it: relative where it lies there or below."""
    found = Path(path)
    return found.relative_to(folder).as_posix() if found.is_relative_to(folder) else path
